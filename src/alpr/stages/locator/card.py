"""The model card of the locator: what it learned from, how good it is, what it is not for."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from alpr.card_sections import characters_from, joined, network_md5, privacy, rate

_ABOUT = """\
# plate-locator

Finds licence plates in photographs: a grey picture of any size to the probability that a plate
lies there, and its four corners, for each cell of 8x8 pixels. A fully convolutional network of its
own, learned from drawn scenes alone: no photograph and no weights from elsewhere."""

_USE = """\
## Using it

`alpr read car.jpg`, or `from alpr import PhotographReader`. The folder holds `network.onnx` (input
`scenes`, float32, (N, H, W, 1), grey 0 to 255, sides multiples of 16; output `places`, float32,
(N, H / 8, W / 8, 9): the probability, then x and y of the corners, clockwise from the plate's own
top left, as offsets from the middle of the cell in units of 32 pixels) and `model.json` (how large
a photograph is looked at, by how much it is made smaller to find larger plates, from which
probability on a cell counts, and the line through the log odds that makes the confidence)."""

_LIMITS = """\
## Meant for, and not meant for

- Meant to find plates that a reader can read. Those too small, too dark or too much hidden to be
  read are not looked for.
- It learned from drawn scenes alone. How it fares on photographs is for a collection of real ones
  to say; the figures above do not.
- What it finds is not yet a plate: signs and lettering deceive it. Whoever needs to be sure reads
  what it found.
- No decision about a person may rest on it alone."""


def write_locator_card(
    dataset: Mapping[str, Any],
    training: Mapping[str, Any],
    evaluation: Mapping[str, Any],
    judged: Mapping[str, Any],
) -> str:
    """Return the card as Markdown, without dates: the same facts give the same bytes.

    Args:
        dataset: contents of metrics/dataset.json.
        training: contents of metrics/locator/train.json.
        evaluation: contents of metrics/locator/evaluate.json.
        judged: contents of metrics/locator/judge.json.

    Raises:
        KeyError: a figure is missing, or the data set's source is not known.
    """
    measured = (_scenes(evaluation), _photographs(judged))
    last = privacy("looks for real plates", "places")
    return joined(_ABOUT, _learned(dataset, training), *measured, _USE, _LIMITS, last)


def _learned(dataset: Mapping[str, Any], training: Mapping[str, Any]) -> str:
    return f"""\
## Learned from

Scenes drawn by this project, {training["step"]:,} batches of them: cars, streets and signs with
plates and without. The characters on the plates: alphabets of strokes drawn at random, open
typefaces, and faces of {characters_from(dataset)}"""


def _scenes(evaluation: Mapping[str, Any]) -> str:
    accepted = [
        f"| {least} | {rate(facts['recall'])} | {facts['false_per_scene']:.3f} |"
        for least, facts in sorted(evaluation["from_confidence"].items())
    ]
    calibration, exported = evaluation["calibration"], evaluation["export"]
    error, trained = evaluation["corner_error"], exported["as_trained"]
    return "\n".join(
        [
            "## Drawn scenes that it has not seen",
            "",
            f"{evaluation['scenes']} scenes with {evaluation['plates']} plates, in faces that were "
            "not learned from. A plate is found where the upright boxes overlap by half (IoU 0.5).",
            "",
            "| confidence from | found | false plates per scene |",
            "| --- | --- | --- |",
            *accepted,
            "",
            "| width, pixels | found with confidence from 0.5 |",
            "| --- | --- |",
            *_widths(evaluation["recall_by_width"]),
            "",
            f"- The corners are off by {100 * error['median']:.1f} % of the plate's height "
            f"(median; nine of ten by less than {100 * error['p90']:.1f} %).",
            "- Expected calibration error of the confidence "
            f"{100 * calibration['ece']:.2f} % ({100 * calibration['ece_uncalibrated']:.2f} % as "
            "trained).",
            f"- `network.onnx` is {exported['bytes']:,} bytes, in eight bits; with confidence from "
            f"0.5 the trained network finds {rate(trained['from_confidence']['0.5']['recall'])}, "
            f"its corners off by {100 * trained['corner_error']['median']:.1f} %.",
            network_md5(evaluation),
        ]
    )


def _photographs(judged: Mapping[str, Any]) -> str:
    return f"""\
## With a closer look and the reader as judge

On {judged["photographs"]} drawn photographs, each place looked at again and read by `plate-line`:

- found {rate(judged["located"])}, and taken for a plate {rate(judged["accepted"])};
- false plates per photograph {judged["false_per_photograph"]:.3f}, and
  {judged["false_before_reading"]:.3f} before what is read there counts."""


def _widths(found: Mapping[str, Any]) -> list[str]:
    names = sorted(found, key=int)
    ranges = [f"{low} to {high}" for low, high in pairwise(names)] + [f"{names[-1]} and more"]
    rows = zip(ranges, names, strict=True)
    return [f"| {width} | {rate(found[name])} |" for width, name in rows]
