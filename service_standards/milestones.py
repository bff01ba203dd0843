"""Instants of a clock that somebody should be told of: three quarters of an allowance used, and the miss.

    marks(standard.terms, calendar, events, now)

Like a reading they are a function of the events, past and to come: who looks late finds them all the same.

What the rules leave open is decided so:
- Days are counted at closings and midnights. Three quarters of n days are used at the instant that counts the first
  number not below it. Where that number is n itself, of one to three days, counting would tell of it only when the
  allowance is up. There three quarters are used when three quarters of the time from start to due have run: open time
  for working days, all time for calendar days.
- A clock that has stopped is not warned of any more; one that waits only of what it had used before.
- A clock is missed at the first instant after its due one, for each interval once.
- A withdrawn clock has no verdict, so nobody is told anything of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from service_standards.allowance import Allowance, Kind
from service_standards.calendar import ALWAYS, Calendar
from service_standards.course import Interval, follow
from service_standards.events import Event, in_order
from service_standards.instants import INSTANT, in_bangkok
from service_standards.spending import count, reaches, reaches_running_time, running_time
from service_standards.terms import Terms

SOON = Fraction(3, 4)
"""The share of an allowance from which on a clock needs attention."""


class Milestone(StrEnum):
    """What an interval of a clock has come to."""

    SOON = "soon"
    MISSED = "missed"


class Mark(NamedTuple):
    """A milestone, and the first instant at which an interval has reached it or will if the clock runs on.

    `interval_from` names the interval; `due` is when it is or was up; `ended_at` when it ended, None while it goes on.
    """

    what: Milestone
    interval_from: datetime
    at: datetime
    due: datetime | None
    ended_at: datetime | None


def instant_at_share(
    terms: Terms, calendar: Calendar, events: Iterable[Event], now: datetime, share: Fraction
) -> datetime | None:
    """The first instant at which the present interval has used `share` of its allowance, or will if it runs on.

    None without an allowance, before the clock starts, and where it waits before that share is used. As at `now`, by
    the events until then. Raises what `read_clock` raises.
    """
    now, ordered = in_bangkok(now), in_order(events)
    course = follow(terms, ordered, ordered[0].at, now)
    if terms.allowance is None or not course.intervals:
        return None
    interval = course.intervals[-1]
    return _at_share(terms.allowance, calendar, interval, count(terms.allowance, calendar, interval).due, share)


def marks(terms: Terms, calendar: Calendar, events: Iterable[Event], now: datetime) -> list[Mark]:
    """What there is to tell of a clock, past and to come, as at `now` and by the events until then.

    Raises what `read_clock` raises.
    """
    now, ordered = in_bangkok(now), in_order(events)
    course = follow(terms, ordered, ordered[0].at, now)
    if terms.allowance is None or course.withdrawn_at:
        return []
    found = []
    for interval in course.intervals:
        due, ended_at = count(terms.allowance, calendar, interval).due, interval.ends or course.stopped_at
        soon = None if ended_at else _at_share(terms.allowance, calendar, interval, due, SOON)
        if soon:
            found.append(Mark(Milestone.SOON, interval.begins, soon, due, None))
        if due and (ended_at is None or due < ended_at):
            found.append(Mark(Milestone.MISSED, interval.begins, due + INSTANT, due, ended_at))
    return found


def _at_share(
    allowance: Allowance, calendar: Calendar, interval: Interval, due: datetime | None, share: Fraction
) -> datetime | None:
    if not allowance.kind.in_days:
        return reaches(_of(allowance.time, share), allowance, calendar, interval)
    part = ceil(allowance.count * share)
    if part < allowance.count:
        return reaches(part, allowance, calendar, interval)
    if due is None:
        return None
    hours = ALWAYS if allowance.kind is Kind.CALENDAR_DAYS else calendar
    some = _of(running_time(hours, interval, due), share)
    return reaches_running_time(some, hours, interval) if some else due


def _of(length: timedelta, share: Fraction) -> timedelta:
    return length * share.numerator / share.denominator
