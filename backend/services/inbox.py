"""The inbox from the handling side: what waits in a chat, what nobody has heard, how an event ended."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import takewhile

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session

from backend.models.customer import Conversation
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending
from backend.services import alarms, attempts, locks
from backend.services.outbox import REPLY_TOKEN_LIFE, is_unsent

TAKEN_BACK = "unsend"
"""The kind of event by which a customer takes a message back."""
EXPIRED = "expired"
"""What stands for a reply token that must not be kept."""
_PLACE = case((InboxEvent.kind == TAKEN_BACK, 0), else_=InboxEvent.occurred_ms)
"""Where an event stands in its chat: as it happened, but what is taken back waits for nothing that fails."""


def waiting(session: Session, key: str, limit: int, now: datetime) -> list[InboxEvent]:
    """What may be handled now in one chat, in order; nothing overtakes an event that waits for its next attempt."""
    rows = session.scalars(
        select(InboxEvent)
        .where(InboxEvent.conversation_key == key, InboxEvent.handling == 0)
        .order_by(_PLACE, InboxEvent.occurred_ms, InboxEvent.id)
        .limit(limit)
    )
    return list(takewhile(lambda event: event.next_try_at is None or event.next_try_at <= now, rows))


def held_up(session: Session, key: str, limit: int, now: datetime) -> list[InboxEvent]:
    """What waits in one chat behind an event that waits for its next attempt: the latest ``limit``, in order."""
    rows = session.scalars(
        select(InboxEvent)
        .where(InboxEvent.conversation_key == key, InboxEvent.handling == 0)
        .order_by(InboxEvent.occurred_ms.desc(), InboxEvent.id.desc())
        .limit(limit)
    ).all()
    return [event for event in reversed(rows) if event.next_try_at is None or event.next_try_at <= now]


def finish(event: InboxEvent, how: Handling, now: datetime, note: str | None = None) -> None:
    """An event has come to its end. Its body goes; a skipped one is kept for study, without its reply token."""
    event.handling, event.handled_at, event.next_try_at, event.note = how, now, None, note
    event.body = None if how is Handling.DONE else _without_token(event.body)


def _without_token(body: str | None) -> str | None:
    """A reply token must not be kept beyond its life; that there was one is kept, for it says that we may answer."""
    if body is None:
        return None
    kept = json.loads(body)
    if isinstance(kept.get("event"), dict) and "replyToken" in kept["event"]:
        kept["event"]["replyToken"] = EXPIRED
    return json.dumps(kept)


def failed_once(session: Session, event_id: int, now: datetime, note: str) -> datetime | None:
    """Count a failed attempt of an event that waits, and tell a person of the first and of the last one.

    Args:
        note: by what and where it failed, without anything the customer said.

    Returns:
        When to try again; None when it has come to its end and no longer holds up its neighbours.
    """
    event = locks.hold_one(session, InboxEvent, InboxEvent.id == event_id)
    if event.handling != Handling.WAITING:  # another worker has handled it in the meantime
        return None
    event.attempts += 1
    event.note, event.next_try_at = note[:200], attempts.next_try(event.attempts, now)
    if event.attempts == 1:
        alarms.raise_alarm(session, "event_failed", note[:120], now)
    if event.next_try_at is None:
        finish(event, Handling.FAILED, now, event.note)
        alarms.raise_alarm(session, "event_given_up", note[:120], now)
    elif event.received_ms < (now - REPLY_TOKEN_LIFE).timestamp() * 1000:
        event.body = _without_token(event.body)
    return event.next_try_at


def try_again(session: Session) -> None:
    """What failed is tried at once, what was given up too: its fault may have been mended."""
    failed = InboxEvent.handling == Handling.FAILED
    held = (InboxEvent.handling == Handling.WAITING) & InboxEvent.next_try_at.is_not(None)
    session.execute(
        update(InboxEvent)
        .where(failed | held)
        .values(handling=Handling.WAITING, attempts=0, next_try_at=None, handled_at=None, note=None)
    )


def forgotten_keys(session: Session, now: datetime, before_ms: int, limit: int = 500) -> list[str]:
    """Chats whose doorbell nobody heard: events waiting since before ``before_ms``, or messages that may go now.

    A chat whose first event waits for its next attempt is none of them, however much waits behind it.
    """
    held = InboxEvent.next_try_at.is_not(None) & (InboxEvent.next_try_at > now)
    first_held = func.min(_PLACE).filter(held)
    first_unheard = func.min(_PLACE).filter(~held, InboxEvent.received_ms <= before_ms)
    unheard = session.scalars(
        select(InboxEvent.conversation_key)
        .outerjoin(Conversation, Conversation.key == InboxEvent.conversation_key)
        .where(
            InboxEvent.handling == 0,
            (Conversation.waits_until.is_(None)) | (Conversation.waits_until <= now),
        )
        .group_by(InboxEvent.conversation_key)
        .having(first_unheard.is_not(None), first_held.is_(None) | (first_unheard < first_held))
        .order_by(func.min(InboxEvent.received_ms))
        .limit(limit)
    ).all()
    unsent = session.scalars(
        select(Conversation.key)
        .join(OutboxMessage, OutboxMessage.conversation_id == Conversation.id)
        .where(
            is_unsent(),
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
        .where(is_unsent(), OutboxMessage.state == Sending.TRAY, OutboxMessage.note == "quota used up")
        .values(state=Sending.WAITING)
    )


def forget_handled(session: Session, before: datetime) -> None:
    """Events that have come to their end are kept only to know redeliveries by, and skipped ones to be studied."""
    session.execute(delete(InboxEvent).where(InboxEvent.handling != Handling.WAITING, InboxEvent.handled_at < before))
