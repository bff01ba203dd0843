"""How customers found it: one rating for each resolution of a ticket, one tap, idempotent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import Refused
from backend.models.ticket import Rating, Status, Ticket
from backend.services import tickets

LOW = 3
"""A score below this asks for a reason."""


def rate(session: Session, ticket: Ticket, resolution: int, score: int, *, at: datetime, now: datetime) -> Rating:
    """Rate one resolution. A second tap corrects the first; an open matter is not rated.

    Raises:
        Refused: for a score outside 1–5, a resolution that never was, or a matter opened again since.
    """
    if not 1 <= score <= 5 or not 1 <= resolution <= tickets.resolutions(ticket):
        raise Refused("คะแนนนี้ใช้ไม่ได้")
    if ticket.status not in (Status.RESOLVED, Status.CLOSED) or resolution != tickets.resolutions(ticket):
        raise Refused("เรื่องนี้เปิดดำเนินการอีกครั้งแล้ว จึงยังให้คะแนนไม่ได้")
    rating = of_resolution(session, ticket, resolution)
    before = rating.score if rating else None
    if rating is None:
        rating = Rating(ticket_id=ticket.id, resolution=resolution)
        session.add(rating)
    rating.score, rating.at = score, at
    if score != before:
        tickets.happened(session, ticket, "rated", at=at, now=now, score=score)
    if score >= LOW and ticket.status is Status.RESOLVED:
        ticket.status = Status.CLOSED
        tickets.happened(session, ticket, "closed", at=at, now=now)
    return rating


def of_resolution(session: Session, ticket: Ticket, resolution: int) -> Rating | None:
    """The rating given to one resolution, if any."""
    return session.scalar(select(Rating).where(Rating.ticket_id == ticket.id, Rating.resolution == resolution))


def rateable(session: Session, conversation_id: int, since: datetime) -> Ticket | None:
    """The chat's newest matter that was answered since then, waits for its rating, and can still be reopened."""
    ticket = session.scalar(
        select(Ticket)
        .where(Ticket.conversation_id == conversation_id, Ticket.status == Status.RESOLVED)
        .order_by(Ticket.id.desc())
        .limit(1)
    )
    answered_at = (
        max((event.at for event in ticket.events if event.what == "resolved"), default=None) if ticket else None
    )
    return ticket if answered_at is not None and answered_at >= since else None


def give_reason(session: Session, ticket: Ticket, resolution: int, reason: str) -> None:
    """Why the score was low, in the customer's words."""
    rating = of_resolution(session, ticket, resolution)
    if rating is not None:
        rating.reason = reason[:2000]
