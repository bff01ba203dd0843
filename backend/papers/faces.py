"""Sarabun, the face of Thai official documents, from its package: no font of the machine is ever used."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import typst

MISSING = "◊"
"""Stands for a sign that the face does not have, such as an emoji. Without it no accessible PDF could be made."""
BREAK = "\u200b"
LONGEST = 24
"""Signs after which a word without an end may be broken. Thai is broken at its words; without vowels it is none."""
_FILES = Path(next(iter(getattr(find_spec("fontpkg_sarabun"), "submodule_search_locations", None) or ["."]))) / "files"


@cache
def faces() -> typst.Fonts:
    """The fonts for typst."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FILES])


@cache
def known() -> frozenset[int]:
    """All signs that the face has, as code points."""
    return _signs((_FILES / "Sarabun-Regular.ttf").read_bytes())


def writable(text: str) -> str:
    """The text with nothing in it that the face cannot write, and a place to break in each endless word."""
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    shown = "".join(sign if ord(sign) in known() else _instead(sign) for sign in unicodedata.normalize("NFC", text))
    return " ".join(map(_breakable, shown.split(" "))) if len(shown) > LONGEST else shown


def _instead(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign in "\n\t" or category in {"Zs", "Zl", "Zp"}:
        return " "
    return "" if category in {"Cc", "Cf", "Mn", "Me", "Cs"} else MISSING


def _breakable(word: str) -> str:
    parts, run = [], 0
    for sign in word:
        run = 0 if "\u0e2f" <= sign <= "\u0e7f" else run + 1
        parts.append(sign)
        if run == LONGEST:
            parts.append(BREAK)
            run = 0
    return "".join(parts)


def _signs(font: bytes) -> frozenset[int]:
    """What a TrueType file says in its character map of format 4."""
    tables = (struct.unpack_from(">4s4xII", font, 12 + 16 * n) for n in range(struct.unpack_from(">H", font, 4)[0]))
    start = next(offset for tag, offset, _ in tables if tag == b"cmap")
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">4xI", font, start + 4 + 8 * number)[0]
        if struct.unpack_from(">H", font, at)[0] == 4:
            twice = struct.unpack_from(">H", font, at + 6)[0]
            ends = struct.unpack_from(f">{twice // 2}H", font, at + 14)
            starts = struct.unpack_from(f">{twice // 2}H", font, at + 16 + twice)
            runs = zip(starts, ends, strict=True)
            return frozenset(sign for first, last in runs for sign in range(first, last + 1) if 31 < sign < 0xFFFF)
    raise ValueError("the font has no character map that we read")
