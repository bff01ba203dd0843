"""Versions of the catalogue คลังคำถาม, and which of them was put in force when, by whom and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId
from backend.models.staff import Staff


class CatalogueVersion(Base):
    """A whole catalogue as it was made once. Only what customers want forgotten is ever taken out of it.

    Two versions may be alike: each remembers who made it and why.
    """

    __tablename__ = "catalogue_version"
    __table_args__ = (
        Index(
            "ix_catalogue_version_to_prepare",
            "next_try_at",
            sqlite_where=text("next_try_at IS NOT NULL"),
            postgresql_where=text("next_try_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    content: Mapped[str] = mapped_column(Text, deferred=True)
    """The catalogue as canonical JSON (``intents.catalogue_json``), near a megabyte: read only where it is needed."""
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("catalogue_version.id"))
    """The version it was made from; none for one that came with the program."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None: it came with the program."""
    made_by: Mapped[Staff | None] = relationship()
    why: Mapped[str] = mapped_column(Text)

    prepared_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the last evaluation found (``intents.comparison.Comparison`` as JSON, and the number of the version
    it was ``compared_with``); None before the first."""
    refused: Mapped[str] = mapped_column(Text, default="")
    """Why it may not be published, in Thai; empty when nothing speaks against it."""
    next_try_at: Mapped[datetime | None]
    """When it is to be prepared; while somebody does, until when their lease lasts. None: there is nothing to do, or
    it was given up."""
    preparing: Mapped[str | None] = mapped_column(String(36))
    """The lease of whoever prepares it."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often its preparation was begun and came to no end."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What the last preparation failed over."""


class CataloguePublication(Base):
    """One putting in force. Rows are only added; the one with the highest number is in force.

    Numbers have no gaps: each is one more than what its publisher had seen in force, so that of two who publish at
    once the key lets one through.
    """

    __tablename__ = "catalogue_publication"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("catalogue_version.id"), index=True)
    version: Mapped[CatalogueVersion] = relationship()
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    """None: a release did it."""
    by: Mapped[Staff | None] = relationship()
    why: Mapped[str] = mapped_column(Text)
