"""Chats and the customers in them: found or made under a lock, followed, blocked, named, forgotten half-way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.models.customer import ChatKind, Conversation, Customer
from backend.services import inserts, locks


def lock(session: Session, key: str, kind: ChatKind, now: datetime) -> Conversation:
    """The chat with this address, made if it is new, locked until the transaction ends."""
    conversation = locks.hold(session, Conversation, Conversation.key == key)
    if conversation is None:
        _make(session, key, kind, now)
        conversation = locks.hold_one(session, Conversation, Conversation.key == key)
    return conversation


def _make(session: Session, key: str, kind: ChatKind, now: datetime) -> None:
    """Two workers may meet here on a first contact: the unique key lets one of them win."""
    customer = Customer(created_at=now)
    session.add(customer)
    session.flush()
    made = session.execute(
        inserts.insert(session, Conversation)
        .values(key=key, kind=kind, customer_id=customer.id, reachable=True)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Conversation.id)
    ).first()
    if made is None:
        session.delete(customer)
        session.flush()


def reachable(session: Session, conversation: Conversation, *, at: datetime, can_be: bool) -> bool:
    """Note that the customer followed or blocked us at ``at``. False when something newer is known already."""
    if conversation.reachable_at is not None and conversation.reachable_at >= at:
        return False
    conversation.reachable, conversation.reachable_at = can_be, at
    return True


def name_customer(session: Session, customer_id: int, display_name: str, language: str) -> None:
    """What the channel tells of a customer. The language only counts while they have not chosen one."""
    customer = locks.hold_one(session, Customer, Customer.id == customer_id)
    customer.display_name = display_name
    if not customer.language_chosen and language:
        customer.language = "th" if language.startswith("th") else "en"


def forget_half_finished(session: Session, before: datetime) -> int:
    """Drop what was left half-way before this instant. The contacts stay.

    Returns:
        How many were dropped.
    """
    dropped = session.execute(
        update(Conversation)
        .where(Conversation.state.is_not(None), Conversation.state_at < before)
        .values(state=None, state_at=None)
    )
    return int(dropped.rowcount)  # type: ignore[attr-defined]
