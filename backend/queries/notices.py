"""The notices to one person, as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from backend.models.staff_notice import StaffNotice
from backend.models.ticket import Ticket
from backend.services.access import Viewer, visible_to

MOST = 200
MOST_READ = 50
TICKET = "ticket"
"""The fact of a notice that names the matter it is about, by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """One notice. ``subject`` is that of its matter, ``opens`` whether the reader may go where it leads."""

    id: int
    kind: str
    detail: Mapping[str, Any]
    subject: str
    opens: bool
    path: str
    shown_from: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticesPage:
    """Everything ``notices.html`` may use. ``waiting`` counts the unread ones, shown or not."""

    unread: Sequence[NoticeView]
    read: Sequence[NoticeView]
    waiting: int


def unread_by(staff_id: int, now: datetime) -> ColumnElement[bool]:
    """What this person has not read yet and may be shown by now, as a condition."""
    return and_(StaffNotice.staff_id == staff_id, StaffNotice.read_at.is_(None), StaffNotice.shown_from <= now)


def notices_page(session: Session, viewer: Viewer, staff_id: int, now: datetime) -> NoticesPage:
    """What this person has not read, and what they read last; the newest first."""
    waiting = unread_by(staff_id, now)
    unread = session.scalars(
        select(StaffNotice).where(waiting).order_by(StaffNotice.shown_from.desc(), StaffNotice.id.desc()).limit(MOST)
    ).all()
    read = session.scalars(
        select(StaffNotice)
        .where(StaffNotice.staff_id == staff_id, StaffNotice.read_at.is_not(None), StaffNotice.path != "")
        .order_by(StaffNotice.read_at.desc(), StaffNotice.id.desc())
        .limit(MOST_READ)
    ).all()
    subjects = _subjects(session, viewer, [*unread, *read])
    return NoticesPage(
        tuple(_view(notice, subjects) for notice in unread),
        tuple(_view(notice, subjects) for notice in read),
        session.scalar(select(func.count(StaffNotice.id)).where(waiting)) or 0,
    )


def _subjects(session: Session, viewer: Viewer, notices: Sequence[StaffNotice]) -> dict[str, str]:
    """The subjects of the matters these are about, by number, as far as the reader may still see them."""
    numbers = {notice.detail[TICKET] for notice in notices if TICKET in notice.detail}
    if not numbers:
        return {}
    rows = session.execute(select(Ticket.number, Ticket.subject).where(visible_to(viewer), Ticket.number.in_(numbers)))
    return {row[0]: row[1] for row in rows}


def _view(notice: StaffNotice, subjects: Mapping[str, str]) -> NoticeView:
    number = notice.detail.get(TICKET)
    return NoticeView(
        id=notice.id,
        kind=notice.kind,
        detail=notice.detail,
        subject=subjects.get(number, "") if number else "",
        opens=number is None or number in subjects,
        path=notice.path,
        shown_from=notice.shown_from,
        read_at=notice.read_at,
    )
