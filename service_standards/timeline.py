"""A calendar laid out as sorted instants, so that a question about time is a binary search.

The two layers below speak of the same time: `hours` tells open from closed for what is counted in minutes,
`days` tells working dates from others for what is counted in days. Neighbours that are alike are one entry.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from service_standards.instants import DAY, NO_TIME, midnight
from service_standards.shifts import CalendarException

# The shifts of one date, as lengths of time from its midnight.
Spans = tuple[tuple[timedelta, timedelta], ...]


class Was(StrEnum):
    """What a stretch of time was, to the clock."""

    OPEN = "open"
    WORKING_DAY = "working day"
    RECEIPT_DAY = "receipt day"
    CLOSED = "closed"
    DAY_OFF = "day off"
    HOLIDAY = "holiday"
    WAITING = "waiting for the customer"
    INCOMPLETE = "waiting for documents"
    RESOLVED = "resolved"


class Stay(NamedTuple):
    """What the time was, and the exception that made it so, if any."""

    was: Was
    closure: CalendarException | None


OPEN = Stay(Was.OPEN, None)
WORKING_DAY = Stay(Was.WORKING_DAY, None)
RECEIPT_DAY = Stay(Was.RECEIPT_DAY, None)
AFTER_HOURS = Stay(Was.CLOSED, None)


@dataclass(slots=True)
class Layer:
    """Time cut where its nature changes: `stays[i]` holds from `edges[i]` to the next edge."""

    edges: list[datetime] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)

    def add(self, edge: datetime, stay: Stay) -> None:
        if not self.stays or not _alike(self.stays[-1], stay):
            self.edges.append(edge)
            self.stays.append(stay)

    def cut(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime, Stay]]:
        """The pieces of [start, end), in order, without gap."""
        edges, stays, pieces = self.edges, self.stays, []
        index = bisect_right(edges, start)
        while index < len(edges) and (edge := edges[index]) < end:
            pieces.append((start, edge, stays[index - 1]))
            start = edge
            index += 1
        pieces.append((start, end, stays[index - 1]))
        return pieces


@dataclass(slots=True)
class Timeline:
    """The years `first_year` to `last_year` of one calendar."""

    first_year: int
    last_year: int
    opens: list[datetime] = field(default_factory=list)
    closes: list[datetime] = field(default_factory=list)
    before: list[timedelta] = field(default_factory=list)  # open time before opens[i]
    open_in_all: timedelta = NO_TIME
    closings: list[datetime] = field(default_factory=list)  # the last closing of each working date
    working: list[int] = field(default_factory=list)  # the ordinals of those dates
    ends: list[datetime] = field(default_factory=list)  # the midnights that end them
    hours: Layer = field(default_factory=Layer)
    days: Layer = field(default_factory=Layer)

    def open_until(self, instant: datetime) -> timedelta:
        """The open time from the start of the timeline to an instant inside it."""
        index = bisect_right(self.opens, instant) - 1
        if index < 0:
            return NO_TIME
        closes = self.closes[index]
        return self.before[index] + ((instant if instant < closes else closes) - self.opens[index])

    def reached(self, target: timedelta) -> datetime:
        """The first instant at which `target` of open time has passed, 0 < target <= open_in_all."""
        index = bisect_left(self.before, target) - 1
        return self.opens[index] + (target - self.before[index])

    def _add_day(self, ordinal: int, start: datetime, spans: Spans, rest: Stay) -> None:
        now = start
        for opens, closes in spans:
            self._add_shift(now, start + opens, start + closes, rest)
            now = start + closes
        if now < start + DAY:
            self.hours.add(now, rest)
        if spans:
            self.closings.append(now)
            self.working.append(ordinal)
            self.ends.append(start + DAY)
        self.days.add(start, WORKING_DAY if spans else rest)

    def _add_shift(self, now: datetime, opens: datetime, closes: datetime, rest: Stay) -> None:
        if now < opens:
            self.hours.add(now, rest)
        self.hours.add(opens, OPEN)
        self.opens.append(opens)
        self.closes.append(closes)
        self.before.append(self.open_in_all)
        self.open_in_all += closes - opens


def lay_out(first_year: int, last_year: int, days: Iterable[tuple[Spans, Stay]]) -> Timeline:
    """The timeline of `days`, one for each date of the years."""
    timeline = Timeline(first_year, last_year)
    first = date(first_year, 1, 1)
    start = midnight(first)
    for ordinal, (spans, rest) in enumerate(days, first.toordinal()):
        timeline._add_day(ordinal, start, spans, rest)
        start += DAY
    return timeline


def _alike(one: Stay, other: Stay) -> bool:
    if one is other or one.closure is other.closure:
        return one.was is other.was
    if one.closure is None or other.closure is None:
        return False
    return (one.closure.reason_th, one.closure.source) == (other.closure.reason_th, other.closure.source)
