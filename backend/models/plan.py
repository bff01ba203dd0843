"""The yearly plan แผนประจำปี of the support process: activities with owners, dates, evidence and what happened."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.document import Document
from backend.models.staff import Staff
from backend.models.unit import Unit

_STILL_TO_DO = "done_on IS NULL AND withdrawn_at IS NULL"


class PlanYear(Base):
    """The plan of one fiscal year. A draft until it is set; ``version`` counts what marketing did to it."""

    __tablename__ = "plan_year"
    __table_args__ = (
        UniqueConstraint("fiscal_year"),
        CheckConstraint("(set_at IS NULL) = (set_by_id IS NULL)", name="set_by_somebody"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    """Of the Buddhist era."""
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("plan_year.id"))
    """Last year's plan, where it was made from that; else it was made from the manual."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    made_by: Mapped[Staff] = relationship(foreign_keys=made_by_id)
    made_at: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    set_by: Mapped[Staff | None] = relationship(foreign_keys=set_by_id)
    set_at: Mapped[datetime | None]
    demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    activities: Mapped[list[PlanActivity]] = relationship(
        order_by="PlanActivity.step, PlanActivity.id", back_populates="plan"
    )

    @property
    def is_set(self) -> bool:
        """Whether dates are promises by now."""
        return self.set_at is not None


class PlanActivity(Base):
    """One activity กิจกรรม of a plan. It is never deleted: what is not to be done any more is withdrawn."""

    __tablename__ = "plan_activity"
    __table_args__ = (
        CheckConstraint("step BETWEEN 1 AND 7", name="one_of_the_steps"),
        CheckConstraint("starts_on <= due_on", name="starts_before_it_is_due"),
        CheckConstraint("(done_on IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        Index("ix_plan_activity_plan_id", "plan_id"),
        Index(
            "ix_plan_activity_still_to_do",
            "due_on",
            sqlite_where=text(_STILL_TO_DO),
            postgresql_where=text(_STILL_TO_DO),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan_year.id"))
    plan: Mapped[PlanYear] = relationship(back_populates="activities")
    step: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    evidence_wanted: Mapped[str] = mapped_column(Text, default="")
    """What will count as evidence."""
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    first_due_on: Mapped[date | None]
    """The due date as set first: what the indicator counts against. None in a draft."""
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    done_by: Mapped[Staff | None] = relationship(foreign_keys=done_by_id)
    withdrawn_at: Mapped[datetime | None]
    units: Mapped[list[Unit]] = relationship(secondary="plan_activity_unit", order_by="Unit.id")
    events: Mapped[list[PlanEvent]] = relationship(order_by="PlanEvent.at, PlanEvent.id")
    evidence: Mapped[list[PlanEvidence]] = relationship(order_by="PlanEvidence.id")


class PlanActivityUnit(Base):
    """A unit that owns an activity; it may share it with others."""

    __tablename__ = "plan_activity_unit"
    __table_args__ = (Index("ix_plan_activity_unit_unit_id", "unit_id"),)

    activity_id: Mapped[int] = mapped_column(ForeignKey("plan_activity.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class Happening(StrEnum):
    """What can happen to an activity."""

    FOLLOWED_UP = "followed_up"
    MOVED = "moved"
    DONE = "done"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"


class PlanEvent(Base):
    """One thing that happened to an activity: who, when, in which words. ``detail`` keeps dates as ISO texts."""

    __tablename__ = "plan_event"
    __table_args__ = (Index("ix_plan_event_activity_id_at", "activity_id", "at"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("plan_activity.id"))
    what: Mapped[Happening] = mapped_column(named(Happening))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by: Mapped[Staff] = relationship()
    words: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class PlanEvidence(Base):
    """A document that shows that something was done. It is withdrawn, never deleted."""

    __tablename__ = "plan_evidence"
    __table_args__ = (
        UniqueConstraint("activity_id", "document_id"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("plan_activity.id"))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    document: Mapped[Document] = relationship()
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_by: Mapped[Staff | None] = relationship()
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
