"""The charter กฎบัตร and its standards มาตรฐานด้านบริการ as stored: one row a version, one row a promise, one a step.

The rules that read them are in ``service_standards``; a ticket keeps the version in force when it was received.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.document import Document
from backend.models.staff import Staff
from service_standards.charter_course import CharterState

_UNPUBLISHED = "state IN ('draft', 'before_committee', 'before_board', 'approved')"
_ONCE = "to_state IN ('approved', 'published', 'cascaded', 'in_force', 'superseded')"
TRIAL_LABEL = "trial"
"""The version that came with the program."""


class CharterVersion(Base):
    """One version of the charter. ``version`` counts what staff did to it: a save over another's is a conflict.

    Once it is published it has the instant from which it is in force, which no other version has.
    """

    __tablename__ = "charter_version"
    __table_args__ = (
        UniqueConstraint("in_force_from"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint(f"(in_force_from IS NULL) = ({_UNPUBLISHED})", name="published_has_its_instant"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    label: Mapped[str] = mapped_column(String(60), unique=True)
    """Its name in Thai: "กฎบัตร พ.ศ. 2570"."""
    label_en: Mapped[str] = mapped_column(String(60), default="")
    standing: Mapped[str] = mapped_column(String(20))
    state: Mapped[CharterState] = mapped_column(named(CharterState), default=CharterState.DRAFT)
    """As last written down. As of an instant: ``queries.charters`` and ``charter_course.state_at``."""
    version: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("charter_version.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None for what came with the program."""
    made_by: Mapped[Staff | None] = relationship()
    made_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    in_force_from: Mapped[datetime | None]
    standards: Mapped[list[StandardRow]] = relationship(order_by="StandardRow.id", cascade="all, delete-orphan")
    steps: Mapped[list[CharterStep]] = relationship(order_by="CharterStep.id")

    @property
    def name_th(self) -> str:
        """What it is called in Thai."""
        return "กฎบัตรทดลอง" if self.label == TRIAL_LABEL else self.label

    @property
    def announced_from(self) -> datetime | None:
        """From when it is in force by an announcement; None for the trial one, which holds until one is announced."""
        return None if self.label == TRIAL_LABEL else self.in_force_from

    @property
    def name_en(self) -> str:
        """The same in English; in Thai where nobody has given it an English name."""
        return "Trial charter" if self.label == TRIAL_LABEL else self.label_en or self.label


class StandardRow(Base):
    """One promise of one version, in the words of ``service_standards.charter``."""

    __tablename__ = "service_standard"
    __table_args__ = (UniqueConstraint("charter_id", "code"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter_version.id"))
    code: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    measure: Mapped[str] = mapped_column(String(30))
    allowance: Mapped[str] = mapped_column(String(40))
    calendar: Mapped[str] = mapped_column(String(40))
    starts: Mapped[str] = mapped_column(String(30))
    pausable: Mapped[bool] = mapped_column(Boolean)
    standing: Mapped[str] = mapped_column(String(20))
    stays_provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether it stays a trial value although the board approves the version it is in."""
    basis: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))


class CharterStep(Base):
    """One step in the life of a version. Steps are only ever added."""

    __tablename__ = "charter_step"
    __table_args__ = (
        Index(
            "uq_charter_step_once",
            "charter_id",
            "to_state",
            unique=True,
            sqlite_where=text(_ONCE),
            postgresql_where=text(_ONCE),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter_version.id"), index=True)
    from_state: Mapped[CharterState | None] = mapped_column(named(CharterState, check="from_state"))
    """None for the first: the version is drafted."""
    to_state: Mapped[CharterState] = mapped_column(named(CharterState))
    held_on: Mapped[date | None] = mapped_column(Date)
    """The day of the meeting, or on which it happened."""
    people: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who wrote it down; None where the clock did."""
    by: Mapped[Staff | None] = relationship()
    at: Mapped[datetime]
    """When it was written down; of what the clock writes, the instant at which it came about."""
    papers: Mapped[list[CharterPaper]] = relationship(order_by="CharterPaper.document_id")


class PaperRole(StrEnum):
    """What a document is to a step."""

    PRESENTED = "presented"
    MINUTES = "minutes"

    @property
    def label(self) -> str:
        """The words on the desk."""
        return {"presented": "เอกสารที่เสนอ", "minutes": "รายงานการประชุมหรือมติ"}[self.value]


class CharterPaper(Base):
    """A document of a step."""

    __tablename__ = "charter_paper"

    step_id: Mapped[int] = mapped_column(ForeignKey("charter_step.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    role: Mapped[PaperRole] = mapped_column(named(PaperRole))
    document: Mapped[Document] = relationship()
