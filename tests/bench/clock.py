"""The clock beside ``businesstimedelta``, another library for business hours: the same cases, the same results.

Times are of the processor, so that whatever else the machine does meanwhile counts little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from statistics import median
from time import process_time
from typing import Any

import pytz
from businesstimedelta import BusinessTimeDelta, HolidayRule, Rules, WorkDayRule

from service_standards.charter import ServiceStandard, load_trial_charter
from service_standards.clock import Reading, read_clock
from service_standards.events import Event, What
from service_standards.instants import BANGKOK
from service_standards.office import calendars, office
from service_standards.terms import Terms
from tests.bench.stage import ROUNDS

MATTERS, SPANS = 4000, 1000
_FIRST_DAY, _DAYS = datetime(2024, 1, 1, tzinfo=BANGKOK), 1000
_MINUTES_A_DAY = 24 * 60

Span = tuple[datetime, datetime, timedelta]
"""From, to, and an amount of open time."""
Matter = tuple[Terms, str, Sequence[tuple[datetime, What]], datetime]
"""Terms, the calendar's name, what happened when, and when the clock is read."""
Way = Callable[[], list[Any]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Microseconds for one result, ours and theirs."""

    ours: float
    theirs: float

    @property
    def times(self) -> float:
        """How many times as fast ours is."""
        return self.theirs / self.ours


@dataclass(frozen=True, slots=True)
class Clock:
    """Readings a second, ledger and all, with how many lines a ledger has; due times and elapsed open time."""

    readings: float
    lines: float
    due: Beside
    elapsed: Beside


def measure() -> Clock:
    """All of it. Fails where the two libraries do not agree to the second."""
    matters, spans = _matters(Random(1)), _spans(Random(2))
    readings = _readings(matters)
    taken = median([_seconds(partial(_readings, matters)) for _ in range(ROUNDS)])
    rules = _rules()
    due = _beside(
        lambda: [office().open_after(start, amount) for start, _, amount in spans],
        lambda: [start + BusinessTimeDelta(rules, timedelta=amount) for start, _, amount in spans],
    )
    elapsed = _beside(
        lambda: [office().open_between(start, end) for start, end, _ in spans],
        lambda: [rules.difference(start, end).timedelta for start, end, _ in spans],
    )
    return Clock(len(matters) / taken, sum(len(one.ledger) for one in readings) / len(readings), due, elapsed)


def _readings(matters: Sequence[Matter]) -> list[Reading]:
    return [
        read_clock(terms, calendars()[calendar], [Event(at, what) for at, what in events], now)
        for terms, calendar, events, now in matters
    ]


def _beside(ours: Way, theirs: Way) -> Beside:
    assert ours() == theirs(), "the two libraries count differently"
    rounds = [(_seconds(ours), _seconds(theirs)) for _ in range(ROUNDS)]
    return Beside(*(median(taken) / SPANS * 1e6 for taken in zip(*rounds, strict=True)))


def _seconds(way: Way) -> float:
    began = process_time()
    way()
    return process_time() - began


def _rules() -> Rules:
    """The office calendar as the other library writes it."""
    zone = pytz.timezone("Asia/Bangkok")
    hours = WorkDayRule(start_time=time(8, 30), end_time=time(16, 30), working_days=[0, 1, 2, 3, 4], tz=zone)
    return Rules([hours, HolidayRule({closure.on for closure in office().exceptions}, tz=zone)])


def _spans(chance: Random) -> list[Span]:
    """Receipts over years, an hour to thirty days until the answer, allowances of one to forty business hours."""
    starts = [_some_time(chance) for _ in range(SPANS)]
    return [
        (start, start + timedelta(minutes=chance.randrange(60, 30 * _MINUTES_A_DAY)), timedelta(hours=hours))
        for start in starts
        for hours in [chance.choice((1, 2, 4, 8, 16, 24, 40))]
    ]


def _matters(chance: Random) -> list[Matter]:
    """Matters under every standard of the trial charter: answered, asked, told, resolved, some of them reopened."""
    return [_matter(chance, standard) for standard in chance.choices(load_trial_charter().standards, k=MATTERS)]


def _matter(chance: Random, standard: ServiceStandard) -> Matter:
    story = [What.RESPONDED, What.ASKED_CUSTOMER, What.CUSTOMER_REPLIED, What.PROGRESS_TOLD, What.RESOLVED]
    if chance.random() < 0.1:
        story += [What.REOPENED, What.RESOLVED]
    at = _some_time(chance)
    events = [(at, What.RECEIVED)]
    for what in story:
        at += timedelta(minutes=chance.randrange(2 * _MINUTES_A_DAY))
        events.append((at, what))
    return standard.terms, standard.calendar, events, at + timedelta(days=1)


def _some_time(chance: Random) -> datetime:
    return _FIRST_DAY + timedelta(minutes=chance.randrange(_DAYS * _MINUTES_A_DAY))
