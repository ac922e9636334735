"""The archive is read page by page, and nothing but the right pages passes."""

import gzip
import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from alpr.dataset.archive import ArchiveError, Layout, PageName, check_archive, read_archive
from alpr.glyphs import Image

pytest_plugins = ("toy_archives",)

REAL = Path(__file__).parents[3] / "shared/chars74k/EnglishFnt.tgz"
FIRST = "English/Fnt/Sample001/img001-00001.png"

Members = dict[str, bytes]
Write = Callable[..., Path]
Encode = Callable[[Image], bytes]


def white(*shape: int) -> Image:
    return np.full(shape, 255, np.uint8)


def refused(path: Path, layout: Layout) -> str:
    with pytest.raises(ArchiveError) as caught:
        check_archive(path, layout)
    assert str(path) in str(caught.value), "the message names the file"
    return str(caught.value)


def test_every_page_comes_once_with_its_name(toy_archive: Path, layout: Layout) -> None:
    pages = list(read_archive(toy_archive, layout))
    assert [page.name for page in pages] == [
        PageName(index, face) for index in range(3) for face in range(1, 5)
    ]
    assert all(page.image.shape == (16, 16) and page.image.dtype == np.uint8 for page in pages)
    assert pages[0].image[2, 3] == 0, "black on white, as stored"
    assert pages[0].image[0, 0] == 255


def test_only_the_first_classes_are_decoded(toy_archive: Path, layout: Layout) -> None:
    assert {page.name.class_index for page in read_archive(toy_archive, layout, classes=2)} == {
        0,
        1,
    }


def test_the_digest_is_of_names_and_pixels_not_of_packing(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write, png: Encode
) -> None:
    plain = check_archive(write_archive(tmp_path / "a.tgz", members.items()), layout)
    turned = write_archive(tmp_path / "b.tgz", reversed(members.items()))
    assert check_archive(turned, layout) == plain
    dotted = [(f"./{name}", data) for name, data in members.items()]
    assert check_archive(write_archive(tmp_path / "c.tgz", dotted), layout) == plain
    other = members | {FIRST: png(white(16, 16))}
    assert check_archive(write_archive(tmp_path / "d.tgz", other.items()), layout) != plain


def special(name: str, kind: bytes, **fields: object) -> tuple[str, tarfile.TarInfo]:
    member = tarfile.TarInfo(name)
    member.type = kind
    for key, value in fields.items():
        setattr(member, key, value)
    return name, member


def test_folders_of_the_layout_pass(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write
) -> None:
    folders = [special(n, tarfile.DIRTYPE) for n in (".", "English", "English/Fnt/Sample001")]
    check_archive(write_archive(tmp_path / "a.tgz", [*folders, *members.items()]), layout)


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (("../../evil.png", b"x"), "belong"),  # out of the folder by ..
        (("/etc/passwd", b"x"), "belong"),  # out of it from the root
        (("English/Fnt/Sample001/../../x.png", b"x"), "belong"),  # .. behind a right beginning
        (("English/Hnd/Sample001/img001-00001.png", b"x"), "belong"),  # another set of Chars74K
        (("English/Fnt/Thumbs.db", b"x"), "belong"),  # litter
        (special(FIRST, tarfile.SYMTYPE, linkname="/etc/passwd"), "link or device"),
        (special(FIRST, tarfile.LNKTYPE, linkname="x"), "link or device"),
        (special("English/Fnt/null", tarfile.CHRTYPE), "link or device"),
        (special("English/Img", tarfile.DIRTYPE), "folder"),
        (("English/Fnt/Sample004/img004-00001.png", b"x"), "none of 3 classes"),  # one class more
        (("English/Fnt/Sample001/img001-00005.png", b"x"), "none of 3 classes"),  # one face more
        (("English/Fnt/Sample000/img000-00001.png", b"x"), "none of 3 classes"),  # counted from 1
        (("English/Fnt/Sample001/img002-00001.png", b"x"), "none of 3 classes"),  # name and folder
        ((FIRST, b""), "0 bytes"),
        ((FIRST, b"x" * 10_000), "10000 bytes"),
        ((FIRST, b"GIF89a" + b"x" * 40), "no PNG"),
    ],
)
def test_a_member_that_does_not_belong_is_refused(
    tmp_path: Path,
    layout: Layout,
    members: Members,
    write_archive: Write,
    member: tuple[str, bytes],
    why: str,
) -> None:
    contents = [*((n, d) for n, d in members.items() if n != member[0]), member]
    assert why in refused(write_archive(tmp_path / "a.tgz", contents), layout)


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (white(16, 16, 3), "colour type 2"),  # RGB
        (white(16, 16, 4), "colour type 6"),  # with alpha
        (white(16, 17), "17x16"),  # too wide
        (white(4096, 4096), "4096x4096"),  # small as a file, huge when decoded
        (white(16, 16).astype(np.uint16), "depth 16"),
    ],
)
def test_an_image_of_another_kind_is_refused(
    tmp_path: Path,
    layout: Layout,
    members: Members,
    write_archive: Write,
    png: Encode,
    image: Image,
    why: str,
) -> None:
    # The huge one would be refused by its bytes already; here its header is what is looked at.
    data = png(image)[: layout.page_bytes]
    archive = write_archive(tmp_path / "a.tgz", (members | {FIRST: data}).items())
    assert why in refused(archive, layout)


