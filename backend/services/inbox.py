"""The inbox from the handling side: what waits in a chat, what nobody has heard, how an event ended."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from backend.models.customer import Conversation
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending

MOST_ATTEMPTS = 5


def waiting(session: Session, key: str, limit: int) -> list[InboxEvent]:
    """What waits in one chat, in the order in which it happened."""
    return list(
        session.scalars(
            select(InboxEvent)
            .where(InboxEvent.conversation_key == key, InboxEvent.handling == 0)
            .order_by(InboxEvent.occurred_ms, InboxEvent.id)
            .limit(limit)
        )
    )


def finish(event: InboxEvent, how: Handling, now: datetime, note: str | None = None) -> None:
    """An event has come to its end. Its body goes; a skipped one is kept for study, without its reply token."""
    event.handling, event.handled_at, event.note = how, now, note
    event.body = None if how is Handling.DONE else _without_token(event.body)


def _without_token(body: str | None) -> str | None:
    """A reply token must not be kept beyond its life."""
    if body is None:
        return None
    kept = json.loads(body)
    if isinstance(kept.get("event"), dict):
        kept["event"].pop("replyToken", None)
    return json.dumps(kept)


def failed_once(session: Session, event_id: int, now: datetime, note: str) -> bool:
    """Count a failed attempt. True when it was the last one, so that the event no longer holds up its neighbours."""
    event = session.get_one(InboxEvent, event_id)
    event.attempts += 1
    if event.attempts < MOST_ATTEMPTS:
        return False
    finish(event, Handling.FAILED, now, note)
    return True


def forgotten_keys(session: Session, now: datetime, before_ms: int, limit: int = 500) -> list[str]:
    """Chats whose doorbell nobody heard: events waiting since before ``before_ms``, or messages that may go now."""
    unheard = session.scalars(
        select(InboxEvent.conversation_key)
        .outerjoin(Conversation, Conversation.key == InboxEvent.conversation_key)
        .where(
            InboxEvent.handling == 0,
            InboxEvent.received_ms <= before_ms,
            (Conversation.waits_until.is_(None)) | (Conversation.waits_until <= now),
        )
        .group_by(InboxEvent.conversation_key)
        .order_by(func.min(InboxEvent.received_ms))
        .limit(limit)
    ).all()
    unsent = session.scalars(
        select(Conversation.key)
        .join(OutboxMessage, OutboxMessage.conversation_id == Conversation.id)
        .where(
            OutboxMessage.state == Sending.WAITING,
            (OutboxMessage.next_try_at.is_(None)) | (OutboxMessage.next_try_at <= now),
            (Conversation.sending_until.is_(None)) | (Conversation.sending_until < now),
        )
        .distinct()
        .limit(limit)
    ).all()
    return list(dict.fromkeys([*unheard, *unsent]))


def try_tray_again(session: Session) -> None:
    """What the quota did not pay for is tried again; it costs one refused call when there is still none."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.state == Sending.TRAY, OutboxMessage.note == "quota used up")
        .values(state=Sending.WAITING)
    )


def forget_handled(session: Session, before: datetime) -> None:
    """Events that have come to their end are kept only to know redeliveries by, and skipped ones to be studied."""
    session.execute(delete(InboxEvent).where(InboxEvent.handling != Handling.WAITING, InboxEvent.handled_at < before))
