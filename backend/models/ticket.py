"""Ticket เรื่อง: one matter that a unit must deal with, and everything that happened to it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named
from backend.models.customer import Conversation, Customer
from backend.models.unit import Estate, Unit


class Status(StrEnum):
    """Where a matter stands. The moves allowed are in ``MOVES``."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on the desk and in the chat."""
        return _LABELS[self]

    @property
    def label_en(self) -> str:
        """The same in English."""
        return _LABELS_EN[self]

    @property
    def is_open(self) -> bool:
        """Whether a unit still has something to do."""
        return self in OPEN


_LABELS = {
    Status.NEW: "รับเรื่องแล้ว",
    Status.IN_PROGRESS: "กำลังดำเนินการ",
    Status.WAITING: "รอข้อมูลจากผู้รับบริการ",
    Status.RESOLVED: "แจ้งผลแล้ว",
    Status.CLOSED: "ปิดเรื่องแล้ว",
    Status.CANCELLED: "ยกเลิกแล้ว",
}
_LABELS_EN = {
    Status.NEW: "received",
    Status.IN_PROGRESS: "in progress",
    Status.WAITING: "waiting for you",
    Status.RESOLVED: "answered",
    Status.CLOSED: "closed",
    Status.CANCELLED: "withdrawn",
}
OPEN = frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING})
MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.NEW, Status.IN_PROGRESS, Status.WAITING, Status.RESOLVED, Status.CANCELLED}),
    Status.IN_PROGRESS: frozenset({Status.IN_PROGRESS, Status.NEW, Status.WAITING, Status.RESOLVED, Status.CANCELLED}),
    Status.WAITING: frozenset({Status.WAITING, Status.NEW, Status.IN_PROGRESS, Status.RESOLVED, Status.CANCELLED}),
    Status.RESOLVED: frozenset({Status.IN_PROGRESS, Status.CLOSED}),
    Status.CLOSED: frozenset({Status.IN_PROGRESS}),
    Status.CANCELLED: frozenset(),
}
"""From each status to those it may move to. A transfer makes a matter new again for its new unit."""

DUE_MOVED = "due_moved"
"""The event by which the calendar moved what was promised. Nobody touched the matter, and no clock reads it."""


class TicketSerial(Base):
    """The last number given in a fiscal year. Taken under the row's lock, so that no number is given twice."""

    __tablename__ = "ticket_serial"

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Ticket(Base):
    """One matter. ``version`` counts what officers did to it: a save over another's is a conflict."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        Index("ix_ticket_kind_received_at", "kind", "received_at"),
        Index(
            "ix_ticket_open_by_unit",
            "unit_id",
            "due_at",
            "id",
            sqlite_where=text("status IN ('new', 'in_progress', 'waiting')"),
            postgresql_where=text("status IN ('new', 'in_progress', 'waiting')"),
        ),
        Index("ix_ticket_demo", "demo", sqlite_where=text("demo = 1"), postgresql_where=text("demo")),
        Index(
            "ix_ticket_warn_at",
            "warn_at",
            sqlite_where=text("warn_at IS NOT NULL"),
            postgresql_where=text("warn_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    number: Mapped[str] = mapped_column(String(30), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    customer: Mapped[Customer] = relationship()
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    conversation: Mapped[Conversation] = relationship()
    intent_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(5))
    touchpoint: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship()
    estate_id: Mapped[str | None] = mapped_column(ForeignKey("estate.id"))
    estate: Mapped[Estate | None] = relationship()
    subject: Mapped[str] = mapped_column(String(300))
    details: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Status] = mapped_column(named(Status), default=Status.NEW)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter_version.id"))
    received_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """When the next open standard is up: a hint to sort by, recomputed at each event. The clock decides."""
    dues: Mapped[dict[str, str] | None] = mapped_column(JSON)
    """The same of each running clock by its measure, to see by when the calendar has moved one. None: never counted."""
    warn_at: Mapped[datetime | None]
    """When to look next whether somebody is to be warned: a hint, never later than that instant. The clock decides."""
    version: Mapped[int] = mapped_column(default=1)
    events: Mapped[list[TicketEvent]] = relationship(order_by="TicketEvent.at, TicketEvent.id", back_populates="ticket")


def is_open() -> ColumnElement[bool]:
    """Still with a unit. In the words of the index ``ix_ticket_open_by_unit``, or SQLite would not use it."""
    in_turn = [status for status in Status if status in OPEN]
    return Ticket.status.in_(bindparam("open", in_turn, expanding=True, literal_execute=True))


class TicketEvent(Base):
    """One thing that happened to a ticket. The clock and the history are read from these rows alone."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_ticket_id_at", "ticket_id", "at"),)

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    ticket: Mapped[Ticket] = relationship(back_populates="events")
    what: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class TicketWarning(Base):
    """A warning that was given of one interval of one clock, once each: it was nearly up, or it was missed."""

    __tablename__ = "ticket_warning"
    __table_args__ = (
        CheckConstraint("what IN ('soon', 'missed')", name="soon_or_missed"),
        UniqueConstraint("ticket_id", "code", "interval_from", "what"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    code: Mapped[str] = mapped_column(String(60))
    """The standard, in the charter of the ticket."""
    interval_from: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    """The instant that it warns of; it was given at ``given_at``, later where nobody had looked."""
    given_at: Mapped[datetime]
    staff_ids: Mapped[list[int]] = mapped_column(JSON)
    """Who was told."""
    instead: Mapped[bool] = mapped_column(default=False)
    """Whether these were told because the unit had nobody to tell."""


class Rating(Base):
    """What the customer thought of how a ticket was served, one to five; low ones with a reason."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="one_to_five"),
        UniqueConstraint("ticket_id", "resolution"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    resolution: Mapped[int]
    """Which resolution it rates: a reopened matter can be rated again."""
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
