"""What customers asked and were not answered to the point, and how it stands with learning from it.

Nothing here is a copy of what a customer said: rows point at contacts, so that whatever is forgotten there is gone
from here too.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff


class Why(StrEnum):
    """Why a question counts as not answered."""

    NOT_UNDERSTOOD = "not_understood"
    NOT_CHOSEN = "not_chosen"
    """We asked which of few was meant, and nothing was chosen."""
    NONE_FITS = "none_fits"
    """We asked, and it was none of them."""
    OFF_THE_MARK = "off_the_mark"
    """We answered, and the customer said that it was not the answer."""


class QuestionGroup(Base):
    """Questions with the same need, as they were last put together. Rebuilt whole; a contact is its lasting name."""

    __tablename__ = "question_group"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    central_contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    likely: Mapped[list[Any]] = mapped_column(JSON)
    """The intents it may belong to, likeliest first."""


class Unanswered(Base):
    """One message that was not answered to the point."""

    __tablename__ = "unanswered"
    __table_args__ = (Index("ix_unanswered_noted_at", "noted_at"),)

    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), primary_key=True)
    why: Mapped[Why] = mapped_column(named(Why))
    noted_at: Mapped[datetime]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("question_group.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_change.id"), index=True)
    """The proposal that was made of its group."""


class Dismissal(Base):
    """Somebody looked at a group and found nothing to learn in it."""

    __tablename__ = "dismissal"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    staff: Mapped[Staff] = relationship()
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class DismissedText(Base):
    """A text that is not to be shown again, whoever says it: the SHA-256 of its normalised form, never the words."""

    __tablename__ = "dismissed_text"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    dismissal_id: Mapped[int] = mapped_column(ForeignKey("dismissal.id"), index=True)
