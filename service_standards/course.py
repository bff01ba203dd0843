"""The course of one clock: the events of a matter turned into stretches of time that ran, waited or were over.

What the rules leave open is decided so:
- Events after `now` have not happened yet.
- A second `received` changes nothing; the earliest counts.
- A clock that starts with `documents_complete` waits until then. Questions asked before are no pause: the
  documents answered them. A matter resolved before its documents are complete starts and stops at that instant.
- `resolved` while resolved and `reopened` while open change nothing and are not counted.
- A progress clock ends at `resolved`; what is told after that does not restart it. Reopened, it goes on in the
  interval it was in. A new interval told in the middle of a pause begins paused.
- `cancelled` and `duplicate_of` end a clock that is still going. One that has stopped keeps its verdict, and
  whatever comes after a withdrawal is not timed.
- `responded` also stops a bot's clock; `bot_answered` never stops an officer's.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, auto
from typing import ClassVar, NamedTuple, Self

from service_standards.events import Event, What
from service_standards.terms import Measure, Starts, Terms


class State(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class Phase(StrEnum):
    """What a clock does with a stretch of time."""

    INCOMPLETE = auto()
    RUNNING = auto()
    WAITING = auto()
    OVER = auto()


# Python 3.11 finds an enum's member through a descriptor, and a reading names these fifty times.
INCOMPLETE, RUNNING, WAITING, OVER = Phase


class Stretch(NamedTuple):
    """Time of one phase, [start, end). A wait names the question it waits on."""

    start: datetime
    end: datetime
    phase: Phase
    question: Event | None


@dataclass(slots=True)
class Interval:
    """The time one allowance is counted over. A clock has one; a progress clock one for each time it was restarted.

    `ends` is when a later interval took over. `runs_on_from` is where time goes on being spent if nothing more
    happens, or would if the clock had not been stopped; None where it waits, and once the interval has ended.
    """

    begins: datetime
    ends: datetime | None = None
    stretches: list[Stretch] = field(default_factory=list)
    runs_on_from: datetime | None = None


_STATES = {
    INCOMPLETE: State.PAUSED,
    RUNNING: State.RUNNING,
    WAITING: State.PAUSED,
    OVER: State.STOPPED,
}
_STOPS = {
    Measure.BOT_ANSWER: (What.BOT_ANSWERED, What.RESPONDED),
    Measure.FIRST_RESPONSE: (What.RESPONDED,),
    Measure.RESOLUTION: (),
    Measure.PROGRESS: (),
}
_AT_RECEIPT = Starts.RECEIVED
_RESTARTS = dict.fromkeys(Measure, ()) | {Measure.PROGRESS: (What.PROGRESS_TOLD, What.RESPONDED)}


class Course:
    """One clock followed through the events of its matter."""

    def __init__(self, terms: Terms, received_at: datetime) -> None:
        self.ends_with_the_matter = terms.measure.ends_with_the_matter
        self.pausable = terms.pausable and self.ends_with_the_matter
        self.stops = _STOPS[terms.measure]
        self.restarts = _RESTARTS[terms.measure]
        self.received_at = received_at
        self.incomplete: list[Stretch] = []  # the wait for documents, before any interval
        self.intervals: list[Interval] = []
        self.withdrawn_at: datetime | None = None
        self.first_resolution: datetime | None = None
        self.last_resolution: datetime | None = None
        self.reopenings = 0
        self.since = received_at
        self._resolved = False
        self._phase = INCOMPLETE
        self._question: Event | None = None
        if terms.starts is _AT_RECEIPT:
            self._start(received_at)

    @property
    def state(self) -> State:
        return _STATES[self._phase] if self.withdrawn_at is None else State.WITHDRAWN

    @property
    def stopped_at(self) -> datetime | None:
        return self.since if self._phase is OVER else None

    def close(self, at: datetime) -> None:
        """Ends the account at `at`: the last stretch is told as far as that, unless the clock is over."""
        if self._phase is not OVER:
            self._turn(at, self._phase, self._question)
        if self._phase in (RUNNING, OVER):
            self.intervals[-1].runs_on_from = self.since

    def _turn(self, at: datetime, phase: Phase, question: Event | None = None) -> None:
        if at > self.since:
            stretches = self.intervals[-1].stretches if self.intervals else self.incomplete
            stretches.append(Stretch(self.since, at, self._phase, self._question))
        self.since, self._phase, self._question = at, phase, question

    def _completed(self, event: Event) -> None:
        self._start(event.at)

    def _start(self, at: datetime) -> None:
        if not self.intervals:
            self._turn(at, RUNNING)
            self.intervals.append(Interval(at))

    def _ask(self, question: Event) -> None:
        if self.pausable and self._phase is RUNNING:
            self._turn(question.at, WAITING, question)

    def _reply(self, event: Event) -> None:
        if self._phase is WAITING:
            self._turn(event.at, RUNNING)

    def _hear_from_us(self, event: Event) -> None:
        if self._phase is OVER:
            return
        if event.what in self.stops:
            self._stop(event.at)
        elif event.what in self.restarts and self.intervals:
            self._turn(event.at, self._phase, self._question)
            self.intervals[-1].ends = event.at
            self.intervals.append(Interval(event.at))

    def _resolve(self, event: Event) -> None:
        if self._resolved:
            return
        self._resolved = True
        self.first_resolution = self.first_resolution or event.at
        self.last_resolution = event.at
        if self.ends_with_the_matter:
            self._stop(event.at)

    def _stop(self, at: datetime) -> None:
        self._start(at)
        self._turn(at, OVER)

    def _reopen(self, event: Event) -> None:
        if not self._resolved:
            return
        self._resolved = False
        self.reopenings += 1
        if self.ends_with_the_matter:
            self._turn(event.at, RUNNING)

    def _withdraw(self, event: Event) -> None:
        if self._phase is not OVER:
            self.withdrawn_at = event.at
            self.close(event.at)

    takes: ClassVar[Mapping[What, Callable[[Self, Event], None]]] = {
        What.DOCUMENTS_COMPLETE: _completed,
        What.ASKED_CUSTOMER: _ask,
        What.CUSTOMER_REPLIED: _reply,
        What.BOT_ANSWERED: _hear_from_us,
        What.RESPONDED: _hear_from_us,
        What.PROGRESS_TOLD: _hear_from_us,
        What.RESOLVED: _resolve,
        What.REOPENED: _reopen,
        What.CANCELLED: _withdraw,
        What.DUPLICATE_OF: _withdraw,
    }


def follow(terms: Terms, ordered: Iterable[Event], received_at: datetime, now: datetime) -> Course:
    """The course as at `now` of events in order, `received` first."""
    course = Course(terms, received_at)
    for event in ordered:
        if event.at > now or course.withdrawn_at:
            break
        if take := Course.takes.get(event.what):
            take(course, event)
    if not course.withdrawn_at:
        course.close(now)
    return course
