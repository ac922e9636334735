"""The comparison on photographs, on made-up answers of the readers."""

import json
from pathlib import Path

import pytest

from alpr.boxes import Box
from alpr.photograph_score import LabelledPlate
from alpr.reading.photograph_labels import LabelledPhotograph
from benchmarks import peers, photograph_peers

PEER = peers.Reader("peer", "peer", ("A",))
HERE, AWAY = [10, 10, 50, 30], [300, 300, 340, 320]


def toy_sets() -> dict[str, list[LabelledPhotograph]]:
    def labelled(file: str, *plates: str) -> LabelledPhotograph:
        boxes = tuple(LabelledPlate(plate, Box(10, 10, 50, 30)) for plate in plates)
        return LabelledPhotograph(file, Path(file), boxes)

    return {
        "near": [labelled("1.jpg", "AB10"), labelled("2.jpg")],
        "far": [labelled("3.jpg", "EF30")],
    }


def answer(*lines: tuple[str, float, list[int]]) -> str:
    return json.dumps(lines)


def test_peers_lines_that_may_be_plates_the_surest_first() -> None:
    lines = answer(
        ("POLICE", 0.99, HERE),  # no digit
        ("B 12", 0.98, HERE),  # three characters
        ("2014-06-17 08:42", 0.97, HERE),  # too long
        ("ab-10", 0.5, HERE),
        ("1234 BCD", 0.9, HERE),
    )
    found = photograph_peers.found(lines, PEER)
    assert [one.text for one in found] == ["1234BCD", "AB10"]


def test_our_plates_are_taken_as_they_come() -> None:
    found = photograph_peers.found(
        answer(("VANITY", 0.2, HERE), ("AB10", 0.9, AWAY)), photograph_peers.OURS
    )
    assert [one.text for one in found] == ["VANITY", "AB10"]


@pytest.mark.parametrize(
    ("corners", "box"),
    [
        ([10.2, 10.7, 49.1, 29.9], Box(10, 10, 50, 30)),  # whole pixels around it
        ([10, 10, 10, 10], Box(10, 10, 11, 11)),  # a line of no width
    ],
)
def test_boxes_are_of_whole_pixels(corners: list[float], box: Box) -> None:
    text = json.dumps([("AB10", 0.9, corners)])
    assert photograph_peers.found(text, PEER)[0].box == box


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "AB10",
        "[1]",
        '[["AB10", 0.9]]',
        '[["AB10", "sure", [1, 2, 3, 4]]]',
        '[["AB10", 0.9, [1, 2, 3]]]',
        "[[5, 0.9, [1, 2, 3, 4]]]",
        '[["AB10", 0.9, [1, 2, 3, 1e999]]]',
    ],
)
def test_a_wrong_answer_is_no_figure(wrong: str) -> None:
    with pytest.raises(peers.NotMeasuredError, match="cannot be understood"):
        photograph_peers.found(wrong, PEER)


def run() -> peers.Run:
    # Right when merged only; something where nothing is; a file that the reader fails on.
    texts = (answer(("AB1O", 0.9, HERE)), answer(("X123", 0.9, AWAY)), None)
    return peers.Run("toy 1", texts, (10.0, 30.0, 90.0), 50.0)


def test_figures_are_set_by_set_and_on_all_photographs() -> None:
    measured = photograph_peers.scored(photograph_peers.OURS, "A", run(), toy_sets())
    found = [
        (one.choices.merged.correct, one.choices.total, one.recall.correct, one.false_plates.count)
        for one in (*measured.sets, measured.total)
    ]
    assert found == [(1, 1, 1, 1), (0, 1, 0, 0), (1, 2, 1, 1)]
    assert measured.total.cpu_ms == 20  # of those that it could read


def test_report_names_what_was_not_measured() -> None:
    sets = toy_sets()
    measured = {
        reader: [photograph_peers.scored(reader, "A", run(), sets)]
        for reader in (photograph_peers.OURS, PEER)
    }
    missing = peers.Reader("none", "none", ("A",))
    report = photograph_peers.report(list(sets), [*measured.items(), (missing, "no program")])
    rows = [[cell.strip() for cell in line.split("|")][1:-1] for line in report.splitlines()]
    half = "50.0 (9.5 to 90.5)"
    ours = ["all", "alpr", "A", "2", half, "0.50 (0.01 to 2.79)", "0.0 (0.0 to 65.8)", half]
    assert [*ours, "20", "50"] in rows
    # What the peers find is no plate, so that it is none of what there is to find either.
    assert ["all", "peer", "A", "2", "-", "-", *ours[6:], "20", "50"] in rows
    assert ["far", "none", "not measured"] in [row[:3] for row in rows]
    assert "Not measured: none. no program" in report
    assert "Versions: toy 1." in report


def test_one_set_has_no_rows_of_all() -> None:
    sets = {"near": toy_sets()["near"]}
    run_near = peers.Run("toy 1", run().texts[:2], (1.0, 1.0), 5.0)
    measured = [photograph_peers.scored(PEER, "A", run_near, sets)]
    assert "| all " not in photograph_peers.report(["near"], [(PEER, measured)])


def test_every_set_up_is_one_that_its_worker_knows() -> None:
    for reader in photograph_peers.READERS:
        source = (peers.WORKERS / reader.folder / "worker.py").read_text(encoding="utf-8")
        for setup in reader.setups:
            assert json.dumps(setup) in source, f"{reader.name} has no set-up {setup!r}"


def test_photographs_are_found_where_there_are_boxes(tmp_path: Path) -> None:
    contents = {
        "one/b/labels.csv": "file,plate,x,y,width,height\n",
        "two/a/a.txt": "a.jpg\t1\t2\t3\t4\tAB1\n",
        "two/plates/labels.csv": "file,plate\n",
        "two/README.md": "no folder\n",
    }
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    places = [tmp_path / "one", tmp_path / "two", tmp_path / "not there"]
    assert [path.name for path in photograph_peers.found_photographs(places)] == ["a", "b"]


def test_the_document_takes_the_table() -> None:
    from alpr.readme import with_results

    document = Path(__file__).parents[1] / photograph_peers.DOCUMENT
    assert "| new |" in with_results(document.read_text(encoding="utf-8"), "| new |\n")
