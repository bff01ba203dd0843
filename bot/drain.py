"""Handles what waits in one chat: in order, under the chat's lock, everything in one transaction.

Contacts, tickets, the state of the conversation and the outbox rows commit together with the events marked done, so
that an event is handled once however often a worker dies over it. Texts that wait are read together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.contact import Author, Contact
from backend.models.customer import ChatKind, Conversation
from backend.models.inbox import Handling, InboxEvent, UnsentMessage
from backend.models.unit import Route
from backend.services import alarms, contacts, conversations, inbox, outbox, tickets
from backend.work import Work
from bot import events
from bot.conversation import acts, public, talk, taps
from bot.conversation.heard import Heard, Said, Sent, Situation, Stickered, TicketInView
from bot.conversation.state import from_json, to_json
from bot.performing import Performance
from bot.wording import Wording
from intents.understanding import Decision, Understanding

MOST_AT_ONCE = 20
MOST_MESSAGES = 5
FRAGMENT_WAIT, LONGEST_FRAGMENT_WAIT = timedelta(seconds=1.5), timedelta(seconds=4)
TOO_OLD = timedelta(days=30)
"""A replay: nobody waits for an answer to this any more."""
TOKEN_AGE = timedelta(minutes=20)
"""Beyond this age of the event LINE takes its reply token in no case."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kept event that can be handled: its row, what it says, when it happened."""

    row: InboxEvent
    event: events.Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Handled:
    """What a drain did: how many events it finished, until when the rest waits, files of unsent messages to delete."""

    finished: int
    wait_until: datetime | None = None
    orphans: tuple[str, ...] = ()


class Drain:
    """Drains chats for one worker process.

    Args:
        understand: what a text means; pure.
        own_id: our own user id as LINE knows us, or None when it could not be asked.
    """

    def __init__(
        self, work: Work, understand: Callable[[str], Understanding], wording: Wording, own_id: Callable[[], str | None]
    ) -> None:
        self._work, self._understand, self._wording, self._own_id = work, understand, wording, own_id

    def handle(self, key: str, *, at_most: int = MOST_AT_ONCE) -> Handled:
        """Handle what waits in this chat, up to ``at_most`` events, in one transaction."""
        self._think_ahead(key, at_most)
        with self._work.write() as session:
            now = self._work.now()
            rows = inbox.waiting(session, key, at_most)
            if not rows:
                return Handled(0)
            conversation = conversations.lock(session, key, _chat_kind(rows[0]), now)
            rows = inbox.waiting(session, key, at_most)  # another worker may have handled some while we waited
            return _Turn(self, session, conversation, now).handle(rows)

    def _think_ahead(self, key: str, at_most: int) -> None:
        """Understand the texts before taking any lock; ``understand`` remembers, so the transaction stays short."""
        with self._work.read() as session:
            for row in inbox.waiting(session, key, at_most):
                raw = json.loads(row.body or "{}").get("event")
                read = events.read(raw) if isinstance(raw, dict) else None
                if isinstance(read, events.Event) and isinstance(read.happening, events.Text):
                    self._understand(read.happening.text)


