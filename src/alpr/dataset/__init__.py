"""Where the character images come from, how they are checked, curated and split."""
