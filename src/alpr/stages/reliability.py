"""How honest confidences are, as files: for every stage that measures a network."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

from alpr import charts
from alpr.confidence import ReliabilityBin, RiskPoint
from alpr.files import write_csv


def write_reliability(series: Mapping[str, list[ReliabilityBin]], csv: Path) -> None:
    """Write the bins of each series as CSV, and as a diagram (PNG) beside it.

    Args:
        series: bins by the name of the series, such as `as trained` and `calibrated`.
        csv: the CSV to write; the diagram's name differs by its suffix.
    """
    rows = [(name, *dataclasses.astuple(one)) for name, bins in series.items() for one in bins]
    fields = [field.name for field in dataclasses.fields(ReliabilityBin)]
    write_csv(csv, ["series", *fields], rows)
    charts.reliability_diagram(
        {name: [dataclasses.asdict(one) for one in bins] for name, bins in series.items()},
        csv.with_suffix(".png"),
    )


def write_risk(points: Sequence[RiskPoint], csv: Path) -> None:
    """Write the risk-coverage curve as CSV, and as a chart (PNG) beside it."""
    fields = [field.name for field in dataclasses.fields(RiskPoint)]
    write_csv(csv, fields, [dataclasses.astuple(point) for point in points])
    charts.risk_curve([(point.coverage, point.error) for point in points], csv.with_suffix(".png"))
