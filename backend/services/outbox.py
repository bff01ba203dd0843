"""What we owe a chat. Rows are written in the transaction of what caused them and sent after its commit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.orm import Session

from backend.models.customer import Conversation
from backend.models.outbox import OutboxMessage, Sending
from backend.models.ticket import Ticket
from backend.notices import Notice, to_json
from backend.work import wake

REPLY_TOKEN_LIFE = timedelta(seconds=50)
"""LINE grants a minute from the webhook on; ten seconds are left for the way there."""


@dataclass(frozen=True, slots=True)
class ReplyTicket:
    """A free answer: the reply token of an event and until when it may be used."""

    token: str
    until: datetime


def _retry_key(cause: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"nikhom-desk:{cause}"))


def tell(
    session: Session,
    ticket: Ticket,
    notice: Notice,
    *,
    cause: str,
    now: datetime,
    contact_id: int | None = None,
    on_sent: str | None = None,
) -> OutboxMessage:
    """Owe the ticket's customer a notice; ``on_sent`` is the ticket event its acceptance amounts to."""
    row = OutboxMessage(
        conversation_id=ticket.conversation_id,
        cause=cause,
        notice=to_json(notice),
        ticket_id=ticket.id,
        contact_id=contact_id,
        on_sent=on_sent,
        retry_key=_retry_key(cause),
        created_at=now,
    )
    session.add(row)
    wake(session, ticket.conversation.key)
    return row


def tell_when_free(
    session: Session, ticket: Ticket, notice: Notice, *, cause: str, now: datetime, alone: bool
) -> OutboxMessage:
    """Owe the ticket's customer a notice that goes along with the next free reply and is never paid for.

    Args:
        alone: it is about this ticket alone, so that what answers it belongs there.
    """
    row = OutboxMessage(
        conversation_id=ticket.conversation_id,
        cause=cause,
        notice=to_json(notice),
        ticket_id=ticket.id if alone else None,
        retry_key=_retry_key(cause),
        state=Sending.TRAY,
        only_free=True,
        created_at=now,
    )
    session.add(row)
    return row


def say(
    session: Session,
    conversation: Conversation,
    messages: list[dict[str, Any]],
    *,
    cause: str,
    now: datetime,
    reply: ReplyTicket | None,
    contact_id: int | None = None,
) -> OutboxMessage:
    """Owe a chat finished messages (one to five), as a free reply while its token lives."""
    row = OutboxMessage(
        conversation_id=conversation.id,
        cause=cause,
        messages=messages,
        contact_id=contact_id,
        retry_key=_retry_key(cause),
        reply_token=reply.token if reply else None,
        reply_until=reply.until if reply else None,
        created_at=now,
    )
    session.add(row)
    return row


def is_unsent() -> ColumnElement[bool]:
    """Still owed. Written out in the words of the index ``ix_outbox_message_unsent``, or SQLite would not use it."""
    owed = [Sending.WAITING, Sending.TRAY]
    return OutboxMessage.state.in_(bindparam("owed", owed, expanding=True, literal_execute=True))


def unsent(session: Session, conversation_id: int) -> list[OutboxMessage]:
    """What this chat is still owed, oldest first."""
    return list(
        session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.conversation_id == conversation_id, is_unsent())
            .order_by(OutboxMessage.id)
        )
    )


def try_again(session: Session) -> None:
    """Notices for which no words were found are tried at once, those given up too: the fault may have been mended.

    They were never sent. What LINE refused, or may have had already, is not touched.
    """
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.messages.is_(None),
            OutboxMessage.attempts > 0,
            OutboxMessage.state.in_((Sending.WAITING, Sending.FAILED)),
        )
        .values(state=Sending.WAITING, attempts=0, next_try_at=None, note="")
    )
