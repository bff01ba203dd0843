"""The publication of a closed quarter's results การเผยแพร่ผล: what anybody may read, as it was made once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId
from backend.models.seal import QuarterSeal


class ResultsPublication(Base):
    """One publication. What was published once is never changed: it is withdrawn, and may be published anew."""

    __tablename__ = "results_publication"
    __table_args__ = (
        Index(
            "uq_results_publication_standing",
            "seal_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("quarter_seal.id"))
    seal: Mapped[QuarterSeal] = relationship()
    document: Mapped[str] = mapped_column(Text)
    """The results as canonical JSON, by the schema in ``backend/data/results.schema.json``."""
    sha256: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    withdrawn_by_name: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_why: Mapped[str] = mapped_column(Text, default="")
