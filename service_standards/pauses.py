"""The pauses of one clock: how long it waited for the customer, and which of them somebody should look at.

A pause is doubtful, not wrong: it began just before the allowance was up, its message asks for nothing, or it lasts
and lasts. What is said about a pause is a function of the events, so that anybody can count it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from service_standards.asking import asks_something
from service_standards.calendar import Calendar
from service_standards.clock import Reading, read_clock
from service_standards.course import State
from service_standards.events import Event, What
from service_standards.instants import in_bangkok
from service_standards.terms import Terms
from service_standards.timeline import Was

JUST_BEFORE = timedelta(minutes=30)
TOO_LONG = timedelta(days=10)


class Doubt(StrEnum):
    """Why somebody should look at a pause."""

    JUST_BEFORE_DUE = "just_before_due"
    ASKS_NOTHING = "asks_nothing"
    TOO_LONG = "too_long"


class Pause(NamedTuple):
    """A wait for the customer: from the question to the answer, or ``until`` None where it still lasts."""

    since: datetime
    until: datetime | None
    question: Event | None
    doubts: frozenset[Doubt]

    def lasts(self, now: datetime) -> timedelta:
        """How long it lasted, or lasts by now."""
        return (self.until or now) - self.since


def pauses(
    terms: Terms, calendar: Calendar, events: Sequence[Event], reading: Reading, words: Mapping[str, str]
) -> list[Pause]:
    """The pauses of a clock in turn, as it was read.

    Args:
        words: what was asked, by ``ref`` of the event; a message that is not known is not doubted for its words.
    """
    found = []
    for since, until, question in _waits(events, reading):
        doubts = set()
        if question and _just_before_due(terms, calendar, events, question):
            doubts.add(Doubt.JUST_BEFORE_DUE)
        if question and not asks_something(words.get(question.ref, "?")):
            doubts.add(Doubt.ASKS_NOTHING)
        if until and until - since > TOO_LONG:
            doubts.add(Doubt.TOO_LONG)
        found.append(Pause(since, until, question, frozenset(doubts)))
    return found


def _waits(events: Sequence[Event], reading: Reading) -> Iterator[tuple[datetime, datetime | None, Event | None]]:
    """Each wait with its question; without an end the one that still lasts."""
    lasting = reading.state is State.PAUSED and reading.started_at is not None
    lines = [line for line in reading.ledger if line.was is Was.WAITING]
    for line in lines:
        yield line.start, None if lasting and line.end == reading.now else line.end, line.question
    if lasting and not (lines and lines[-1].end == reading.now):  # asked this very instant: no time of it is told yet
        asked = [event for event in events if event.what is What.ASKED_CUSTOMER and event.at == reading.now]
        yield reading.now, None, asked[0] if asked else None


def _just_before_due(terms: Terms, calendar: Calendar, events: Sequence[Event], question: Event) -> bool:
    """Whether little was left of the allowance when the question went out."""
    before = [event for event in events if event.place < question.place]
    due = read_clock(terms, calendar, before, question.at).next_due
    return due is not None and in_bangkok(question.at) <= due <= question.at + JUST_BEFORE
