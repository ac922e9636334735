"""What image files declare, for every format that is read, whole and cut off."""

import cv2
import numpy as np
import pytest

from alpr.reading.headers import HeaderError, read_header

SUFFIXES = [".png", ".jpg", ".bmp", ".webp", ".tif"]


def encoded(suffix: str) -> bytes:
    noise = np.random.default_rng(0).integers(0, 256, (30, 70, 3), dtype=np.uint8)
    return cv2.imencode(suffix, noise)[1].tobytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_size_is_found_without_decoding(suffix: str) -> None:
    header = read_header(encoded(suffix))
    assert (header.width, header.height) == (70, 30)


def test_lossless_webp_holds_its_size_elsewhere() -> None:
    noise = np.zeros((30, 70, 3), np.uint8)
    data = cv2.imencode(".webp", noise, [cv2.IMWRITE_WEBP_QUALITY, 101])[1].tobytes()
    assert data[12:16] == b"VP8L"
    assert (read_header(data).width, read_header(data).height) == (70, 30)


@pytest.mark.parametrize("suffix", SUFFIXES[:4])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_cut_off_file_is_found(suffix: str, kept: float) -> None:
    data = encoded(suffix)
    with pytest.raises(HeaderError, match="cut off"):
        read_header(data[: int(len(data) * kept)])


def test_tiff_cut_off_before_its_directory_is_found() -> None:
    data = encoded(".tif")
    with pytest.raises(HeaderError, match="cut off"):
        read_header(data[:-50])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"file,plate\na.png,1234BCD\n",  # a text
        b"GIF89a" + bytes(50),  # a format that is not read
        b"%PDF-1.7",
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(HeaderError, match="known format"):
        read_header(data)


def test_png_with_a_flipped_bit_is_refused() -> None:
    data = bytearray(encoded(".png"))
    data[len(data) // 2] ^= 1
    with pytest.raises(HeaderError, match="damaged"):
        read_header(bytes(data))


def test_end_marker_of_an_embedded_preview_does_not_count() -> None:
    whole = encoded(".jpg")
    preview = b"\xff\xe1\x00\x08\xff\xd8\xff\xd9\x00\x00"  # a segment that holds FF D9
    half = whole[:2] + preview + whole[2 : len(whole) // 2]
    with pytest.raises(HeaderError, match="cut off"):
        read_header(half)


def test_bytes_after_a_jpeg_do_no_harm() -> None:
    assert read_header(encoded(".jpg") + b"written by a camera").format == "JPEG"
