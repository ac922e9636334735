"""The model card: what a released network learned from, how good it is and what it is not for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alpr.card_sections import MERGED, calibrated, joined, network_md5, privacy, rate, rates_table

_DATA = {
    "chars74k": """\
The *EnglishFnt* part of Chars74K: digits and capitals drawn in 254 computer fonts of four styles
each. T. E. de Campos, B. R. Babu, M. Varma, *Character recognition in natural images*, VISAPP
2009. The images are free for research; whoever uses a network learned from them should cite that
paper.""",
    "typefaces": """\
**A stand-in for Chars74K**: digits and capitals rendered in the same layout from open fonts that
Python packages carry, each under its own open licence. Its figures cannot be compared with the
paper's.""",
}

_ABOUT = """\
# plate-cnn

Reads one character of a licence plate: a glyph of 32x32 pixels to the probabilities of the 36
classes `0` to `9` and `A` to `Z`. A convolutional network in the style of LeNet-5, learned by the
recipe `paper` of this project, after Rajendra, Sudheer Kumar and Boadh, *IJCA* 177(3), 2017."""

_USE = """\
## Using it

`alpr read --reader paper plate.png`, or `alpr.PlateReader(reader="paper")`. The folder holds
`network.onnx` (input `glyphs`, float32, (N, 32, 32, 1), ink 255 on 0, cut and scaled as
`alpr.glyphs.glyph` does it; output `probabilities`, float32, (N, 36)) and `model.json` (the order
of the classes, the temperature, how characters are found on a plate)."""

_LIMITS = """\
## Meant for, and not meant for

- Meant for research and teaching: to rebuild the paper number by number, and as a base to improve.
- It reads plates that are cut out, nearly straight and sharp, in Latin capitals and digits. It does
  not find plates in photographs, and knows no Ñ, no stacked letters and no other alphabet.
- It has seen printed fonts alone: no dirt, no shadow, no blur, no embossing. On photographs expect
  it to read worse than the figures above.
- 0 and O, and 1 and I, are one shape in many fonts; only the format of a plate tells them apart.
- No decision about a person may rest on its reading alone."""

_LAW = """\
In Spain a legal report of the data protection agency (AEPD), cited by the paper, says that the law
on the protection of personal data applies to plates; in the European Union the GDPR does. """

_LEARNED = """\
: it learned from single characters, and `national` and `usa` are plates that are drawn."""


@dataclass(frozen=True)
class CardFacts:
    """Contents of the metrics files that a card is written from."""

    evaluation: Mapping[str, Any]
    scores: Mapping[str, Any]


def write_model_card(facts: CardFacts) -> str:
    """Return the card as Markdown, without dates: the same facts give the same bytes.

    Raises:
        KeyError: a metrics file lacks a figure, or the data set's source is not known.
    """
    measured = (_characters(facts), _plates(facts.scores))
    last = privacy("reads real plates", "readings", _LAW, _LEARNED)
    return joined(_ABOUT, _data(facts), *measured, _USE, _LIMITS, last)


def _data(facts: CardFacts) -> str:
    data = facts.evaluation["data"]
    dataset, counts = data["dataset"], data["filter"]["split"]
    kept, removed = data["filter"]["kept"], data["filter"]["removed"]
    return f"""\
## Learned from

{_DATA[dataset["source"]]}

- MD5 of the archive `{dataset["md5"]}`, SHA-256 of its names and pixels
  `{dataset["content_sha256"]}`.
- Of {kept + removed:,} images of the 36 classes {kept:,} were kept and {removed:,} removed, which
  do not represent their class.
- {counts["train"]:,} images to learn from, {counts["validation"]:,} to watch the training and to
  calibrate, {counts["test"]:,} to test."""


def _characters(facts: CardFacts) -> str:
    evaluation = facts.evaluation
    rows = (("test images", evaluation["test"]), ("removed images", evaluation["removed"]))
    pairs = [f"{pair['truth']} as {pair['read']} ({pair['count']})" for pair in _confused(facts)]
    return "\n".join(
        [
            "## Single characters",
            "",
            MERGED,
            "",
            *rates_table("", rows),
            "",
            f"- Confused most often on the test images: {', '.join(pairs) or 'nothing'}.",
            calibrated(evaluation["calibration"]),
            f"- `network.onnx` is {evaluation['export']['bytes']:,} bytes, its weights in half "
            "precision; its probabilities differ from the network's as it was trained by "
            f"{evaluation['export']['max_difference_half']:.1e} at most.",
            network_md5(evaluation),
        ]
    )


def _plates(scores: Mapping[str, Any]) -> str:
    rows = [
        f"| {name} | {rate(score['strict'])} | {rate(score['merged'])} "
        f"| {score['failures']['segmentation']} | {score['failures']['character']} "
        f"| {score['failures']['unreadable']} |"
        for name, score in sorted(scores.items())
    ]
    return "\n".join(
        [
            "## Whole plates",
            "",
            "Read the paper's way; a plate counts where every character is right. It may fail in",
            "finding the characters (their number is wrong) or in reading them.",
            "",
            "| collection | strict | merged | failed to find | failed to read | broken files |",
            "| --- | --- | --- | --- | --- | --- |",
            *rows,
        ]
    )


def _confused(facts: CardFacts) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = facts.evaluation["test"]["confusions"]
    return found
