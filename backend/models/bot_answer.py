"""What the bot answered by itself, and how fast: kept apart from what officers answer, and never counted as theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base


class BotAnswer(Base):
    """One answer of the bot from the catalogue, by the contact that it is."""

    __tablename__ = "bot_answer"
    __table_args__ = (
        CheckConstraint("quarter BETWEEN 1 AND 4", name="one_of_four"),
        Index("ix_bot_answer_period", "fiscal_year", "quarter"),
    )

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    asked_at: Mapped[datetime]
    """When the customer asked, by LINE's clock."""
    fiscal_year: Mapped[int]
    """B.E., of the question in Bangkok; so is the quarter, 1 to 4."""
    quarter: Mapped[int]
    charter_id: Mapped[int | None] = mapped_column(ForeignKey("charter_version.id"))
    code: Mapped[str] = mapped_column(String(60))
    """The standard in force when it was asked; empty where there was none."""
    provisional: Mapped[bool]
    due_at: Mapped[datetime | None]
    """By when it was to be answered; None without a standard."""
    answered_at: Mapped[datetime | None]
    """When LINE accepted the answer; None as long as it has not."""
    tenths: Mapped[int | None] = mapped_column(BigInteger)
    """Tenths of a second from the one to the other."""
    good: Mapped[bool | None]
    """The customer's verdict on it, if any."""
