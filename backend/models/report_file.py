"""Report files เอกสารรายงาน: reports that were made into documents, or wait for it, and are kept."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff
from backend.models.unit import Unit


class ReportKind(StrEnum):
    """Which report."""

    QUARTER = "quarter"


class FileFormat(StrEnum):
    """As what."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"
    """All tables in a ZIP."""


class DigitScript(StrEnum):
    """In which digits."""

    THAI = "thai"
    ARABIC = "arabic"


class Making(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    MAKING = "making"
    MADE = "made"
    FAILED = "failed"


class Step(StrEnum):
    """What is being done."""

    NOTHING = ""
    COUNTING = "counting"
    SETTING = "setting"
    KEEPING = "keeping"


class ReportFile(Base):
    """One document. The same report that says the same, in the same format and digits, is kept once (``key``)."""

    __tablename__ = "report_file"
    __table_args__ = (
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_of_all"),
        CheckConstraint("(sha256 = '') = (made_at IS NULL)", name="made_with_its_hash"),
        Index("ix_report_file_of", "fiscal_year", "quarter", "unit_id"),
        Index("ix_report_file_next_try_at", "next_try_at"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """The hash of what was asked for and of what the report says."""
    report: Mapped[ReportKind] = mapped_column(named(ReportKind))
    fiscal_year: Mapped[int]
    quarter: Mapped[int]
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    """None of the whole agency."""
    unit: Mapped[Unit | None] = relationship()
    with_demo: Mapped[bool]
    format: Mapped[FileFormat] = mapped_column(named(FileFormat))
    digits: Mapped[DigitScript] = mapped_column(named(DigitScript))
    as_of: Mapped[datetime]
    """What its figures stand for: when it was asked for, then when they were counted."""
    state: Mapped[Making] = mapped_column(named(Making), default=Making.WAITING)
    step: Mapped[Step] = mapped_column(named(Step), default=Step.NOTHING)
    percent: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str] = mapped_column(String(36), default="")
    """Of whoever makes it; empty when nobody does."""
    next_try_at: Mapped[datetime | None]
    """When it is to be made, or made again if nothing is heard until then; None when that is over."""
    attempts: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    """Why the last attempt failed, for whoever keeps the system: the class of the fault and never its message."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Under what hash its bytes lie on the disk."""
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    """In bytes."""
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_by: Mapped[Staff] = relationship()
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
