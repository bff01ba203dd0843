"""Changes to the catalogue that staff propose, and that somebody else approves before they go into a version."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.staff import Staff

_REWRITES_AND_IS_OPEN = "what IN ('new', 'edit') AND state IN ('proposed', 'approved')"


class What(StrEnum):
    """What is changed."""

    NEW = "new"
    """A question that the catalogue does not have."""
    EDIT = "edit"
    """The answer and whatever else is said of a question."""
    WORDINGS = "wordings"
    """More ways of asking a question."""

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {"new": "คำถามใหม่", "edit": "แก้ไขคำถาม", "wordings": "เพิ่มวิธีถาม"}[self.value]


class ChangeState(StrEnum):
    """How far a change has come."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    IN_VERSION = "in_version"

    @property
    def label(self) -> str:
        """The word on the desk."""
        return {
            "proposed": "รออนุมัติ",
            "approved": "อนุมัติแล้ว รอเผยแพร่",
            "rejected": "ไม่อนุมัติ",
            "withdrawn": "ผู้เสนอถอนคืน",
            "in_version": "อยู่ในฉบับ",
        }[self.value]


class CatalogueChange(Base):
    """One proposal. Of one question only one rewriting is open at a time: the second editor is told of the first."""

    __tablename__ = "catalogue_change"
    __table_args__ = (
        CheckConstraint("reviewer_id IS NULL OR reviewer_id <> author_id", name="another_reviews"),
        Index(
            "uq_catalogue_change_open_rewriting",
            "intent_id",
            unique=True,
            sqlite_where=text(_REWRITES_AND_IS_OPEN),
            postgresql_where=text(_REWRITES_AND_IS_OPEN),
        ),
        Index("ix_catalogue_change_state", "state"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    what: Mapped[What] = mapped_column(named(What))
    intent_id: Mapped[str] = mapped_column(String(60))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """The question as proposed, in the words of its TOML file but without examples; none where only wordings come."""
    based_on: Mapped[str] = mapped_column(String(64), default="")
    """The fingerprint of the question that the editor saw."""
    state: Mapped[ChangeState] = mapped_column(named(ChangeState), default=ChangeState.PROPOSED)
    author_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    author: Mapped[Staff] = relationship(foreign_keys=author_id)
    proposed_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reviewer: Mapped[Staff | None] = relationship(foreign_keys=reviewer_id)
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str] = mapped_column(Text, default="")
    version_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_version.id"), index=True)
    """The version it went into."""
    wordings: Mapped[list[ProposedWording]] = relationship(order_by="ProposedWording.id")


class ProposedWording(Base):
    """One proposed way of asking. ``contact_id``: whose words it is made from; it is deleted with them."""

    __tablename__ = "proposed_wording"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("catalogue_change.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    language: Mapped[str] = mapped_column(String(5))
    text: Mapped[str] = mapped_column(Text)


class GivenUpVersion(Base):
    """A version that was made of changes and then given up: they wait again, and it is never published."""

    __tablename__ = "given_up_version"

    version_id: Mapped[int] = mapped_column(ForeignKey("catalogue_version.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
