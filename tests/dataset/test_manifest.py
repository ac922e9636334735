"""The lists come back from their files as they were written."""

from pathlib import Path

import pytest

from alpr.dataset.archive import PageName
from alpr.dataset.manifest import (
    Removed,
    read_manifest,
    read_removed,
    write_manifest,
    write_removed,
)


def test_kept_images_come_back_with_their_split(tmp_path: Path) -> None:
    kept = {PageName(0, 1): "train", PageName(35, 1016): "test"}
    write_manifest(tmp_path / "a.csv", kept.items())
    assert read_manifest(tmp_path / "a.csv") == kept
    assert (tmp_path / "a.csv").read_text() == (
        "image,class,font,style,split\n"
        "Sample001/img001-00001.png,0,0,0,train\n"
        "Sample036/img036-01016.png,Z,253,3,test\n"
    )


def test_removed_images_come_back_with_their_reason(tmp_path: Path) -> None:
    write_removed(tmp_path / "a.csv", [Removed(PageName(10, 531), "typeface", 0.123456789)])
    assert read_removed(tmp_path / "a.csv") == {PageName(10, 531): "typeface"}
    assert (tmp_path / "a.csv").read_text() == (
        "image,class,font,style,reason,score\n"
        "Sample011/img011-00531.png,A,132,2,typeface,0.123457\n"
    )


def test_empty_lists(tmp_path: Path) -> None:
    write_removed(tmp_path / "a.csv", [])
    assert read_removed(tmp_path / "a.csv") == {}


@pytest.mark.parametrize(
    "image",
    [
        "",
        "img001-00001.png",  # no folder
        "Sample002/img001-00001.png",  # folder and name differ
        "Sample001/img001-00001.jpg",
        "Sample001/img001-1.png",
        "Sample001/imgone-00001.png",
    ],
)
def test_a_row_that_names_no_image_is_an_error(tmp_path: Path, image: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"image,class,font,style,split\n{image},0,0,0,train\n")
    with pytest.raises(ValueError, match="no image of the archive"):
        read_manifest(path)
