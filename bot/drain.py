"""Handles what waits in one chat: in order, under the chat's lock, everything in one transaction.

Contacts, tickets, the state of the conversation and the outbox rows commit together with the events marked done, so
that an event is handled once however often a worker dies over it. Texts that wait are read together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.logs import fault
from backend.models.contact import Author, Contact
from backend.models.customer import ChatKind, Conversation
from backend.models.inbox import Handling, InboxEvent, UnsentMessage
from backend.models.ticket import Status, Ticket
from backend.models.unanswered import Why
from backend.models.unit import Route
from backend.services import alarms, contacts, conversations, inbox, outbox, ratings, tickets, unanswered
from backend.services.access import RESTRICTED_KINDS
from backend.work import Work
from bot import events
from bot.conversation import acts, public, talk, taps
from bot.conversation.heard import Heard, Rateable, Said, Sent, Situation, Stickered, TicketInView, Turn
from bot.conversation.needs import UNCLEAR, sure_of
from bot.conversation.state import Choosing, Drafting, Need, State, fit_for, from_json, said_before, to_json
from bot.performing import Performance
from bot.sending import lend
from bot.wording import Wording
from intents.understanding import Understanding
from service_standards.instants import BANGKOK

MOST_AT_ONCE = 20
MOST_MESSAGES = 5
FRAGMENT_WAIT, LONGEST_FRAGMENT_WAIT = timedelta(seconds=1.5), timedelta(seconds=4)
TOO_OLD = timedelta(days=30)
"""A replay: nobody waits for an answer to this any more."""
NEVER = datetime.min.replace(tzinfo=UTC)
SAME_EMERGENCY = timedelta(hours=6)
"""Another cry for help within this time is likely about the same."""
RATEABLE_FOR = timedelta(days=14)
"""For how long after the outcome a bare number is taken for a rating."""
TOKEN_AGE = timedelta(minutes=20)
"""Beyond this age of the event LINE takes its reply token in no case."""
SAID = (events.Text, events.Media, events.Place, events.Sticker, events.Unreadable)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kept event that can be handled: its row, what it says, when it happened, never later than we received it."""

    row: InboxEvent
    event: events.Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Handled:
    """What a drain did: how many events it finished, and until when the rest waits."""

    finished: int
    wait_until: datetime | None = None


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
        """Handle what is due in this chat, up to ``at_most`` events, in one transaction."""
        return self._handle(key, lambda session: self._due(session, key, at_most))

    def first(self, key: str) -> int | None:
        """The event that would be handled first now."""
        with self._work.read() as session:
            return next((row.id for row in self._due(session, key, 1)), None)

    def handle_alone(self, key: str, event_id: int) -> Handled:
        """Handle this one event of the chat, if it is still the first one that is due."""

        def it(session: Session) -> list[InboxEvent]:
            return [row for row in self._due(session, key, 1) if row.id == event_id]

        return self._handle(key, it)

    def _due(self, session: Session, key: str, at_most: int) -> list[InboxEvent]:
        """What waits, in order. Behind an event that waits for its next attempt nothing is due but a cry for help."""
        now = self._work.now()
        waiting = inbox.waiting(session, key, at_most, now)
        return waiting or [row for row in inbox.held_up(session, key, MOST_AT_ONCE, now) if self._is_cry(row)][:1]

    def _is_cry(self, row: InboxEvent) -> bool:
        read = _read(row)
        if not (isinstance(read, events.Event) and read.active and isinstance(read.happening, events.Text)):
            return False
        if _chat_kind(row) is ChatKind.GROUP and not read.happening.to_us:
            return False
        try:
            return self._understand(read.happening.text).emergency
        except Exception as problem:  # noqa: BLE001 - what cannot be understood waits for its turn, and fails there
            log.error("cry_not_looked_for", **fault(problem))
            return False

    def _handle(self, key: str, waiting: Callable[[Session], list[InboxEvent]]) -> Handled:
        with self._work.read() as session:
            ahead = waiting(session)
            self._think_ahead(ahead)
        if not ahead:  # what another worker holds still waits, as seen from here
            return Handled(0)
        with self._work.write() as session:
            now = self._work.now()
            rows = waiting(session)
            if not rows:
                return Handled(0)
            conversation = conversations.lock(session, key, _chat_kind(rows[0]), now)
            rows = waiting(session)  # another worker may have handled them while we waited
            return _Turn(self, session, conversation, now).handle(rows) if rows else Handled(0)

    def _think_ahead(self, rows: list[InboxEvent]) -> None:
        """Understand the texts before taking any lock; ``understand`` remembers, so the transaction stays short.

        What has failed before is left to the transaction, which knows whether it was taken back since.
        """
        reads = [(row, _read(row)) for row in rows if row.attempts == 0]
        waiting = [Waiting(row, read, _at(row)) for row, read in reads if isinstance(read, events.Event)]
        for group in _together(waiting):
            if isinstance(group[-1].event.happening, events.Text) and _chat_kind(group[-1].row) is not ChatKind.GROUP:
                self._understand(_joined(group))


