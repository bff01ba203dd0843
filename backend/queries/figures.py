"""The figures of the reports: added up by the database over measurements, and opened to the rows behind each.

What a figure counts is defined in ``service_standards.compliance`` and nowhere else. ``by_unit`` and ``by_place`` add
up everything of a scope; ``behind`` lists the rows that one figure of it counts. All read what stands now, or what was
sealed, by the same code (``Source``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select, true, tuple_, union
from sqlalchemy.orm import Session

from backend.models.measurement import Measured, Measurement
from backend.models.ticket import Rating, Ticket
from backend.services.access import Viewer, answered_by, visible_to
from backend.services.measured_at import counts, flags_at, outcome_at, promised_at
from backend.services.quarters import rows_of
from service_standards.compliance import Facts, Figure, Tally, flags_of, percentile
from service_standards.replay import Outcome
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter

LISTED = 200
Dimension = Literal["unit_id", "code", "measure", "kind", "month", "estate_id", "channel"]
UNIT_DIMENSIONS: tuple[Dimension, ...] = ("unit_id", "code", "measure", "kind", "month")
PLACE_DIMENSIONS: tuple[Dimension, ...] = ("estate_id", "channel", "measure")


@dataclass(frozen=True, slots=True)
class Source:
    """Which measurements are read: those that stand now, or those of a seal."""

    table: type[Measured] = Measurement
    which: ColumnElement[bool] = field(default_factory=true)


LIVE = Source()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which measurements, as of when: of matters received in a quarter, of one unit and so on where that is said."""

    quarter: Quarter
    as_of: datetime
    with_demo: bool = False
    only: Mapping[Dimension, str | int | None] = field(default_factory=dict)

    def narrowed(self, only: Mapping[Dimension, str | int | None]) -> Scope:
        """The same with more said."""
        return replace(self, only={**self.only, **only})


class Cube:
    """All figures of a scope: how many measurements of each sort there are in each cell of some dimensions."""

    def __init__(
        self,
        dimensions: tuple[Dimension, ...],
        sorts: Sequence[Facts],
        cells: Sequence[tuple[tuple[Any, ...], int, int]],
    ) -> None:
        """A cell has its place in each dimension, the number of its sort, and how many there are."""
        self.dimensions = dimensions
        self._sorts = sorts
        self._cells = cells
        self._known: dict[tuple[Dimension, ...], Mapping[tuple[Any, ...], Tally]] = {}

    @property
    def all(self) -> Tally:
        """Everything in the scope."""
        return self.of()

    def by(self, *dimensions: Dimension) -> Mapping[tuple[Any, ...], Tally]:
        """The tally of each combination of these dimensions that there is."""
        if dimensions not in self._known:
            places = [self.dimensions.index(one) for one in dimensions]
            sums: dict[tuple[Any, ...], int] = {}
            for key, sort, times in self._cells:
                cell = (*[key[place] for place in places], sort)
                sums[cell] = sums.get(cell, 0) + times
            found: dict[tuple[Any, ...], Tally] = {}
            for (*group, sort), times in sums.items():
                found.setdefault(tuple(group), Tally()).add(self._sorts[sort], times)
            self._known[dimensions] = found
        return self._known[dimensions]

    def of(self, **only: Any) -> Tally:
        """The tally of one combination; empty where there is nothing.

        Raises:
            ValueError: the cube was not added up by one of these: it would answer with the sum of all.
        """
        if unknown := only.keys() - set(self.dimensions):
            raise ValueError(f"added up by {self.dimensions}, not by {sorted(unknown)}")
        dimensions = tuple(one for one in self.dimensions if one in only)
        return self.by(*dimensions).get(tuple(only[one] for one in dimensions), Tally())

    @classmethod
    def together(cls, cubes: Sequence[Cube]) -> Cube:
        """The figures of scopes of the same dimensions that have no measurement in common: the quarters of a year."""
        sorts: list[Facts] = []
        cells: list[tuple[tuple[Any, ...], int, int]] = []
        for cube in cubes:
            cells += [(key, len(sorts) + sort, times) for key, sort, times in cube._cells]
            sorts += cube._sorts
        return cls(cubes[0].dimensions, sorts, cells)


def by_unit(session: Session, scope: Scope, of: Source = LIVE) -> Cube:
    """The figures by unit, standard, measure, kind of matter and month of receipt: two statements."""
    return _cube(session, scope, of, UNIT_DIMENSIONS)


def by_place(session: Session, scope: Scope, of: Source = LIVE) -> Cube:
    """The figures by estate, channel and measure: two statements."""
    return _cube(session, scope, of, PLACE_DIMENSIONS)