def test_a_png_cut_short_is_refused(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write
) -> None:
    archive = write_archive(tmp_path / "a.tgz", (members | {FIRST: members[FIRST][:40]}).items())
    assert "damaged" in refused(archive, layout)


def test_a_missing_image_is_named_by_its_class(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write
) -> None:
    del members["English/Fnt/Sample002/img002-00003.png"]
    message = refused(write_archive(tmp_path / "a.tgz", members.items()), layout)
    assert "11 images" in message
    assert "Sample002 has 3" in message


def test_an_image_twice_is_refused(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write
) -> None:
    twice = [*members.items(), (FIRST, members[FIRST])]
    assert "twice" in refused(write_archive(tmp_path / "a.tgz", twice), layout)


def test_what_is_no_gzip_tar_is_refused(
    tmp_path: Path, layout: Layout, members: Members, write_archive: Write
) -> None:
    path = tmp_path / "a.tgz"
    whole = write_archive(tmp_path / "whole.tgz", members.items()).read_bytes()
    damaged = bytearray(whole)
    damaged[-6] ^= 255  # a bit of the checksum at gzip's end
    for content in (b"", b"<html>not here</html>", whole[:-200], whole[:20], bytes(damaged)):
        path.write_bytes(content)
        refused(path, layout)
    refused(write_archive(path, members.items(), mode="w:"), layout)  # a tar without gzip
    with gzip.open(path, "wb") as stream:
        stream.write(b"hello" * 1000)  # a gzip without a tar
    refused(path, layout)


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path, layout: Layout) -> None:
    path = tmp_path / "a.tgz"
    member = tarfile.TarInfo(FIRST)
    member.size = 500_000_000
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(member.tobuf())
        for _ in range(20):
            stream.write(bytes(1_000_000))
    assert "500000000 bytes" in refused(path, layout)

    header = tarfile.TarInfo("pax")
    header.type = tarfile.XHDTYPE  # tarfile reads such a member whole before anyone sees it
    header.size = 500_000_000
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(header.tobuf())
        for _ in range(20):
            stream.write(bytes(1_000_000))
    assert "unpacks to more" in refused(path, layout)


def pax(name: str, **records: str) -> bytes:
    """An extended header with these records and the empty member they are about."""
    member = tarfile.TarInfo(name)
    member.pax_headers = {key.replace("_", "."): value for key, value in records.items()}
    return member.tobuf(tarfile.PAX_FORMAT)


def old_sparse(name: str, size: int) -> bytes:
    """A sparse member whose header says that so many bytes follow."""
    member = tarfile.TarInfo(name)
    member.type = tarfile.GNUTYPE_SPARSE
    member.size = size
    header = bytearray(member.tobuf(tarfile.GNU_FORMAT))
    header[483:495] = b"00000000020\0"  # the size of the file unpacked: 16 bytes
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (pax(FIRST, GNU_sparse_map="0,x"), "no whole gzip tar"),  # numbers that are none
        (pax(FIRST, GNU_sparse_major="1", GNU_sparse_minor="0"), "no whole gzip tar"),  # no map
        (
            pax(FIRST, comment="x")[:-512] * 2000,
            "no whole gzip tar",
        ),  # one extended header on another
        (pax(FIRST, GNU_sparse_map="0,16", GNU_sparse_size="16"), "a sparse file"),
        (old_sparse(FIRST, 2**32), "a sparse file"),  # tarfile would seek to there
    ],
    ids=["wrong number", "no map", "deep", "sparse", "sparse and far"],
)
def test_a_crafted_header_is_refused(
    tmp_path: Path, layout: Layout, content: bytes, why: str
) -> None:
    path = tmp_path / "a.tgz"
    with gzip.open(path, "wb") as stream:
        stream.write(content + bytes(1024))
    assert why in refused(path, layout)


def test_a_tail_behind_the_tar_is_bounded_too(
    tmp_path: Path, layout: Layout, toy_archive: Path
) -> None:
    path = tmp_path / "tail.tgz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(gzip.decompress(toy_archive.read_bytes()))
        for _ in range(20):
            stream.write(bytes(1_000_000))
    assert "unpacks to more" in refused(path, layout)


@pytest.mark.parametrize("fields", [{"classes": 0}, {"faces": 0}, {"side": 0}, {"classes": 1000}])
def test_an_impossible_layout_is_refused(fields: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="cannot be named"):
        Layout(**fields)


def test_names_and_styles() -> None:
    name = PageName(35, 1016)
    assert name.image == "Sample036/img036-01016.png"
    assert (name.font, name.style) == (253, 3)


@pytest.mark.skipif(not REAL.is_file(), reason="the real archive is not beside this checkout")
def test_the_real_archive_is_right() -> None:
    digest = check_archive(REAL, Layout())
    assert digest == "9a6cebf5c927d84e5c4c07506e0cf6c5c0164b20e1286d7b3ed63cb03482a0b1"


def test_the_archive_is_streamed(toy_archive: Path, layout: Layout) -> None:
    pages = read_archive(toy_archive, layout)
    assert next(pages).name == PageName(0, 1), "a page is there before the end is read"
