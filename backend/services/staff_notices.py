"""Notices to members of staff: told once per cause, read, and forgotten some time after.

Who is told is found here too: the heads of a unit and its officers, as far as they still have an account.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import literal_column, select, update
from sqlalchemy.orm import Session

from backend.errors import NotFound
from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.services import inserts
from service_standards.calendar import Calendar
from service_standards.errors import BeyondCalendar


def tell(
    session: Session,
    staff: Iterable[Staff],
    kind: str,
    cause: str,
    detail: Mapping[str, Any],
    path: str,
    now: datetime,
    shown_from: datetime | None = None,
) -> None:
    """Tell each of these people once: whoever was told of this cause before is not told again, whoever else does so.

    Args:
        kind: which words; ``backend.desk.notice_texts`` has a function for each kind.
        cause: what made us speak, like ``"warning:17"``; at most 200 characters.
        detail: the facts, as JSON takes them; no words of a customer.
        path: where on the desk it is dealt with, like ``"/plans/2570"``; never empty.
        shown_from: not before this instant, see ``shown_when_open``; None for at once.
    """
    told = sorted({person.id for person in staff})
    if not told:
        return
    facts = {"kind": kind, "cause": cause, "detail": dict(detail), "path": path}
    times = {"created_at": now, "shown_from": max(now, shown_from or now)}
    insert = inserts.insert(session, StaffNotice).values(
        [{"staff_id": staff_id, **facts, **times} for staff_id in told]
    )
    session.execute(insert.on_conflict_do_nothing(index_elements=["staff_id", "cause"]))


def shown_when_open(calendar: Calendar, now: datetime) -> datetime:
    """From when a notice is shown that is only for working time: now, or the next opening of this calendar.

    At once where the calendar's holidays are not known: too early is better than never.
    """
    try:
        return calendar.next_open(now)
    except BeyondCalendar:
        return now


def heads_of(session: Session, unit_id: str) -> Sequence[Staff]:
    """Those who head a unit; none where nobody has been named yet."""
    return [person for person in officers_of(session, unit_id) if person.head]


def heads_by_unit(session: Session) -> Mapping[str, Sequence[Staff]]:
    """``heads_of`` every unit that has any, in one statement."""
    found: dict[str, list[Staff]] = {}
    heading = (Staff.head, Staff.active, Staff.role != Role.ADMINISTRATOR)
    for person in session.scalars(select(Staff).where(*heading).order_by(Staff.id)):
        found.setdefault(person.unit_id, []).append(person)
    return found


def officers_of(session: Session, unit_id: str) -> Sequence[Staff]:
    """Everybody who works for a unit and has an account in use, its heads among them; no administrators."""
    working = (Staff.unit_id == unit_id, Staff.active, Staff.role != Role.ADMINISTRATOR)
    return session.scalars(select(Staff).where(*working).order_by(Staff.id)).all()


def marketing(session: Session) -> Sequence[Staff]:
    """Everybody who sees all units: where a unit has nobody to tell, they are told."""
    return session.scalars(select(Staff).where(Staff.role == Role.MARKETING, Staff.active).order_by(Staff.id)).all()


def notice_for(session: Session, staff_id: int, notice_id: int) -> StaffNotice:
    """One's own notice.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    mine = (StaffNotice.id == notice_id, StaffNotice.staff_id == staff_id)
    notice = session.scalar(select(StaffNotice).where(*mine))
    if notice is None:
        raise NotFound("ไม่พบข้อความนี้")
    return notice


def mark_read(session: Session, staff_id: int, notice_ids: Iterable[int], now: datetime) -> None:
    """One has read these. Those of others, and those read before, stay as they are."""
    mine = (StaffNotice.staff_id == staff_id, StaffNotice.id.in_(list(notice_ids)), StaffNotice.read_at.is_(None))
    session.execute(update(StaffNotice).where(*mine).values(read_at=now))


def forget_read(session: Session, before: datetime) -> None:
    """Drop the facts of what was read before this instant. What nobody has read stays.

    The cause stays too: whoever tells of it again, as the clock process does each day of what is still late, must find
    that it was told.
    """
    old = update(StaffNotice).where(StaffNotice.read_at < before, StaffNotice.path != literal_column("''"))
    session.execute(old.values(detail={}, path=""))
