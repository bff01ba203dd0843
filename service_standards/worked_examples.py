"""What a standard will mean: when matters would be due that come in on a plain morning, before a weekend, after
closing, on the eve of Songkran, or with a question to the customer in between.

The dates are chosen from the calendar, the next ones whose holidays are known, so that nobody has to imagine them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from service_standards.calendar import Calendar
from service_standards.clock import read_clock
from service_standards.errors import CalendarError
from service_standards.events import Event, What
from service_standards.instants import DAY, in_bangkok, midnight
from service_standards.shifts import CalendarException
from service_standards.terms import Starts, Terms

LONG_HOLIDAY = "สงกรานต์"
_HOUR = timedelta(hours=1)
_WEEK = timedelta(days=7)


class Case(StrEnum):
    """What is telling about an example."""

    MORNING = "morning"
    BEFORE_THE_WEEKEND = "before_the_weekend"
    AFTER_CLOSING = "after_closing"
    EVE_OF_SONGKRAN = "eve_of_songkran"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Example:
    """A matter as it might come in. `asked_at` and `replied_at` are those of a question to the customer, if any."""

    case: Case
    received_at: datetime
    documents_at: datetime
    """When its documents would be complete, for a standard that starts then."""
    asked_at: datetime | None = None
    replied_at: datetime | None = None

    def events(self, terms: Terms) -> list[Event]:
        """What happens to it, as far as the clock of these terms is concerned."""
        events = [Event(self.received_at, What.RECEIVED)]
        if terms.starts is Starts.DOCUMENTS_COMPLETE:
            events.append(Event(self.documents_at, What.DOCUMENTS_COMPLETE))
        if self.asked_at and self.replied_at:
            events += [Event(self.asked_at, What.ASKED_CUSTOMER), Event(self.replied_at, What.CUSTOMER_REPLIED)]
        return events


def due(example: Example, terms: Terms, calendar: Calendar) -> datetime | None:
    """When it would be due; None without an allowance.

    Raises BeyondCalendar where that is in a year whose holidays are not known.
    """
    events = example.events(terms)
    return read_clock(terms, calendar, events, max(event.at for event in events)).due


def examples(office: Calendar, now: datetime) -> tuple[Example, ...]:
    """The examples by this calendar, the next ones after `now`.

    Where the years that are known hold no such week any more, the last that they held. Raises CalendarError where
    they never hold one.
    """
    monday = _plain_week(office, in_bangkok(now).date())
    tuesday, wednesday, friday = monday + DAY, monday + 2 * DAY, monday + 4 * DAY
    found = [
        _example(office, Case.MORNING, _opening(office, tuesday) + _HOUR),
        _example(office, Case.BEFORE_THE_WEEKEND, _closing(office, friday) - _HOUR / 2),
        _example(office, Case.AFTER_CLOSING, _closing(office, wednesday) + 2 * _HOUR),
    ]
    eve = _eve_of(office, LONG_HOLIDAY, in_bangkok(now).date())
    if eve is not None:
        found.append(_example(office, Case.EVE_OF_SONGKRAN, _closing(office, eve) - 2 * _HOUR))
    asked, replied = _opening(office, wednesday) + 2 * _HOUR, _opening(office, friday) + 2 * _HOUR
    found.append(_example(office, Case.QUESTION, _opening(office, tuesday) + _HOUR, asked, replied))
    return tuple(found)


def _example(
    office: Calendar, case: Case, received: datetime, asked: datetime | None = None, replied: datetime | None = None
) -> Example:
    following = _working(office, received.date() + DAY, received.date() + 3 * _WEEK)
    return Example(case, received, _opening(office, following[0]) + _HOUR, asked, replied)


def _plain_week(office: Calendar, today: date) -> date:
    """The Monday of the first week ahead that is open from Monday to Friday, as is the week after it."""
    first = date(office.first_year, 1, 1)
    monday = first + timedelta(days=-first.weekday() % 7)
    plain = []
    while monday + 5 * _WEEK < date(office.last_year, 12, 31):
        days = [monday + week + day * DAY for week in (timedelta(0), _WEEK) for day in range(5)]
        if all(map(office.shifts_on, days)):
            if monday > today:
                return monday
            plain.append(monday)
        monday += _WEEK
    if not plain:
        raise CalendarError(f"{office.name!r} holds no two plain weeks to make examples of")
    return plain[-1]


def _eve_of(office: Calendar, holiday: str, today: date) -> date | None:
    """The last working day before a holiday, the next one there is; the last one known where none is ahead."""
    firsts = _first_days(closure for closure in office.exceptions if holiday in closure.reason_th)
    eves = [days[-1] for first in firsts if (days := _working(office, first - 2 * _WEEK, first - DAY))]
    return next((eve for eve in eves if eve > today), eves[-1] if eves else None)


def _first_days(closures: Iterable[CalendarException]) -> list[date]:
    """The first of its days in each year."""
    by_year: dict[int, date] = {}
    for day in sorted(closure.on for closure in closures):
        by_year.setdefault(day.year, day)
    return list(by_year.values())


def _working(office: Calendar, first: date, last: date) -> list[date]:
    """The working dates between two, as far as the calendar goes."""
    first, last = max(first, date(office.first_year, 1, 1)), min(last, date(office.last_year, 12, 31))
    return office.working_dates(first, last)


def _opening(office: Calendar, day: date) -> datetime:
    return midnight(day) + timedelta(minutes=office.shifts_on(day)[0].opens)


def _closing(office: Calendar, day: date) -> datetime:
    return midnight(day) + timedelta(minutes=office.shifts_on(day)[-1].closes)
