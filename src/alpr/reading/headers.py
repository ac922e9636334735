"""What an image file declares, and whether it holds as much, found before anything is decoded.

A few kilobytes can declare a picture of gigabytes, a cut-off file can decode to a picture whose
lower half is grey, and libpng complains on the process's own stderr: all three are met here.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PIXEL_BITS = {
    **{(0, depth): depth for depth in (1, 2, 4, 8, 16)},  # grey
    **{(2, depth): 3 * depth for depth in (8, 16)},  # RGB
    **{(3, depth): depth for depth in (1, 2, 4, 8)},  # palette
    **{(4, depth): 2 * depth for depth in (8, 16)},  # grey with alpha
    **{(6, depth): 4 * depth for depth in (8, 16)},  # RGB with alpha
}
"""Bits of a pixel by a PNG's colour type and depth; no others exist."""
_PNG_FILTERS = 5
_ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
"""The passes of an interlaced PNG: first column, first row, and the steps to the next ones."""
_BLOCK_BYTES = 2**20
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


def check_pixels(data: bytes) -> None:
    """Check that a PNG file whose header was read holds its pixels; other formats pass.

    Takes the time of unpacking them, and little memory: to be called when the declared size is
    known to be a sensible one. Source: the PNG specification (W3C), sections 7 to 11.

    Raises:
        HeaderError: the pixels are too few or damaged, or their kind is none of PNG's.
    """
    if not data.startswith(_PNG):
        return
    *_, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", data[16:29])
    chunks = list(_png_chunks(data))
    kinds = {kind for kind, _ in chunks}
    if (colour, depth) not in _PNG_PIXEL_BITS or packing or filtering or interlace > 1:
        raise HeaderError("the PNG file is damaged: its header declares no kind of PNG")
    if colour == 3 and b"PLTE" not in kinds:
        raise HeaderError("the PNG file is damaged: it has no palette")
    rest = b"".join(content for kind, content in chunks if kind == b"IDAT")
    unpacking = zlib.decompressobj()
    try:
        for rows, row_bytes in _png_passes(data):
            done, size = 0, rows * row_bytes
            while done < size:
                block = unpacking.decompress(rest, min(size - done, _BLOCK_BYTES))
                rest = unpacking.unconsumed_tail
                if not block:
                    raise HeaderError("the PNG file is damaged: it has fewer pixels than declared")
                # Each row begins with the number of its filter.
                if max(block[-done % row_bytes :: row_bytes], default=0) >= _PNG_FILTERS:
                    raise HeaderError("the PNG file is damaged: a row has an unknown filter")
                done += len(block)
        if not unpacking.decompress(rest, 1) and not unpacking.eof:
            raise HeaderError("the PNG file is damaged: the end of its pixels is missing")
    except zlib.error as error:
        raise HeaderError(f"the PNG file is damaged: {error}") from error


def _png_passes(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield how many rows each pass over the picture has, and the bytes of each of them."""
    width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", data[16:29])
    for left, top, right, down in _ADAM7 if interlace else ((0, 0, 1, 1),):
        columns, rows = -((left - width) // right), -((top - height) // down)
        if columns > 0 and rows > 0:
            yield rows, 1 + (columns * _PNG_PIXEL_BITS[colour, depth] + 7) // 8


def _png(data: bytes) -> Header:
    width, height = struct.unpack(">II", data[16:24])
    kind, content = next(chunks := _png_chunks(data))
    for _ in chunks:
        pass
    if kind != b"IHDR" or len(content) != 13:
        raise HeaderError("the PNG file is damaged: it does not begin with its header")
    return Header("PNG", width, height)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the content of each chunk, the last one's too, and check them."""
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
        kind = data[position + 4 : position + 8]
        yield kind, data[position + 8 : end]
        if kind == b"IEND":
            return
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
