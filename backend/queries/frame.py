"""What stands around every page of the desk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Signs:
    """Whether demo matters are among the real ones, and how many alarms nobody has cleared."""

    has_demo: bool
    open_alarms: int


def signs(session: Session) -> Signs:
    """Read both in one statement."""
    has_demo, open_alarms = session.execute(
        select(
            exists().where(Ticket.demo),
            select(func.count(Alarm.id)).where(Alarm.cleared_at.is_(None)).scalar_subquery(),
        )
    ).one()
    return Signs(bool(has_demo), open_alarms)
