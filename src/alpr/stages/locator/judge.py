"""Stage judge: learn on drawn photographs which located places are plates, once they are read.

Deps: models/locator/exported, models/plate-line, data/line/pages.npz.
Params: scenes, locator_judge (locator/params.yaml), realism (line/params.yaml).
Outs: models/locator/judged (network.onnx, model.json), metrics/locator/judge.json.

The judge's weights are fitted on some photographs and measured on others. A plate that the reader
cannot read counts neither as a plate nor as background while fitting: places are to be kept for
what can be read there.
"""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from tqdm import tqdm

from alpr import tracking
from alpr.characters import merged, plate_text
from alpr.files import md5, replacing, write_json
from alpr.intervals import Rate
from alpr.learning.locator_evaluation import SceneResult, judge
from alpr.learning.locator_targets import KnownPlate, TargetSettings
from alpr.parameters import read_parameters
from alpr.places import Place, box_iou, upright_boxes
from alpr.plates.scenes.sampler import SceneSampler
from alpr.plates.scenes.scene import PlacedPlate
from alpr.reading.judging import Evidence, Judge, fit_judge
from alpr.reading.photograph import PhotographReader
from alpr.stages import logs
from alpr.stages.line.plates import FaceSettings, sample_seed
from alpr.stages.line.settings import RELEASED as LINE_READER
from alpr.stages.locator.scenes import held_sampler, known_plates
from alpr.stages.locator.settings import (
    EXPORTED,
    JUDGED,
    METRICS,
    NETWORK,
    PARAMS,
    RECIPE,
)
from alpr.stages.packaging import facts


@dataclass(frozen=True)
class LocatorJudgeParameters:
    """The photographs that the judge learns from, and those that it is measured on."""

    height: int
    width: int
    photographs: int
    measured: int
    targets: TargetSettings
    """Which plates of a photograph are asked for."""
    least: float
    """From which probability on a place is taken for a plate."""
    faces: FaceSettings
    fit_seed: int
    seed: int

    def __post_init__(self) -> None:
        if min(self.photographs, self.measured, self.height, self.width) < 1:
            raise ValueError(f"photographs, measured and sizes must be at least 1: {self}")
        if min(self.seed, self.fit_seed) < 0 or self.seed == self.fit_seed:
            raise ValueError(f"two different seeds from 0 on are needed: {self}")


@dataclass(frozen=True, eq=False)
class ReadPlace:
    """A place that may be a plate, and what was read there."""

    place: Place
    evidence: Evidence
    text: str
    """Raw, of whatever format."""


@dataclass(frozen=True, eq=False)
class Judged:
    """The places that were read in one photograph, and what they are.

    Attributes:
        plates: How many are asked for.
        finds: Every place, and whether it is a plate; those on others than the plates asked for
            are left out.
        lessons: The same, those on plates that were misread left out too.
    """

    plates: int
    finds: tuple[tuple[Evidence, bool], ...]
    lessons: tuple[tuple[Evidence, bool], ...]


def main() -> None:
    """Run the stage in the current folder."""
    logs.configure()
    parameters = read_parameters(LocatorJudgeParameters, "locator_judge", PARAMS)
    sampler = held_sampler(parameters.faces)
    reader = PhotographReader(LINE_READER, locator=EXPORTED)
    learnt, measured = (
        [
            look(reader, sampler, parameters, sample_seed(seed, number))
            for number in tqdm(range(count), unit="photograph", desc="photographs")
        ]
        for count, seed in (
            (parameters.photographs, parameters.fit_seed),
            (parameters.measured, parameters.seed),
        )
    )
    lessons = [lesson for one in learnt for lesson in one.lessons]
    samples, plates = [sample for sample, _ in lessons], [right for _, right in lessons]
    fitted = fit_judge(samples, plates, parameters.least)
    describe(fitted)
    results = {"model_md5": md5(NETWORK), **judged_facts(measured, fitted)}
    write_json(METRICS / "judge.json", results)
    track(results)


def look(
    reader: PhotographReader, sampler: SceneSampler, parameters: LocatorJudgeParameters, seed: int
) -> Judged:
    """Draw a photograph and read all places in it that may be plates."""
    scene = sampler.sample(seed, (parameters.height, parameters.width), coloured=True)
    if scene.colour is None:
        raise ValueError("a photograph was drawn without colours")
    read = [
        ReadPlace(
            Place(one.located.points, one.located.location), one.evidence, one.located.reading.raw
        )
        for one in reader.places_read(scene.colour)
        if one.evidence
    ]
    return judged(read, scene.plates, parameters.targets)


def judged(
    read: Sequence[ReadPlace], plates: Sequence[PlacedPlate], targets: TargetSettings
) -> Judged:
    """Say of each place that was read whether it is a plate."""
    evidence = {id(one.place): one.evidence for one in read}

    def compared(known: Sequence[KnownPlate]) -> SceneResult:
        return judge([one.place for one in read], known, targets)

    def finds(result: SceneResult) -> tuple[tuple[Evidence, bool], ...]:
        return tuple((evidence[id(find.place)], find.right) for find in result.finds)

    everything = compared(known_plates(plates))
    legible = [
        KnownPlate(plate.corners, plate.legible and reads_it(read, plate)) for plate in plates
    ]
    return Judged(len(everything.plates), finds(everything), finds(compared(legible)))


def reads_it(read: Sequence[ReadPlace], plate: PlacedPlate) -> bool:
    """Say whether the place that overlaps a plate most reads its text, confusables merged."""
    boxes = upright_boxes(np.array([one.place.corners for one in read]).reshape(-1, 4, 2))
    if not len(boxes):
        return False
    best = int(box_iou(upright_boxes(plate.corners[np.newaxis])[0], boxes).argmax())
    return merged(plate_text(read[best].text)) == merged(plate_text(plate.text))


def describe(fitted: Judge) -> None:
    """Put the folder together that a reader of photographs loads."""
    with replacing(JUDGED / "network.onnx") as temporary:
        temporary.write_bytes((EXPORTED / "network.onnx").read_bytes())
    content = facts(EXPORTED / "model.json") | {"judge": dataclasses.asdict(fitted)}
    write_json(JUDGED / "model.json", content)


def judged_facts(photographs: list[Judged], fitted: Judge) -> dict[str, Any]:
    """Return how many plates are found, and how many other places are taken for one."""
    plates = sum(one.plates for one in photographs)
    verdicts = [
        (right, fitted(evidence) >= fitted.least)
        for one in photographs
        for evidence, right in one.finds
    ]
    false = sum(accepted and not right for right, accepted in verdicts)
    return {
        "judge": dataclasses.asdict(fitted),
        "photographs": len(photographs),
        "located": Rate(sum(right for right, _ in verdicts), plates).as_dict(),
        "accepted": Rate(sum(right and accepted for right, accepted in verdicts), plates).as_dict(),
        "false_per_photograph": false / len(photographs),
        "false_before_reading": float(np.sum([not right for right, _ in verdicts]))
        / len(photographs),
    }


def track(results: dict[str, Any]) -> None:
    """Add the results to the run that trained this network."""
    with tracking.run(RECIPE, "judge", model_md5=results["model_md5"]) as run:
        rates = {name: results[name]["rate"] for name in ("located", "accepted")}
        false = {name: results[name] for name in ("false_per_photograph", "false_before_reading")}
        run.metrics({"judge": rates | false})


if __name__ == "__main__":
    logs.run(main)