def _cube(session: Session, scope: Scope, of: Source, dimensions: tuple[Dimension, ...]) -> Cube:
    """What stands still is added up in the order of an index; the few that time goes on changing, by as of when."""
    table = of.table
    as_of = scope.as_of
    came_to = {
        False: (table.outcome, table.promised_outcome, table.flags),
        True: (outcome_at(table, as_of), promised_at(table, as_of), flags_at(table, as_of)),
    }
    cells = []
    known: dict[tuple[str, str, int], int] = {}  # a number is added up faster than the facts that it stands for
    sorts: list[Facts] = []
    for lasting, facts in came_to.items():
        keys = [*(getattr(table, one) for one in dimensions), *facts]
        which = and_(*_within(scope, of), table.lasting == lasting)
        for row in session.execute(select(*keys, func.count()).where(which).group_by(*keys)):
            came = row[-4:-1]
            if came not in known:
                known[came] = len(sorts)
                sorts.append(Facts(Outcome(came[0]), Outcome(came[1]), flags_of(came[2])))
            cells.append((row[:-4], known[came], row[-1]))
    return Cube(dimensions, sorts, cells)


def _within(scope: Scope, of: Source) -> list[ColumnElement[bool]]:
    table = of.table
    found = [of.which, rows_of(table, scope.quarter)]
    if not scope.with_demo:
        found.append(table.demo == false())
    return found + [
        getattr(table, name).is_(None) if value is None else getattr(table, name) == value
        for name, value in scope.only.items()
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """The rows that a number counts, and how many of its ``total`` are not among them, for each reason why."""

    rows: Sequence[Measured]
    outcomes: Sequence[Outcome]
    """What each came to by the instant of the scope."""
    subjects: Mapping[int, str]
    """What the matters are about, by the id of the ticket: of those that the viewer may open."""
    total: int
    hidden: int
    """Only others may see them."""
    erased: int
    """They were sealed, and their matters have been erased since."""
    left_off: int
    """They are beyond the list."""

    @property
    def seen(self) -> int:
        """How many the viewer may see, on this page or another."""
        return self.total - self.hidden - self.erased


def behind(
    session: Session,
    viewer: Viewer,
    scope: Scope,
    figure: Figure,
    of: Source = LIVE,
    *,
    once_a_matter: bool = False,
    skip: int = 0,
    limit: int = LISTED,
) -> Behind:
    """The measurements behind a number, the oldest matters first; listed are those that the viewer may see.

    A unit sees the measurements that it answers for, also of a matter that another unit has by now and only that one
    may open.

    Args:
        once_a_matter: of each matter one measurement, whatever it counts of it.
        skip: so many of those that may be seen were listed before.
    """
    table = of.table
    which = and_(*_within(scope, of), counts(figure, table, scope.as_of))
    if once_a_matter:
        one_each = select(table.ticket_id, func.min(table.measure)).where(which).group_by(table.ticket_id)
        which = and_(which, tuple_(table.ticket_id, table.measure).in_(one_each))
    opens = visible_to(viewer)
    seen = or_(opens, answered_by(viewer, table.unit_id, table.kind))
    joined = (
        select(func.count(), func.count(case((seen, 1))))
        .select_from(table)
        .join(Ticket, Ticket.id == table.ticket_id)
        .where(which)
    )
    total = session.scalar(select(func.count()).select_from(table).where(which)) or 0
    kept, shown = session.execute(joined).one()
    listed = (
        select(table, outcome_at(table, scope.as_of), Ticket.subject, case((opens, 1), else_=0))
        .join(Ticket, Ticket.id == table.ticket_id)
        .where(which, seen)
        .order_by(table.received_at, table.ticket_id, table.measure)
        .offset(skip)
        .limit(limit)
    )
    found = session.execute(listed).all()
    return Behind(
        rows=[row for row, *_ in found],
        outcomes=[Outcome(outcome) for _, outcome, *_ in found],
        subjects={row.ticket_id: subject for row, _, subject, may_open in found if may_open},
        total=total,
        hidden=kept - shown,
        erased=total - kept,
        left_off=max(0, shown - skip - len(found)),
    )


class SpentTimes:
    """How long the clocks took that have stopped, by unit, standard and measure."""

    def __init__(self, rows: Sequence[tuple[str, str, str, str, int, int]]) -> None:
        self._rows = rows
        self._known: dict[tuple[int, ...], dict[tuple[str, ...], dict[str, dict[int, int]]]] = {}

    def percentile(
        self, percent: int, *, unit_id: str | None = None, code: str | None = None, measure: str | None = None
    ) -> tuple[int, str] | None:
        """What so many percent did not exceed, and in which kind of time that is counted.

        None where no clock has stopped, or where two versions of the charter count in different kinds of time.
        """
        wanted = {place: one for place, one in enumerate((unit_id, code, measure)) if one is not None}
        of_kind = self._by(tuple(wanted)).get(tuple(wanted.values()), {})
        if len(of_kind) != 1:
            return None
        [(kind, histogram)] = of_kind.items()
        value = percentile(histogram, percent)
        return None if value is None else (value, kind)

    def _by(self, places: tuple[int, ...]) -> Mapping[tuple[str, ...], Mapping[str, Mapping[int, int]]]:
        """How often what was spent in each kind of time, by these of unit, standard and measure."""
        if places not in self._known:
            found: dict[tuple[str, ...], dict[str, dict[int, int]]] = {}
            for row in self._rows:
                kind, spent, times = row[3:]
                histogram = found.setdefault(tuple([str(row[place]) for place in places]), {}).setdefault(kind, {})
                histogram[spent] = histogram.get(spent, 0) + times
            self._known[places] = found
        return self._known[places]


def spent_times(session: Session, scope: Scope, of: Source = LIVE) -> SpentTimes:
    """How long clocks took, pauses left out: of those that stopped, met and missed alike. One statement."""
    table = of.table
    keys = (table.unit_id, table.code, table.measure, table.spent_in, table.spent)
    query = select(*keys, func.count()).where(
        *_within(scope, of),
        table.lasting == false(),
        table.spent.is_not(None),
        table.outcome.in_([Outcome.MET, Outcome.MISSED]),
    )
    rows = session.execute(query.group_by(*keys))
    return SpentTimes(
        [(unit, code, measure, kind, spent or 0, times) for unit, code, measure, kind, spent, times in rows]
    )


@dataclass(frozen=True, slots=True)
class Pausing:
    """The pauses of some matters: how many there were, and all minutes of those that are over."""

    pauses: int
    minutes: int


def pausing(session: Session, scope: Scope, of: Source = LIVE) -> Mapping[str, Pausing]:
    """By unit."""
    table = of.table
    query = select(table.unit_id, func.sum(table.pauses), func.sum(table.paused_minutes)).where(
        *_within(scope, of), table.pauses > 0
    )
    return {row[0]: Pausing(int(row[1]), int(row[2])) for row in session.execute(query.group_by(table.unit_id))}


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with what it was made of."""

    total: int
    count: int

    @property
    def value(self) -> Fraction | None:
        """Exact; None where there is nothing."""
        return Fraction(self.total, self.count) if self.count else None


def satisfaction(session: Session, scope: Scope) -> Mapping[str, Mean]:
    """The mean that ``service_standards.satisfaction`` defines, by the unit that answers for the matters' outcome."""
    query = (
        select(Measurement.unit_id, func.sum(Rating.score), func.count())
        .join(Rating, Rating.ticket_id == Measurement.ticket_id)
        .where(_rated(scope))
        .group_by(Measurement.unit_id)
    )
    return {row[0]: Mean(int(row[1]), row[2]) for row in session.execute(query)}


def matters_that_missed(session: Session, scope: Scope, of: Source = LIVE) -> int:
    """How many matters missed anything: one may miss its first response and its resolution, and is one matter."""
    table = of.table
    settled = and_(table.lasting == false(), table.outcome == Outcome.MISSED)
    by_now = and_(table.lasting == true(), counts(Figure.MISSED, table, scope.as_of))
    missed = union(*(select(table.ticket_id).where(*_within(scope, of), which) for which in (settled, by_now)))
    return session.scalar(select(func.count()).select_from(missed.subquery())) or 0


def mean_of(means: Iterable[Mean]) -> Mean:
    """Several means as one, each by how much it was made of."""
    known = list(means)
    return Mean(sum(one.total for one in known), sum(one.count for one in known))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One rating. What the customer wrote with it stays with the matter."""

    number: str
    unit_id: str
    received_at: datetime
    at: datetime
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """The ratings behind a mean that are kept; ``hidden`` and ``left_off`` as in ``Behind``."""

    rows: Sequence[Rated]
    total: int
    hidden: int
    left_off: int


def ratings(session: Session, viewer: Viewer, scope: Scope, *, skip: int = 0, limit: int = LISTED) -> Ratings:
    """The ratings that make the mean of a scope, the newest first; listed are those that the viewer may see.

    Args:
        skip: so many of those that may be seen were listed before.
    """
    which, seen = _rated(scope), visible_to(viewer)
    joined = select(func.count()).select_from(Measurement).join(Rating, Rating.ticket_id == Measurement.ticket_id)
    total = session.scalar(joined.where(which)) or 0
    shown = session.scalar(joined.join(Ticket, Ticket.id == Rating.ticket_id).where(which, seen)) or 0
    listed = (
        select(Measurement.number, Measurement.unit_id, Measurement.received_at, Rating.at, Rating.score)
        .join(Rating, Rating.ticket_id == Measurement.ticket_id)
        .join(Ticket, Ticket.id == Rating.ticket_id)
        .where(which, seen)
        .order_by(Rating.at.desc(), Rating.id.desc())
        .offset(skip)
        .limit(limit)
    )
    rows = [
        Rated(number=number, unit_id=unit_id, received_at=received_at, at=at, score=score)
        for number, unit_id, received_at, at, score in session.execute(listed)
    ]
    return Ratings(rows=rows, total=total, hidden=total - shown, left_off=max(0, shown - skip - len(rows)))


def _rated(scope: Scope) -> ColumnElement[bool]:
    of_outcomes = Measurement.measure == Measure.RESOLUTION.value
    return and_(*_within(scope, LIVE), of_outcomes, Rating.at <= scope.as_of)


def matters(cube: Cube, figure: Figure = Figure.RECEIVED, **only: Any) -> int:
    """How many matters, and not clocks, a figure counts: by the clock of the resolution, of which each has one."""
    return cube.of(**only, measure=Measure.RESOLUTION.value).count(figure)
