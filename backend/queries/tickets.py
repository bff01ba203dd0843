"""One matter as a page: how its clocks stand, what was said around it, and everything that happened to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.staff import Staff
from backend.models.ticket import MOVES, Rating, Status, Ticket
from backend.queries import history, talk
from backend.queries.history import Happened, Warned
from backend.queries.talk import Said
from backend.queries.units import UnitChoice, unit_choices
from backend.services import access, clocks
from backend.services.clocks import ClockReading

LATEST = 12
_ASIDES = frozenset({"received", "note", "transferred", "resolved", "reopened", "cancelled", "rated", "placed"})
"""Events that stand between the messages; the rest is in the history."""


@dataclass(frozen=True, slots=True)
class Rated:
    """What the customer thought of one resolution."""

    resolution: int
    score: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketView:
    """The matter itself."""

    number: str
    version: int
    subject: str
    details: str
    kind: str
    status: Status
    urgent: bool
    demo: bool
    unit: str
    unit_name: str
    estate: str
    touchpoint: str
    stage: str
    customer: str
    phone: str
    reachable: bool
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Everything about one matter that ``ticket.html`` may use."""

    ticket: TicketView
    clocks: Sequence[ClockReading]
    questions: Mapping[str, str]
    """What the customer was asked, by the ``ref`` of a wait in a ledger."""
    talk: Sequence[Said | Happened]
    talk_is_cut: bool
    history: Sequence[Happened | Warned]
    ratings: Sequence[Rated]
    units: Sequence[UnitChoice]
    may_change: bool
    acts: Sequence[str]
    """What this person may do with it now."""

    @property
    def latest(self) -> Sequence[Said | Happened]:
        """The end of the talk, which is read first."""
        return self.talk[-LATEST:]

    @property
    def earlier(self) -> Sequence[Said | Happened]:
        """What came before it, folded away."""
        return self.talk[:-LATEST]


def ticket_page(session: Session, staff: Staff, number: str, now: datetime) -> TicketPage:
    """The page, for somebody who may see the matter; its statements do not grow with what was said.

    Raises:
        NotFound: no such ticket, or another unit's.
    """
    ticket = access.ticket_for(session, staff, number)
    told = _told(session, ticket)
    may_change = access.may_change(staff, ticket)
    read = clocks.readings(session, ticket, now)
    return TicketPage(
        ticket=_view(ticket),
        clocks=read,
        questions=clocks.questions(session, ticket),
        talk=_merged(told.said, told.events),
        talk_is_cut=told.is_cut,
        history=sorted([*told.events, *told.warnings], key=lambda entry: entry.at),
        ratings=_ratings(session, ticket),
        units=tuple(unit for unit in unit_choices(session) if unit.id != ticket.unit_id) if may_change else (),
        may_change=may_change,
        acts=_acts(ticket.status, read) if may_change else (),
    )


def _acts(status: Status, read: Sequence[ClockReading]) -> tuple[str, ...]:
    if status.is_open:
        documents = ("documents",) if any(one.waits_for_documents for one in read) else ()
        return ("answer", "ask", "resolve", "note", "call", "transfer", *documents, "kind")
    return ("reopen", "note", "kind") if Status.IN_PROGRESS in MOVES[status] else ("note",)


@dataclass(frozen=True, slots=True)
class _Told:
    """What there is to tell of a matter, each kind by time; ``is_cut`` where more was said than is shown."""

    said: Sequence[Said]
    events: Sequence[Happened]
    warnings: Sequence[Warned]
    is_cut: bool


def _told(session: Session, ticket: Ticket) -> _Told:
    contacts = talk.contacts_around(session, ticket)
    shown = contacts[-talk.MOST :]
    given = history.warnings_of(session, ticket.id)
    people = [*(contact.staff_id for contact in shown), *(event.staff_id for event in ticket.events)]
    known = history.names(session, [*people, *(staff_id for warning in given for staff_id in warning.staff_ids)])
    sent = history.deliveries(session, ticket.id)
    charter = clocks.charter_of(session, ticket.charter_id)
    return _Told(
        said=tuple(talk.said(contact, ticket, known, sent) for contact in shown),
        events=tuple(history.happened(event, known, sent, {}) for event in ticket.events),
        warnings=tuple(history.warned(warning, charter, known) for warning in given),
        is_cut=len(contacts) > talk.MOST,
    )


def _merged(said: Sequence[Said], events: Sequence[Happened]) -> tuple[Said | Happened, ...]:
    """Messages and the events that stand between them, by time; at the same instant the message first."""
    asides = [event for event in events if event.what in _ASIDES or event.by_call]
    return tuple(sorted([*said, *asides], key=lambda entry: entry.at))


def _view(ticket: Ticket) -> TicketView:
    return TicketView(
        number=ticket.number,
        version=ticket.version,
        subject=ticket.subject,
        details=ticket.details,
        kind=ticket.kind,
        status=ticket.status,
        urgent=ticket.urgent,
        demo=ticket.demo,
        unit=ticket.unit.short_th,
        unit_name=ticket.unit.name_th,
        estate=ticket.estate.name_th if ticket.estate else "",
        touchpoint=ticket.touchpoint,
        stage=ticket.stage,
        customer=ticket.customer.display_name,
        phone=ticket.phone,
        reachable=ticket.conversation.reachable,
        received_at=ticket.received_at,
    )


def _ratings(session: Session, ticket: Ticket) -> tuple[Rated, ...]:
    rows = session.scalars(select(Rating).where(Rating.ticket_id == ticket.id).order_by(Rating.resolution))
    return tuple(Rated(row.resolution, row.score, row.reason, row.at) for row in rows)