class _Turn:
    """One transaction's worth of one chat."""

    def __init__(self, drain: Drain, session: Session, conversation: Conversation, now: datetime) -> None:
        self._drain, self._session, self._conversation, self._now = drain, session, conversation, now
        self._public = conversation.kind is not ChatKind.USER
        self._reply: outbox.ReplyTicket | None = None
        kept = from_json(conversation.state, conversation.state_at, now)
        state, self._later = fit_for(*kept, drain._wording.knowledge.catalogue.intents)
        self._doing = Performance(session, conversation, drain._wording, state, now, now, public=self._public)

    def handle(self, rows: list[InboxEvent]) -> Handled:
        groups = list(_together([waiting for waiting in self._usable(rows) if self._is_for_us(waiting)]))
        wait_until = None
        for group in groups:
            wait_until = self._may_wait(group) if group is groups[-1] else None
            if wait_until is None:
                self._handle_group(group)
        self._conversation.waits_until = wait_until
        self._say(rows[0])
        finished = sum(row.handling != Handling.WAITING for row in rows)
        return Handled(finished, wait_until)

    def _usable(self, rows: list[InboxEvent]) -> list[Waiting]:
        """The events that can be handled; the others are marked with the reason.

        What was taken back goes first: then nothing that waits here is answered after its customer regretted it.
        """
        usable = []
        for row in rows:
            read = self._read(row)
            if isinstance(read, events.Skipped):
                inbox.finish(row, Handling.SKIPPED, self._now, read.reason)
                if read.reason == events.SWITCH_FAILED:
                    alarms.raise_alarm(self._session, "rich_menu", "switch", self._now)
                log.info("event_skipped", kind=row.kind, reason=read.reason)
                continue
            if isinstance(read.happening, events.Unsend):
                contacts.take_back(self._session, read.happening.message_id, self._now)
                inbox.finish(row, Handling.DONE, self._now)
                continue
            usable.append(Waiting(row, read, _at(row)))
        return usable

    def _is_for_us(self, waiting: Waiting) -> bool:
        """In a group only what is said to us is kept; nowhere what was taken back before we read it."""
        happening = waiting.event.happening
        if not isinstance(happening, SAID):
            return True
        to_us = self._conversation.kind is not ChatKind.GROUP or (
            isinstance(happening, events.Text) and happening.to_us
        )
        if to_us and self._session.get(UnsentMessage, happening.message_id) is None:
            return True
        inbox.finish(waiting.row, Handling.DONE, self._now)
        return False

    def _read(self, row: InboxEvent) -> events.Event | events.Skipped:
        kept: dict[str, Any] = json.loads(row.body or "{}")
        own_id, destination = self._drain._own_id(), kept.get("destination")
        if own_id is not None and destination is not None and destination != own_id:
            alarms.raise_alarm(self._session, "other_destination", "webhook", self._now)
            return events.Skipped("for another bot")
        if row.received_ms - row.occurred_ms > TOO_OLD.total_seconds() * 1000:
            return events.Skipped("too old")
        return _read(row)

    def _may_wait(self, group: list[Waiting]) -> datetime | None:
        """Until when the last thing said should wait for more of it; None when it is to be answered now."""
        if self._public or not group[-1].event.active or not self._is_unfinished(group):
            return None
        until = min(_received(group[-1].row) + FRAGMENT_WAIT, _received(group[0].row) + LONGEST_FRAGMENT_WAIT)
        return until if until > self._now else None

    def _is_unfinished(self, group: list[Waiting]) -> bool:
        """An unclear fragment of a text, or some of the pictures that were chosen together."""
        match group[-1].event.happening:
            case events.Text():
                text, situation = _joined(group), self._situation(group)
                return talk.worth_waiting(self._doing.state, text, self._drain._understand(text), situation)
            case events.Media(set_id=set_id, set_total=total) if set_id:
                here = sum(getattr(waiting.event.happening, "set_id", "") == set_id for waiting in group)
                return total == 0 or here < total
        return False

    def _handle_group(self, group: list[Waiting]) -> None:
        self._doing.at = group[-1].at
        for waiting in group:
            self._note_token(waiting)
        happening = group[-1].event.happening
        match happening:
            case events.Edited(message_id, text):
                self._edited(message_id, text, group[-1].at)
            case events.Followed(again):
                self._followed(group[-1], again=again)
            case events.Unfollowed() | events.Left():
                conversations.reachable(self._session, self._conversation, at=_at_line(group[-1].row), can_be=False)
                self._record(group[-1], "unfollow")
            case events.Joined():
                if self._can_be_reached(group[-1]) and group[-1].event.active:
                    self._doing.perform(acts.WelcomeGroup())
            case _:
                self._heard(group)
        for waiting in group:
            inbox.finish(waiting.row, Handling.DONE, self._now)

    def _note_token(self, waiting: Waiting) -> None:
        """Remember the newest reply token of what is being answered, and how long it lives."""
        if waiting.event.reply_token is not None:
            until = min(_received(waiting.row) + outbox.REPLY_TOKEN_LIFE, waiting.at + TOKEN_AGE)
            self._reply = outbox.ReplyTicket(waiting.event.reply_token, until)

    def _can_be_reached(self, waiting: Waiting) -> bool:
        return conversations.reachable(self._session, self._conversation, at=_at_line(waiting.row), can_be=True)

    def _followed(self, waiting: Waiting, *, again: bool) -> None:
        if self._can_be_reached(waiting):
            self._record(waiting, "follow")
            if waiting.event.active:
                self._doing.perform(acts.Welcome(again))

    def _edited(self, message_id: str, text: str, at: datetime) -> None:
        for contact in self._session.scalars(select(Contact).where(Contact.line_message_id == message_id)):
            if contact.unsent_at is None and contact.at <= at:
                contact.text, contact.at = text, at

    def _heard(self, group: list[Waiting]) -> None:
        """Something said, sent or tapped: keep it, and answer unless we are to be silent."""
        if not self._conversation.reachable:  # who writes has unblocked us, even if LINE's word of it was lost
            self._can_be_reached(group[-1])
        heard = self._keep(group)
        if heard is None or not group[-1].event.active:
            return
        situation = self._situation(group)
        if self._public:
            for act in public.respond(heard, situation):
                self._doing.perform(act)
            return
        before, place = self._doing.state, len(self._doing.said)
        turn = talk.respond(before, heard, situation, self._later)
        self._doing.state, self._later = turn.state, turn.later
        for act in turn.acts:
            self._doing.perform(act)
        if isinstance(heard, Said) and not heard.understanding.emergency:
            self._doing.explain_language(heard.understanding.language, place)
        self._keep_to_the_unit(heard, turn.later, before, turn.state)
        self._note_unanswered(heard, before, turn)

    def _keep_to_the_unit(self, heard: Heard, later: tuple[Need, ...], *states: State) -> None:
        """What is said of a restricted matter, or while it is being written, is as restricted, even if never sent."""
        intents = self._drain._wording.knowledge.catalogue.intents
        drafts = [state for state in states if isinstance(state, Drafting)]
        matters: tuple[Drafting | Need, ...] = (*drafts, *later)
        for matter in matters:
            kind = intents[matter.intent_id].kind
            if kind in RESTRICTED_KINDS:
                beside = getattr(heard, "contact_ids", ()) if matter in drafts else ()
                said = {*matter.said, *beside}
                self._session.execute(update(Contact).where(Contact.id.in_(said)).values(kind=kind))
                self._doing.voice().kind = kind

    def _note_unanswered(self, heard: Heard, before: State, turn: Turn) -> None:
        """What was not understood is there to be learned from, unless it may be about a restricted matter."""
        intents = self._drain._wording.knowledge.catalogue.intents
        if isinstance(heard, Said):
            kinds = {intents[one].kind for one in heard.understanding.candidates if one in intents}
            if kinds & RESTRICTED_KINDS:
                return
        said = said_before(turn.state)
        for act in turn.acts:
            match act:
                case acts.NotUnderstood() if isinstance(before, Choosing) and said == before.said:
                    unanswered.note(self._session, said, Why.NONE_FITS, self._now)
                case acts.NotUnderstood():
                    unanswered.note(self._session, said, Why.NOT_UNDERSTOOD, self._now)
                case acts.OpenTicket(unclear, of_it) if unclear == UNCLEAR:
                    unanswered.note(self._session, of_it, Why.NOT_UNDERSTOOD, self._now)
                case acts.AskWhich():
                    unanswered.note(self._session, said, Why.NOT_CHOSEN, self._now)

    def _keep(self, group: list[Waiting]) -> Heard | None:
        happening = group[-1].event.happening
        match happening:
            case events.Text():
                return self._keep_texts(group)
            case events.Media():
                return Sent(tuple(map(self._keep_file, group)))
            case events.Place(_, latitude, longitude, title, address):
                where = " ".join(part for part in (title, address, f"({latitude:.6f}, {longitude:.6f})") if part)
                return Sent((self._record(group[-1], "location", where).id,))
            case events.Sticker():
                return Stickered((self._record(group[-1], "sticker").id,))
            case events.Unreadable():
                self._record(group[-1], "unreadable")
                if group[-1].event.active:
                    self._doing.perform(acts.CannotRead())
            case events.Tapped(data):
                return self._keep_tap(group[-1], data)
        return None

    def _keep_file(self, waiting: Waiting) -> int:
        """Keep that it was sent; what lies at LINE is fetched later, what lies elsewhere never."""
        file = waiting.event.happening
        if not isinstance(file, events.Media):
            raise AssertionError("files are grouped with files")
        contact = self._record(waiting, file.what, "(external)" if file.external else "")
        if not file.external:
            contacts.attach(
                self._session, contact, line_message_id=file.message_id, file_name=file.file_name, now=self._now
            )
        return contact.id

    def _keep_texts(self, group: list[Waiting]) -> Said:
        understanding = self._drain._understand(_joined(group))
        meaning = self._meaning(understanding)
        kept = tuple(self._record(w, "text", _words(w), meaning).id for w in group)
        self._follow_language(understanding, _joined(group))
        quoted = next((w.event.happening.quoted_id for w in reversed(group) if _quotes(w)), None)  # type: ignore[union-attr]
        ticket_id = contacts.ticket_of_message(self._session, self._conversation.id, quoted) if quoted else None
        return Said(kept, _joined(group), understanding, ticket_id)

    def _keep_tap(self, waiting: Waiting, data: str) -> taps.Tap | None:
        tap = taps.read(data)
        if tap is not None and not self._may_carry(tap):
            tap = None
        self._record(waiting, "tap", tap.action if tap else "")
        if tap is None and waiting.event.active:
            self._doing.perform(acts.SayStale())
        return tap

    def _may_carry(self, tap: taps.Tap) -> bool:
        """Whether what a stranger's device names exists and, for what was said, was said here."""
        if tap.estate_id not in (None, *self._drain._wording.knowledge.estates):
            return False
        said = self._session.get(Contact, tap.contact_id) if tap.contact_id is not None else None
        return tap.contact_id is None or (said is not None and said.conversation_id == self._conversation.id)

    def _meaning(self, understanding: Understanding) -> contacts.Meaning:
        known = self._drain._wording.knowledge.catalogue.intents
        sure = sure_of(understanding)
        intent = known[sure[0]] if sure else None
        return contacts.Meaning(
            intent_id=intent.id if intent else None,
            also_intent_id=sure[1] if len(sure) > 1 else understanding.also,
            language=None if understanding.language == "other" else understanding.language,
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
        only_a_number = understanding.ticket_number is not None and len(text.split()) == 1
        if customer.language_chosen or only_a_number:
            return
        if understanding.language == "th":
            customer.language = "th"
        elif understanding.language in ("ja", "zh") or (understanding.language == "en" and len(text.split()) > 1):
            customer.language = "en"

    def _situation(self, group: list[Waiting]) -> Situation:
        by_estate = frozenset(self._session.scalars(select(Route.intent_id).where(Route.by_estate)))
        knowledge = self._drain._wording.knowledge
        in_view = tuple(map(self._in_view, tickets.open_of(self._session, self._conversation.id)))
        answered = ratings.rateable(self._session, self._conversation.id, self._now - RATEABLE_FOR)
        rateable = Rateable(answered.id, tickets.resolutions(answered)) if answered else None
        return Situation(
            knowledge.catalogue.intents, knowledge.estates, by_estate, in_view, group[-1].row.id, rateable,
            outdated=knowledge.outdated(self._now.astimezone(BANGKOK).date()), restricted=RESTRICTED_KINDS,
        )  # fmt: skip

    def _in_view(self, ticket: Ticket) -> TicketInView:
        asked_at = max((event.at for event in ticket.events if event.what == "asked_customer"), default=NEVER)
        we_moved_at = self._conversation.state_at or NEVER
        return TicketInView(
            ticket.id, ticket.number, ticket.intent_id, tickets.in_hand(ticket), ticket.urgent, ticket.estate_id,
            recent=self._doing.at - ticket.received_at < SAME_EMERGENCY,
            asked=ticket.status is Status.WAITING and asked_at > we_moved_at,
        )  # fmt: skip

    def _say(self, first: InboxEvent) -> None:
        """Write down what is owed: one reply of at most five messages, what is left over as another."""
        doing, conversation = self._doing, self._conversation
        kept = to_json(doing.state, self._later)
        if not self._public and kept != conversation.state:
            conversation.state, conversation.state_at = kept, self._now
        if not doing.said:
            if self._reply is not None:
                lend(outbox.unsent(self._session, conversation.id), self._reply.token, self._reply.until)
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


def _read(row: InboxEvent) -> events.Event | events.Skipped:
    kept: dict[str, Any] = json.loads(row.body or "{}")
    return events.read({**kept.get("event", {}), "deliveryContext": kept.get("deliveryContext")})


def _at(row: InboxEvent) -> datetime:
    return min(_at_line(row), _received(row))


def _at_line(row: InboxEvent) -> datetime:
    """When it happened by LINE's clock, which alone tells what came first of two."""
    return datetime.fromtimestamp(row.occurred_ms / 1000, UTC)


def _received(row: InboxEvent) -> datetime:
    return datetime.fromtimestamp(row.received_ms / 1000, UTC)


def _chat_kind(row: InboxEvent) -> ChatKind:
    if row.conversation_key.startswith("event:"):
        return ChatKind.UNKNOWN
    source = json.loads(row.body or "{}").get("event", {}).get("source")
    return ChatKind.USER if isinstance(source, dict) and source.get("type") == "user" else ChatKind.GROUP


def _together(waiting: list[Waiting]) -> Iterator[list[Waiting]]:
    """Neighbouring texts as one group, neighbouring files as another, everything else alone."""

    def sort_of(one: Waiting) -> object:
        sort = next((sort for sort in (events.Text, events.Media) if isinstance(one.event.happening, sort)), None)
        return sort if one.event.active and sort else one.row.id

    for _, group in groupby(waiting, sort_of):
        yield list(group)


def _words(waiting: Waiting) -> str:
    return waiting.event.happening.text if isinstance(waiting.event.happening, events.Text) else ""


def _joined(group: list[Waiting]) -> str:
    return "\n".join(_words(waiting) for waiting in group)


def _quotes(waiting: Waiting) -> bool:
    return isinstance(waiting.event.happening, events.Text) and waiting.event.happening.quoted_id is not None
