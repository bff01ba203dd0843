"""Dates and instants as people write them, in Thai (Buddhist era) and in English.

Four lengths: short for lists ("16 เม.ย. 69"), plain for a source ("16 เม.ย. 2569"), medium for a chat
("วันพฤหัสบดีที่ 16 เม.ย. 2569"), long for letters ("วันพฤหัสบดีที่ 16 เมษายน พ.ศ. 2569"). `thai_digits` turns any of them
into ๐–๙, `arabic_digits` back.
"""

from datetime import date, datetime
from enum import Enum, auto
from typing import NamedTuple

from service_standards.instants import BUDDHIST_ERA, DAY, INSTANT, in_bangkok, midnight

WEEKDAYS_TH = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
WEEKDAYS_SHORT_TH = ("จ.", "อ.", "พ.", "พฤ.", "ศ.", "ส.", "อา.")
MONTHS_TH = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
FISCAL_YEAR_BEGINS = 10  # October
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


class Length(Enum):
    """How much of a date is written."""

    SHORT = auto()
    PLAIN = auto()
    MEDIUM = auto()
    LONG = auto()


class Quarter(NamedTuple):
    """A quarter of a fiscal year, which is named by the Buddhist year it ends in: October 2568 is 1/2569."""

    fiscal_year: int
    number: int

    @property
    def first(self) -> date:
        year = self.fiscal_year - BUDDHIST_ERA
        return date(year - 1, FISCAL_YEAR_BEGINS, 1) if self.number == 1 else date(year, 3 * self.number - 5, 1)

    @property
    def following(self) -> "Quarter":
        return Quarter(self.fiscal_year + 1, 1) if self.number == 4 else Quarter(self.fiscal_year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        return Quarter(self.fiscal_year - 1, 4) if self.number == 1 else Quarter(self.fiscal_year, self.number - 1)

    @property
    def last(self) -> date:
        return self.following.first - DAY

    @property
    def end(self) -> datetime:
        """The first instant after it: 24:00 of its last day in Bangkok."""
        return midnight(self.following.first)

    def is_over(self, now: datetime) -> bool:
        """Whether nothing can be received in it any more."""
        return now >= self.end

    def __str__(self) -> str:
        return f"ไตรมาส {self.number} ปีงบประมาณ {self.fiscal_year}"


def quarter_of(day: date) -> Quarter:
    """The fiscal quarter of a date."""
    return Quarter(fiscal_year(day), (day.month + 2) // 3 % 4 + 1)


def quarters_of(fiscal_year: int) -> tuple[Quarter, ...]:
    """The four quarters of a fiscal year."""
    return tuple(Quarter(fiscal_year, number) for number in range(1, 5))


def quarters_up_to(latest: Quarter, count: int) -> list[Quarter]:
    """A quarter and those before it, so many in all, the latest first."""
    found = [latest]
    while len(found) < count:
        found.append(found[-1].before)
    return found


def fiscal_year(day: date) -> int:
    """The fiscal year of a date, B.E.: from 1 October it is the next one's."""
    return day.year + BUDDHIST_ERA + (day.month >= FISCAL_YEAR_BEGINS)


def thai_digits(text: str) -> str:
    """The same text with ๐–๙ for 0–9."""
    return text.translate(_THAI_DIGITS)


def arabic_digits(text: str) -> str:
    """The same text with 0–9 for ๐–๙, as whoever reads numbers wants it."""
    return text.translate(_ARABIC_DIGITS)


def date_th(day: date, length: Length = Length.MEDIUM) -> str:
    year, month = day.year + BUDDHIST_ERA, day.month - 1
    if length is Length.SHORT:
        return f"{day.day} {MONTHS_SHORT_TH[month]} {year % 100:02}"
    if length is Length.PLAIN:
        return f"{day.day} {MONTHS_SHORT_TH[month]} {year}"
    if length is Length.MEDIUM:
        return f"วัน{WEEKDAYS_TH[day.weekday()]}ที่ {day.day} {MONTHS_SHORT_TH[month]} {year}"
    return f"วัน{WEEKDAYS_TH[day.weekday()]}ที่ {day.day} {MONTHS_TH[month]} พ.ศ. {year}"


def date_en(day: date, length: Length = Length.MEDIUM) -> str:
    weekday, month = WEEKDAYS_EN[day.weekday()], MONTHS_EN[day.month - 1]
    if length in (Length.SHORT, Length.PLAIN):
        return f"{day.day} {month[:3]} {day.year}"
    if length is Length.MEDIUM:
        return f"{weekday[:3]} {day.day} {month[:3]} {day.year}"
    return f"{weekday} {day.day} {month} {day.year}"


def time_th(instant: datetime) -> str:
    """16.30 น."""
    return f"{in_bangkok(instant):%H.%M} น."


def instant_th(instant: datetime, length: Length = Length.MEDIUM) -> str:
    """วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 16.30 น."""
    instant = in_bangkok(instant)
    return f"{date_th(instant.date(), length)} {'' if length is Length.SHORT else 'เวลา '}{time_th(instant)}"


def instant_en(instant: datetime, length: Length = Length.MEDIUM) -> str:
    """Thu 16 Apr 2026, 16:30"""
    instant = in_bangkok(instant)
    return f"{date_en(instant.date(), length)}, {instant:%H:%M}"


def deadline_th(instant: datetime, length: Length = Length.MEDIUM) -> str:
    """As `instant_th`, but midnight is 24.00 น. of the day it ends: nobody reads a deadline as the next day's first."""
    instant = in_bangkok(instant)
    if instant != midnight(instant.date()):
        return instant_th(instant, length)
    return f"{date_th((instant - INSTANT).date(), length)} {'' if length is Length.SHORT else 'เวลา '}24.00 น."


def deadline_en(instant: datetime, length: Length = Length.MEDIUM) -> str:
    """As `instant_en`, with 24:00 for the midnight that ends a day."""
    instant = in_bangkok(instant)
    if instant != midnight(instant.date()):
        return instant_en(instant, length)
    return f"{date_en((instant - INSTANT).date(), length)}, 24:00"


def dates_th(first: date, last: date) -> str:
    """A run of dates: "13–15 เม.ย.", "30 เม.ย. – 2 พ.ค.", with years only where they differ."""
    if first == last:
        return _day_and_month_th(first)
    if first.year != last.year:
        return f"{date_th(first, Length.SHORT)} – {date_th(last, Length.SHORT)}"
    if first.month != last.month:
        return f"{_day_and_month_th(first)} – {_day_and_month_th(last)}"
    return f"{first.day}–{_day_and_month_th(last)}"


def dates_en(first: date, last: date) -> str:
    """A run of dates: "13–15 Apr", "30 Apr – 2 May", with years only where they differ."""
    if first == last:
        return f"{first.day} {MONTHS_EN[first.month - 1][:3]}"
    if first.year != last.year:
        return f"{date_en(first, Length.SHORT)} – {date_en(last, Length.SHORT)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS_EN[first.month - 1][:3]} – {last.day} {MONTHS_EN[last.month - 1][:3]}"
    return f"{first.day}–{last.day} {MONTHS_EN[first.month - 1][:3]}"


def _day_and_month_th(day: date) -> str:
    return f"{day.day} {MONTHS_SHORT_TH[day.month - 1]}"


def period_th(start: datetime, end: datetime) -> str:
    """A stretch of time: whole days as "ส. 11 – พ. 15 เม.ย.", else with hours as "ศ. 10 เม.ย. 16.00–16.30 น."."""
    start, end = in_bangkok(start), in_bangkok(end)
    first, last = start.date(), (end - INSTANT).date()
    year = f" {(last.year + BUDDHIST_ERA) % 100:02}" if first.year != last.year else ""
    if start == midnight(first) and end == midnight(last + DAY):
        return _whole_days_th(first, last, year)
    until = "24.00" if end == midnight(last + DAY) else f"{end:%H.%M}"
    if first == last:
        return f"{_weekday_th(first)} {start:%H.%M}–{until} น."
    return f"{_weekday_th(first)} {start:%H.%M} น. – {_weekday_th(last)}{year} {until} น."


def period_en(start: datetime, end: datetime) -> str:
    """A stretch of time: whole days as "Sat 11 – Wed 15 Apr", else with hours as "Fri 10 Apr 16:00–16:30"."""
    start, end = in_bangkok(start), in_bangkok(end)
    first, last = start.date(), (end - INSTANT).date()
    year = f" {last.year}" if first.year != last.year else ""
    if start == midnight(first) and end == midnight(last + DAY):
        return _whole_days_en(first, last, year)
    until = "24:00" if end == midnight(last + DAY) else f"{end:%H:%M}"
    if first == last:
        return f"{_weekday_en(first)} {start:%H:%M}–{until}"
    return f"{_weekday_en(first)} {start:%H:%M} – {_weekday_en(last)}{year} {until}"


def _whole_days_th(first: date, last: date, year: str) -> str:
    if first == last:
        return _weekday_th(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{WEEKDAYS_SHORT_TH[first.weekday()]} {first.day} – {_weekday_th(last)}"
    return f"{_weekday_th(first)} – {_weekday_th(last)}{year}"


def _whole_days_en(first: date, last: date, year: str) -> str:
    if first == last:
        return _weekday_en(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{WEEKDAYS_EN[first.weekday()][:3]} {first.day} – {_weekday_en(last)}"
    return f"{_weekday_en(first)} – {_weekday_en(last)}{year}"


def _weekday_th(day: date) -> str:
    return f"{WEEKDAYS_SHORT_TH[day.weekday()]} {_day_and_month_th(day)}"


def _weekday_en(day: date) -> str:
    return f"{WEEKDAYS_EN[day.weekday()][:3]} {day.day} {MONTHS_EN[day.month - 1][:3]}"
