"""What an administrator enters into the office calendar: holidays, half days, closures and special working days.

One row is one act. A row is never changed and never deleted, only withdrawn, so that what was known at any instant can
be told: what a customer was promised is read by it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId


class CalendarEntry(Base):
    """One announcement for a run of dates: for everybody, for one unit or for one estate."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        CheckConstraint("first_on <= last_on", name="in_order"),
        CheckConstraint("unit_id IS NULL OR estate_id IS NULL", name="one_scope"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    what: Mapped[str] = mapped_column(String(20))
    """In the words of ``service_standards.announcements``: holiday, half_day, closure or special_day."""
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    estate_id: Mapped[str | None] = mapped_column(ForeignKey("estate.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    shifts: Mapped[list[str]] = mapped_column(JSON)
    """What is open on these dates, such as "08:30-12:00"; nothing: closed all day."""
    reason_th: Mapped[str] = mapped_column(String(200))
    reason_en: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(300))
    source_en: Mapped[str] = mapped_column(String(300), default="")
    announced_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
