"""Self-audit การตรวจสอบตนเอง: each night all clocks and figures are counted anew, and what differs is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId


class AuditRun(Base):
    """One time that everything was counted anew. It remembers how far it has come, so that a killed one goes on."""

    __tablename__ = "audit_run"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    started_at: Mapped[datetime]
    progressed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    """None while it goes on, or for one that was given up for a newer one."""
    upto: Mapped[int] = mapped_column(BigInteger, default=0)
    """All matters up to this id have been looked at."""
    matters: Mapped[int] = mapped_column(BigInteger, default=0)
    measurements: Mapped[int] = mapped_column(BigInteger, default=0)
    figures: Mapped[int] = mapped_column(BigInteger, default=0)
    differences: Mapped[int] = mapped_column(BigInteger, default=0)
    put_off: Mapped[int] = mapped_column(BigInteger, default=0)
    """Matters that still waited to be measured by a changed calendar and were left to the next night."""


class AuditDifference(Base):
    """What is kept otherwise than it is counted, with both values, until a later run finds it no more."""

    __tablename__ = "audit_difference"
    __table_args__ = (
        UniqueConstraint("subject", "unit_id", "measure", "what"),
        Index(
            "ix_audit_difference_standing",
            "run_id",
            sqlite_where=text("cleared_at IS NULL"),
            postgresql_where=text("cleared_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("audit_run.id"))
    """The run that found it last."""
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    """None for a figure; of a sealed quarter, the matter that the finding names, where it is still there."""
    subject: Mapped[str] = mapped_column(String(120))
    """The number of the matter; of a figure, and of what was sealed, its quarter, "2569/3", and where it is."""
    unit_id: Mapped[str] = mapped_column(String(20), default="")
    """Of a figure the unit; empty elsewhere."""
    measure: Mapped[str] = mapped_column(String(30), default="")
    """Empty for what the matter itself keeps."""
    what: Mapped[str] = mapped_column(String(40))
    """The column, or the figure."""
    stored: Mapped[str] = mapped_column(Text)
    recomputed: Mapped[str] = mapped_column(Text)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    """When a run found it no more."""