class _Turn:
    """One transaction's worth of one chat."""

    def __init__(self, drain: Drain, session: Session, conversation: Conversation, now: datetime) -> None:
        self._drain, self._session, self._conversation, self._now = drain, session, conversation, now
        self._public = conversation.kind is not ChatKind.USER
        self._reply: outbox.ReplyTicket | None = None
        self._orphans: list[str] = []
        state = from_json(conversation.state, conversation.state_at, now)
        self._doing = Performance(session, conversation, drain._wording, state, now, now, public=self._public)

    def handle(self, rows: list[InboxEvent]) -> Handled:
        wait_until = None
        finished = 0
        for group in _together(self._usable(rows)):
            wait_until = self._may_wait(group)
            if wait_until is not None:
                break
            self._handle_group(group)
            finished += len(group)
        self._conversation.waits_until = wait_until
        self._say(rows[0])
        done = sum(row.handling != Handling.WAITING for row in rows)
        return Handled(max(finished, done), wait_until, tuple(self._orphans))

    def _usable(self, rows: list[InboxEvent]) -> list[Waiting]:
        """The events that can be handled; the others are marked with the reason."""
        usable = []
        for row in rows:
            read = self._read(row)
            if isinstance(read, events.Skipped):
                inbox.finish(row, Handling.SKIPPED, self._now, read.reason)
                if read.reason == events.SWITCH_FAILED:
                    alarms.raise_alarm(self._session, "rich_menu", "switch", self._now)
                log.info("event_skipped", kind=row.kind, reason=read.reason)
                continue
            at = datetime.fromtimestamp(row.occurred_ms / 1000, UTC)
            usable.append(Waiting(row, read, at))
            self._note_token(row, read, at)
        return usable

    def _read(self, row: InboxEvent) -> events.Event | events.Skipped:
        kept: dict[str, Any] = json.loads(row.body or "{}")
        own_id, destination = self._drain._own_id(), kept.get("destination")
        if own_id is not None and destination is not None and destination != own_id:
            alarms.raise_alarm(self._session, "other_destination", "webhook", self._now)
            return events.Skipped("for another bot")
        if row.received_ms - row.occurred_ms > TOO_OLD.total_seconds() * 1000:
            return events.Skipped("too old")
        return events.read({**kept.get("event", {}), "deliveryContext": kept.get("deliveryContext")})

    def _note_token(self, row: InboxEvent, event: events.Event, at: datetime) -> None:
        """Remember the newest reply token and how long it lives."""
        if event.reply_token is None or not event.active:
            return
        received = datetime.fromtimestamp(row.received_ms / 1000, UTC)
        self._reply = outbox.ReplyTicket(event.reply_token, min(received + outbox.REPLY_TOKEN_LIFE, at + TOKEN_AGE))

    def _may_wait(self, group: list[Waiting]) -> datetime | None:
        """Until when an unclear fragment should wait for more; None when it is to be answered now."""
        if not isinstance(group[-1].event.happening, events.Text) or self._public or not group[-1].event.active:
            return None
        text = _joined(group)
        understanding = self._drain._understand(text)
        if not talk.worth_waiting(self._doing.state, text, understanding, self._situation(group)):
            return None
        first, last = (datetime.fromtimestamp(w.row.received_ms / 1000, UTC) for w in (group[0], group[-1]))
        until = min(last + FRAGMENT_WAIT, first + LONGEST_FRAGMENT_WAIT)
        return until if until > self._now else None

    def _handle_group(self, group: list[Waiting]) -> None:
        self._doing.at = group[-1].at
        happening = group[-1].event.happening
        match happening:
            case events.Unsend(message_id):
                self._orphans += contacts.take_back(self._session, message_id, self._now)
            case events.Edited(message_id, text):
                self._edited(message_id, text, group[-1].at)
            case events.Followed(again):
                self._followed(group[-1], again=again)
            case events.Unfollowed() | events.Left():
                conversations.reachable(self._session, self._conversation, at=group[-1].at, can_be=False)
                self._record(group[-1], "unfollow")
            case events.Joined():
                if conversations.reachable(self._session, self._conversation, at=group[-1].at, can_be=True):
                    self._doing.perform(acts.WelcomeGroup())
            case _:
                self._heard(group)
        for waiting in group:
            inbox.finish(waiting.row, Handling.DONE, self._now)

    def _followed(self, waiting: Waiting, *, again: bool) -> None:
        if conversations.reachable(self._session, self._conversation, at=waiting.at, can_be=True):
            self._record(waiting, "follow")
            self._doing.perform(acts.Welcome(again))

    def _edited(self, message_id: str, text: str, at: datetime) -> None:
        for contact in self._session.scalars(select(Contact).where(Contact.line_message_id == message_id)):
            if contact.unsent_at is None and contact.at <= at:
                contact.text, contact.at = text, at

    def _heard(self, group: list[Waiting]) -> None:
        """Something said, sent or tapped: keep it, and answer unless we are to be silent."""
        heard = self._keep(group)
        if heard is None or not group[-1].event.active:
            return
        situation = self._situation(group)
        if self._public:
            for act in public.respond(heard, situation):
                self._doing.perform(act)
            return
        turn = talk.respond(self._doing.state, heard, situation)
        self._doing.state = turn.state
        for act in turn.acts:
            self._doing.perform(act)

    def _keep(self, group: list[Waiting]) -> Heard | None:
        happening = group[-1].event.happening
        match happening:
            case events.Text():
                return self._keep_texts([w for w in group if self._is_still_said(w)])
            case events.Media(message_id, what, file_name, external):
                contact = self._record(group[-1], what, "(external)" if external else "")
                if not external and contact.unsent_at is None:
                    contacts.attach(
                        self._session, contact, line_message_id=message_id, file_name=file_name, now=self._now
                    )
                return None if self._public else Sent((contact.id,))
            case events.Place(_, latitude, longitude, title, address):
                where = " ".join(part for part in (title, address, f"({latitude:.6f}, {longitude:.6f})") if part)
                return None if self._public else Sent((self._record(group[-1], "location", where).id,))
            case events.Sticker():
                return None if self._public else Stickered((self._record(group[-1], "sticker").id,))
            case events.Unreadable():
                self._record(group[-1], "unreadable")
                if group[-1].event.active:
                    self._doing.perform(acts.CannotRead())
            case events.Tapped(data):
                return self._keep_tap(group[-1], data)
        return None

    def _is_still_said(self, waiting: Waiting) -> bool:
        """In a group only what is said to us is kept; nothing that was taken back before we read it."""
        text = waiting.event.happening
        if not isinstance(text, events.Text) or (self._conversation.kind is ChatKind.GROUP and not text.to_us):
            return False
        return self._session.get(UnsentMessage, text.message_id) is None

    def _keep_texts(self, group: list[Waiting]) -> Said | None:
        if not group:
            return None
        understanding = self._drain._understand(_joined(group))
        meaning = self._meaning(understanding)
        kept = tuple(self._record(w, "text", _words(w), meaning).id for w in group)
        self._follow_language(understanding, _joined(group))
        quoted = next((w.event.happening.quoted_id for w in reversed(group) if _quotes(w)), None)  # type: ignore[union-attr]
        ticket_id = contacts.ticket_of_message(self._session, self._conversation.id, quoted) if quoted else None
        return Said(kept, _joined(group), understanding, ticket_id)

    def _keep_tap(self, waiting: Waiting, data: str) -> taps.Tap | None:
        tap = taps.read(data)
        self._record(waiting, "tap", tap.action if tap else "")
        if tap is None and waiting.event.active:
            self._doing.perform(acts.SayStale())
        return tap

    def _meaning(self, understanding: Understanding) -> contacts.Meaning:
        known = self._drain._wording.knowledge.catalogue.intents
        sure = understanding.decision is Decision.ANSWER and understanding.intent is not None
        intent = known[str(understanding.intent)] if sure else None
        return contacts.Meaning(
            intent_id=intent.id if intent else None,
            confidence=understanding.confidence,
            kind="emergency" if understanding.emergency else intent.kind if intent else "none",
            stage=intent.stage if intent else "L0",
            touchpoint=intent.touchpoint if intent else "LINE OA",
            estate_id=understanding.estate,
        )

    def _record(
        self, waiting: Waiting, what: str, text: str = "", meaning: contacts.Meaning = contacts.UNKNOWN_MEANING
    ) -> Contact:
        message_id = getattr(waiting.event.happening, "message_id", None)
        return contacts.record(
            self._session, self._conversation, author=Author.CUSTOMER, what=what, at=waiting.at, text=text,
            line_message_id=message_id, meaning=meaning,
        )  # fmt: skip

    def _follow_language(self, understanding: Understanding, text: str) -> None:
        """Answer in the language written in, until the customer has chosen one. Codes and names are no language."""
        customer = self._conversation.customer
        if customer.language_chosen:
            return
        if understanding.language == "th":
            customer.language = "th"
        elif understanding.language in ("ja", "zh") or (understanding.language == "en" and len(text.split()) > 1):
            customer.language = "en"

    def _situation(self, group: list[Waiting]) -> Situation:
        by_estate = frozenset(self._session.scalars(select(Route.intent_id).where(Route.by_estate)))
        in_view = tuple(
            TicketInView(
                ticket.id, ticket.number, ticket.intent_id, tickets.in_hand(ticket), ticket.urgent,
                unplaced=ticket.urgent and ticket.estate_id is None,
            )
            for ticket in tickets.open_of(self._session, self._conversation.id)
        )  # fmt: skip
        return Situation(self._drain._wording.knowledge.catalogue.intents, by_estate, in_view, group[-1].row.id)

    def _say(self, first: InboxEvent) -> None:
        """Write down what is owed: one reply of at most five messages, what is left over as another."""
        doing, conversation = self._doing, self._conversation
        if not self._public and to_json(doing.state) != conversation.state:
            conversation.state, conversation.state_at = to_json(doing.state), self._now
        if not doing.said:
            return
        contact = doing.voice()
        contact.text = "\n".join(message for message in map(_plain, doing.said) if message)
        for n in range(0, len(doing.said), MOST_MESSAGES):
            outbox.say(
                self._session, conversation, doing.said[n : n + MOST_MESSAGES], cause=f"inbox:{first.id}:{n}",
                now=self._now, reply=self._reply if n == 0 else None, contact_id=contact.id,
            )  # fmt: skip


def _plain(message: dict[str, Any]) -> str:
    return str(message.get("text") or message.get("altText") or "")


def _chat_kind(row: InboxEvent) -> ChatKind:
    if row.conversation_key.startswith("event:"):
        return ChatKind.UNKNOWN
    source = json.loads(row.body or "{}").get("event", {}).get("source")
    return ChatKind.USER if isinstance(source, dict) and source.get("type") == "user" else ChatKind.GROUP


def _together(waiting: list[Waiting]) -> Iterator[list[Waiting]]:
    """Neighbouring texts as one group, everything else alone."""
    group: list[Waiting] = []
    for one in waiting:
        is_text = isinstance(one.event.happening, events.Text) and one.event.active
        if group and not is_text:
            yield group
            group = []
        if is_text:
            group.append(one)
        else:
            yield [one]
    if group:
        yield group


def _words(waiting: Waiting) -> str:
    return waiting.event.happening.text if isinstance(waiting.event.happening, events.Text) else ""


def _joined(group: list[Waiting]) -> str:
    return "\n".join(_words(waiting) for waiting in group)


def _quotes(waiting: Waiting) -> bool:
    return isinstance(waiting.event.happening, events.Text) and waiting.event.happening.quoted_id is not None
