"""How time spends an allowance: one way of counting for each kind.

Minutes and business minutes are a length of open time. Days are counted at instants: the closing of a working
day, the midnight that ends a date. An instant at the very start of a stretch belongs to it, one at its very end
does not.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from service_standards.allowance import Allowance, Kind, Spent
from service_standards.calendar import ALWAYS, AfterHours, Calendar
from service_standards.course import RUNNING, Interval, Stretch
from service_standards.instants import DAY, INSTANT, NO_TIME, end_of
from service_standards.ledger import LedgerLine, not_counted
from service_standards.timeline import AFTER_HOURS, OPEN, RECEIPT_DAY, WORKING_DAY, Timeline

_MIDNIGHT = time()
_SAME_DAY = AfterHours.SAME_DAY


class Counted(NamedTuple):
    """One interval, counted.

    `due` is the first instant at which the allowance is up; None where it is not and nothing runs on. `carried_from`
    is the date off on which a last calendar day fell, so that it was carried to the next working date.
    """

    due: datetime | None
    spent: Spent
    lines: list[LedgerLine]
    carried_from: date | None = None


def count(allowance: Allowance, calendar: Calendar, interval: Interval) -> Counted:
    """What an interval spent of an allowance. Raises BeyondCalendar where the holidays are not known.

    Plain minutes run day and night, whatever the calendar.
    """
    return _COUNTS[allowance.kind](allowance, calendar, interval)


def reaches(part: Spent, allowance: Allowance, calendar: Calendar, interval: Interval) -> datetime | None:
    """The first instant at which an interval has spent `part`, less than its allowance, or will if it runs on.

    None where it has not and nothing runs on. Of calendar days only the last is carried, which a part does not have.
    """
    if isinstance(part, timedelta):
        return _lengths(part, ALWAYS if allowance.kind is Kind.MINUTES else calendar, interval).due
    less = replace(allowance, count=part)
    if allowance.kind is Kind.WORKING_DAYS:
        return _working_days(less, calendar, interval).due
    return _CalendarDays(less, calendar, interval, rolls=False).counted().due


def running_time(calendar: Calendar, interval: Interval, until: datetime) -> timedelta:
    """The open time in which an interval runs from its beginning to `until`, if nothing more happens to it."""
    ran = [(one.start, one.end) for one in interval.stretches if one.phase is RUNNING]
    if interval.runs_on_from:
        ran.append((interval.runs_on_from, until))
    return sum([calendar.open_between(start, min(end, until)) for start, end in ran if start < until], NO_TIME)


def reaches_running_time(amount: timedelta, calendar: Calendar, interval: Interval) -> datetime | None:
    """The first instant at which an interval has run for `amount` of open time, or will; None as for `reaches`."""
    return _lengths(amount, calendar, interval).due


def _minutes(allowance: Allowance, _: Calendar, interval: Interval) -> Counted:
    return _lengths(allowance.time, ALWAYS, interval)


def _business_minutes(allowance: Allowance, calendar: Calendar, interval: Interval) -> Counted:
    return _lengths(allowance.time, calendar, interval)


def _lengths(allowed: timedelta, calendar: Calendar, interval: Interval) -> Counted:
    timeline = _spanning(calendar, interval)
    due, spent = None, NO_TIME
    lines: list[LedgerLine] = []
    for stretch in interval.stretches:
        if stretch.phase is not RUNNING:
            lines.append(not_counted(stretch, NO_TIME))
            continue
        pieces = timeline.hours.cut(stretch.start, stretch.end)
        ran = sum([end - start for start, end, stay in pieces if stay is OPEN], NO_TIME)
        if due is None and spent + ran >= allowed:
            due = timeline.reached(timeline.open_until(stretch.start) + allowed - spent)
        spent += ran
        lines += [
            LedgerLine(start, end, stay.was, end - start if stay is OPEN else NO_TIME, stay.closure)
            for start, end, stay in pieces
        ]
    if due is None and interval.runs_on_from:
        due = calendar.open_after(interval.runs_on_from, allowed - spent)
    return Counted(due, spent, lines)


def _working_days(allowance: Allowance, calendar: Calendar, interval: Interval) -> Counted:
    allowed = allowance.count
    timeline = _spanning(calendar, interval)
    counts_from = _end_of_receipt_day(calendar, timeline, interval.begins)
    closings = timeline.closings
    counting = bisect_right(closings, counts_from)
    due, spent = None, 0
    lines: list[LedgerLine] = []
    for stretch in interval.stretches:
        if stretch.phase is not RUNNING:
            lines.append(not_counted(stretch, 0))
            continue
        first = max(counting, bisect_left(closings, stretch.start))
        beyond = max(first, bisect_left(closings, stretch.end))
        if due is None and spent + beyond - first >= allowed:
            due = closings[first + allowed - spent - 1]
        spent += beyond - first
        lines += _day_lines(timeline, stretch, timeline.working[first:beyond], counts_from)
    if due is None and interval.runs_on_from:
        due = _closing_after(calendar, counts_from, interval.runs_on_from, allowed - spent)
    return Counted(due, spent, lines)


def _end_of_receipt_day(calendar: Calendar, timeline: Timeline, begins: datetime) -> datetime:
    if calendar.after_hours is _SAME_DAY:
        return end_of(begins.toordinal())
    while (place := bisect_right(timeline.closings, begins)) == len(timeline.closings):
        timeline = calendar.further(timeline)
    return timeline.ends[place]


def _closing_after(calendar: Calendar, counts_from: datetime, start: datetime, count: int) -> datetime:
    """The `count`-th closing at or after `start` that counts. One at 24:00 of the receipt day does not."""
    timeline = calendar.timeline(start.year, start.year)
    while True:
        first = max(bisect_right(timeline.closings, counts_from), bisect_left(timeline.closings, start))
        if first + count <= len(timeline.closings):
            return timeline.closings[first + count - 1]
        timeline = calendar.further(timeline)


class _CalendarDays:
    """The midnights that end the dates after the receipt date.

    Where the last of them would end a date without a shift and the calendar rolls forward, that day is carried
    to the next date with one: the midnights between spend nothing, and the one it is carried to is the last.
    """

    def __init__(
        self, allowance: Allowance, calendar: Calendar, interval: Interval, *, rolls: bool | None = None
    ) -> None:
        self.calendar = calendar
        self.rolls = calendar.roll_forward if rolls is None else rolls
        self.interval = interval
        self.first = interval.begins.toordinal() + 1
        self.left = allowance.count
        self.due: datetime | None = None
        self.carried_from: date | None = None
        self.spent = 0

    def counted(self) -> Counted:
        timeline = _spanning(self.calendar, self.interval)
        counts_from = end_of(self.first - 1)
        lines: list[LedgerLine] = []
        for stretch in self.interval.stretches:
            if stretch.phase is RUNNING:
                lines += _day_lines(timeline, stretch, self._days(stretch), counts_from)
            else:
                lines.append(not_counted(stretch, 0))
        if self.due is None and (start := self.interval.runs_on_from):
            self.due = end_of(self._carried(max(self.first, _ending(start)) + self.left - 1))
        return Counted(self.due, self.spent, lines, self.carried_from)

    def _days(self, stretch: Stretch) -> Sequence[int]:
        """The dates whose ends lie in the stretch and count."""
        days = range(max(self.first, _ending(stretch.start)), _ending(stretch.end))
        counted = self._until_up(days) if self.due is None else days
        self.spent += len(counted)
        return counted

    def _until_up(self, days: range) -> Sequence[int]:
        """Those of the days that count while the allowance is not up. Sets `due` where they use it up."""
        if len(days) < self.left:
            self.left -= len(days)
            return days
        plain = days[: self.left - 1]
        last = self._carried(days[self.left - 1])
        self.left = 1
        if last not in days:
            return plain
        self.due = end_of(last)
        return [*plain, *range(last, days.stop)]

    def _carried(self, day: int) -> int:
        """The date on which a last day ends: itself, or the next with a shift."""
        if not self.rolls:
            return day
        year = (end_of(day) - INSTANT).year
        timeline = self.calendar.timeline(year, year)
        while (place := bisect_left(timeline.working, day)) == len(timeline.working):
            timeline = self.calendar.further(timeline)
        if timeline.working[place] != day:
            self.carried_from = self.carried_from or date.fromordinal(day)
        return timeline.working[place]


def _calendar_days(allowance: Allowance, calendar: Calendar, interval: Interval) -> Counted:
    return _CalendarDays(allowance, calendar, interval).counted()


_COUNTS = {
    Kind.MINUTES: _minutes,
    Kind.BUSINESS_MINUTES: _business_minutes,
    Kind.WORKING_DAYS: _working_days,
    Kind.CALENDAR_DAYS: _calendar_days,
}


def _ending(instant: datetime) -> int:
    """The date whose end is the first midnight at or after `instant`."""
    ordinal = instant.toordinal()
    return ordinal - 1 if instant.time() == _MIDNIGHT else ordinal


def _spanning(calendar: Calendar, interval: Interval) -> Timeline:
    stretches = interval.stretches
    end = stretches[-1].end if stretches else interval.begins
    return calendar.timeline(interval.begins.year, max(interval.begins, end - INSTANT).year)


def _day_lines(timeline: Timeline, stretch: Stretch, counted: Sequence[int], counts_from: datetime) -> list[LedgerLine]:
    """The dates of a stretch, each run of them with how many of the counted dates are done by its end."""
    lines = []
    done = 0
    for start, end, stay in timeline.days.cut(stretch.start, stretch.end):
        if stay is WORKING_DAY and start < counts_from:
            lines += _until_receipt_is_over(start, edge := min(end, counts_from), counts_from - DAY)
            start = edge
        if start < end:
            upto = len(counted) if end is stretch.end else bisect_left(counted, end.toordinal())
            lines.append(LedgerLine(start, end, stay.was, upto - done, stay.closure))
            done = upto
    return lines


def _until_receipt_is_over(start: datetime, end: datetime, receipt_day: datetime) -> list[LedgerLine]:
    """What is left of the receipt day, and before it of the working day after whose closing a matter came in."""
    if start >= receipt_day:
        return [LedgerLine(start, end, RECEIPT_DAY.was, 0)]
    if end <= receipt_day:
        return [LedgerLine(start, end, AFTER_HOURS.was, 0)]
    return [LedgerLine(start, receipt_day, AFTER_HOURS.was, 0), LedgerLine(receipt_day, end, RECEIPT_DAY.was, 0)]
