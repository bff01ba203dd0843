"""Width and height of a PNG or JPEG, from its first bytes."""

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_NOT_A_FRAME = {0xC4, 0xC8, 0xCC}  # markers among the JPEG frame headers that are none


class PictureError(ValueError):
    """Neither a PNG nor a JPEG, or cut off."""


def measure(data: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises PictureError."""
    if data.startswith(_PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"\xff\xd8"):
        return _measure_jpeg(data)
    raise PictureError("not a PNG or JPEG")


def _measure_jpeg(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NOT_A_FRAME:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    raise PictureError("a JPEG without a frame")
