"""Measurements as they are sealed: read in the order in which they are hashed, and counted as they are read.

The same functions read what stands now, to seal it, and what was sealed, to check it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, inspect
from sqlalchemy.orm import Session

from backend.models.base import Instant
from backend.models.measurement import Measured, Measurement
from backend.services import bulk, canonical
from backend.services.bulk import Raw
from backend.services.canonical import COLUMNS
from service_standards.compliance import Facts, Figure, Flag, Tally, bits, flags_of
from service_standards.pauses import TOO_LONG
from service_standards.replay import Outcome

BATCH = 2_000
"""Rows read and written at a time: a transaction of some hundredths of a second."""
Values = Sequence[Any]
"""A row's values in the order of ``COLUMNS``: texts, whole numbers and truth values, instants as canonical texts."""
Cell = tuple[str, str, str]
"""Unit, standard and measure."""

_PLACE = {name: place for place, name in enumerate(COLUMNS)}
_TYPES = {name: inspect(Measurement).columns[name].type for name in COLUMNS}
_INSTANTS = tuple(_PLACE[name] for name, kind in _TYPES.items() if isinstance(kind, Instant))
_TRUTHS = tuple(_PLACE[name] for name, kind in _TYPES.items() if isinstance(kind, Boolean))
_OUTCOME, _DUE, _PROMISED, _PROMISED_DUE, _FLAGS, _PAUSED, _DEMO, _CODE = (
    _PLACE[name]
    for name in (
        *("outcome", "due_at", "promised_outcome", "promised_due_at", "flags", "paused_since", "demo", "code"),
    )
)


def in_order(
    session: Session, table: type[Measured], which: ColumnElement[bool], *more: Any, batch: int = BATCH
) -> Iterator[Sequence[Raw]]:
    """The rows in the order of their keys, in batches; after the columns, whatever ``more`` columns there are."""
    columns = [*(getattr(table, name) for name in COLUMNS), *more]
    return bulk.read(session, columns, which, columns[:3], batch)


def values_of(raw: Raw) -> Values:
    """A row as it is hashed and counted, from any database."""
    values = list(raw[: len(COLUMNS)])
    for place in _INSTANTS:
        if values[place] is not None:
            values[place] = _instant(values[place])
    for place in _TRUTHS:
        values[place] = bool(values[place])
    return values


def _instant(raw: datetime | str) -> str:
    if isinstance(raw, datetime):
        return canonical.instant(raw)
    return f"{raw[:10]}T{raw[11:19] if raw.endswith('.000000') else raw[11:]}+00:00"  # as SQLite keeps it, in UTC


class Counting:
    """Adds rows up by unit, standard and measure, as of an instant."""

    def __init__(self, as_of: datetime, *, with_demo: bool) -> None:
        self._as_of, self._too_long = canonical.instant(as_of), canonical.instant(as_of - TOO_LONG)
        self._with_demo = with_demo
        self._counts: Counter[tuple[str, str, str, str, str, int]] = Counter()

    def add(self, row: Values) -> None:
        """Count one more row; a demo matter only where these count."""
        if self._with_demo or not row[_DEMO]:
            self._counts[row[0], row[_CODE], row[2], *self._came_to(row)] += 1

    def facts(self, row: Values) -> Facts:
        """What figures ask of a row: ``queries.figures`` says the same to a database."""
        return _facts(*self._came_to(row))

    def _came_to(self, row: Values) -> tuple[str, str, int]:
        """Outcome, promised outcome and flags. Canonical instants are earlier and later as texts too."""
        outcome, promised, flags, paused = row[_OUTCOME], row[_PROMISED], row[_FLAGS], row[_PAUSED]
        if outcome == Outcome.OPEN and row[_DUE] is not None and row[_DUE] < self._as_of:
            outcome = Outcome.MISSED.value
        if promised == Outcome.OPEN and row[_PROMISED_DUE] is not None and row[_PROMISED_DUE] < self._as_of:
            promised = Outcome.MISSED.value
        if paused is not None and paused < self._too_long:
            flags |= _DOUBTFUL
        return outcome, promised, flags

    @property
    def figures(self) -> Mapping[Cell, Mapping[str, int]]:
        """Every figure of every cell that has any, by the figure's name."""
        tallies: dict[Cell, Tally] = {}
        for (unit, code, measure, outcome, promised, flags), times in self._counts.items():
            tallies.setdefault((unit, code, measure), Tally()).add(_facts(outcome, promised, flags), times)
        return {
            cell: {figure.value: tally.count(figure) for figure in Figure} for cell, tally in sorted(tallies.items())
        }


_DOUBTFUL = bits([Flag.DOUBTFUL])


def _facts(outcome: str, promised: str, flags: int) -> Facts:
    return Facts(Outcome(outcome), Outcome(promised), flags_of(flags))


def as_part(figures: Mapping[Cell, Mapping[str, int]]) -> list[list[Any]]:
    """The figures as a seal keeps them: a list of unit, standard, measure and the counts by figure."""
    return [[*cell, dict(counts)] for cell, counts in figures.items()]


def figures_of(part: Sequence[Sequence[Any]]) -> Mapping[Cell, Mapping[str, int]]:
    """The figures by unit, standard and measure, from what a seal or a restatement keeps."""
    return {(unit, code, measure): counts for unit, code, measure, counts in part}
