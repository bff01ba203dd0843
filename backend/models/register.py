"""The register of innovations and lessons ทะเบียนนวัตกรรมและบทเรียน: what was learned in a year, and from what."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.charter import StandardRow
from backend.models.plan import PlanActivity
from backend.models.staff import Staff
from backend.models.ticket import Ticket


class EntrySort(StrEnum):
    """What an entry is."""

    INNOVATION = "innovation"
    LESSON = "lesson"
    IMPROVEMENT = "improvement"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {"innovation": "นวัตกรรม", "lesson": "บทเรียน", "improvement": "การปรับปรุง"}[self.value]


class RegisterEntry(Base):
    """One entry. ``folded`` holds its words as they are searched. It is withdrawn, never deleted."""

    __tablename__ = "register_entry"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("step BETWEEN 1 AND 7", name="one_of_the_steps"),
        Index("ix_register_entry_fiscal_year_sort", "fiscal_year", "sort"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    sort: Mapped[EntrySort] = mapped_column(named(EntrySort))
    title: Mapped[str] = mapped_column(String(300))
    what: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
    step: Mapped[int | None]
    """The step of the process that it came from, where it came from one."""
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("plan_activity.id"))
    activity: Mapped[PlanActivity | None] = relationship()
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("service_standard.id"))
    standard: Mapped[StandardRow | None] = relationship()
    """The clause: a standard of one version of the charter."""
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    ticket: Mapped[Ticket | None] = relationship()
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_by: Mapped[Staff | None] = relationship()
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
    saves: Mapped[list[EntrySave]] = relationship(order_by="EntrySave.version")


class EntrySave(Base):
    """Who saved which version of an entry, and when."""

    __tablename__ = "register_entry_save"
    __table_args__ = (UniqueConstraint("entry_id", "version"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"))
    version: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by: Mapped[Staff] = relationship()
    at: Mapped[datetime]
