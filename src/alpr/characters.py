"""The 36 classes that plates are written in, and which of them look alike."""

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Class index to character: 0-9 are the digits, 10-35 the capitals (Chars74K's Sample001..036)."""

CONFUSABLE = (("0", "O"), ("1", "I"))
"""Pairs that many typefaces, and most plates, draw with one and the same shape."""

_MERGED = str.maketrans({letter: digit for digit, letter in CONFUSABLE})


def merged(text: str) -> str:
    """Return the text with each confusable letter written as its digit.

    >>> merged("OI70 BIO")
    '0170 B10'
    """
    return text.translate(_MERGED)


def plate_text(text: str) -> str:
    """Return the text as plates are compared: capitals and digits alone.

    >>> plate_text("1234-bcd ")
    '1234BCD'
    """
    return "".join(character for character in text.upper() if character in CHARACTERS)
