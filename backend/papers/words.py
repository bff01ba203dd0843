"""Texts as files can hold them: without signs that no document may have, and as names of sheets and files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backend.papers.report import Table

LONGEST_NAME = 31
"""Excel's limit for the name of a sheet."""
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\"<>|\x00-\x1f]")


def printable(text: str) -> str:
    """Without the controls and halves of signs that XML and spreadsheets refuse."""
    return _CONTROLS.sub("", text)


def file_names(tables: Sequence[Table]) -> Sequence[str]:
    """A name for the sheet or file of each table, none twice whatever the case of its letters."""
    return list(distinct([table.name for table in tables]))


def distinct(names: Sequence[str]) -> Iterator[str]:
    """The names as sheets can have them: short, without signs that are refused, none twice."""
    seen: set[str] = set()
    for name in names:
        clean = _NOT_IN_NAMES.sub(" ", printable(name)).strip(" '") or "ตาราง"
        wanted, number = clean[:LONGEST_NAME].strip(" '"), 1
        while wanted.casefold() in seen:
            number += 1
            tail = f" {number}"
            wanted = clean[: LONGEST_NAME - len(tail)].rstrip() + tail
        seen.add(wanted.casefold())
        yield wanted
