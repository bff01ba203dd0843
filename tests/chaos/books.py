"""The books of a deployment: what its database says was kept, handled and owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from backend.models.contact import Attachment, Author, Contact, Fetching
from backend.models.customer import Conversation
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending
from backend.models.ticket import Ticket
from backend.work import make_engine
from tests.chaos.waiting import wait_until

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a customer said or did. ``name``: LINE's id of the message, or of the event where it is none.

    ``what`` is our word for it; ``text`` is empty for anything but a text.
    """

    name: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """One row of the outbox."""

    state: Sending
    messages: list[dict[str, Any]]
    line_message_ids: list[str]


class Books:
    """Reads the database of a deployment."""

    def __init__(self, database_url: str) -> None:
        self._engine: Engine = make_engine(database_url)

    def close(self) -> None:
        self._engine.dispose()

    # What still has to be done

    def open_work(self) -> dict[str, int]:
        """How many events, messages and files are not at their end."""
        with self._session() as session:
            events = select(func.count()).select_from(InboxEvent).where(InboxEvent.handling == Handling.WAITING)
            unsent = or_(OutboxMessage.state == Sending.WAITING, OutboxMessage.state == Sending.TRAY)
            messages = select(func.count()).select_from(OutboxMessage).where(unsent)
            files = select(func.count()).select_from(Attachment).where(Attachment.state == Fetching.WAITING)
            counted = {"events": events, "messages": messages, "files": files}
            return {name: session.scalar(query) or 0 for name, query in counted.items()}

    def wait_until_done(self) -> None:
        """Wait until nothing is left to do."""
        wait_until(lambda: not any(self.open_work().values()), lambda: f"still open: {self.open_work()}", tick=0.25)

    # What was done

    def handled(self) -> int:
        """How many events are at their end."""
        with self._session() as session:
            done = select(func.count()).select_from(InboxEvent).where(InboxEvent.handling != Handling.WAITING)
            return session.scalar(done) or 0

    def handled_at(self) -> dict[str, float | None]:
        """When each stored event was handled, in seconds of the wall clock, by its id; None while it waits."""
        with self._session() as session:
            rows = session.execute(select(InboxEvent.event_id, InboxEvent.handled_at)).all()
        return {event_id: at and at.timestamp() for event_id, at in rows}

    def contacts(self) -> dict[str, list[Said]]:
        """What customers said and did, by chat, in the order in which it was handled."""
        others = select(
            InboxEvent.conversation_key, InboxEvent.occurred_ms, InboxEvent.received_ms, InboxEvent.event_id
        )
        contacts = (
            select(Conversation.key, Contact.at, Contact.line_message_id, Contact.what, Contact.text)
            .join(Conversation, Conversation.id == Contact.conversation_id)
            .where(Contact.author == Author.CUSTOMER, Contact.about_contact_id.is_(None))  # what a tap amounts to
            .order_by(Contact.id)
        )
        with self._session() as session:
            rows = session.execute(others.where(InboxEvent.kind != "message")).all()
            names = {(key, min(occurred, received)): event_id for key, occurred, received, event_id in rows}
            rows = session.execute(contacts).all()
        return _by_chat(
            (key, Said(message_id or names[key, _milliseconds(at)], what, text if what == "text" else ""))
            for key, at, message_id, what, text in rows
        )

    def outbox(self) -> dict[str, list[Owed]]:
        """What was owed, by chat, in the order in which it was owed."""
        query = (
            select(Conversation.key, OutboxMessage.state, OutboxMessage.messages, OutboxMessage.line_message_ids)
            .join(Conversation, Conversation.id == OutboxMessage.conversation_id)
            .order_by(OutboxMessage.id)
        )
        with self._session() as session:
            rows = session.execute(query).all()
        return _by_chat((key, Owed(state, messages or [], ids or [])) for key, state, messages, ids in rows)

    def ticket_numbers(self) -> dict[str, list[str]]:
        """The matters of each chat."""
        query = select(Conversation.key, Ticket.number).join(Ticket, Ticket.conversation_id == Conversation.id)
        with self._session() as session:
            return _by_chat((key, number) for key, number in session.execute(query).all())

    def _session(self) -> Session:
        return Session(self._engine.execution_options(read_only=True))


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _by_chat(rows: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return found
