"""E-mail อีเมล to members of staff: what is owed, what was sent. Written with what caused it, sent after the commit."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff


class Mailing(StrEnum):
    """How far an e-mail has come."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """The server will never take it, or it was tried long enough."""


class EmailMessage(Base):
    """One e-mail to one member of staff. The same cause never writes twice to the same person."""

    __tablename__ = "email_message"
    __table_args__ = (
        UniqueConstraint("staff_id", "cause"),
        Index(
            "ix_email_message_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    staff: Mapped[Staff] = relationship()
    cause: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(254))
    """Where to, as it was when it was written."""
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    """Plain text."""
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """Kept files: ``sha256``, ``name`` and ``media_type`` of each."""
    message_id: Mapped[str] = mapped_column(String(200))
    """Made before the first attempt and never changed, so that who gets it twice is shown it once."""
    state: Mapped[Mailing] = mapped_column(named(Mailing), default=Mailing.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    """When it is tried next; while somebody tries, until when they are believed to be alive."""
    note: Mapped[str] = mapped_column(String(200), default="")
    """Why the last attempt failed, as a code or a class: never an answer in words, which may hold the address."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
