"""Stage report: the metrics of all stages as one page, the paper's figures beside ours.

Deps: metrics/evaluate/paper.json, metrics/score/paper.json.
Outs: metrics/report.md.
"""

import json
from pathlib import Path

from alpr.commits import current_commit
from alpr.files import write_text
from alpr.report import Facts, write_report
from alpr.stages import logs

METRICS = Path("metrics")
RECIPE = "paper"


def main() -> None:
    """Write the report."""
    logs.configure()
    evaluation, scores = (
        json.loads((METRICS / stage / f"{RECIPE}.json").read_text())
        for stage in ("evaluate", "score")
    )
    facts = Facts(current_commit(Path()), RECIPE, evaluation, scores)
    write_text(METRICS / "report.md", write_report(facts))


if __name__ == "__main__":
    logs.run(main)
