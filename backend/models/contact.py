"""Contact การติดต่อ: one thing a customer said or did, or one thing we said, on any channel. Each is a VOC record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.models.base import Base, SerialId, named


class Author(StrEnum):
    """Who said it. The bot's and an officer's answers are never mixed."""

    CUSTOMER = "customer"
    BOT = "bot"
    OFFICER = "officer"


class Contact(Base):
    """One contact, with its touchpoint จุดสัมผัสบริการ, life-cycle stage, kind and estate."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_conversation_id_at", "conversation_id", "at"),
        Index("ix_contact_at", "at"),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"), index=True)
    author: Mapped[Author] = mapped_column(named(Author))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    unit_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[datetime]
    channel: Mapped[str] = mapped_column(String(20), default="line")
    what: Mapped[str] = mapped_column(String(30))
    """What sort of thing: text, image, sticker, follow, postback, answer, …"""
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    """The language a customer wrote in, where that can be told; of ours, one besides Thai and English that we used."""
    line_message_id: Mapped[str | None] = mapped_column(String(64), index=True)
    intent_id: Mapped[str | None] = mapped_column(String(60))
    also_intent_id: Mapped[str | None] = mapped_column(String(60))
    """The second need of a message that holds two; of our reply, the second one that it answers."""
    confidence: Mapped[float | None] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(30), default="none")
    stage: Mapped[str] = mapped_column(String(5), default="L0")
    touchpoint: Mapped[str] = mapped_column(String(40), default="LINE OA")
    estate_id: Mapped[str | None] = mapped_column(ForeignKey("estate.id"))
    about_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """For a verdict on an answer ("ตอบตรงคำถามไหม"): the answer it is about."""
    unsent_at: Mapped[datetime | None]
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.id")


class Fetching(StrEnum):
    """Where a customer's file stands."""

    WAITING = "waiting"
    """To be fetched, or if its message was taken back, to be deleted from the disk."""
    STORED = "stored"
    REFUSED = "refused"
    GONE = "gone"


class Attachment(Base):
    """A picture or file of a contact: where it came from, what it really is, where it lies."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index(
            "ix_attachment_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(SerialId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"), index=True)
    line_message_id: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Under what hash it lies on the disk. Written before it is put there, kept until it is deleted there."""
    state: Mapped[Fetching] = mapped_column(named(Fetching), default=Fetching.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(200), default="")
