"""The model card of the robust network: what it learned from, how good it is, its limits."""

from collections.abc import Mapping
from typing import Any

from alpr.card_sections import (
    MERGED,
    calibrated,
    characters_from,
    joined,
    network_md5,
    privacy,
    rate,
    rates_table,
)

_ABOUT = """\
# plate-cnn-robust

Reads one character, cut out of a plate: a 32x32 glyph to one of 36 characters, or to none of
them. A small convolutional network that learned from bent, blurred and coarse characters, and
from what the project's segmenter offers it on drawn plates: characters, and pieces, pairs, edges
and emblems, which are none."""

_USE = """\
## Using it

The folder holds `network.onnx` (input `glyphs`, float32, (N, 32, 32, 1), ink 255 on 0, as
`alpr.glyphs.glyph` makes them; output `probabilities`, float32, (N, 37), the last one that of no
character) and `model.json` (the order of the characters, the temperature and the segmenter's
settings). `alpr read --reader segments plate.png` reads plates with it."""

_LIMITS = """\
## Meant for, and not meant for

- It reads Latin capitals and digits that were cut out of a plate. It finds nothing itself.
- A piece may look like a character: the upper half of an 8 is a 0, a thin edge is an I. What
  stands around it has to tell.
- 0 and O, and 1 and I, are one shape in many typefaces and on many plates; only the format of a
  plate tells them apart.
- No decision about a person may rest on its reading alone."""


def write_robust_card(dataset: Mapping[str, Any], evaluation: Mapping[str, Any]) -> str:
    """Return the card as Markdown, without dates: the same facts give the same bytes.

    Args:
        dataset: contents of metrics/dataset.json.
        evaluation: contents of metrics/robust/evaluate.json.

    Raises:
        KeyError: a figure is missing, or the data set's source is not known.
    """
    last = privacy("reads real plates", "readings")
    return joined(_ABOUT, _learned(dataset, evaluation), _measured(evaluation), _USE, _LIMITS, last)


def _learned(dataset: Mapping[str, Any], evaluation: Mapping[str, Any]) -> str:
    return f"""\
## Learned from

- Fonts of {characters_from(dataset)} One of
  {len(evaluation["folds"])} folds of the fonts was left out.
- What the segmenter offers, characters and others, on plates that this project draws."""


def _measured(evaluation: Mapping[str, Any]) -> str:
    plates = evaluation["plates"]
    rows = (
        ("the fonts left out", next(iter(evaluation["folds"].values()))),
        ("all images, each by a network without its font", evaluation["unseen_fonts"]),
        ("the paper's split, by a network learned on it", evaluation["paper_split"]),
        ("on drawn plates not seen, as the segmenter offers them", plates["characters"]),
    )
    exported = evaluation["export"]
    return "\n".join(
        [
            "## Characters that it has not seen",
            "",
            f"{MERGED} What is read as no character",
            "counts as wrong.",
            "",
            *rates_table("", rows),
            "",
            "- Of the shapes that it offers on these plates and that are no character, refused: "
            f"{rate(plates['others_refused'])}.",
            calibrated(evaluation["calibration"]),
            f"- `network.onnx` is {exported['bytes']:,} bytes, its weights in half precision; its "
            "probabilities differ from the trained network's by "
            f"{exported['max_difference']:.1e} at most.",
            network_md5(evaluation),
        ]
    )
