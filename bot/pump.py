"""The one job of the workers: look at every chat that is due, one after another.

Nothing is carried by the job: what there is to do is found in the database. A worker process says once, at its
start, with what hands it works.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from backend.models.customer import ChatKind, Conversation
from backend.services import alarms, conversations, inbox
from backend.work import Work
from bot.deliver import Postman
from bot.doorbell import RedisDoorbell
from bot.drain import Drain, Handled
from bot.line_client import LineClient
from bot.media import Fetcher, MediaStore

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Hands:
    """All that a worker works with."""

    work: Work
    line: LineClient
    drain: Drain
    postman: Postman
    fetcher: Fetcher
    store: MediaStore
    doorbell: RedisDoorbell
    asked_names: set[str] = field(default_factory=set)

    def look_at(self, key: str) -> None:
        """Handle one chat until nothing more can be done for it now."""
        while True:
            handled = self._handle(key)
            for sha256 in handled.orphans:
                self.store.delete(sha256)
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
        except (OperationalError, InterfaceError):
            raise  # the database is in trouble, not the event; the sweeper comes back
        except Exception as problem:  # noqa: BLE001 - the one place that turns a fault into a counted attempt
            log.error("drain_failed", error=type(problem).__name__, where=where(problem))
        return self._handle_one(key)

    def _handle_one(self, key: str) -> Handled:
        try:
            return self.drain.handle(key, at_most=1)
        except (OperationalError, InterfaceError):
            raise
        except Exception as problem:  # noqa: BLE001 - stored on the row, below
            note = f"{type(problem).__name__} {where(problem)}"
        with self.work.write() as session:
            now = self.work.now()
            given_up = any(
                inbox.failed_once(session, row.id, now, note[:200]) for row in inbox.waiting(session, key, 1)
            )
            if given_up:
                alarms.raise_alarm(session, "event_failed", note[:120], now)
        return Handled(finished=int(given_up))

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


def where(problem: BaseException) -> str:
    """File and line of a fault, without its message: that may hold what a customer said."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "?"


_hands: list[Hands] = []


def use(hands: Hands) -> None:
    """Say with what this process works. Called once, by the worker's composition root."""
    _hands[:] = [hands]


def pump() -> None:
    """The job: look at every chat that is due."""
    (hands,) = _hands
    hands.doorbell.pump_begins()
    recruited = False
    while (key := hands.doorbell.next_due(hands.work.now())) is not None:
        if not recruited:  # the others can take what is left in the meantime
            recruited = True
            hands.doorbell.nudge(hands.work.now())
        hands.look_at(key)
