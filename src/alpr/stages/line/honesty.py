"""Whether the line reader's confidences are honest: fitted on some plates, measured on others."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alpr.calibration import Rescaling
from alpr.confidence import (
    calibration_error,
    confidence_reliability,
    fit_rescaling,
    risk_coverage,
)
from alpr.learning.line_evaluation import fit_plate_temperature
from alpr.learning.line_training import WatchedPlates
from alpr.reading.decision import Decision, DecisionSettings
from alpr.reading.line import line_look
from alpr.reading.readings import Reading
from alpr.stages.line.settings import METRICS
from alpr.stages.reliability import write_reliability, write_risk

Confidences = tuple[NDArray[np.float64], NDArray[np.bool_]]
"""Of each reading: how sure it is, and whether it is right."""


@dataclass(frozen=True)
class Honesty:
    """What is done to the network's probabilities: those of characters, then those of plates."""

    temperature: float = 1.0
    rescaling: Rescaling = dataclasses.field(default_factory=Rescaling)


AS_TRAINED = Honesty()


@dataclass(frozen=True)
class Measured:
    """Plates of one level, and what the network says of each, see `LineReader.looks`."""

    plates: WatchedPlates
    columns: tuple[NDArray[np.float32], ...]

    def readings(self, honesty: Honesty = AS_TRAINED) -> list[Reading]:
        """Return the reading of each plate, no format asked for."""
        decision = Decision(DecisionSettings(threshold=0), honesty.rescaling)
        height, width = self.plates.images.shape[1:]
        return [
            decision.reading(line_look(image, columns, width, height, honesty.temperature))
            for image, columns in zip(self.plates.images, self.columns, strict=True)
        ]


def fit_honesty(levels: Sequence[Measured]) -> Honesty:
    """Fit temperature and rescaling on the plates of all levels together."""

    def confidence_at(temperature: float) -> NDArray[np.float64]:
        return confidences(levels, Honesty(temperature))[0]

    right = confidences(levels, AS_TRAINED)[1]
    temperature = fit_plate_temperature(confidence_at, right)
    return Honesty(temperature, fit_rescaling(confidence_at(temperature), right))


def confidences(levels: Sequence[Measured], honesty: Honesty) -> Confidences:
    """Return confidence and rightness of every crop in which something was read."""
    return _pairs(
        (read.confidence, read.text == text)
        for one in levels
        for text, read in zip(one.plates.texts, one.readings(honesty), strict=True)
        if read.text
    )


def character_confidences(levels: Sequence[Measured], honesty: Honesty) -> Confidences:
    """Return them of every character of the readings that have as many as the plate."""
    return _pairs(
        (item.probability, item.character == character)
        for one in levels
        for text, read in zip(one.plates.texts, one.readings(honesty), strict=True)
        if len(read.text) == len(text)
        for character, item in zip(text, read.characters, strict=True)
    )


def honesty_facts(test: Mapping[str, Measured], honesty: Honesty) -> dict[str, Any]:
    """Measure and draw how honest the confidences are, as trained and calibrated."""
    levels = list(test.values())
    plates = {"as trained": confidences(levels, AS_TRAINED)}
    plates["calibrated"] = confidences(levels, honesty)
    characters = {"as trained": character_confidences(levels, AS_TRAINED)}
    characters["calibrated"] = character_confidences(levels, honesty)
    errors = {}
    for name, pairs in (("reliability", plates), ("reliability_characters", characters)):
        bins = {series: confidence_reliability(*pair) for series, pair in pairs.items()}
        write_reliability(bins, METRICS / f"{name}.csv")
        errors[name] = {series: calibration_error(one) for series, one in bins.items()}
    write_risk(risk_coverage(*plates["calibrated"]), METRICS / "risk_coverage.csv")
    return {
        "temperature": honesty.temperature,
        "rescaling": dataclasses.asdict(honesty.rescaling),
        "ece": errors["reliability"]["calibrated"],
        "ece_uncalibrated": errors["reliability"]["as trained"],
        "ece_characters": errors["reliability_characters"]["calibrated"],
        "ece_by_level": {
            name: calibration_error(confidence_reliability(*confidences([one], honesty)))
            for name, one in test.items()
        },
    }


def empty_facts(one: Measured) -> dict[str, int]:
    """Count the crops without a plate, and those of them in which none was seen."""
    empty = [
        read.text for text, read in zip(one.plates.texts, one.readings(), strict=True) if not text
    ]
    return {"n": len(empty), "correct": sum(not text for text in empty)}


def _pairs(found: Any) -> Confidences:
    pairs = list(found)
    return np.array([value for value, _ in pairs]), np.array([right for _, right in pairs], bool)
