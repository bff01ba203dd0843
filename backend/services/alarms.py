"""Alarms: things a person should look at, shown on the desk until somebody clears them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.services import inserts


def raise_alarm(session: Session, kind: str, subject: str, now: datetime, detail: str = "") -> None:
    """Raise an alarm, or count it again, whoever else does so now. ``detail`` must hold no personal data."""
    insert = inserts.insert(session, Alarm).values(
        kind=kind, subject=subject, detail=detail, count=1, first_at=now, last_at=now
    )
    latest = {"count": Alarm.count + 1, "detail": detail, "last_at": now, "cleared_at": None}
    session.execute(insert.on_conflict_do_update(index_elements=["kind", "subject"], set_=latest))


def clear(session: Session, alarm_id: int, now: datetime) -> None:
    """Somebody has looked at it."""
    alarm = session.get(Alarm, alarm_id)
    if alarm is not None and alarm.cleared_at is None:
        alarm.cleared_at = now
