"""The figures of a quarter counted a second time, row by row in Python, and held against what the database adds up.

Matters in which the self-audit found a difference are counted by their events, so that both values of a figure are
seen: what the report says, and what it would say. All other rows were found to be what their events say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import false, select
from sqlalchemy.orm import Session

from backend.models.measurement import Measurement
from backend.models.ticket import Rating, Ticket
from backend.queries import figures
from backend.queries.figures import Cube, Dimension, Scope
from backend.services import self_audit
from backend.services.quarters import rows_of
from backend.services.self_audit import Difference
from service_standards.compliance import Facts, Figure, Flag, Tally, flags_of
from service_standards.instants import in_bangkok
from service_standards.pauses import TOO_LONG
from service_standards.replay import Outcome
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter, quarter_of, quarters_up_to

BEFORE = 4
"""Whole quarters before the present one that are counted again: all that a report is compared with."""
PERCENTS = (50, 90)
_COLUMNS = (
    *("ticket_id", "unit_id", "code", "measure", "kind", "month", "estate_id", "channel", "outcome", "due_at"),
    *("promised_outcome", "promised_due_at", "flags", "paused_since", "spent", "spent_in", "pauses", "paused_minutes"),
)
_BY_UNIT: tuple[Dimension, ...] = ("unit_id", "code", "measure")
_BY_PLACE: tuple[Dimension, ...] = ("estate_id", "channel", "measure")


class Recounted(NamedTuple):
    """How many figures were compared, and those that differ."""

    figures: int
    differences: Sequence[Difference]


def quarters(now: datetime) -> list[Quarter]:
    """The present quarter and those before it, the latest first."""
    return quarters_up_to(quarter_of(in_bangkok(now).date()), BEFORE + 1)


def recount(session: Session, quarter: Quarter, differing: Collection[int], now: datetime) -> Recounted:
    """All figures of a quarter as of now, both ways. The session sees one state all along (``Work.snapshot``).

    Args:
        differing: the matters whose kept measurements are not to be believed.
    """
    count = _Count(now)
    for row in _rows(session, quarter, set(differing), now):
        count.add(row)
    scope = Scope(quarter=quarter, as_of=now)
    compared = [
        *_of_cube(quarter, figures.by_unit(session, scope), count.units, _BY_UNIT),
        *_of_cube(quarter, figures.by_place(session, scope), count.places, _BY_PLACE),
        *_of_times(quarter, figures.spent_times(session, scope), count.times),
        *_of_pauses(quarter, figures.pausing(session, scope), count.pauses),
        *_of_ratings(quarter, figures.satisfaction(session, scope), count.ratings(session)),
    ]
    return Recounted(len(compared), [one for one in compared if one.stored != one.recomputed])


def _rows(session: Session, quarter: Quarter, differing: set[int], now: datetime) -> Iterator[Any]:
    query = select(*(getattr(Measurement, name) for name in _COLUMNS)).where(
        rows_of(Measurement, quarter), Measurement.demo == false()
    )
    for row in session.execute(query.execution_options(yield_per=10_000)):
        if row.ticket_id not in differing:
            yield row._mapping
    for columns in self_audit.fresh_rows(session, sorted(differing), now):
        if (columns["fiscal_year"], columns["quarter"], columns["demo"]) == (*quarter, False):
            yield columns


class _Count:
    """What rows add up to, one after the other."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.units: dict[tuple[Any, ...], Tally] = defaultdict(Tally)
        self.places: dict[tuple[Any, ...], Tally] = defaultdict(Tally)
        self.times: dict[tuple[str, str], list[int]] = defaultdict(list)
        """By standard and kind of time."""
        self.pauses: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._answers: dict[int, str] = {}
        """Which unit answers for the outcome of which matter."""

    def add(self, row: Mapping[str, Any]) -> None:
        """One more."""
        facts = self._facts(row)
        self.units[tuple(row[name] for name in _BY_UNIT)].add(facts)
        self.places[tuple(row[name] for name in _BY_PLACE)].add(facts)
        stopped = row["outcome"] in (Outcome.MET, Outcome.MISSED) and row["spent"] is not None
        if stopped and row["promised_outcome"] is not Outcome.OPEN and row["paused_since"] is None:
            self.times[row["code"], row["spent_in"]].append(row["spent"])
        if row["pauses"]:
            had = self.pauses[row["unit_id"]]
            had[0] += row["pauses"]
            had[1] += row["paused_minutes"]
        if row["measure"] == Measure.RESOLUTION:
            self._answers[row["ticket_id"]] = row["unit_id"]

    def _facts(self, row: Mapping[str, Any]) -> Facts:
        told = self_audit.by_now(row, self._now)
        flags = flags_of(row["flags"])
        if row["paused_since"] is not None and self._now - row["paused_since"] > TOO_LONG:
            flags |= {Flag.DOUBTFUL}
        return Facts(told["outcome"], told["promised_outcome"], flags)

    def ratings(self, session: Session) -> dict[str, list[int]]:
        """The scores given by now, by the unit that answers."""
        found: dict[str, list[int]] = defaultdict(list)
        rows = select(Rating.ticket_id, Rating.score).join(Ticket).where(Rating.at <= self._now)
        for ticket_id, score in session.execute(rows):
            if ticket_id in self._answers:
                found[self._answers[ticket_id]].append(score)
        return found


