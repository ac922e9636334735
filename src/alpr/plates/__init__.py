"""Synthetic plates: the drawn alphabets, the designs, the rendering, the collections."""
