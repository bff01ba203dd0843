"""The charter กฎบัตร and its standards มาตรฐานด้านบริการ as stored: one row a version, one row a promise.

The rules that read them are in ``service_standards``; a ticket keeps the version in force when it was received.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId


class CharterVersion(Base):
    """One version of the charter."""

    __tablename__ = "charter_version"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    label: Mapped[str] = mapped_column(String(60), unique=True)
    standing: Mapped[str] = mapped_column(String(20))
    in_force_from: Mapped[datetime]
    standards: Mapped[list[StandardRow]] = relationship(order_by="StandardRow.id")


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
    basis: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text, default="")
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300))
