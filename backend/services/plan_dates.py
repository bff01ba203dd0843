"""The days of a plan: its fiscal year, the same day a year later, and days on which nobody is at work. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from service_standards.calendar import Calendar
from service_standards.closures import closure_name
from service_standards.errors import BeyondCalendar
from service_standards.thai_dates import WEEKDAYS_TH, Quarter


def first_day(fiscal_year: int) -> date:
    """1 October. ``fiscal_year`` is of the Buddhist era, as everywhere."""
    return Quarter(fiscal_year, 1).first


def last_day(fiscal_year: int) -> date:
    """30 September."""
    return Quarter(fiscal_year, 4).last


def within(day: date, fiscal_year: int) -> bool:
    """Whether a day is one of the fiscal year."""
    return first_day(fiscal_year) <= day <= last_day(fiscal_year)


def months(fiscal_year: int) -> Sequence[date]:
    """The first days of its twelve months."""
    begins = first_day(fiscal_year)
    return [date(begins.year + (begins.month + n - 1) // 12, (begins.month + n - 1) % 12 + 1, 1) for n in range(12)]


def a_year_later(day: date) -> date:
    """The same day of the next year; 28 February after 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def day_off(calendar: Calendar, day: date) -> str:
    """Why nobody is at work on a day, in Thai: a holiday's name or "วันเสาร์"; nothing on a working day.

    Of a year whose holidays are not known yet only the weekly days off are told.
    """
    try:
        if calendar.shifts_on(day):
            return ""
        closure = calendar.exception_on(day)
    except BeyondCalendar:
        closure = None
        if calendar.week[day.weekday()]:
            return ""
    return closure_name(closure).th if closure else f"วัน{WEEKDAYS_TH[day.weekday()]}"
