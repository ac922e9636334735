"""What several model cards say: figures, where the characters are from, privacy."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from alpr.intervals import Rate

MERGED = "*Merged* counts 0 and O as one character, and 1 and I."

_WIDTH = 100

_SOURCES = {
    "chars74k": "the *EnglishFnt* part of Chars74K (T. E. de Campos, B. R. Babu, M. Varma, "
    "*Character recognition in natural images*, VISAPP 2009; free for research, cite it)",
    "typefaces": "**a stand-in for Chars74K**, characters rendered from open fonts",
}


def joined(*sections: str) -> str:
    """Return the sections as one Markdown file."""
    return "\n\n".join(sections) + "\n"


def rate(values: Mapping[str, Any]) -> str:
    """Return a stored rate with its n and its interval.

    >>> rate({"correct": 9, "n": 10})
    '90.00 % (9 of 10, 95 % interval 59.58 to 98.21)'
    """
    return str(Rate(int(values["correct"]), int(values["n"])))


def rates_table(head: str, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Return the lines of a table of rates, strict beside merged.

    Args:
        head: above the names of the rows, may be empty.
        rows: the name of each and its rates `strict` and `merged`.
    """
    return [
        " ".join(filter(None, ("|", head, "| strict | merged |"))),
        "| --- | --- | --- |",
        *(f"| {name} | {rate(one['strict'])} | {rate(one['merged'])} |" for name, one in rows),
    ]


def calibrated(calibration: Mapping[str, Any]) -> str:
    """Return the item that says how far a character's probability can be trusted."""
    return (
        f"- Calibrated with temperature {calibration['temperature']:.3f}: expected calibration "
        f"error {100 * calibration['ece']:.2f} %, {100 * calibration['ece_uncalibrated']:.2f} "
        "% without."
    )


def network_md5(evaluation: Mapping[str, Any]) -> str:
    """Return the item that says which network was measured."""
    return f"- MD5 of the trained network: `{evaluation['model_md5']}`."


def characters_from(dataset: Mapping[str, Any]) -> str:
    """Return, as the end of a sentence, from which fonts the characters are.

    Args:
        dataset: contents of metrics/dataset.json.

    Raises:
        KeyError: the data set's source is not known.
    """
    return f"{_SOURCES[dataset['source']]}; MD5 of the archive `{dataset['md5']}`."


def sentence(text: str) -> str:
    """Return a text with its first letter large, asterisks before it or not.

    >>> sentence("**a stand-in**, rendered")
    '**A stand-in**, rendered'
    """
    return re.sub("[a-z]", lambda letter: letter[0].upper(), text, count=1)


def privacy(use: str, kept: str, law: str = "", learned: str = ".") -> str:
    """Return the section on privacy.

    Args:
        use: what its user does with real plates: "reads real plates".
        kept: what comes out: "readings".
        law: sentences on the law.
        learned: how the sentence ends that no real plate was learned from.
    """
    said = (
        f"A licence plate is personal data in many countries. {law}No real plate, photograph or "
        f"owner is in what this network learned from{learned} Whoever {use} with it needs a lawful "
        f"ground, and should keep neither pictures nor {kept} longer than that needs."
    )
    return f"## Privacy\n\n{textwrap.fill(said, _WIDTH)}"
