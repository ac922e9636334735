"""The README's results are the report: `python -m alpr.readme`, behind `make readme`."""

import re
from pathlib import Path

from alpr.files import write_text

README = Path("README.md")
REPORT = Path("metrics/report.md")

_RESULTS = re.compile(r"(<!-- results\b.*?-->\n).*?(<!-- /results -->)", re.DOTALL)


def main() -> None:
    """Put the report into the README."""
    readme, report = (path.read_text(encoding="utf-8") for path in (README, REPORT))
    write_text(README, with_results(readme, report))


def with_results(readme: str, report: str) -> str:
    """Return the README with the text between its marks replaced by the report.

    Raises:
        ValueError: the README has no such marks, or more than one pair.
    """
    filled, count = _RESULTS.subn(lambda marks: marks[1] + report + marks[2], readme)
    if count != 1:
        raise ValueError(f"{README} must hold one pair of results marks, not {count}")
    return filled


if __name__ == "__main__":
    main()
