"""Pages to glyphs to array files."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from alpr.dataset.archive import ArchiveError, Layout, PageName
from alpr.dataset.arrays import Glyphs, read_glyphs, write_arrays
from alpr.glyphs import Image, glyph

pytest_plugins = ("toy_archives",)


def test_pages_become_glyphs_of_their_ink(toy_archive: Path, layout: Layout) -> None:
    glyphs = read_glyphs(toy_archive, layout)
    assert len(glyphs.images) == 12
    bar = np.zeros((16, 16), np.uint8)
    bar[2:4, 3:5] = 255
    np.testing.assert_array_equal(glyphs.images[PageName(0, 2)][13:18], glyph(bar)[13:18])


@pytest.mark.parametrize("level", [255, 128])  # white; nothing dark enough to be ink
def test_a_blank_page_is_listed_and_has_no_glyph(
    tmp_path: Path,
    layout: Layout,
    members: dict[str, bytes],
    write_archive: Callable[..., Path],
    png: Callable[[Image], bytes],
    level: int,
) -> None:
    name = PageName(1, 3)
    members[f"English/Fnt/{name.image}"] = png(np.full((16, 16), level, np.uint8))
    glyphs = read_glyphs(write_archive(tmp_path / "a.tgz", members.items()), layout)
    assert glyphs.blank == (name,)
    assert name not in glyphs.images


def test_a_broken_archive_gives_no_glyphs(toy_archive: Path) -> None:
    with pytest.raises(ArchiveError):
        read_glyphs(toy_archive, Layout(classes=3, faces=5, side=16))


def test_the_file_holds_what_was_listed_in_order(tmp_path: Path) -> None:
    names = [PageName(2, 5), PageName(0, 1000), PageName(0, 9)]
    images = {name: np.full((32, 32), name.face % 256, np.uint8) for name in names}
    write_arrays(tmp_path / "a.npz", Glyphs(images, ()), names)
    with np.load(tmp_path / "a.npz") as arrays:
        assert sorted(arrays) == ["faces", "fonts", "images", "labels"]
        assert arrays["images"].shape == (3, 32, 32, 1)
        assert arrays["images"].dtype == arrays["labels"].dtype == np.uint8
        assert arrays["fonts"].dtype == arrays["faces"].dtype == np.uint16
        assert arrays["labels"].tolist() == [0, 0, 2]
        assert arrays["faces"].tolist() == [9, 1000, 5]
        assert arrays["fonts"].tolist() == [2, 249, 1]
        assert arrays["images"][:, 0, 0, 0].tolist() == [9, 1000 % 256, 5]


def test_equal_content_gives_equal_bytes(tmp_path: Path) -> None:
    names = [PageName(0, face) for face in range(1, 20)]
    glyphs = Glyphs({name: np.full((32, 32), name.face, np.uint8) for name in names}, ())
    write_arrays(tmp_path / "a.npz", glyphs, names)
    write_arrays(tmp_path / "b.npz", glyphs, names[::-1])
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_list_of_nothing(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a.npz", Glyphs({}, ()), [])
    with np.load(tmp_path / "a.npz") as arrays:
        assert arrays["images"].shape == (0, 32, 32, 1)
