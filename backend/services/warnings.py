"""Warnings: three quarters of an allowance used to the officer, a miss to the head of the unit; each once.

Which there are is decided from the ticket's events by ``service_standards.milestones``, never from when somebody
looked: a clock process that was away finds them all. What was given stands in ``ticket_warning``, written in the
transaction that tells of it. ``ticket.warn_at`` says when to look next and is only a hint: whoever changes what a clock
is counted by sets it to now, and every open matter is looked at once a day whatever its hint says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.staff import Staff
from backend.models.ticket import DUE_MOVED, Ticket, TicketEvent, TicketWarning
from backend.models.unit import Unit
from backend.services import access, alarms, clocks, locks, staff_notices
from backend.services.calendars import MOVED, unit_at
from service_standards.calendar import Calendar
from service_standards.charter import ServiceStandard, Standing
from service_standards.errors import BeyondCalendar
from service_standards.milestones import Mark, Milestone, marks

LOOK_AGAIN = timedelta(days=1)
"""How long an open matter is left alone at most: holidays may have become known, or a hint may have been forgotten."""
SOON, MISSED = "warned_soon", "warned_missed"
"""The kinds of notices that this module tells."""


@dataclass(frozen=True, slots=True)
class Pending:
    """What there is to tell of one standard at one instant, past or to come."""

    standard: ServiceStandard
    calendar: Calendar
    mark: Mark


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a warning is for; ``instead`` where the unit has nobody to tell, so that others are told."""

    staff: Sequence[Staff]
    instead: bool = False


def next_look(session: Session, ticket: Ticket, now: datetime) -> datetime | None:
    """When somebody must look at this ticket next; None where nothing can come to be told of it.

    For ``ticket.warn_at``, after each event. What is overdue to be told is in the past.
    """
    coming = [pending.mark.at for pending in _pending(session, ticket, now)]
    if ticket.status.is_open:
        coming.append(now + LOOK_AGAIN)
    return min(coming, default=None)


def to_look_at(session: Session, now: datetime, limit: int = 50) -> Sequence[int]:
    """The tickets to look at by now, those that wait longest first."""
    waiting = select(Ticket.id).where(Ticket.warn_at <= now).order_by(Ticket.warn_at, Ticket.id)
    return session.scalars(waiting.limit(limit)).all()


def look(session: Session, ticket_id: int, now: datetime) -> None:
    """Give every warning of this ticket whose instant has come and that was not given, and say when to look next.

    The ticket is held, so that of two who look at once the second finds nothing to do.
    """
    ticket = locks.hold_one(session, Ticket, Ticket.id == ticket_id)
    if ticket.warn_at is None or ticket.warn_at > now:
        return
    for pending in sorted(_pending(session, ticket, now), key=lambda pending: pending.mark.at):
        if pending.mark.at <= now:
            _give(session, ticket, pending, now)
    session.flush()
    ticket.warn_at = next_look(session, ticket, now)


def _pending(session: Session, ticket: Ticket, now: datetime) -> Sequence[Pending]:
    """What there is to tell of the ticket's clocks: of what is past, what was not told; and all that is to come.

    What is to come may have been told before the calendar moved it. That is seen when its instant comes.
    """
    found = list(_all(session, ticket, now))
    if all(pending.mark.at > now for pending in found):
        return found  # as after most events, which then cost no statement
    rows = session.execute(
        select(TicketWarning.code, TicketWarning.interval_from, TicketWarning.what).where(
            TicketWarning.ticket_id == ticket.id
        )
    )
    given = {(row.code, row.interval_from, row.what) for row in rows}
    return [
        pending
        for pending in found
        if (pending.standard.code, pending.mark.interval_from, pending.mark.what.value) not in given
    ]


