"""Holidays, half days, closures and special working days: entered and withdrawn by an administrator.

Before an act is saved its effect is looked at; saved is exactly what was looked at, or nothing. In the same transaction
the open matters it moves are counted anew and their customers are owed a word (``due_moves``).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.calendar import CalendarEntry
from backend.models.staff import Staff
from backend.models.ticket import Ticket, TicketEvent, is_open
from backend.services import calendars, due_moves, locks, measurements
from backend.services.calendars import MOVED, Entry
from backend.services.closure_drafts import ClosureDraft
from backend.services.due_moves import Effect
from backend.visible import says_something
from service_standards.announcements import withdrawn
from service_standards.instants import DAY, in_bangkok, midnight

LONGEST_WHY = 1000


class EffectChanged(Conflict):
    """What was looked at is no longer what would happen."""


def effect_of_entering(session: Session, draft: ClosureDraft, now: datetime) -> Effect:
    """What entering this would do now."""
    return _entering(session, draft, now, hold=False)


def _entering(session: Session, draft: ClosureDraft, now: datetime, *, hold: bool) -> Effect:
    entry = Entry(draft.announcement, draft.unit_id, draft.estate_id, now)
    book = calendars.book_of(session)
    return due_moves.effect(session, _concerned(entry, now), book, book.with_entry(entry), now, hold=hold)


def enter(session: Session, draft: ClosureDraft, by: Staff, *, seen: str, now: datetime) -> CalendarEntry:
    """Enter it, move what it moves, and owe customers a word.

    Args:
        seen: the digest of the effect that the administrator looked at.

    Raises:
        Refused: the very same is entered already.
        EffectChanged: it would do something else by now.
    """
    locks.hold_calendar(session)
    refuse_twice(session, draft)
    effect = _entering(session, draft, now, hold=True)
    _as_seen(effect, seen)
    announcement = draft.announcement
    entry = CalendarEntry(
        what=announcement.what.value,
        unit_id=draft.unit_id,
        estate_id=draft.estate_id,
        first_on=announcement.first_on,
        last_on=announcement.last_on,
        shifts=list(map(str, announcement.shifts)),
        reason_th=announcement.reason_th,
        reason_en=announcement.reason_en,
        source=announcement.source,
        source_en=announcement.source_en,
        announced_on=draft.announced_on,
        entered_at=now,
        entered_by_id=by.id,
    )
    session.add(entry)
    session.flush()
    calendars.forget(session)
    due_moves.carry_out(session, effect, announcement.told, now, by=by)
    measurements.remeasure_later(session, _concerned(calendars.entry_of(entry), now), now)
    return entry


def find(session: Session, entry_id: int) -> CalendarEntry:
    """One entry.

    Raises:
        NotFound: there is none of this number.
    """
    entry = session.get(CalendarEntry, entry_id)
    if entry is None:
        raise NotFound("ไม่พบรายการนี้")
    return entry


def effect_of_withdrawing(session: Session, entry: CalendarEntry, now: datetime) -> Effect:
    """What withdrawing this would do now."""
    return _withdrawing(session, entry, now, hold=False)


def _withdrawing(session: Session, entry: CalendarEntry, now: datetime, *, hold: bool) -> Effect:
    book = calendars.book_of(session)
    concerned = _concerned(calendars.entry_of(entry), now)
    return due_moves.effect(session, concerned, book, book.without(entry.id), now, hold=hold)


def withdraw(session: Session, entry_id: int, by: Staff, why: str, *, seen: str, now: datetime) -> None:
    """Take an entry back, with a reason; it stays on record.

    Raises:
        NotFound: there is none.
        Refused: without a reason.
        Conflict: it is withdrawn already, or (EffectChanged) this would do something else by now.
    """
    locks.hold_calendar(session)
    entry = find(session, entry_id)
    if entry.withdrawn_at is not None:
        raise Conflict("รายการนี้ถูกยกเลิกไปแล้ว")
    if not says_something(why):
        raise Refused("กรุณาระบุเหตุผลที่ยกเลิก")
    if len(why) > LONGEST_WHY:
        raise Refused(f"เหตุผลยาวเกินไป กรุณาย่อให้ไม่เกิน {LONGEST_WHY:,} ตัวอักษร")
    effect = _withdrawing(session, entry, now, hold=True)
    _as_seen(effect, seen)
    entry.withdrawn_at, entry.withdrawn_by_id, entry.withdrawn_why = now, by.id, why.strip()
    session.flush()
    calendars.forget(session)
    told = calendars.entry_of(entry).announcement.told
    due_moves.carry_out(session, effect, withdrawn(told), now, by=by)
    measurements.remeasure_later(session, _concerned(calendars.entry_of(entry), now), now)


def _as_seen(effect: Effect, seen: str) -> None:
    if effect.digest != seen:
        raise EffectChanged("ผลกระทบเปลี่ยนไปจากที่แสดงไว้ กรุณาตรวจดูรายการล่าสุดแล้วบันทึกอีกครั้ง")


def refuse_twice(session: Session, draft: ClosureDraft) -> None:
    """See that the very same does not stand entered already, whatever its reason.

    Raises:
        Refused: it does.
    """
    announcement = draft.announcement
    rows = session.scalars(
        select(CalendarEntry).where(
            CalendarEntry.what == announcement.what.value,
            CalendarEntry.unit_id.is_not_distinct_from(draft.unit_id),
            CalendarEntry.estate_id.is_not_distinct_from(draft.estate_id),
            CalendarEntry.first_on == announcement.first_on,
            CalendarEntry.last_on == announcement.last_on,
            CalendarEntry.withdrawn_at.is_(None),
        )
    )
    if any(row.shifts == list(map(str, announcement.shifts)) for row in rows):
        raise Refused("มีรายการเดียวกันนี้อยู่แล้ว (ประเภท ขอบเขต วันที่ และเวลาเดียวกัน)")


def _concerned(entry: Entry, now: datetime) -> ColumnElement[bool]:
    """The matters it can do anything to, and some more: open in its dates, and within its scope at any time."""
    first, last = entry.announcement.first_on, entry.announcement.last_on
    lives = is_open()
    if first <= in_bangkok(now).date():
        lives = or_(lives, exists().where(TicketEvent.ticket_id == Ticket.id, TicketEvent.at >= midnight(first)))
    return (Ticket.received_at < midnight(last + DAY)) & lives & _in_scope(entry)


def _in_scope(entry: Entry) -> ColumnElement[bool]:
    if entry.estate_id is not None:
        return Ticket.estate_id == entry.estate_id
    if entry.unit_id is None:
        return true()
    moved = exists().where(TicketEvent.ticket_id == Ticket.id, TicketEvent.what.in_(MOVED))
    return or_(Ticket.unit_id == entry.unit_id, moved)
