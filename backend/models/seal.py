"""The closing of a quarter การปิดไตรมาส: its measurements as they stood, under a hash, and what was corrected since.

Nothing here points at a ticket: what is sealed stays what it is when matters are changed, measured anew or erased.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.measurement import Measured


class SealState(StrEnum):
    """How far the closing of a quarter is."""

    ASKED = "asked"
    SEALING = "sealing"
    SEALED = "sealed"


class QuarterSeal(Base):
    """The closing of one quarter: asked for by marketing, carried out by a process of its own, and then for good."""

    __tablename__ = "quarter_seal"
    __table_args__ = (
        UniqueConstraint("fiscal_year", "quarter"),
        UniqueConstraint("position"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
        CheckConstraint("(state = 'sealed') = (position IS NOT NULL)", name="sealed_has_its_position"),
        CheckConstraint("(state = 'sealed') = (sha256 <> '')", name="sealed_has_its_hash"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[SealState] = mapped_column(named(SealState), default=SealState.ASKED)
    with_demo: Mapped[bool] = mapped_column(default=False)
    """Whether demo matters are counted, as in a demonstration only."""
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    asked_by_name: Mapped[str] = mapped_column(String(200))
    overrides: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The units that had not been accepted, each with its id and why the quarter is closed without."""
    lease: Mapped[str | None] = mapped_column(String(40))
    """Of the process that carries it out."""
    next_try_at: Mapped[datetime | None]
    """When it is due; while a process is at it, when that is believed to be dead. None: sealed, or given up."""
    attempts: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")
    """Why the last attempt came to nothing."""
    rows_total: Mapped[int] = mapped_column(BigInteger, default=0)
    rows_done: Mapped[int] = mapped_column(BigInteger, default=0)
    sealed_at: Mapped[datetime | None]
    """The instant as of which everything is sealed."""
    position: Mapped[int | None]
    """The how manieth seal it is, from 1: each holds the hash of the one before."""
    manifest: Mapped[str] = mapped_column(Text, default="")
    """What was sealed, as canonical JSON: ``backend.services.canonical``."""
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the manifest."""
    restatements: Mapped[list[Restatement]] = relationship(order_by="Restatement.number")


class SealedMeasurement(Measured, Base):
    """One measurement as it was sealed."""

    __tablename__ = "sealed_measurement"
    __table_args__ = (
        Index(
            "ix_sealed_measurement_by_unit",
            *("fiscal_year", "quarter", "demo", "lasting", "unit_id", "code", "measure", "kind", "month"),
            *("outcome", "promised_outcome", "flags", "spent_in", "spent", "pauses", "paused_minutes", "seal_id"),
        ),
        Index(
            "ix_sealed_measurement_by_place",
            *("fiscal_year", "quarter", "demo", "lasting", "estate_id", "channel", "measure"),
            *("outcome", "promised_outcome", "flags", "unit_id", "seal_id"),
        ),
    )

    seal_id: Mapped[int] = mapped_column(ForeignKey("quarter_seal.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    measure: Mapped[str] = mapped_column(String(30), primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the row, so that a changed one can be named."""


class SealPart(Base):
    """What else the report of a sealed quarter shows, as canonical JSON: definitions, charters, comments and so on."""

    __tablename__ = "seal_part"

    seal_id: Mapped[int] = mapped_column(ForeignKey("quarter_seal.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class Restatement(Base):
    """A correction after the closing การแก้ไขหลังปิด: told beside what was sealed, never over it."""

    __tablename__ = "restatement"
    __table_args__ = (UniqueConstraint("seal_id", "number"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("quarter_seal.id"))
    number: Mapped[int]
    issued_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    why: Mapped[str] = mapped_column(Text)
    manifest: Mapped[str] = mapped_column(Text)
    """What differs from the sealed rows, and the figures with it, as canonical JSON; it holds the hash before it."""
    sha256: Mapped[str] = mapped_column(String(64))
