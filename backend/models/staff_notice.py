"""Notices to members of staff ข้อความถึงท่าน: what concerns one person, on their own page of the desk until they read it.

An alarm is about the system and for whoever looks after it; a notice is to somebody, about something they answer for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId


class StaffNotice(Base):
    """One notice to one person. One cause speaks to a person once, so that a forgotten one keeps its cause."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        UniqueConstraint("staff_id", "cause"),
        Index(
            "ix_staff_notice_unread",
            "staff_id",
            "shown_from",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_staff_notice_read_at",
            "read_at",
            sqlite_where=text("path <> ''"),
            postgresql_where=text("path <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    kind: Mapped[str] = mapped_column(String(40))
    """Which words it is told in: ``backend.desk.notice_texts``."""
    cause: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The facts its words are made of, and never a customer's words: those are read where they can be taken back."""
    path: Mapped[str] = mapped_column(String(300))
    """Where it leads; empty once it is forgotten."""
    created_at: Mapped[datetime]
    shown_from: Mapped[datetime]
    read_at: Mapped[datetime | None]
