"""Holidays and closures as pages show them: those of a fiscal year, and what one change would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from backend.models.calendar import CalendarEntry
from backend.models.staff import Staff
from backend.models.unit import Estate, Unit
from backend.queries.units import UnitChoice, unit_choices
from backend.services.due_moves import Effect
from service_standards.clock import Verdict
from service_standards.holiday_files import all_years
from service_standards.office import office
from service_standards.shifts import CalendarException
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter, fiscal_year

MOST_SHOWN = 500
"""Rows of an effect that are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class EstateChoice:
    """An estate to pick from a list."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Scopes:
    """Whom a closure may be for."""

    units: Sequence[UnitChoice]
    estates: Sequence[EstateChoice]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry. ``scope`` is the unit or the estate it is for, empty for everybody."""

    id: int
    what: str
    scope: str
    first_on: date
    last_on: date
    shifts: Sequence[str]
    reason_th: str
    reason_en: str
    source: str
    source_en: str
    announced_on: date
    entered_at: datetime
    entered_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdrawn_why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A fiscal year: the state's holidays from the files, what is not decided yet of its years, and our own entries."""

    year: int
    years: Sequence[int]
    holidays: Sequence[CalendarException]
    open_questions: Sequence[str]
    ends_early: bool
    """Whether its last months have no holiday file yet."""
    entries: Sequence[EntryView]


@dataclass(frozen=True, slots=True)
class MoveView:
    """One clock that is up at another instant."""

    number: str
    unit: str
    demo: bool
    measure: Measure
    before: datetime
    after: datetime
    is_told: bool


@dataclass(frozen=True, slots=True)
class TurnView:
    """One clock whose verdict turns."""

    number: str
    unit: str
    measure: Measure
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectView:
    """What a change would do. Matters by number and unit alone: an administrator reads no matter."""

    digest: str
    matters: int
    customers: int
    """How many chats are told."""
    moves: Sequence[MoveView]
    turns: Sequence[TurnView]
    more_moves: int
    more_turns: int


def known_years() -> range:
    """The fiscal years that the holiday files reach into."""
    files = all_years()
    return range(fiscal_year(date(files[0].year, 1, 1)), fiscal_year(date(files[-1].year, 12, 31)) + 1)


def year_of(session: Session, year: int) -> Year:
    """One fiscal year, B.E."""
    first, last = Quarter(year, 1).first, Quarter(year, 4).last
    calendar = office()
    return Year(
        year=year,
        years=tuple(known_years()),
        holidays=sorted((one for one in calendar.exceptions if first <= one.on <= last), key=lambda one: one.on),
        open_questions=tuple(
            question for file in all_years() if first.year <= file.year <= last.year for question in file.open_questions
        ),
        ends_early=calendar.last_year < last.year,
        entries=_entries(
            session, or_(CalendarEntry.first_on.between(first, last), CalendarEntry.last_on.between(first, last))
        ),
    )


def entry_view(session: Session, entry_id: int) -> EntryView | None:
    """One entry, if it is there."""
    return next(iter(_entries(session, CalendarEntry.id == entry_id)), None)


def _entries(session: Session, which: ColumnElement[bool]) -> tuple[EntryView, ...]:
    entered_by, withdrawn_by = aliased(Staff), aliased(Staff)
    rows = session.execute(
        select(CalendarEntry, Unit.short_th, Estate.name_th, entered_by.name, withdrawn_by.name)
        .join(entered_by, entered_by.id == CalendarEntry.entered_by_id)
        .outerjoin(withdrawn_by, withdrawn_by.id == CalendarEntry.withdrawn_by_id)
        .outerjoin(Unit, Unit.id == CalendarEntry.unit_id)
        .outerjoin(Estate, Estate.id == CalendarEntry.estate_id)
        .where(which)
        .order_by(CalendarEntry.first_on, CalendarEntry.id)
    )
    return tuple(
        EntryView(
            id=row.id,
            what=row.what,
            scope=unit or estate or "",
            first_on=row.first_on,
            last_on=row.last_on,
            shifts=row.shifts,
            reason_th=row.reason_th,
            reason_en=row.reason_en,
            source=row.source,
            source_en=row.source_en,
            announced_on=row.announced_on,
            entered_at=row.entered_at,
            entered_by=by,
            withdrawn_at=row.withdrawn_at,
            withdrawn_by=by_then or "",
            withdrawn_why=row.withdrawn_why,
        )
        for row, unit, estate, by, by_then in rows
    )


def scopes(session: Session) -> Scopes:
    """All units and estates, by name."""
    estates = session.execute(select(Estate.id, Estate.name_th).order_by(Estate.name_th))
    return Scopes(unit_choices(session), tuple(EstateChoice(*row) for row in estates))


def effect_view(effect: Effect) -> EffectView:
    """An effect as a page shows it: what its customers are told of first, then by how near it was due."""
    moves = sorted(effect.moves, key=lambda move: (not move.is_told, move.before, move.ticket.id))
    return EffectView(
        digest=effect.digest,
        matters=len({move.ticket.id for move in moves}),
        customers=len({move.ticket.conversation_id for move in moves if move.is_told}),
        moves=tuple(
            MoveView(
                move.ticket.number,
                move.ticket.unit.short_th,
                move.ticket.demo,
                move.measure,
                move.before,
                move.after,
                move.is_told,
            )
            for move in moves[:MOST_SHOWN]
        ),
        turns=tuple(
            TurnView(turn.ticket.number, turn.ticket.unit.short_th, turn.measure, turn.before, turn.after)
            for turn in effect.turns[:MOST_SHOWN]
        ),
        more_moves=max(0, len(moves) - MOST_SHOWN),
        more_turns=max(0, len(effect.turns) - MOST_SHOWN),
    )
