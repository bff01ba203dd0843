"""What if: the matters of a past period read again under a proposed standard, beside the one each was promised.

Matters come in batches with their events, so that a period may hold any number of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, load_only, raiseload, selectinload

from backend.models.staff import Staff
from backend.models.ticket import Ticket, TicketEvent
from backend.models.unit import Unit
from backend.services import access, clocks
from backend.services.calendars import MOVED, book_of, unit_at
from service_standards.charter import ANY_KIND, Charter, ServiceStandard
from service_standards.events import What
from service_standards.instants import DAY, in_bangkok, midnight
from service_standards.replay import Part, Read, Replayed, Tally, belongs, read
from service_standards.terms import Measure

BATCH = 500
LISTED = 200
_TOLD = {what.value for what in What} | MOVED
"""The events that clocks are read from, and those that tell which unit had a matter when; notes stay unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which matters to list behind a number: those of a part; of a unit and a month, or of all."""

    part: Part
    unit_id: str = ""
    month: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The proposed standard, its charter, and the period, both dates included, in which matters came in."""

    proposed: ServiceStandard
    charter: Charter
    first: date
    last: date
    with_demo: bool = False
    choice: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter behind a number. ``unit`` is the one that answers for it."""

    number: str
    subject: str
    unit: str
    demo: bool
    received_at: datetime
    actual: Read
    proposed: Read


@dataclass(frozen=True, slots=True)
class Row:
    """The matters that a unit answers for: all of the period, and month by month."""

    unit_id: str
    unit: str
    all: Tally
    months: Mapping[date, Tally]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The answer. Of the matters behind a number ``chosen`` may be opened, ``left_off`` counts more of those.

    ``hidden`` counts those that the viewer may not see.
    """

    all: Tally
    months: Mapping[date, Tally]
    rows: Sequence[Row]
    chosen: Sequence[Matter]
    hidden: int
    left_off: int


class _Answer:
    """The tallies and the list, as matters come by."""

    def __init__(self, viewer: Staff, choice: Choice | None, units: Mapping[str, str]) -> None:
        self.viewer, self.choice, self.units = viewer, choice, units
        self.all = Tally()
        self.months: dict[date, Tally] = {}
        self.by_unit: dict[str, tuple[Tally, dict[date, Tally]]] = {}
        self.chosen: list[Matter] = []
        self.hidden = self.left_off = 0

    def take(self, ticket: Ticket, actual: Read, proposed: Read) -> None:
        one = Replayed(actual.outcome, proposed.outcome)
        month = in_bangkok(ticket.received_at).date().replace(day=1)
        unit_id = _answerable(ticket, actual, proposed)
        of_unit, by_month = self.by_unit.setdefault(unit_id, (Tally(), {}))
        for tally in (self.all, self.months.setdefault(month, Tally()), of_unit, by_month.setdefault(month, Tally())):
            tally.add(one)
        if self.choice and _is_chosen(self.choice, unit_id, month, one):
            self._list(ticket, unit_id, actual, proposed)

    def _list(self, ticket: Ticket, unit_id: str, actual: Read, proposed: Read) -> None:
        if not access.may_see(self.viewer, ticket):
            self.hidden += 1
        elif len(self.chosen) == LISTED:
            self.left_off += 1
        else:
            self.chosen.append(
                Matter(
                    number=ticket.number,
                    subject=ticket.subject,
                    unit=self.units[unit_id],
                    demo=ticket.demo,
                    received_at=ticket.received_at,
                    actual=actual,
                    proposed=proposed,
                )
            )

    def told(self) -> WhatIf:
        rows = [Row(unit_id, self.units[unit_id], of_unit, by_month) for unit_id, (of_unit, by_month) in self._sorted()]
        return WhatIf(
            all=self.all,
            months=dict(sorted(self.months.items())),
            rows=rows,
            chosen=self.chosen,
            hidden=self.hidden,
            left_off=self.left_off,
        )

    def _sorted(self) -> list[tuple[str, tuple[Tally, dict[date, Tally]]]]:
        return sorted(self.by_unit.items(), key=lambda item: self.units[item[0]])


class _Promises:
    """What each matter was promised: a charter is asked once for each kind."""

    def __init__(self, session: Session, measure: Measure) -> None:
        self.session, self.measure = session, measure
        self.known: dict[tuple[int, str], ServiceStandard | None] = {}

    def to(self, ticket: Ticket) -> ServiceStandard | None:
        key = ticket.charter_id, ticket.kind
        if key not in self.known:
            self.known[key] = clocks.charter_of(self.session, ticket.charter_id).standard_for(ticket.kind, self.measure)
        return self.known[key]


def what_if(session: Session, viewer: Staff, question: Question, now: datetime) -> WhatIf:
    """Replay the period, read as at ``now``. Statements grow by one for ``BATCH`` matters."""
    units = {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.short_th))}
    answer = _Answer(viewer, question.choice, units)
    book, proposed = book_of(session), question.proposed
    promises = _Promises(session, proposed.measure)
    for ticket in _matters(session, question):
        events = clocks.events_of(ticket)
        moment = max([now, *(event.at for event in events)])
        promised = promises.to(ticket)
        would = read(proposed.terms, book.calendar(ticket, proposed.calendar), events, moment)
        if promised is None:
            was = read(None, book.calendar(ticket, proposed.calendar), events, moment)
        else:
            was = read(promised.terms, book.calendar(ticket, promised.calendar), events, moment)
        answer.take(ticket, was, would)
    return answer.told()


def _matters(session: Session, question: Question) -> Iterator[Ticket]:
    """The matters of the period that the proposed standard would be for, in the order in which they came in."""
    for ticket in session.scalars(_query(question), execution_options={"yield_per": BATCH}):
        if _would_be_for(question, ticket.kind):
            yield ticket


def _query(question: Question) -> Select[Ticket]:
    events = selectinload(Ticket.events.and_(TicketEvent.what.in_(_TOLD)))
    query = (
        select(Ticket)
        .where(Ticket.received_at >= midnight(question.first), Ticket.received_at < midnight(question.last) + DAY)
        .order_by(Ticket.received_at, Ticket.id)
        .options(
            load_only(
                Ticket.number, Ticket.subject, Ticket.kind, Ticket.unit_id, Ticket.estate_id, Ticket.charter_id,
                Ticket.received_at, Ticket.demo,
            ),
            events.load_only(TicketEvent.what, TicketEvent.at, TicketEvent.detail),
            raiseload("*"),
        )
    )  # fmt: skip
    if question.proposed.kind != ANY_KIND:
        query = query.where(Ticket.kind == question.proposed.kind)
    return query if question.with_demo else query.where(Ticket.demo.is_(False))


def _would_be_for(question: Question, kind: str) -> bool:
    """Whether this standard times matters of this kind; one for any kind does where the kind has none of its own."""
    found = question.charter.standard_for(kind, question.proposed.measure)
    return found is not None and found.code == question.proposed.code


def _answerable(ticket: Ticket, actual: Read, proposed: Read) -> str:
    """The unit that had the matter when it was met or missed under the proposed standard.

    Where that is open or unknown, the one that had it when the promise was met or missed; else the present one.
    """
    settled_at = proposed.settled_at or actual.settled_at
    return unit_at(ticket, settled_at) if settled_at else ticket.unit_id


def _is_chosen(choice: Choice, unit_id: str, month: date, one: Replayed) -> bool:
    of_unit = choice.unit_id in ("", unit_id)
    return of_unit and choice.month in (None, month) and belongs(one, choice.part)
