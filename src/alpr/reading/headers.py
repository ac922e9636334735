"""What the first bytes of an image file declare, read before anything is decoded.

A few kilobytes can declare a picture of gigabytes, and a cut-off file can decode to a picture
whose lower half is grey: both are found here, without decoding.
"""

import struct
import zlib
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_BMP_HEADERS = 26
_NO_LENGTH = {0x01, *range(0xD0, 0xD9)}
"""JPEG markers that stand alone, without a length after them."""
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers that begin a frame and hold its size."""
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257


class HeaderError(ValueError):
    """The bytes are no image of a known format, or the file is cut off or damaged."""


@dataclass(frozen=True)
class Header:
    """The format of an image file and the size it declares, pixels."""

    format: str
    width: int
    height: int


def read_header(data: bytes) -> Header:
    """Say which format and size a whole image file declares, and check that it is complete.

    Known are PNG, JPEG, BMP, WebP and TIFF.

    Raises:
        HeaderError: another format, or the file ends too early.
    """
    try:
        if data.startswith(_PNG):
            return _png(data)
        if data.startswith(_JPEG):
            return _jpeg(data)
        if data.startswith(b"BM") and len(data) >= _BMP_HEADERS:
            return _bmp(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
        if data.startswith((b"II*\x00", b"MM\x00*")):
            return _tiff(data)
    except (struct.error, IndexError) as error:
        raise HeaderError("the file is cut off: its header is not complete") from error
    raise HeaderError("not an image of a known format (PNG, JPEG, BMP, WebP, TIFF)")


def _png(data: bytes) -> Header:
    width, height = struct.unpack(">II", data[16:24])
    position = len(_PNG)
    while True:
        if position + 12 > len(data):
            raise HeaderError("the PNG file is cut off")
        (length,) = struct.unpack_from(">I", data, position)
        end = position + 8 + length
        if end + 4 > len(data):
            raise HeaderError("the PNG file is cut off")
        (checksum,) = struct.unpack_from(">I", data, end)
        if zlib.crc32(data[position + 4 : end]) != checksum:
            raise HeaderError("the PNG file is damaged: a checksum does not match")
        if data[position + 4 : position + 8] == b"IEND":
            return Header("PNG", width, height)
        position = end + 4


def _jpeg(data: bytes) -> Header:
    size: tuple[int, int] | None = None
    position = 2
    while True:
        if data[position] != 0xFF:
            raise HeaderError("the JPEG file is damaged: no marker where one should be")
        marker = data[position + 1]
        position += 1 if marker == 0xFF else 2
        if marker == 0xFF or marker in _NO_LENGTH:
            continue
        (length,) = struct.unpack_from(">H", data, position)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, position + 3)
            size = (width, height)
        if marker == 0xDA:
            break
        position += length
    if size is None:
        raise HeaderError("the JPEG file is damaged: it has no frame before its picture")
    # Inside the coded picture FF is always followed by 00 or a restart marker, so that the
    # end marker cannot occur by chance. Some cameras write more after it.
    if data.find(b"\xff\xd9", position) < 0:
        raise HeaderError("the JPEG file is cut off")
    return Header("JPEG", *size)


def _bmp(data: bytes) -> Header:
    (size,) = struct.unpack_from("<I", data, 2)
    (header,) = struct.unpack_from("<I", data, 14)
    form = "<HH" if header == 12 else "<ii"
    width, height = struct.unpack_from(form, data, 18)
    if len(data) < size:
        raise HeaderError("the BMP file is cut off")
    return Header("BMP", abs(width), abs(height))


def _webp(data: bytes) -> Header:
    (size,) = struct.unpack_from("<I", data, 4)
    if len(data) < size + 8:
        raise HeaderError("the WebP file is cut off")
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    return Header("WebP", width, height)


def _tiff(data: bytes) -> Header:
    order = "<" if data.startswith(b"II") else ">"
    (directory,) = struct.unpack_from(f"{order}I", data, 4)
    (entries,) = struct.unpack_from(f"{order}H", data, directory)
    found = {}
    for index in range(entries):
        place = directory + 2 + 12 * index
        tag, kind = struct.unpack_from(f"{order}HH", data, place)
        (found[tag],) = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, place + 8)
    if not {_TIFF_WIDTH, _TIFF_HEIGHT} <= found.keys():
        raise HeaderError("the TIFF file is damaged: it does not say how large it is")
    return Header("TIFF", found[_TIFF_WIDTH], found[_TIFF_HEIGHT])
