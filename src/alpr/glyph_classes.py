"""The classes of one glyph: the characters, in their order, and what is none of them."""

from alpr.characters import CHARACTERS

NOT_A_CHARACTER = len(CHARACTERS)
"""The class of pieces, pairs, edges, emblems; networks that do not know it have one class less."""
