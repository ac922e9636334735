"""The stand-in has Chars74K's layout and look, and is the same every time."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest

from alpr.dataset import openfonts
from alpr.dataset.archive import Layout, Page, read_archive
from alpr.dataset.typefaces import TypefaceParameters, render_archive, render_face

PARAMETERS = TypefaceParameters(
    seed=1,
    processes=1,
    width_least=0.8,
    width_most=1.25,
    weight_most=0.02,
    bold=0.035,
    slant=0.05,
    italic=0.2,
)
SMALL = Layout(classes=62, faces=6, side=64)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("typefaces") / "a.tgz"
    render_archive(path, SMALL, PARAMETERS)
    return path


@pytest.fixture(scope="module")
def pages(archive: Path) -> list[Page]:
    return list(read_archive(archive, SMALL))


def test_every_page_is_there(pages: list[Page]) -> None:
    # Six faces: the second font is not complete.
    assert len({page.name for page in pages}) == 62 * 6


def test_characters_stand_in_the_middle_as_large_as_in_chars74k(pages: list[Page]) -> None:
    for page in pages:
        rows, columns = np.nonzero(page.image < 128)
        extent = max(np.ptp(rows), np.ptp(columns)) + 1
        assert extent == pytest.approx(0.76 * 64, abs=2), page.name
        centre = (rows.max() + rows.min() + 1) / 2, (columns.max() + columns.min() + 1) / 2
        assert centre == pytest.approx((32, 32), abs=1), page.name
        assert page.image[0].min() == 255, "white around"


def test_characters_are_filled(pages: list[Page]) -> None:
    """An I of a sans is one solid bar: were only its outline drawn, its middle would be white."""
    bars = [page.image for page in pages if page.name.class_index == 18 and page.name.face <= 4]
    assert len(bars) == 4
    for bar in bars:
        columns = np.flatnonzero(bar[32] < 128)
        assert np.all(np.diff(columns) == 1)


def test_bold_is_bolder_and_italic_leans(pages: list[Page]) -> None:
    ink = {(p.name.face, p.name.class_index): 255 - p.image.astype(float) for p in pages}
    assert ink[2, 18].sum() > 1.2 * ink[1, 18].sum()

    def lean(image: np.ndarray) -> float:
        columns = np.arange(64)
        top, bottom = ((image[part] @ columns).sum() / image[part].sum() for part in HALVES)
        return float(top - bottom)

    assert lean(ink[3, 18]) > lean(ink[1, 18]) + 2


HALVES = (slice(0, 32), slice(32, 64))


def test_the_same_seed_gives_the_same_bytes_with_any_number_of_processes(
    archive: Path, tmp_path: Path
) -> None:
    other = tmp_path / "b.tgz"
    render_archive(other, SMALL, dataclasses.replace(PARAMETERS, processes=2))
    assert other.read_bytes() == archive.read_bytes()


def test_another_seed_gives_other_pages(pages: list[Page]) -> None:
    other = render_face(1, SMALL, dataclasses.replace(PARAMETERS, seed=2))
    first = [page.image for page in pages if page.name.face == 1]
    assert not np.array_equal(np.stack(list(other)), np.stack(first))


def test_no_two_fonts_of_the_whole_stand_in_are_alike() -> None:
    letters = dataclasses.replace(SMALL, classes=11, faces=1016)
    # The regular style of each: a design comes again and again, in other widths and weights.
    digests = {
        hashlib.sha256(np.stack(list(render_face(face, letters, PARAMETERS))).tobytes()).digest()
        for face in range(1, 1017, 4)
    }
    assert len(digests) == 254


def test_designs_are_many_and_different() -> None:
    designs = openfonts.designs()
    assert len(set(designs)) == len(designs)
    assert len({design.files[openfonts.ROMAN] for design in designs}) >= 25
    styles = openfonts.designs()[0].files
    assert [file.stem for file in styles if file] == [
        "Roboto-Light",
        "Roboto-Medium",
        "Roboto-LightItalic",
        "Roboto-MediumItalic",
    ]


def test_the_packages_are_named_with_versions() -> None:
    named = openfonts.packages()
    assert "font-roboto " in named
    assert "matplotlib " in named


def test_more_classes_than_characters_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="63 classes"):
        render_archive(tmp_path / "a.tgz", Layout(classes=63, faces=4, side=32), PARAMETERS)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": -1},
        {"processes": 0},
        {"width_least": 1.5},  # above width_most
        {"width_least": 0.0},
        {"weight_most": -0.1},
        {"bold": 1.0},
        {"slant": 2.0},
        {"italic": -0.2},
    ],
)
def test_parameters_out_of_range(changes: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        dataclasses.replace(PARAMETERS, **changes)  # type: ignore[arg-type]