def _of_cube(
    quarter: Quarter, cube: Cube, counted: Mapping[tuple[Any, ...], Tally], dimensions: tuple[Dimension, ...]
) -> Iterator[Difference]:
    added_up = cube.by(*dimensions)
    for key in sorted(added_up.keys() | counted.keys(), key=str):
        named = dict(zip(dimensions, key, strict=True))
        places = [named[name] for name in dimensions if name not in ("unit_id", "measure")]
        where = ["-" if place is None else str(place) for place in places if place != ""]
        for figure in Figure:
            yield Difference(
                subject=_subject(quarter, where),
                unit_id=named.get("unit_id", ""),
                measure=named["measure"],
                what=figure.value,
                stored=str(added_up.get(key, Tally()).count(figure)),
                recomputed=str(counted.get(key, Tally()).count(figure)),
            )


def _of_times(
    quarter: Quarter, spent: figures.SpentTimes, times: Mapping[tuple[str, str], list[int]]
) -> Iterator[Difference]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for code, kind in times:
        kinds[code].add(kind)
    for code, counted_in in sorted(kinds.items()):
        for percent in PERCENTS:
            told = spent.percentile(percent, code=code)
            says = (_nearest_rank(times[code, kind], percent) for kind in counted_in) if len(counted_in) == 1 else ()
            yield Difference(
                subject=_subject(quarter, [code]),
                what=f"p{percent}",
                stored="" if told is None else str(told[0]),
                recomputed=next((str(value) for value in says), ""),
            )


def _nearest_rank(values: Iterable[int], percent: int) -> int:
    in_turn = sorted(values)
    return in_turn[max(1, ceil(percent * len(in_turn) / 100)) - 1]


def _of_pauses(
    quarter: Quarter, told: Mapping[str, figures.Pausing], counted: Mapping[str, list[int]]
) -> Iterator[Difference]:
    for unit in sorted(told.keys() | counted.keys()):
        have, says = told.get(unit, figures.Pausing(0, 0)), counted.get(unit, [0, 0])
        for what, stored, recomputed in (("pauses", have.pauses, says[0]), ("paused_minutes", have.minutes, says[1])):
            yield Difference(
                subject=_subject(quarter), unit_id=unit, what=what, stored=str(stored), recomputed=str(recomputed)
            )


def _of_ratings(
    quarter: Quarter, told: Mapping[str, figures.Mean], counted: Mapping[str, list[int]]
) -> Iterator[Difference]:
    for unit in sorted(told.keys() | counted.keys()):
        have, says = told.get(unit, figures.Mean(0, 0)), counted.get(unit, [])
        yield Difference(
            subject=_subject(quarter),
            unit_id=unit,
            what="satisfaction",
            stored=f"{have.total}/{have.count}",
            recomputed=f"{sum(says)}/{len(says)}",
        )


def _subject(quarter: Quarter, where: Sequence[str] = ()) -> str:
    return " ".join([f"{quarter.fiscal_year}/{quarter.number}", *where])