def _all(session: Session, ticket: Ticket, now: datetime) -> Iterator[Pending]:
    """All there is to tell of the ticket's clocks, told or not.

    A clock that runs beyond the holidays we know has nothing to tell until they are known.
    """
    events = clocks.events_of(ticket)
    moment = max([now, *(event.at for event in events)])
    for standard in clocks.standards_of(session, ticket):
        calendar = clocks.calendar_for(session, ticket, standard.calendar)
        with suppress(BeyondCalendar):
            for mark in marks(standard.terms, calendar, events, moment):
                yield Pending(standard, calendar, mark)


def _give(session: Session, ticket: Ticket, pending: Pending, now: datetime) -> None:
    """Write the warning down and tell those whom it is for, in working time unless it is counted day and night."""
    mark, is_soon = pending.mark, pending.mark.what is Milestone.SOON
    unit_id = ticket.unit_id if is_soon else unit_at(ticket, mark.at)
    told = _officers(session, ticket) if is_soon else _heads(session, ticket, unit_id)
    warning = TicketWarning(
        ticket_id=ticket.id,
        code=pending.standard.code,
        interval_from=mark.interval_from,
        what=mark.what.value,
        at=mark.at,
        given_at=now,
        staff_ids=[person.id for person in told.staff],
        instead=told.instead,
    )
    session.add(warning)
    session.flush()
    if not told.staff:
        alarms.raise_alarm(session, "nobody_to_warn", ticket.number, now)
    facts = _facts(ticket, pending, now)
    facts |= {"unit": session.get_one(Unit, unit_id).short_th, "instead": told.instead}
    shown_from = staff_notices.shown_when_open(pending.calendar, now)
    kind, path = SOON if is_soon else MISSED, f"/tickets/{quote(ticket.number)}"
    staff_notices.tell(session, told.staff, kind, f"warning:{warning.id}", facts, path, now, shown_from)


def _facts(ticket: Ticket, pending: Pending, now: datetime) -> dict[str, Any]:
    """What a notice tells of the matter and the clock; the subject is read where the customer can take it back."""
    standard, mark = pending.standard, pending.mark
    return {
        "ticket": ticket.number,
        "standard": standard.title_th,
        "due": mark.due.isoformat() if mark.due else None,
        "overdue": mark.due is not None and mark.due < now,
        "ended_at": mark.ended_at.isoformat() if mark.ended_at else None,
        "provisional": standard.standing is Standing.PROVISIONAL,
        "demo": ticket.demo,
    }


def _moves(ticket: Ticket) -> list[TicketEvent]:
    """The events by which the matter went to another unit, in order."""
    return [
        event for event in ticket.events if event.what in MOVED and event.detail["from_unit"] != event.detail["to_unit"]
    ]


def _officers(session: Session, ticket: Ticket) -> Told:
    """Who has the matter in hand: whoever acted on it last since it came to its unit, else all of the unit."""
    came = max((event.id for event in _moves(ticket)), default=0)
    acts = [
        event
        for event in ticket.events
        if event.id > came and event.staff_id and event.unit_id == ticket.unit_id and event.what != DUE_MOVED
    ]
    last = session.get(Staff, max(acts, key=lambda event: event.id).staff_id) if acts else None
    if last is not None and last.active and last.unit_id == ticket.unit_id:
        return Told([last])
    return _or_instead(session, ticket, staff_notices.officers_of(session, ticket.unit_id))


def _heads(session: Session, ticket: Ticket, unit_id: str) -> Told:
    """The heads of the unit that had the matter when it was missed."""
    return _or_instead(session, ticket, staff_notices.heads_of(session, unit_id))


def _or_instead(session: Session, ticket: Ticket, staff: Sequence[Staff]) -> Told:
    """These, or where there is nobody marketing; of what marketing may not see the officers of the unit that has it."""
    if staff:
        return Told(staff)
    seeing = [person for person in staff_notices.marketing(session) if access.may_see(person, ticket)]
    return Told(seeing or staff_notices.officers_of(session, ticket.unit_id), instead=True)
