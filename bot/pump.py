"""The one job of the workers: look at every chat that is due, one after another.

Nothing is carried by the job: what there is to do is found in the database. A worker process says at its start with
what hands it works, and again when another catalogue is put in force: each chat is handled with one of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from backend.logs import fault, in_short
from backend.models.customer import ChatKind, Conversation
from backend.services import alarms, attempts, conversations, inbox
from backend.work import Work
from bot.deliver import Postman
from bot.doorbell import RedisDoorbell
from bot.drain import Drain, Handled
from bot.line_client import LineClient
from bot.media import Fetcher

LASTS = timedelta(seconds=30)
"""After so long a pump asks for another one to go on, so that a worker that was told to stop can."""
MOST_REFUSALS = 3
"""After so many chats in a row that the database failed, it is the database: the clock asks for the next pump."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hands:
    """All that a worker works with."""

    work: Work
    line: LineClient
    drain: Drain
    postman: Postman
    fetcher: Fetcher
    doorbell: RedisDoorbell
    asked_names: set[str] = field(default_factory=set)

    def look_at(self, key: str) -> None:
        """Handle one chat until nothing more can be done for it now."""
        while True:
            handled = self._handle(key)
            self.postman.deliver(key)
            if handled.wait_until is not None:
                self.doorbell.ring_at(key, handled.wait_until)
                if key.startswith("U"):
                    self.line.show_loading(key)
                break
            if handled.finished == 0:
                break
        self.fetcher.fetch(key)
        self._learn_name(key)

    def _handle(self, key: str) -> Handled:
        """Handle what waits; when that fails, event by event, so that a bad one does not cost its neighbours."""
        try:
            return self.drain.handle(key)
        except Exception as problem:
            if attempts.is_the_databases(problem):
                raise  # not the event's fault; the sweeper comes back
            log.error("drain_failed", **fault(problem))
        return self._handle_first(key)

    def _handle_first(self, key: str) -> Handled:
        """Handle the first event alone. When it fails, the attempt is counted on it, whatever has come meanwhile."""
        first_id = self.drain.first(key)
        if first_id is None:
            return Handled(0)
        try:
            return self.drain.handle_alone(key, first_id)
        except Exception as problem:
            if attempts.is_the_databases(problem):
                raise
            note = in_short(problem)
        with self.work.write() as session:
            again_at = inbox.failed_once(session, first_id, self.work.now(), note)
        if again_at is None:
            return Handled(1)
        self.doorbell.ring_at(key, again_at)
        return self._handle(key)  # a cry for help does not wait behind it

    def serve(self, key: str) -> bool:
        """Look at one chat; when that fails, a person is told and no other chat pays. False: the database failed."""
        try:
            self.look_at(key)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it is one chat's
            log.error("chat_failed", **fault(problem))
            by_database = attempts.is_the_databases(problem)
            self._raise_alarm("database_fault" if by_database else "chat_failed", in_short(problem))
            return not by_database
        return True

    def _raise_alarm(self, kind: str, subject: str) -> None:
        try:
            with self.work.write() as session:
                alarms.raise_alarm(session, kind, subject[:120], self.work.now())
        except SQLAlchemyError as problem:
            log.error("alarm_not_raised", kind=kind, **fault(problem))

    def _learn_name(self, key: str) -> None:
        """Ask LINE once what a new customer is called, after they have been answered."""
        if key in self.asked_names or not key.startswith("U"):
            return
        self.asked_names.add(key)
        with self.work.read() as session:
            conversation = session.scalar(select(Conversation).where(Conversation.key == key))
            known = conversation is None or conversation.customer.display_name or conversation.kind is not ChatKind.USER
            customer_id = None if conversation is None else conversation.customer_id
        profile = None if known or customer_id is None else self.line.profile(key)
        if profile is not None and customer_id is not None:
            with self.work.write() as session:
                conversations.name_customer(session, customer_id, profile.display_name, profile.language)


_hands: list[Hands] = []


def use(hands: Hands) -> None:
    """Say with what this process works from its next chat on. For the worker's composition root."""
    _hands[:] = [hands]


def pump() -> None:
    """The job: look at every chat that is due, for a while. What it leaves when it fails is found by the sweeper."""
    (hands,) = _hands
    try:
        _look_at_all(hands)
    except Exception as problem:  # noqa: BLE001 - RQ would log the message and keep it in Redis
        log.error("pump_failed", **fault(problem))


def _look_at_all(hands: Hands) -> None:
    doorbell, now = hands.doorbell, hands.work.now
    doorbell.pump_begins()
    ends = now() + LASTS
    recruited, refusals = False, 0
    while (key := doorbell.next_due(now())) is not None:
        if not recruited:  # the others can take what is left in the meantime
            recruited = True
            doorbell.nudge(now())
        refusals = 0 if _hands[0].serve(key) else refusals + 1  # what was put in force meanwhile serves this chat
        if refusals == MOST_REFUSALS:
            return
        if now() >= ends:
            doorbell.nudge(now())
            return
