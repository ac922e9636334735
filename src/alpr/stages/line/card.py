"""The model card of the line network: what it learned from, how good it is, what it is not for."""

from collections.abc import Mapping
from typing import Any

from alpr.card_sections import (
    MERGED,
    characters_from,
    joined,
    network_md5,
    privacy,
    rate,
    rates_table,
    sentence,
)

_ABOUT = """\
# plate-line

Reads a whole licence plate in one look: a grey crop of 160x48 pixels to one of 36 characters or
blank for each of its 40 columns. A convolutional network without segmentation and without a
grammar: any 1 to 10 digits and capitals."""

_USE = """\
## Using it

`alpr read plate.png`, or `from alpr import PlateReader`. The folder holds `network.onnx` (input
`crops`, float32, (N, 48, 160, 1), grey 0 to 255, the whole crop scaled to it whatever its shape;
output `probabilities`, float32, (N, 40, 37), blank last) and `model.json` (the order of the
characters, the temperature of a character's probabilities, and the line through the log odds that
makes a plate's confidence). Both hold for the whole reader, which looks again, at six views of the
crop, where it is unsure."""

_LIMITS = """\
## Meant for, and not meant for

- It reads crops of one plate in one line, Latin capitals and digits. It does not find plates in
  photographs, and reads no second line and no small stacked letters.
- It learned from drawn plates alone. How it fares on photographs is for a collection of real ones
  to say; the figures above do not.
- 0 and O, and 1 and I, are one shape on many plates; only the format of a plate tells them apart.
- No decision about a person may rest on its reading alone."""


def write_line_card(
    dataset: Mapping[str, Any], training: Mapping[str, Any], evaluation: Mapping[str, Any]
) -> str:
    """Return the card as Markdown, without dates: the same facts give the same bytes.

    Args:
        dataset: contents of metrics/dataset.json.
        training: contents of metrics/line/train.json.
        evaluation: contents of metrics/line/evaluate.json.

    Raises:
        KeyError: a figure is missing, or the data set's source is not known.
    """
    last = privacy("reads real plates", "readings")
    return joined(_ABOUT, _learned(dataset, training), _plates(evaluation), _USE, _LIMITS, last)


def _learned(dataset: Mapping[str, Any], training: Mapping[str, Any]) -> str:
    return f"""\
## Learned from

Plates drawn by this project, with their surroundings, dirt and light, {training["step"]:,} batches
of them. Their characters: alphabets of strokes drawn at random, open typefaces, and faces of

- {sentence(characters_from(dataset))}"""


def _plates(evaluation: Mapping[str, Any]) -> str:
    calibration, exported = evaluation["calibration"], evaluation["export"]
    looks = evaluation["looked_at_again"].values()
    again = {"correct": sum(one["plates"] for one in looks), "n": sum(one["n"] for one in looks)}
    more_right = sum(one["more_right"] for one in looks)
    return "\n".join(
        [
            "## Drawn plates that it has not seen",
            "",
            "From clean (L0) to night, glare and strong compression (L4), with faces that were not",
            f"learned from. {MERGED}",
            "",
            *rates_table("level", sorted(evaluation["levels"].items())),
            "",
            "- Expected calibration error of the plates' confidence "
            f"{100 * calibration['ece']:.2f} % ({100 * calibration['ece_uncalibrated']:.2f} % as "
            f"trained), of the characters' {100 * calibration['ece_characters']:.2f} %.",
            f"- Crops without a plate in which none was read: {rate(calibration['empty'])}.",
            f"- Plates looked at again: {rate(again)}; {more_right:+,} of all are read rightly by "
            "that.",
            f"- `network.onnx` is {exported['bytes']:,} bytes, in eight bits; at the first look it "
            f"reads {rate(exported['same_text'])} as the trained network does, and "
            f"{exported['more_right']:+,} rightly.",
            network_md5(evaluation),
        ]
    )
