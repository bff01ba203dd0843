"""Alarms as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.ticket import Ticket
from backend.services.access import Viewer, visible_to

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmView:
    """One alarm. ``ticket`` is the number of the matter it is about, where the viewer may open it."""

    id: int
    kind: str
    subject: str
    detail: str
    count: int
    first_at: datetime
    last_at: datetime
    cleared_at: datetime | None
    ticket: str | None


@dataclass(frozen=True, slots=True)
class AlarmsPage:
    """Everything ``alarms.html`` may use."""

    open: Sequence[AlarmView]
    cleared: Sequence[AlarmView]


def alarms_page(session: Session, viewer: Viewer) -> AlarmsPage:
    """What nobody has cleared yet, and what was cleared last; the newest first."""
    waiting = session.scalars(
        select(Alarm).where(Alarm.cleared_at.is_(None)).order_by(Alarm.last_at.desc(), Alarm.id.desc()).limit(MOST)
    ).all()
    done = session.scalars(
        select(Alarm).where(Alarm.cleared_at.is_not(None)).order_by(Alarm.cleared_at.desc(), Alarm.id.desc()).limit(20)
    ).all()
    numbers = set(
        session.scalars(
            select(Ticket.number).where(
                visible_to(viewer), Ticket.number.in_([alarm.subject for alarm in (*waiting, *done)])
            )
        )
    )
    return AlarmsPage(tuple(_view(alarm, numbers) for alarm in waiting), tuple(_view(alarm, numbers) for alarm in done))


def _view(alarm: Alarm, numbers: set[str]) -> AlarmView:
    return AlarmView(
        id=alarm.id,
        kind=alarm.kind,
        subject=alarm.subject,
        detail=alarm.detail,
        count=alarm.count,
        first_at=alarm.first_at,
        last_at=alarm.last_at,
        cleared_at=alarm.cleared_at,
        ticket=alarm.subject if alarm.subject in numbers else None,
    )
