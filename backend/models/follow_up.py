"""What the units write each quarter, and what ฝตล. writes at the year's end."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId
from backend.models.charter import StandardRow
from backend.models.plan import PlanActivity
from backend.models.register import RegisterEntry
from backend.models.staff import Staff
from backend.models.unit import Unit


class UnitFollowUp(Base):
    """One unit's follow-up การติดตามรายไตรมาส of one quarter. Whether it was in time is decided by ``first_at``."""

    __tablename__ = "unit_follow_up"
    __table_args__ = (
        UniqueConstraint("fiscal_year", "quarter", "unit_id"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    quarter: Mapped[int]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    on_standards: Mapped[str] = mapped_column(Text)
    on_activities: Mapped[str] = mapped_column(Text)
    obstacles: Mapped[str] = mapped_column(Text, default="")
    first_at: Mapped[datetime]
    first_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    first_by: Mapped[Staff] = relationship(foreign_keys=first_by_id)
    last_at: Mapped[datetime]
    last_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    last_by: Mapped[Staff] = relationship(foreign_keys=last_by_id)
    version: Mapped[int] = mapped_column(default=1)


class YearlyReview(Base):
    """The review of one fiscal year by ฝตล. It may be edited until it is signed; then it is closed until reopened."""

    __tablename__ = "yearly_review"
    __table_args__ = (
        UniqueConstraint("fiscal_year"),
        CheckConstraint("(signed_on IS NULL) = (signed_by_id IS NULL)", name="signed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    on_process: Mapped[str] = mapped_column(Text)
    """What was evaluated of the process, in the manual's two dimensions; the other one is the results."""
    on_results: Mapped[str] = mapped_column(Text)
    changes: Mapped[str] = mapped_column(Text)
    """What will change."""
    last_at: Mapped[datetime]
    last_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    last_by: Mapped[Staff] = relationship(foreign_keys=last_by_id)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_name: Mapped[str] = mapped_column(String(200), default="")
    """The name as signed: an account may be renamed later."""
    signed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    links: Mapped[list[ReviewLink]] = relationship(order_by="ReviewLink.id", cascade="all, delete-orphan")
    reopenings: Mapped[list[ReviewReopening]] = relationship(order_by="ReviewReopening.id")


class ReviewReopening(Base):
    """A signed review that was opened again: whose signature fell, who opened it, when and why."""

    __tablename__ = "review_reopening"
    __table_args__ = (Index("ix_review_reopening_review_id", "review_id"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("yearly_review.id"))
    signed_name: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by: Mapped[Staff] = relationship()
    why: Mapped[str] = mapped_column(Text)


class ReviewLink(Base):
    """What a review speaks of: a standard of a charter version, an activity, or an entry of the register."""

    __tablename__ = "review_link"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN standard_id IS NULL THEN 0 ELSE 1 END + CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN entry_id IS NULL THEN 0 ELSE 1 END = 1",
            name="to_one_thing",
        ),
        Index("ix_review_link_review_id", "review_id"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("yearly_review.id"))
    standard_id: Mapped[int | None] = mapped_column(ForeignKey("service_standard.id"))
    standard: Mapped[StandardRow | None] = relationship()
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("plan_activity.id"))
    activity: Mapped[PlanActivity | None] = relationship()
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("register_entry.id"))
    entry: Mapped[RegisterEntry | None] = relationship()
