"""Measurements: what the clocks of a matter came to, written flat beside the matter whenever something happens to it.

They are a function of the matter's events, its charter and the calendar. ``compute`` is that function: ``keep`` writes
what it says, and the self-audit asks it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.orm import Session, selectinload

from backend.models.base import Instant
from backend.models.contact import Contact
from backend.models.measurement import LINE, Measurement, Remeasure
from backend.models.ticket import Ticket
from backend.services import clocks, inserts, locks
from backend.services.calendars import unit_at
from backend.services.clocks import ClockReading
from service_standards.charter import ServiceStandard, Standing
from service_standards.compliance import Flag, bits
from service_standards.events import What
from service_standards.instants import in_bangkok
from service_standards.pauses import pauses
from service_standards.replay import Outcome, Read, judged
from service_standards.terms import Measure
from service_standards.thai_dates import quarter_of

ALWAYS_MEASURED = (Measure.FIRST_RESPONSE, Measure.RESOLUTION)
"""Of every matter, promised or not, so that what has no standard is seen."""
RULES = 2
"""Goes up when ``compute`` comes to something else for the same events: the next release measures every matter anew.

2: what asks something, of a pause.
"""
SETTLED_AFTER = timedelta(minutes=1)
"""Whoever had read the calendar before it changed has ended by then."""
BATCH = 200
Columns = dict[str, Any]


def keep(session: Session, ticket: Ticket, readings: Sequence[ClockReading]) -> None:
    """Write down what the clocks came to, over what was written before."""
    found = compute(session, ticket, readings)
    known = {row.measure: row for row in session.scalars(select(Measurement).where(Measurement.ticket_id == ticket.id))}
    channel = next((row.channel for row in known.values()), None) or channel_of(session, ticket)
    for measure, columns in found.items():
        row = known.pop(measure.value, None)
        if row is None:
            session.add(Measurement(channel=channel, **columns))
            continue
        for name, value in columns.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    for row in known.values():  # a matter of another kind by now may promise less
        session.delete(row)


def compute(session: Session, ticket: Ticket, readings: Sequence[ClockReading]) -> Mapping[Measure, Columns]:
    """The columns of each measurement of this ticket but the channel, by readings made after its events."""
    read = {reading.standard.measure: reading for reading in readings}
    promised = {standard.measure: standard for standard in clocks.standards_of(session, ticket)}
    measures = [measure for measure in clocks.SHOWN if measure in ALWAYS_MEASURED or measure in promised]
    matter = _matter(ticket)
    return {
        measure: _derived(
            {
                **matter,
                "measure": measure.value,
                **_of_standard(promised.get(measure)),
                **_of_clock(ticket, measure in promised, read.get(measure)),
                **(_of_pauses(session, ticket, read.get(measure)) if measure is Measure.RESOLUTION else _NO_PAUSES),
            }
        )
        for measure in measures
    }


def _derived(columns: Columns) -> Columns:
    """With what follows from the other columns."""
    holds = {
        Flag.PROVISIONAL: columns["provisional"],
        Flag.PAUSED: columns["pauses"],
        Flag.DOUBTFUL: columns["doubtful"],
        Flag.REOPENED: columns["reopenings"],
        Flag.DISPUTED: columns["disputes"],
    }
    return {
        **columns,
        "flags": bits(flag for flag, held in holds.items() if held),
        "lasting": is_lasting(columns),
    }


def is_lasting(columns: Mapping[str, Any]) -> bool:
    """Whether these columns come to something else as time goes by."""
    is_open = Outcome.OPEN in (columns["outcome"], columns["promised_outcome"])
    return is_open or columns["paused_since"] is not None


def _matter(ticket: Ticket) -> Columns:
    received = in_bangkok(ticket.received_at)
    quarter = quarter_of(received.date())
    return {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "charter_id": ticket.charter_id,
        "kind": ticket.kind,
        "estate_id": ticket.estate_id,
        "received_at": ticket.received_at,
        "fiscal_year": quarter.fiscal_year,
        "quarter": quarter.number,
        "month": received.month,
        "urgent": ticket.urgent,
        "demo": ticket.demo,
    }


def _of_standard(standard: ServiceStandard | None) -> Columns:
    if standard is None:
        return {"code": "", "allowance": "", "spent_in": "", "provisional": False}
    return {
        "code": standard.code,
        "allowance": str(standard.allowance),
        "spent_in": standard.allowance.kind.value,
        "provisional": standard.standing is Standing.PROVISIONAL,
    }


def _of_clock(ticket: Ticket, is_promised: bool, clock: ClockReading | None) -> Columns:
    """The verdict, with the unit that answers for it; a clock that is promised and cannot be read is unknown."""
    now = judged(clock.reading) if clock else Read(Outcome.UNKNOWN if is_promised else Outcome.NO_STANDARD)
    as_promised = clock.as_promised if clock else None
    then = judged(as_promised) if as_promised else Read(now.outcome if clock is None else Outcome.UNKNOWN)
    stopped_at = clock.reading.stopped_at if clock else None
    return {
        "unit_id": unit_at(ticket, now.settled_at) if now.settled_at else ticket.unit_id,
        "outcome": now.outcome,
        "due_at": now.due,
        "stopped_at": stopped_at,
        "promised_outcome": then.outcome,
        "promised_due_at": then.due,
        "spent": _spent(clock) if clock and stopped_at else None,
    }


def _spent(clock: ClockReading) -> int:
    spent = clock.reading.spent
    return spent if isinstance(spent, int) else spent // timedelta(minutes=1)


_NO_PAUSES: Columns = {
    "pauses": 0, "paused_minutes": 0, "paused_since": None, "doubtful": 0, "reopenings": 0, "disputes": 0,
}  # fmt: skip


def _of_pauses(session: Session, ticket: Ticket, clock: ClockReading | None) -> Columns:
    reopened = [event for event in ticket.events if event.what == What.REOPENED]
    told = {
        **_NO_PAUSES,
        "reopenings": len(reopened),
        "disputes": sum(bool(event.detail.get("by_customer")) for event in reopened),
    }
    if clock is None or all(event.what != What.ASKED_CUSTOMER for event in ticket.events):
        return told
    words = clocks.questions(session, ticket)
    found = pauses(clock.standard.terms, clock.calendar, clock.events, clock.reading, words)
    ended = [pause for pause in found if pause.until]
    return {
        **told,
        "pauses": len(found),
        "paused_minutes": sum(pause.lasts(clock.reading.now) // timedelta(minutes=1) for pause in ended),
        "paused_since": next((pause.since for pause in found if pause.until is None), None),
        "doubtful": sum(bool(pause.doubts) for pause in found),
    }


def channel_of(session: Session, ticket: Ticket) -> str:
    """By which way the matter came in."""
    first = select(Contact.channel).where(Contact.ticket_id == ticket.id).order_by(Contact.id).limit(1)
    return session.scalar(first) or LINE


def remeasure_later(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Have these tickets measured anew, open and settled ones alike, once nobody uses the old calendar any more."""
    due_at = now + SETTLED_AFTER
    found = select(Ticket.id, literal(due_at, Instant)).where(which)
    insert = inserts.insert(session, Remeasure).from_select(["ticket_id", "due_at"], found)
    session.execute(insert.on_conflict_do_update(index_elements=["ticket_id"], set_={"due_at": due_at}))


def remeasure(session: Session, now: datetime) -> int:
    """Measure the next batch that is due anew, each held: how many there were."""
    due = select(Remeasure.ticket_id).where(Remeasure.due_at <= now).order_by(Remeasure.ticket_id).limit(BATCH)
    ids = session.scalars(due).all()
    if not ids:
        return 0
    these = Ticket.id.in_(ids)
    locks.hold_all(session, Ticket, these)
    for ticket in session.scalars(select(Ticket).where(these).options(selectinload(Ticket.events)).order_by(Ticket.id)):
        keep(session, ticket, clocks.readings(session, ticket, now))
    session.execute(delete(Remeasure).where(Remeasure.ticket_id.in_(ids)))
    return len(ids)
