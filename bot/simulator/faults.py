"""Things that go wrong at LINE when a tester asks for it.

A rule says for which calls, what happens, and for how long: the next n calls, a share of them by a seeded
die, or a number of seconds. The first rule that fits a call takes it.
"""

import itertools
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

BEFORE = {
    "error": "answer with `status` (500) and do nothing",
    "rate_limit": "answer 429, too many calls a second",
    "quota": "answer 429, the monthly limit is reached",
    "unauthorized": "answer 401",
    "drop": "close the connection and do nothing",
    "bad_bytes": "answer 500 with a body that is not UTF-8",
    "hang": "wait `seconds`, then go on as usual",
}
AFTER = {
    "accept_then_error": "do it, then answer with `status` (500)",
    "accept_then_hang": "do it, then wait `seconds` before answering",
    "accept_then_drop": "do it, then close the connection without an answer",
    "accept_then_empty": "do it, then answer 200 with an empty body",
}
KINDS = {**BEFORE, **AFTER}


class FaultError(ValueError):
    """A rule that cannot be; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One rule. ``endpoint`` is a pattern (``*``) over ``POST /v2/bot/message/push``, or over the path alone."""

    kind: str
    endpoint: str = "*"
    times: int | None = None
    for_seconds: float | None = None
    probability: float = 1.0
    seed: int = 0
    seconds: float = 3.0
    status: int = 500

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FaultError(f"kind must be one of {', '.join(KINDS)}, not {self.kind!r}")
        if self.times is not None and self.times < 1:
            raise FaultError("times must be at least 1")
        if not 0.0 < self.probability <= 1.0:
            raise FaultError("probability must be above 0 and at most 1")
        if not 0.0 <= self.seconds <= 120.0:
            raise FaultError("seconds must be between 0 and 120")
        if not 400 <= self.status <= 599:
            raise FaultError("status must be between 400 and 599")

    def fits(self, method: str, path: str) -> bool:
        subject = f"{method} {path}" if " " in self.endpoint else path
        return fnmatchcase(subject, self.endpoint)


@dataclass(slots=True)
class _Rule:
    fault: Fault
    die: random.Random
    ends_at: float | None
    left: int | None
    hits: int = field(default=0)


class Faults:
    """The rules in force. Durations run by the real clock: they are about patience, not about the calendar."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._rules: dict[int, _Rule] = {}
        self._numbers = itertools.count(1)

    def add(self, fault: Fault) -> int:
        """Put a rule in force and give its number."""
        ends_at = None if fault.for_seconds is None else self._monotonic() + fault.for_seconds
        with self._lock:
            number = next(self._numbers)
            self._rules[number] = _Rule(fault, random.Random(fault.seed), ends_at, fault.times)  # noqa: S311 not for secrets
            return number

    def take(self, method: str, path: str) -> Fault | None:
        """The fault this call meets, if any; one use of its rule is spent."""
        with self._lock:
            self._forget_finished()
            for rule in self._rules.values():
                if not rule.fault.fits(method, path) or rule.die.random() >= rule.fault.probability:
                    continue
                rule.hits += 1
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
            return None

    def remove(self, number: int) -> bool:
        with self._lock:
            return self._rules.pop(number, None) is not None

    def clear(self) -> None:
        with self._lock:
            self._rules.clear()

    def listing(self) -> list[dict[str, Any]]:
        with self._lock:
            self._forget_finished()
            return [
                {
                    "number": number,
                    "kind": rule.fault.kind,
                    "endpoint": rule.fault.endpoint,
                    "left": rule.left,
                    "seconds_left": None if rule.ends_at is None else round(rule.ends_at - self._monotonic(), 1),
                    "probability": rule.fault.probability,
                    "hits": rule.hits,
                }
                for number, rule in self._rules.items()
            ]

    def _forget_finished(self) -> None:
        now = self._monotonic()
        finished = [n for n, r in self._rules.items() if r.left == 0 or (r.ends_at is not None and now >= r.ends_at)]
        for number in finished:
            del self._rules[number]
