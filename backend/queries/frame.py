"""What stands around every page of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.staff_notice import StaffNotice
from backend.models.ticket import Ticket
from backend.queries.notices import unread_by


@dataclass(frozen=True, slots=True)
class Signs:
    """Whether demo matters are among the real ones, how many alarms nobody has cleared, how many notices one has."""

    has_demo: bool = False
    open_alarms: int = 0
    unread_notices: int = 0


def signs(session: Session, staff_id: int | None, now: datetime) -> Signs:
    """Read all of them in one statement."""
    has_demo, open_alarms, unread = session.execute(
        select(
            exists().where(Ticket.demo),
            select(func.count(Alarm.id)).where(Alarm.cleared_at.is_(None)).scalar_subquery(),
            select(func.count(StaffNotice.id)).where(unread_by(staff_id or 0, now)).scalar_subquery(),
        )
    ).one()
    return Signs(bool(has_demo), open_alarms, unread)
