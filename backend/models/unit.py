"""Units หน่วยงาน, estates นิคมอุตสาหกรรม and the rules that route a matter to a unit. All of it is data."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, SerialId

TRIAGE_UNIT = "ftl"
"""ฝตล. takes what no rule covers and passes it on."""


class Unit(Base):
    """A unit that answers customers."""

    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    short_th: Mapped[str] = mapped_column(String(30))
    name_th: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))


class Estate(Base):
    """An industrial estate, as far as public sources tell."""

    __tablename__ = "estate"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name_th: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    province_th: Mapped[str] = mapped_column(String(100), default="")
    province_en: Mapped[str] = mapped_column(String(100), default="")
    office_phone: Mapped[str] = mapped_column(String(100), default="")
    phone_source: Mapped[str] = mapped_column(String(200), default="")


class EstateLine(Base):
    """Which operations line supervises an estate, from when on: the assignment has moved before and will again."""

    __tablename__ = "estate_line"
    __table_args__ = (UniqueConstraint("estate_id", "valid_from"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    estate_id: Mapped[str] = mapped_column(ForeignKey("estate.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    source: Mapped[str] = mapped_column(Text, default="")


class Route(Base):
    """Who takes the matters of one intent: a fixed unit, or the line of the estate named."""

    __tablename__ = "route"
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) = by_estate", name="a_unit_or_by_estate"),
        UniqueConstraint("intent_id"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    intent_id: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    by_estate: Mapped[bool]
