"""Outbox: what we owe the channel. A row is written with what caused it and sent after the commit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId, named


class Sending(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    TRAY = "tray"
    """Could not be paid for, or never is: goes along with the next free reply."""
    SENT = "sent"
    FAILED = "failed"
    """LINE will never take it, or the customer took it back."""


class OutboxMessage(Base):
    """One thing to tell one chat: a notice of the backend, or finished messages of the bot (at most five)."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_unsent",
            "conversation_id",
            "id",
            sqlite_where=text("state IN ('waiting', 'tray')"),
            postgresql_where=text("state IN ('waiting', 'tray')"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    cause: Mapped[str] = mapped_column(String(120), unique=True)
    """What it follows from; the same cause never speaks twice."""
    notice: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    messages: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON)
    """As the channel will get them. Written before the first attempt and never changed after it."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    on_sent: Mapped[str | None] = mapped_column(String(30))
    """The ticket event that happens when the channel accepts this: responded, asked_customer, …"""
    reply_token: Mapped[str | None] = mapped_column(String(200))
    reply_until: Mapped[datetime | None]
    reply_tried: Mapped[bool] = mapped_column(default=False)
    """A reply was attempted and its outcome is not known: only the same token may be tried again."""
    carried_by: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"))
    """The row whose reply took this one along."""
    retry_key: Mapped[str] = mapped_column(String(36))
    only_free: Mapped[bool] = mapped_column(default=False)
    """Never pushed: it waits for a free reply and is worded when that goes, so that it tells how things stand then."""
    state: Mapped[Sending] = mapped_column(named(Sending), default=Sending.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[str | None] = mapped_column(String(10))
    """reply, push or earlier (the channel had accepted it already)."""
    line_message_ids: Mapped[list[str] | None] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(200), default="")
