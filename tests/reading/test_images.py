"""Every kind of file and array that a user may hand to the reader."""

import os
import struct
import zlib
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from alpr.reading import images
from alpr.reading.images import ImageError, as_bgr, read_image

GREY_RAMP = np.tile(np.arange(0, 250, 5, dtype=np.uint8), (20, 1))  # (20, 50)


def write(path: Path, image: NDArray[Any]) -> Path:
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png(
    packed: bytes, width: int = 10, height: int = 10, kind: tuple[int, ...] = (8, 0, 0, 0, 0)
) -> bytes:
    """A PNG around packed rows; its kind is depth, colour type, packing, filtering, interlace."""
    header = struct.pack(">IIBBBBB", width, height, *kind)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def png_declaring(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of that size."""
    return png(zlib.compress(bytes(1000)), width, height)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match=r"gone\.png: no such file"):
        read_image(tmp_path / "gone.png")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="a folder, not an image"):
        read_image(tmp_path)


def test_pipe_does_not_wait_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with pytest.raises(ImageError, match="not an ordinary file"):
        read_image(tmp_path / "pipe.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "secret.png", GREY_RAMP)
    path.chmod(0)
    with pytest.raises(ImageError, match="Permission denied"):
        read_image(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"hello", "not an image"),
        (png_declaring(0, 10), "0 x 10 pixels"),
        (png_declaring(100_000, 100_000), "100000 x 100000 pixels"),  # would need 10 GB
        (png_declaring(40, 4000), "damaged"),  # declares more than it holds
    ],
)
def test_bad_content_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(content)
    with pytest.raises(ImageError, match=rf"bad\.png: .*{message}"):
        read_image(path)


def test_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_FILE_BYTES", 100)
    path = tmp_path / "huge.png"
    path.write_bytes(bytes(101))
    with pytest.raises(ImageError, match="101 bytes; at most 100"):
        read_image(path)


def test_damaged_file_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for suffix in (".png", ".jpg", ".webp", ".tif"):
        path = write(tmp_path / f"cut{suffix}", GREY_RAMP)
        path.write_bytes(path.read_bytes()[:-20])
        with pytest.raises(ImageError):
            read_image(path)
    assert capfd.readouterr().err == ""


GREY, INTERLACED = (8, 0, 0, 0, 0), (8, 0, 0, 0, 1)
ROWS = zlib.compress(bytes(110))  # ten rows of ten grey pixels, each after its filter's number


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (png(b""), "fewer pixels"),
        (png(zlib.compress(bytes(109))), "fewer pixels"),  # by one
        (png(zlib.compress(bytes(119)), kind=INTERLACED), "fewer pixels"),  # by one
        (png(ROWS[:-4]), "end of its pixels"),  # the checksum is cut off
        (png(ROWS[:-1] + b"x"), "damaged"),  # the checksum is wrong
        (png(b"not packed at all"), "damaged"),
        (png(zlib.compress(bytes(99) + b"\x05" + bytes(10))), "unknown filter"),  # of the last row
        (png(ROWS, kind=(5, 0, 0, 0, 0)), "no kind of PNG"),  # five bits a pixel
        (png(ROWS, kind=(8, 0, 0, 0, 2)), "no kind of PNG"),  # interlaced in an unknown way
        (png(ROWS, kind=(8, 3, 0, 0, 0)), "no palette"),
        (b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b"\0\0\0\1"), "header"),  # nothing else
    ],
)
def test_damaged_png_is_told_by_the_error_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], data: bytes, message: str
) -> None:
    path = tmp_path / "bad.png"
    path.write_bytes(data)
    with pytest.raises(ImageError, match=message):
        read_image(path)
    assert capfd.readouterr().err == "", "libpng would write to stderr itself"


@pytest.mark.parametrize(
    "data",
    [
        png(ROWS),
        png(zlib.compress(bytes(120)), kind=INTERLACED),  # 6 + 4 + 4 + 9 + 12 + 30 + 55
        png(zlib.compress(bytes(10 * 3)), kind=(1, 0, 0, 0, 0)),  # ten bits are two bytes
        png(zlib.compress(bytes(10 * 81)), kind=(16, 6, 0, 0, 0)),  # the largest pixels
        png(zlib.compress(bytes(2)), 1, 1, INTERLACED),  # six passes are empty
        png(zlib.compress(bytes(3001 * 1000)), 3000, 1000),  # more than one block
    ],
)
def test_whole_png_of_each_kind_is_read(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], data: bytes
) -> None:
    path = tmp_path / "good.png"
    path.write_bytes(data)
    assert read_image(path).size
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif"])
def test_grey_file(tmp_path: Path, suffix: str) -> None:
    image = read_image(write(tmp_path / f"grey{suffix}", GREY_RAMP))
    assert image.shape == (20, 50, 3)
    assert np.array_equal(image[:, :, 1], GREY_RAMP)


def test_16_bit_file_keeps_its_greys(tmp_path: Path) -> None:
    path = write(tmp_path / "deep.png", GREY_RAMP.astype(np.uint16) * 257)
    assert np.array_equal(read_image(path)[:, :, 0], GREY_RAMP)


def test_jpeg_is_turned_as_its_camera_noted(tmp_path: Path) -> None:
    path = write(tmp_path / "turned.jpg", GREY_RAMP)
    data = path.read_bytes()
    # One entry of Exif: orientation (0x0112), a short, 6: the camera was turned by a quarter.
    turned = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, 0x0112, 3, 1, 6, 0, 0)
    segment = b"Exif\x00\x00" + turned
    path.write_bytes(
        data[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + data[2:]
    )
    assert read_image(path).shape == (50, 20, 3)


def test_float_file_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "float.tif", GREY_RAMP.astype(np.float32))
    with pytest.raises(ImageError, match=r"float\.tif: .*not float32"):
        read_image(path)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros((0, 10), np.uint8), "not 10 x 0"),
        (np.zeros((10, 0, 3), np.uint8), "not 0 x 10"),
        (np.zeros(10, np.uint8), r"not \(10,\)"),
        (np.zeros((4, 4, 2), np.uint8), r"not \(4, 4, 2\)"),
        (np.zeros((1, 4, 4, 3), np.uint8), r"not \(1, 4, 4, 3\)"),  # a batch
        (np.zeros((4, 4)), "not float64"),
        (np.zeros((4, 4), bool), "not bool"),
        (np.zeros((4, 4), np.int32), "not int32"),
        ([[0, 1]], "not list"),
    ],
)
def test_other_arrays_are_refused(array: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        as_bgr(array)


def test_array_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 99)
    with pytest.raises(ValueError, match="not 10 x 10"):
        as_bgr(np.zeros((10, 10), np.uint8))


def test_one_pixel_is_an_image() -> None:
    assert as_bgr(np.full((1, 1), 7, np.uint8)).tolist() == [[[7, 7, 7]]]


def test_transparent_becomes_white_and_half_transparent_lighter() -> None:
    black = np.zeros((1, 3, 4), np.uint8)
    black[0, :, 3] = (0, 127, 255)
    assert as_bgr(black)[0, :, 0].tolist() == [255, 128, 0]


def test_16_bit_transparency() -> None:
    black = np.zeros((1, 1, 4), np.uint16)
    assert as_bgr(black).tolist() == [[[255, 255, 255]]]


def test_argument_is_left_as_it_is() -> None:
    image = np.zeros((2, 2, 4), np.uint8)
    as_bgr(image)
    assert not image.any()
