"""Small facts that all processes share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.alarm import Fact
from backend.services import inserts


def remember(session: Session, name: str, value: str, now: datetime) -> None:
    """Keep a fact under its name, over what was there."""
    insert = inserts.insert(session, Fact).values(name=name, value=value, at=now)
    session.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": value, "at": now}))


def recall(session: Session, name: str) -> str | None:
    """The fact, if it is known."""
    fact = session.get(Fact, name)
    return fact.value if fact else None
