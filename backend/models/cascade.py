"""The cascade การถ่ายทอด: who was handed which version of the charter, and who has acknowledged it.

Units hear of it on the desk. Partners and suppliers have no account: marketing keeps the list of them and writes down
what they sign.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.charter import CharterVersion
from backend.models.document import Document
from backend.models.staff import Staff
from backend.models.unit import Unit


class PartySort(StrEnum):
    """What an outside party is to the agency."""

    PARTNER = "partner"
    SUPPLIER = "supplier"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {"partner": "คู่ค้า/คู่ความร่วมมือ", "supplier": "ผู้ส่งมอบ"}[self.value]


class CharterParty(Base):
    """A partner or a supplier whom standards concern. One that no longer is one is withdrawn, never deleted."""

    __tablename__ = "charter_party"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        Index(
            "uq_charter_party_active_name",
            "name",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    sort: Mapped[PartySort] = mapped_column(named(PartySort))
    contact: Mapped[str] = mapped_column(String(300), default="")
    """How it is reached, in words."""
    kinds: Mapped[list[str]] = mapped_column(JSON)
    """The kinds of matters whose standards concern it."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts what staff did to it: a save over another's is a conflict."""
    added_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")


class CharterReceipt(Base):
    """One version handed to one unit or party, and what came of it."""

    __tablename__ = "charter_receipt"
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) <> (party_id IS NULL)", name="a_unit_or_a_party"),
        CheckConstraint("(acknowledged_at IS NULL) = (recorded_by_id IS NULL)", name="acknowledged_by_somebody"),
        CheckConstraint("reminders >= 0", name="reminders_count_up"),
        UniqueConstraint("charter_id", "unit_id"),
        UniqueConstraint("charter_id", "party_id"),
        Index("ix_charter_receipt_unit_id", "unit_id"),
        Index(
            "ix_charter_receipt_open",
            "charter_id",
            sqlite_where=text("acknowledged_at IS NULL"),
            postgresql_where=text("acknowledged_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter_version.id"))
    charter: Mapped[CharterVersion] = relationship()
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit | None] = relationship()
    party_id: Mapped[int | None] = mapped_column(ForeignKey("charter_party.id"))
    party: Mapped[CharterParty | None] = relationship()
    codes: Mapped[list[str]] = mapped_column(JSON)
    """The standards that concerned it when it was handed out."""
    handed_at: Mapped[datetime]
    handed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    how: Mapped[str] = mapped_column(String(300), default="")
    """How a party was handed it: a letter, a meeting. Empty for units, which read it on the desk."""
    acknowledged_at: Mapped[datetime | None]
    """Of a party, the beginning of the day it names."""
    acknowledged_by: Mapped[str] = mapped_column(String(200), default="")
    """The name of who acknowledged, as it was then."""
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """Who wrote it down: a head themselves, or marketing for a party."""
    recorded_by: Mapped[Staff | None] = relationship(foreign_keys=[recorded_by_id])
    recorded_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    document: Mapped[Document | None] = relationship()
    reminders: Mapped[int] = mapped_column(default=0)
    last_reminded_at: Mapped[datetime | None]
