"""What if another standard had held? A matter read under it, beside how it stands under the one it was promised.

A replay takes what happened as it happened: that people would have worked otherwise under other terms is not in it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from service_standards.calendar import Calendar
from service_standards.clock import Reading, Verdict, read_clock
from service_standards.course import State
from service_standards.errors import BeyondCalendar
from service_standards.events import Event
from service_standards.terms import Terms


class Outcome(StrEnum):
    """What became of a matter under one standard. `UNKNOWN`: it runs beyond the holidays that are known."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    NO_STANDARD = "no_standard"
    UNKNOWN = "unknown"


class Read(NamedTuple):
    """A matter under one standard, with the instant by which it was up or will be.

    `settled_at` is when it was met or missed: the stop that was in time, or the due instant that passed.
    """

    outcome: Outcome
    due: datetime | None = None
    settled_at: datetime | None = None


class Replayed(NamedTuple):
    """A matter as it was and as it would have been."""

    actual: Outcome
    proposed: Outcome


class Part(StrEnum):
    """Which matters a number counts."""

    RECEIVED = "received"
    WITHDRAWN = "withdrawn"
    UNCOUNTED = "uncounted"
    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    WOULD_MEET = "would_meet"
    WOULD_MISS = "would_miss"
    WOULD_BE_OPEN = "would_be_open"
    NEWLY_MISSED = "newly_missed"
    NEWLY_KEPT = "newly_kept"


_JUDGED = frozenset({Outcome.MET, Outcome.MISSED, Outcome.OPEN})
_BELONGS: Mapping[Part, Callable[[Replayed], bool]] = MappingProxyType(
    {
        Part.RECEIVED: lambda one: True,
        Part.WITHDRAWN: lambda one: one.proposed is Outcome.WITHDRAWN,
        Part.UNCOUNTED: lambda one: one.actual not in _JUDGED and one.proposed is not Outcome.WITHDRAWN,
        Part.MET: lambda one: one.actual is Outcome.MET,
        Part.MISSED: lambda one: one.actual is Outcome.MISSED,
        Part.OPEN: lambda one: one.actual is Outcome.OPEN,
        Part.WOULD_MEET: lambda one: one.proposed is Outcome.MET,
        Part.WOULD_MISS: lambda one: one.proposed is Outcome.MISSED,
        Part.WOULD_BE_OPEN: lambda one: one.proposed is Outcome.OPEN,
        Part.NEWLY_MISSED: lambda one: one.proposed is Outcome.MISSED and one.actual is not Outcome.MISSED,
        Part.NEWLY_KEPT: lambda one: one.actual is Outcome.MISSED and one.proposed in (Outcome.MET, Outcome.OPEN),
    }
)


def belongs(one: Replayed, part: Part) -> bool:
    """Whether a number counts this matter: what a number says and what it opens to are decided here alone."""
    return _BELONGS[part](one)


def read(terms: Terms | None, calendar: Calendar, events: Iterable[Event], now: datetime) -> Read:
    """What became of the matter under these terms; without any nothing was promised."""
    if terms is None:
        return Read(Outcome.NO_STANDARD)
    try:
        reading = read_clock(terms, calendar, events, now)
    except BeyondCalendar:
        return Read(Outcome.UNKNOWN)
    return judged(reading)


def judged(reading: Reading) -> Read:
    """What a reading came to."""
    if reading.state is State.WITHDRAWN:
        return Read(Outcome.WITHDRAWN, reading.due)
    settled_at = reading.due if reading.verdict is Verdict.MISSED else reading.stopped_at
    return Read(_OUTCOMES.get(reading.verdict, Outcome.NO_STANDARD), reading.due, settled_at)


_OUTCOMES: Mapping[Verdict | None, Outcome] = {
    Verdict.MET: Outcome.MET,
    Verdict.MISSED: Outcome.MISSED,
    Verdict.OPEN: Outcome.OPEN,
}


class Tally:
    """How many matters of a group went from what to what."""

    def __init__(self) -> None:
        self._counts: Counter[Replayed] = Counter()

    @property
    def counts(self) -> Mapping[Replayed, int]:
        """How many matters went each way."""
        return self._counts

    def add(self, one: Replayed) -> None:
        self._counts[one] += 1

    def count(self, part: Part) -> int:
        """How many matters this number counts."""
        return sum(times for one, times in self._counts.items() if belongs(one, part))

    @property
    def share(self) -> float | None:
        """Of those decided, how many were in time; None where none is decided."""
        return _share(self.count(Part.MET), self.count(Part.MISSED))

    @property
    def would_share(self) -> float | None:
        """The same under the proposed standard."""
        return _share(self.count(Part.WOULD_MEET), self.count(Part.WOULD_MISS))


def _share(met: int, missed: int) -> float | None:
    return met / (met + missed) if met or missed else None
