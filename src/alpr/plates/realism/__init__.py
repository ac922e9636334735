"""Plates as cameras see them: random alphabets, layouts, clutter and photographs, for training."""
