"""The canonical form of what is sealed, and its hashes: whoever has the data comes to the same bytes. Pure.

Canonical is JSON without spaces, keys in order, letters as they are, instants in UTC as ISO 8601 writes them. A row is
the list of its values in the order of ``COLUMNS``, and ends with a line feed. The hash of a unit is the SHA-256 of its
rows, one after the other, by number of the matter and measure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

FORMAT = 1
COLUMNS = (
    *("unit_id", "number", "measure", "ticket_id", "code", "charter_id", "allowance", "kind", "estate_id", "channel"),
    *("received_at", "fiscal_year", "quarter", "month", "provisional", "urgent", "demo", "outcome", "due_at"),
    *("stopped_at", "promised_outcome", "promised_due_at", "spent", "spent_in", "pauses", "paused_minutes"),
    *("paused_since", "doubtful", "reopenings", "disputes", "flags", "lasting"),
)
"""The columns of a row in format 1. A row's key is the first three."""


def text(value: object) -> str:
    """The canonical JSON of anything made of mappings, lists, texts, numbers, dates and instants."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain)


def line(values: Sequence[object]) -> bytes:
    """The canonical bytes of one row, its instants written already."""
    return (_ROW.encode(values) + "\n").encode()


def instant(value: datetime) -> str:
    """An instant in UTC: 2026-04-09T03:00:00+00:00, with microseconds where there are any. Earlier ones sort first.

    Raises:
        ValueError: it has no time zone.
    """
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {value!r}")
    return value.astimezone(UTC).isoformat()


def sha256(content: str) -> str:
    """The hash of a text, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


_ROW = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


@dataclass(frozen=True, slots=True)
class Hashed:
    """How many rows there are of a unit, and their hash."""

    rows: int
    sha256: str


class Hashing:
    """Hashes rows as they come, in the order of their keys."""

    def __init__(self) -> None:
        self._hashes: dict[str, Any] = {}
        self._counts: dict[str, int] = {}
        self._last: tuple[str, str, str] | None = None

    def add(self, row: Sequence[Any]) -> bytes:
        """Take one more row, its values in the order of ``COLUMNS``; the digest of it alone.

        Raises:
            ValueError: it comes out of turn, or twice.
        """
        key = (row[0], row[1], row[2])
        if self._last is not None and key <= self._last:
            raise ValueError(f"{key} comes after {self._last}")
        self._last = key
        content = line(row)
        if key[0] not in self._hashes:
            self._hashes[key[0]], self._counts[key[0]] = hashlib.sha256(), 0
        self._hashes[key[0]].update(content)
        self._counts[key[0]] += 1
        return hashlib.sha256(content).digest()

    @property
    def units(self) -> Mapping[str, Hashed]:
        """By unit."""
        return {unit: Hashed(self._counts[unit], found.hexdigest()) for unit, found in self._hashes.items()}
