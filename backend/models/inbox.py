"""Inbox: what the channel told us, kept before anything is understood. Plumbing between bot and backend."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

from sqlalchemy import BigInteger, Index, SmallInteger, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId


class Handling(IntEnum):
    """How far an event has come."""

    WAITING = 0
    DONE = 1
    SKIPPED = 2
    FAILED = 3


class InboxEvent(Base):
    """One event as it arrived. Its body is dropped when it has been handled: the contact keeps what was said."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        Index(
            "ix_inbox_event_waiting",
            "conversation_key",
            "occurred_ms",
            "id",
            sqlite_where=text("handling = 0"),
            postgresql_where=text("handling = 0"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), unique=True)
    conversation_key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(60))
    occurred_ms: Mapped[int] = mapped_column(BigInteger)
    """When it happened by the channel's clock, Unix milliseconds: the order of its chat. It may be ahead of ours."""
    received_ms: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))
    """Of what the event says; another content under the same id is an alarm."""
    body: Mapped[str | None] = mapped_column(Text)
    handling: Mapped[int] = mapped_column(SmallInteger, default=Handling.WAITING, server_default=text("0"))
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    next_try_at: Mapped[datetime | None]
    """It failed and is not to be tried before then; what happened after it in its chat waits too, to keep its order."""
    handled_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(String(200))
    """Why it was skipped or failed, last time, without anything the customer said."""


class UnsentMessage(Base):
    """A tombstone: the customer took this message back, so a late copy of it is dropped too."""

    __tablename__ = "unsent_message"

    message_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    unsent_at: Mapped[datetime]
