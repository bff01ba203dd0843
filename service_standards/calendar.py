"""Calendars: when an office is open, day by day, and why it is not.

A calendar is a weekly pattern of shifts, and dated exceptions that replace the pattern on one date. It answers
for the years its holidays are known for, and raises BeyondCalendar for any other. All of it lives in Bangkok.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from service_standards.errors import BeyondCalendar, CalendarError
from service_standards.instants import BUDDHIST_ERA, FIRST_YEAR, INSTANT, LAST_YEAR, NO_TIME, in_bangkok, midnight
from service_standards.shifts import ALL_DAY, CalendarException, Shifts, in_turn
from service_standards.timeline import Spans, Stay, Timeline, Was, lay_out


class AfterHours(StrEnum):
    """What the receipt day of a matter is that comes in after closing, or on a day off."""

    NEXT_WORKING_DAY = "next_working_day"
    SAME_DAY = "same_day"


@dataclass(slots=True)
class _Memory:
    """What a calendar has worked out so far. Only ever replaced whole, so threads may share it."""

    by_date: dict[date, CalendarException]
    timeline: Timeline | None = None
    as_known: dict[frozenset[int], "Calendar"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office is open. `week` has seven days from Monday; of two exceptions on one date the later counts.

    `beyond` ends the message of BeyondCalendar: what to do so that the year {be} (Buddhist era) is known.
    """

    name: str
    week: tuple[Shifts, ...]
    exceptions: tuple[CalendarException, ...] = ()
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    after_hours: AfterHours = AfterHours.NEXT_WORKING_DAY
    roll_forward: bool = True
    beyond: str = "its holidays are not known there"
    _memory: _Memory = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise CalendarError(f"the week of {self.name!r} has {len(self.week)} days: give seven, from Monday")
        if not any(self.week):
            raise CalendarError(f"{self.name!r} is never open: give it at least one shift a week")
        if not FIRST_YEAR <= self.first_year <= self.last_year <= LAST_YEAR:
            raise CalendarError(f"{self.name!r} covers no year between {FIRST_YEAR} and {LAST_YEAR}")
        object.__setattr__(self, "week", tuple(in_turn(day) for day in self.week))
        object.__setattr__(self, "_memory", _Memory({closure.on: closure for closure in self.exceptions}))

    def on_top(self, exceptions: Iterable[CalendarException], name: str = "") -> Self:
        """This calendar with exceptions of an estate, a unit or a single case laid over it."""
        return replace(self, name=name or self.name, exceptions=self.exceptions + tuple(exceptions))

    def as_known_on(self, day: date) -> "Calendar":
        """This calendar without what was announced after `day`: the one a promise of that day was made by."""
        later = frozenset(place for place, closure in enumerate(self.exceptions) if not closure.known_on(day))
        if not later:
            return self
        known = self._memory.as_known
        if later not in known:
            kept = tuple(closure for place, closure in enumerate(self.exceptions) if place not in later)
            known[later] = replace(self, exceptions=kept)
        return known[later]

    def exception_on(self, day: date) -> CalendarException | None:
        return self._memory.by_date.get(day)

    def shifts_on(self, day: date) -> Shifts:
        """The open shifts of a date, in order; none when it is closed."""
        self._check(day.year, day.year)
        exception = self.exception_on(day)
        return exception.shifts if exception else self.week[day.weekday()]

    def timeline(self, first_year: int, last_year: int) -> Timeline:
        """The calendar laid out over at least these years. Raises BeyondCalendar outside its own."""
        built = self._memory.timeline
        if built and built.first_year <= first_year and last_year <= built.last_year:
            return built
        self._check(first_year, last_year)
        if built:
            first_year, last_year = min(first_year, built.first_year), max(last_year, built.last_year)
        built = lay_out(first_year, last_year, self._days(first_year, last_year))
        self._memory.timeline = built
        return built

    def further(self, timeline: Timeline) -> Timeline:
        """A timeline of this calendar with twice the years, or all there are. Raises BeyondCalendar after those."""
        twice = 2 * timeline.last_year - timeline.first_year + 1
        return self.timeline(timeline.first_year, max(timeline.last_year + 1, min(twice, self.last_year)))

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """The open time between two instants, `start` not after `end`."""
        start, end = in_bangkok(start), in_bangkok(end)
        if end < start:
            raise CalendarError(f"{end.isoformat()} is before {start.isoformat()}: give the earlier instant first")
        timeline = self.timeline(start.year, (end - INSTANT).year if start < end else start.year)
        return timeline.open_until(end) - timeline.open_until(start)

    def open_after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant at which `amount` of open time has passed: a closing rather than the next opening."""
        start = in_bangkok(start)
        if amount <= NO_TIME:
            raise CalendarError(f"an amount of open time must be positive, not {amount}")
        timeline = self.timeline(start.year, start.year)
        target = timeline.open_until(start) + amount
        while target > timeline.open_in_all:
            timeline = self.further(timeline)
            target = timeline.open_until(start) + amount
        return timeline.reached(target)

    def next_open(self, instant: datetime) -> datetime:
        """The instant itself where the calendar is open then, else its next opening."""
        instant = in_bangkok(instant)
        timeline = self.timeline(instant.year, instant.year)
        while (place := bisect_right(timeline.closes, instant)) == len(timeline.closes):
            timeline = self.further(timeline)
        return max(instant, timeline.opens[place])

    def working_dates(self, first: date, last: date) -> list[date]:
        """The dates from `first` to `last`, both included, that have a shift."""
        days = range(first.toordinal(), last.toordinal() + 1)
        return [day for day in map(date.fromordinal, days) if self.shifts_on(day)]

    def closures_between(self, start: datetime, end: datetime) -> list[CalendarException]:
        """The exceptions that took open time away between two instants; plain days off are none.

        A holiday on a Sunday explains nothing and is left out, but its substitute on Monday is told.
        """
        start, end = in_bangkok(start), in_bangkok(end)
        days = map(date.fromordinal, range(start.toordinal(), end.toordinal() + 1))
        found = (self.exception_on(day) for day in days)
        return [closure for closure in found if closure and self._takes_away(closure, start, end)]

    def _takes_away(self, closure: CalendarException, start: datetime, end: datetime) -> bool:
        day = midnight(closure.on)
        lost = [
            shift
            for shift in self.week[closure.on.weekday()]
            if day + timedelta(minutes=shift.opens) < end and start < day + timedelta(minutes=shift.closes)
        ]
        return any(not any(kept.opens <= s.opens and s.closes <= kept.closes for kept in closure.shifts) for s in lost)

    def _days(self, first_year: int, last_year: int) -> Iterator[tuple[Spans, Stay]]:
        """Each date's shifts as lengths from midnight, and what the rest of it is."""
        usual = [_laid(shifts, None) for shifts in self.week]
        unusual = {day: _laid(closure.shifts, closure) for day, closure in self._memory.by_date.items()}
        for ordinal in range(date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal() + 1):
            day = date.fromordinal(ordinal)
            yield unusual.get(day) or usual[day.weekday()]

    def _check(self, first_year: int, last_year: int) -> None:
        if self.first_year <= first_year and last_year <= self.last_year:
            return
        unknown = self.first_year - 1 if first_year < self.first_year else self.last_year + 1
        raise BeyondCalendar(
            f"the calendar {self.name!r} covers {self.first_year}–{self.last_year} and not {unknown}: "
            + self.beyond.format(be=unknown + BUDDHIST_ERA)
        )


def _laid(shifts: Shifts, closure: CalendarException | None) -> tuple[Spans, Stay]:
    spans = tuple((timedelta(minutes=shift.opens), timedelta(minutes=shift.closes)) for shift in shifts)
    if closure is None:
        return spans, Stay(Was.CLOSED if shifts else Was.DAY_OFF, None)
    return spans, Stay(Was.HOLIDAY if closure.is_holiday else Was.CLOSED, closure)


ALWAYS = Calendar("always", (ALL_DAY,) * 7)
