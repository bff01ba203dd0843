"""Alarms: things a person should look at, shown on the desk until somebody clears them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm


def raise_alarm(session: Session, kind: str, subject: str, now: datetime, detail: str = "") -> None:
    """Raise an alarm, or count it again. ``detail`` must hold no personal data."""
    alarm = session.scalar(select(Alarm).where(Alarm.kind == kind, Alarm.subject == subject))
    if alarm is None:
        session.add(Alarm(kind=kind, subject=subject, detail=detail, first_at=now, last_at=now))
        return
    alarm.count += 1
    alarm.last_at = now
    alarm.detail = detail
    alarm.cleared_at = None


def clear(session: Session, alarm_id: int, now: datetime) -> None:
    """Somebody has looked at it."""
    alarm = session.get(Alarm, alarm_id)
    if alarm is not None and alarm.cleared_at is None:
        alarm.cleared_at = now
