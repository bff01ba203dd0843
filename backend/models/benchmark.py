"""Benchmarks ค่าเทียบเคียง: what competitors and peers reach, each with its source. None is shipped: staff enter them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff


class Compared(StrEnum):
    """Whom we are compared with."""

    COMPETITOR = "competitor"
    PEER = "peer"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {"competitor": "คู่แข่ง", "peer": "คู่เทียบ"}[self.value]


class OwnFigure(StrEnum):
    """The figures of our own that this system can count. ``queries.own_figures`` says how."""

    PLAN_ON_TIME = "plan_on_time"
    SERVED_TO_STANDARD = "served_to_standard"
    MEAN_RATING = "mean_rating"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {
            "plan_on_time": "กิจกรรมตามแผนที่แล้วเสร็จตามกำหนด (ร้อยละ)",
            "served_to_standard": "การให้บริการที่ได้ตามมาตรฐาน (ร้อยละ)",
            "mean_rating": "ความพึงพอใจของผู้รับบริการต่อการแจ้งผล (คะแนนเฉลี่ยจาก 5)",
        }[self.value]


class Benchmark(Base):
    """One value of one organisation in one year."""

    __tablename__ = "benchmark"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        Index("ix_benchmark_indicator_year", "indicator", "year"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    indicator: Mapped[str] = mapped_column(String(200))
    own: Mapped[OwnFigure | None] = mapped_column(named(OwnFigure))
    """The figure of ours that it stands beside."""
    organisation: Mapped[str] = mapped_column(String(200))
    compared: Mapped[Compared] = mapped_column(named(Compared))
    source: Mapped[str] = mapped_column(Text)
    year: Mapped[int]
    """Of the Buddhist era, as the source counts it: calendar or fiscal."""
    value: Mapped[str] = mapped_column(String(20))
    """A decimal number as text, exactly as it was given: SQLite knows no exact decimals."""
    value_unit: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    last_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    last_by: Mapped[Staff] = relationship(foreign_keys=last_by_id)
    last_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
