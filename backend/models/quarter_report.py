"""The unit's report of a quarter รายงานของหน่วยงาน: how it stands, what happened to it, what was said of each miss.

Its figures are nobody's to write: they are counted. Here is only what people add to them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.unit import Unit
from service_standards.report_course import Act, ReportState


class UnitReport(Base):
    """One unit in one quarter. It comes into being with the first act; until then the unit has an untouched draft.

    ``version`` counts what was done to it, comments included: an act that saw another version is a conflict.
    """

    __tablename__ = "unit_report"
    __table_args__ = (
        UniqueConstraint("fiscal_year", "quarter", "unit_id"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    quarter: Mapped[int]
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    state: Mapped[ReportState] = mapped_column(named(ReportState), default=ReportState.DRAFT)
    version: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime | None]
    """When the unit's heads were last asked for it."""
    steps: Mapped[list[UnitReportStep]] = relationship(order_by="UnitReportStep.id")


class UnitReportStep(Base):
    """One move of a report. Steps are only ever added."""

    __tablename__ = "unit_report_step"
    __table_args__ = (Index("ix_unit_report_step_report_id", "report_id"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("unit_report.id"))
    act: Mapped[Act] = mapped_column(named(Act))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    """The name as it was then: an account may be renamed later."""
    why: Mapped[str] = mapped_column(Text, default="")
    """Why it was returned."""
    misses: Mapped[int] = mapped_column(default=0)
    """How many misses the unit had when this was done."""


class MissComment(Base):
    """What the head says of one missed clock, and the facts that it was said of. Each saving adds a version."""

    __tablename__ = "miss_comment"
    __table_args__ = (
        UniqueConstraint("report_id", "ticket_id", "measure", "version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("(by_when IS NULL) = (responsible = '')", name="who_and_by_when"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("unit_report.id"))
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    measure: Mapped[str] = mapped_column(String(30))
    version: Mapped[int]
    code: Mapped[str] = mapped_column(String(60))
    """This and the next two: the miss as the head had it before them."""
    due_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    cause: Mapped[str] = mapped_column(String(30))
    """One of ``backend/data/miss_causes.toml``."""
    words: Mapped[str] = mapped_column(Text)
    correction: Mapped[str] = mapped_column(Text)
    """What is done so that it does not happen again."""
    responsible: Mapped[str] = mapped_column(String(200), default="")
    """Who does it, and by when; both or neither."""
    by_when: Mapped[date | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by_name: Mapped[str] = mapped_column(String(200))
