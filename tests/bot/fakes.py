"""A LINE that keeps LINE's rules and writes everything down, and an understanding that follows a script."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from bot.line_client import ContentGone, LineClient, Outcome, Profile, Verdict
from bot.messages import plain
from intents.understanding import Decision, Understanding
from tests.bot.examples import BOT_ID

Json = dict[str, Any]
TOKEN_LIFE = timedelta(seconds=60)
KEY_LIFE = timedelta(hours=24)
_serial = count(1)


class Killed(BaseException):
    """The worker was killed with -9 at this very moment."""


@dataclass(frozen=True)
class Fate:
    """How one call ends: whether LINE got it, and what the worker hears (None: it is dead by then)."""

    reached: bool
    heard: Verdict | None


ANSWER_LOST = Fate(True, Verdict.UNKNOWN)
ANSWER_SPOILT = Fate(True, Verdict.SERVER_ERROR)
KILLED_AFTER = Fate(True, None)
KILLED_BEFORE = Fate(False, None)


@dataclass(frozen=True)
class Call:
    """One call as LINE received it. ``address`` is a reply token or the id pushed to."""

    how: str
    address: str
    messages: tuple[Json, ...]
    at: datetime
    retry_key: str | None = None

    @property
    def words(self) -> list[str]:
        """What it says."""
        return [plain(message) for message in self.messages]


class RecordingLine(LineClient):
    """LINE as its rules have it, written down: tokens work once and for a minute, a retry key once in a day.

    ``fates`` says how the next calls end; without one they end well. A function is what happens while the call lasts.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tokens: dict[str, tuple[str, datetime]] = {}
        self._keys: dict[str, tuple[tuple[str, ...], datetime]] = {}
        self.fates: deque[Verdict | Fate | Callable[[], object]] = deque()
        self.calls: list[Call] = []
        self.shown: list[tuple[str, Json]] = []
        """What arrived on which phone, in order."""
        self.loading: list[str] = []
        self.profiles: dict[str, Profile] = {}
        self.asked_for: list[str] = []
        self.contents: dict[str, bytes | Exception | Callable[[], bytes]] = {}
        self.fetched: list[str] = []
        self.menus: dict[str, str] = {}

    def gives(self, token: str, key: str) -> None:
        """LINE hands out a reply token with an event of this chat."""
        self._tokens[token] = (key, self._now() + TOKEN_LIFE)

    def tells(self, key: str) -> list[str]:
        """The words that arrived on this phone."""
        return [plain(message) for to, message in self.shown if to == key]

    def reply(self, token: str, messages: list[Json]) -> Outcome:
        """Free, once, within a minute."""
        self.calls.append(Call("reply", token, tuple(messages), self._now()))
        return self._meet(lambda: self._take_reply(token, messages))

    def push(self, to: str, messages: list[Json], retry_key: str) -> Outcome:
        """Once for each key."""
        self.calls.append(Call("push", to, tuple(messages), self._now(), retry_key))
        return self._meet(lambda: self._take_push(to, messages, retry_key))

    def _meet(self, do: Callable[[], Outcome]) -> Outcome:
        fate = self.fates.popleft() if self.fates else None
        if isinstance(fate, Verdict):
            return Outcome(fate)
        if isinstance(fate, Fate):
            if fate.reached:
                do()
            if fate.heard is None:
                raise Killed
            return Outcome(fate.heard)
        outcome = do()
        if fate is not None:
            fate()
        return outcome

    def _take_reply(self, token: str, messages: list[Json]) -> Outcome:
        key, until = self._tokens.pop(token, ("", self._now()))
        if self._now() >= until:
            return Outcome(Verdict.REFUSED, 400)
        return Outcome(Verdict.ACCEPTED, 200, self._show(key, messages))

    def _take_push(self, to: str, messages: list[Json], retry_key: str) -> Outcome:
        ids, until = self._keys.get(retry_key, ((), self._now()))
        if self._now() < until:
            return Outcome(Verdict.ALREADY_ACCEPTED, 409, ids)
        if len(to) != 33 or to[0] not in "UCR":
            return Outcome(Verdict.REFUSED, 400)
        ids = self._show(to, messages)
        self._keys[retry_key] = ids, self._now() + KEY_LIFE
        return Outcome(Verdict.ACCEPTED, 200, ids)

    def _show(self, key: str, messages: list[Json]) -> tuple[str, ...]:
        self.shown += [(key, message) for message in messages]
        return tuple(f"{next(_serial):018d}" for _ in messages)

    def show_loading(self, user_id: str, seconds: int = 5) -> Outcome:
        """Three dots."""
        self.loading.append(user_id)
        return Outcome(Verdict.ACCEPTED, 202)

    def profile(self, user_id: str) -> Profile | None:
        """Whoever has a profile here."""
        self.asked_for.append(user_id)
        return self.profiles.get(user_id)

    def bot_user_id(self) -> str | None:
        """Our own id."""
        return BOT_ID

    def content(self, message_id: str, most_bytes: int) -> Iterator[bytes]:
        """What lies under ``contents``; gone when there is nothing."""
        self.fetched.append(message_id)
        found = self.contents.get(message_id, ContentGone("404"))
        data = found() if callable(found) else found
        if isinstance(data, Exception):
            raise data
        for start in range(0, min(len(data), most_bytes + 1), 65_536):
            yield data[start : start + 65_536]


# What is meant


def meant(intent: str | None = None, **values: Any) -> Understanding:
    """An understanding: sure of ``intent``, or of nothing."""
    decision = Decision.ANSWER if intent else Decision.HAND_OVER
    base: Json = {"intent": intent, "decision": decision, "confidence": 0.9 if intent else 0.1, "language": "th"}
    return Understanding(**{**base, **values})


@dataclass
class Script:
    """Understands the texts it is told about; every other one is unclear. ``faults``: words it breaks on."""

    meanings: dict[str, Understanding] = field(default_factory=dict)
    faults: dict[str, BaseException] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def __call__(self, text: str) -> Understanding:
        self.heard.append(text)
        for words, fault in self.faults.items():
            if words in text:
                raise fault.with_traceback(None)
        return self.meanings.get(text, meant())
