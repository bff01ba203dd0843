"""Customer ลูกค้า and the endless chat we have with them.

A chat (``Conversation``) holds many contacts and many tickets. Its row is also the lock: whoever drains what a
customer wrote holds it, so that one customer's events are handled one after another.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named


class ChatKind(StrEnum):
    """One to one, or a group in which we speak only when spoken to."""

    USER = "user"
    GROUP = "group"
    UNKNOWN = "unknown"


class Customer(Base):
    """The person or business that writes to us. The display name is theirs to choose; nothing is decided by it."""

    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    display_name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(5), default="th")
    language_chosen: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Conversation(Base):
    """One chat: its address on the channel, what we are in the middle of, and whether we may write to it."""

    __tablename__ = "conversation"

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[ChatKind] = mapped_column(named(ChatKind))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    customer: Mapped[Customer] = relationship()
    state: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    state_at: Mapped[datetime | None]
    waits_until: Mapped[datetime | None]
    """An unclear fragment waits until then for more."""
    reachable: Mapped[bool] = mapped_column(default=True)
    reachable_at: Mapped[datetime | None]
    """When the customer last followed or blocked us: an older event of that sort changes nothing."""
    sending_until: Mapped[datetime | None]
    """Who sends to this chat holds it until then, so that messages keep their order."""
