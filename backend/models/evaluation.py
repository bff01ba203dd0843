"""What the yearly evaluation การประเมินประสิทธิผลรายปี keeps of its own: by which scale a mean is read as a level."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff
from service_standards.satisfaction import ScaleName


class ScaleChoice(Base):
    """The scale of a fiscal year, as marketing chose it. The last choice of a year holds; earlier ones are kept."""

    __tablename__ = "scale_choice"
    __table_args__ = (
        UniqueConstraint("fiscal_year", "version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    fiscal_year: Mapped[int]
    version: Mapped[int]
    scale: Mapped[ScaleName] = mapped_column(named(ScaleName))
    why: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by: Mapped[Staff] = relationship()
    by_name: Mapped[str] = mapped_column(String(200))
    """As it was then: an account may be renamed later."""
    at: Mapped[datetime]
