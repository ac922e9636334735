"""What the line network sees and says: one grey picture in, a class for each of its columns out."""

from alpr.characters import CHARACTERS

HEIGHT, WIDTH = 48, 160
"""Pixels of the picture: the whole crop, its aspect ratio not kept."""

COLUMN_PX = 4
COLUMNS = WIDTH // COLUMN_PX

BLANK = len(CHARACTERS)
"""The class of a column that shows no character: between, beside or without them."""

CLASSES = BLANK + 1
