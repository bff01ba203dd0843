"""The worklist: which matters somebody may see, in the order in which they need somebody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from backend.models.base import Instant
from backend.models.contact import Author, Contact
from backend.models.staff import Role
from backend.models.ticket import Status, Ticket, is_open
from backend.models.unit import TRIAGE_UNIT, Route, Unit
from backend.queries.clock import foremost
from backend.queries.history import has_news
from backend.queries.units import UnitChoice, unit_choices
from backend.services import clocks
from backend.services.access import Viewer, visible_to
from backend.services.clocks import ClockReading
from service_standards.thai_dates import arabic_digits

PAGE = 50
_NEVER = datetime(2999, 1, 1, tzinfo=UTC)
"""Sorts a matter without a due instant (paused, or nothing promised) after those that have one."""
_ANSWERED = (Status.RESOLVED, Status.CLOSED)


class View(StrEnum):
    """Which matters to show."""

    OPEN = "open"
    TRIAGE = "triage"
    WAITING = "waiting"
    ANSWERED = "answered"
    ALL = "all"

    @property
    def by_due(self) -> bool:
        """Sorted by what is due next; the others by what came in last."""
        return self in (View.OPEN, View.TRIAGE, View.WAITING)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: where this one goes on."""

    urgent: bool
    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{int(self.urgent)}.{(self.at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)}.{self.id}"

    @classmethod
    def parse(cls, written: str) -> Cursor | None:
        """Read it back; None for anything that is not one."""
        parts = written.split(".")
        if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) <= 18 for part in parts):
            return None
        try:
            at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(parts[1]))
        except OverflowError:
            return None
        return cls(parts[0] == "1", at, int(parts[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the page was asked for."""

    view: View = View.OPEN
    unit_id: str = ""
    words: str = ""
    after: Cursor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One matter on the list."""

    number: str
    subject: str
    estate: str
    unit: str
    kind: str
    status: Status
    urgent: bool
    demo: bool
    in_triage: bool
    has_news: bool
    received_at: datetime
    clock: ClockReading | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open matters there are behind the list, over all pages."""

    open: int
    waiting: int
    overdue: int
    triage: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistPage:
    """Everything ``worklist.html`` may use."""

    question: Question
    unit_name: str
    sees_all_units: bool
    units: Sequence[UnitChoice]
    counts: Counts
    rows: Sequence[Row]
    next: str | None


def worklist(session: Session, viewer: Viewer, question: Question, now: datetime) -> WorklistPage:
    """One page of matters, in a number of statements that does not grow with its rows."""
    scope = _scope(viewer, question)
    found = session.scalars(_ordered(_filtered(scope, question), question)).all()
    shown = found[:PAGE]
    sees_all = viewer.role is Role.MARKETING
    return WorklistPage(
        question=question,
        unit_name=session.get_one(Unit, viewer.unit_id).name_th,
        sees_all_units=sees_all,
        units=unit_choices(session) if sees_all else (),
        counts=_counts(session, scope, now),
        rows=_rows(session, shown, now),
        next=str(_cursor(shown[-1], question.view)) if len(found) > PAGE else None,
    )


def exact_number(session: Session, viewer: Viewer, words: str) -> str | None:
    """The number of the one matter that ``words`` names, so that the list can be passed by."""
    return session.scalar(select(Ticket.number).where(visible_to(viewer), Ticket.number == _plain(words)))


def _in_triage() -> ColumnElement[bool]:
    """Held by ฝตล. though no rule leads there, and nobody has taken it up."""
    routed_here = exists().where(Route.intent_id == Ticket.intent_id, Route.unit_id == TRIAGE_UNIT)
    return and_(is_open(), Ticket.unit_id == TRIAGE_UNIT, Ticket.status == Status.NEW, ~routed_here)


def _scope(viewer: Viewer, question: Question) -> ColumnElement[bool]:
    condition = visible_to(viewer)
    return and_(condition, Ticket.unit_id == question.unit_id) if question.unit_id else condition


def _filtered(scope: ColumnElement[bool], question: Question) -> ColumnElement[bool]:
    conditions = {
        View.OPEN: is_open(),
        View.TRIAGE: _in_triage(),
        View.WAITING: and_(is_open(), Ticket.status == Status.WAITING),
        View.ANSWERED: Ticket.status.in_(_ANSWERED),
        View.ALL: true(),
    }
    return and_(scope, conditions[question.view], *map(_mentions, _plain(question.words).split()[:8]))


def _plain(words: str) -> str:
    return arabic_digits(words).strip()


def _mentions(word: str) -> ColumnElement[bool]:
    """The word is in the number, the subject, the details, or what the customer wrote later."""
    said = exists().where(
        Contact.ticket_id == Ticket.id,
        Contact.author == Author.CUSTOMER,
        Contact.text.icontains(word, autoescape=True),
    )
    in_ticket = [column.icontains(word, autoescape=True) for column in (Ticket.number, Ticket.subject, Ticket.details)]
    return or_(*in_ticket, said)


def _due() -> ColumnElement[datetime]:
    return func.coalesce(Ticket.due_at, literal(_NEVER, Instant), type_=Instant)


def _ordered(condition: ColumnElement[bool], question: Question) -> Select[Ticket]:
    query = (
        select(Ticket)
        .where(condition)
        .options(joinedload(Ticket.unit), joinedload(Ticket.estate), selectinload(Ticket.events))
        .limit(PAGE + 1)
    )
    after = question.after
    if question.view.by_due:
        order = (case((Ticket.urgent, 0), else_=1), _due(), Ticket.id)
        query = query.order_by(*order)
        if after:
            query = query.where(tuple_(*order) > tuple_(0 if after.urgent else 1, literal(after.at, Instant), after.id))
        return query
    query = query.order_by(Ticket.received_at.desc(), Ticket.id.desc())
    if after:
        query = query.where(tuple_(Ticket.received_at, Ticket.id) < tuple_(literal(after.at, Instant), after.id))
    return query


def _cursor(last: Ticket, view: View) -> Cursor:
    return Cursor(last.urgent, (last.due_at or _NEVER) if view.by_due else last.received_at, last.id)


def _counts(session: Session, scope: ColumnElement[bool], now: datetime) -> Counts:
    def count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    row = session.execute(
        select(
            func.count(),
            count_if(Ticket.status == Status.WAITING),
            count_if(Ticket.due_at < now),
            count_if(_in_triage()),
        ).where(scope, is_open())
    ).one()
    return Counts(*row)


def _rows(session: Session, tickets: Sequence[Ticket], now: datetime) -> tuple[Row, ...]:
    routed_here = set(session.scalars(select(Route.intent_id).where(Route.unit_id == TRIAGE_UNIT)))
    return tuple(
        Row(
            number=ticket.number,
            subject=ticket.subject,
            estate=ticket.estate.name_th if ticket.estate else "",
            unit=ticket.unit.short_th,
            kind=ticket.kind,
            status=ticket.status,
            urgent=ticket.urgent,
            demo=ticket.demo,
            in_triage=ticket.unit_id == TRIAGE_UNIT
            and ticket.status is Status.NEW
            and ticket.intent_id not in routed_here,
            has_news=has_news(ticket.events),
            received_at=ticket.received_at,
            clock=foremost(clocks.readings(session, ticket, now)),
        )
        for ticket in tickets
    )
