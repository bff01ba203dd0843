"""Counts open matters anew after the calendar changed behind their back.

A program may bring holiday files with days that were announced late; and whoever was at work on a matter while an entry
was saved had read the calendar before. Both are seen from what is stored: the fingerprint of the calendar that all open
matters were last counted by. Each matter is compared with its own ``dues``, so that doing it twice moves nothing twice.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, selectinload

from backend.models.calendar import CalendarEntry
from backend.models.ticket import Ticket, is_open
from backend.services import clocks, due_moves, facts, locks, measurements
from backend.services.due_moves import Effect, Move
from service_standards.office import calendars
from service_standards.terms import Measure

FILES, COUNTED_BY, MEASURED_BY = "calendar_files", "dues_counted_by", "measured_by"
SETTLED_AFTER = timedelta(minutes=1)
"""Whoever had read the calendar before an entry was saved has ended by then."""
BATCH = 500


@cache
def files_fingerprint() -> str:
    """What this program's calendar files say, in short."""
    told = repr([(name, calendar.week, calendar.exceptions) for name, calendar in calendars().items()])
    return hashlib.sha256(told.encode()).hexdigest()


def released(session: Session, now: datetime) -> None:
    """This program's calendar files are the ones that hold; a program with others counts nothing any more.

    Whatever was measured by other files is measured anew, settled matters too: a holiday announced late turns verdicts.
    So is what was measured by other rules, or the nightly audit would find that it differs.
    """
    rules = str(measurements.RULES)
    by_other_files = facts.recall(session, FILES) not in (None, files_fingerprint())
    if by_other_files or facts.recall(session, MEASURED_BY) != rules:
        measurements.remeasure_later(session, true(), now)
    facts.remember(session, FILES, files_fingerprint(), now)
    facts.remember(session, MEASURED_BY, rules, now)


def wanted(session: Session, now: datetime) -> str | None:
    """The fingerprint of the calendar by which open matters are still to be counted; None when there is nothing to do.

    Nothing is to do either while the latest entry is too young, or where another program's files hold.
    """
    if facts.recall(session, FILES) != files_fingerprint():
        return None
    count, *acts = session.execute(
        select(func.count(), func.max(CalendarEntry.entered_at), func.max(CalendarEntry.withdrawn_at))
    ).one()
    latest = max((at for at in acts if at is not None), default=None)
    fingerprint = f"{files_fingerprint()} {count} {latest.isoformat() if latest else '-'}"
    if facts.recall(session, COUNTED_BY) == fingerprint or (latest and now < latest + SETTLED_AFTER):
        return None
    return fingerprint


def count_anew(session: Session, after_id: int, now: datetime) -> int | None:
    """Count the next batch of open matters, those behind the id ``after_id``: the last id counted, None at the end."""
    ids = session.scalars(
        select(Ticket.id).where(is_open(), Ticket.id > after_id).order_by(Ticket.id).limit(BATCH)
    ).all()
    if not ids:
        return None
    locks.hold_all(session, Ticket, Ticket.id.in_(ids))
    held = session.scalars(select(Ticket).where(Ticket.id.in_(ids)).options(selectinload(Ticket.events)))
    moves: list[Move] = []
    dues: dict[int, due_moves.Dues] = {}
    for ticket in sorted(held, key=lambda one: one.id):
        known, fresh = ticket.dues, clocks.running(clocks.readings(session, ticket, now))
        clocks.keep_dues(ticket, fresh)
        ticket.warn_at = now  # the clock process looks, and finds when to warn of it
        before = {Measure(measure): datetime.fromisoformat(due) for measure, due in (known or {}).items()}
        if ticket.status.is_open and known is not None and before != fresh:
            dues[ticket.id] = fresh
            moves += due_moves.moves_of(ticket, before, fresh)
    due_moves.carry_out(session, Effect(moves, (), dues), None, now)
    return ids[-1]


def done(session: Session, fingerprint: str, now: datetime) -> None:
    """All open matters are counted by this calendar."""
    facts.remember(session, COUNTED_BY, fingerprint, now)
