"""What the agency itself announces about some dates: closed, open in part, or open on a day off.

An announcement is laid over a calendar and becomes its exceptions. One that closes only ever takes open time away: it
changes no day that is off already, so that a run of dates may span weekends and holidays.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from service_standards.calendar import Calendar
from service_standards.closures import Run, closure_name, sourced
from service_standards.errors import CalendarError
from service_standards.shifts import CalendarException, Shifts, common, in_turn
from service_standards.thai_dates import dates_en, dates_th
from service_standards.told import Told

MOST_DAYS = 366
"""A year. Whoever closes for longer changes the weekly pattern."""


class Announced(StrEnum):
    """What is announced about the dates."""

    HOLIDAY = "holiday"
    HALF_DAY = "half_day"
    CLOSURE = "closure"
    SPECIAL_DAY = "special_day"

    @property
    def has_shifts(self) -> bool:
        """Whether the hours that are open belong to it; else the dates are closed all day."""
        return self in (Announced.HALF_DAY, Announced.SPECIAL_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One announcement for the dates `first_on` to `last_on`, both included.

    A half day is open in `shifts` as far as the day was open at all; a special day is open in them whatever it was.
    """

    what: Announced
    first_on: date
    last_on: date
    shifts: Shifts = ()
    reason_th: str
    reason_en: str
    source: str
    source_en: str = ""

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise CalendarError(f"{self.last_on} is before {self.first_on}: give the first date first")
        if (self.last_on - self.first_on).days >= MOST_DAYS:
            raise CalendarError(f"{self.first_on} to {self.last_on} is more than a year: announce less at once")
        if self.what.has_shifts != bool(self.shifts):
            raise CalendarError(f"a {self.what} {'needs its hours' if self.what.has_shifts else 'has no hours'}")
        object.__setattr__(self, "shifts", in_turn(self.shifts))

    @property
    def dates(self) -> Iterator[date]:
        """Its dates, in order."""
        return map(date.fromordinal, range(self.first_on.toordinal(), self.last_on.toordinal() + 1))

    def on(self, day: date, beneath: Shifts) -> CalendarException | None:
        """The exception it makes on a date that had these shifts; None where it changes nothing."""
        shifts = self.shifts if self.what is Announced.SPECIAL_DAY else common(beneath, self.shifts)
        return None if shifts == beneath else self._exception(day, shifts)

    def _exception(self, day: date, shifts: Shifts) -> CalendarException:
        return CalendarException(
            on=day,
            shifts=shifts,
            reason_th=self.reason_th,
            reason_en=self.reason_en,
            source=self.source,
            is_holiday=self.what is Announced.HOLIDAY,
            source_en=self.source_en,
        )

    @property
    def told(self) -> Told:
        """ปิดทำการ (น้ำท่วม) 20–22 เม.ย. (ประกาศ กนอ. …)"""
        sample = self._exception(self.first_on, self.shifts)
        name = closure_name(sample)
        if self.what is Announced.SPECIAL_DAY:
            name = Told(f"เปิดทำการเป็นพิเศษ ({self.reason_th})", f"open specially ({self.reason_en})")
        run = Run(sample, self.first_on, self.last_on)
        when = Told(dates_th(run.first, run.last), dates_en(run.first, run.last))
        return sourced(Told(f"{name.th} {when.th}", f"{name.en} {when.en}"), sample)


def withdrawn(told: Told) -> Told:
    """That something announced is taken back: ยกเลิกวันหยุด…, but ยกเลิกการปิดทำการ…"""
    act = "การ" if told.th.startswith(("ปิด", "เปิด")) else ""
    return Told(f"ยกเลิก{act}{told.th}", f"withdrawn: {told.en}")


@lru_cache(maxsize=128)
def laid_over(calendar: Calendar, announcements: tuple[Announcement, ...]) -> Calendar:
    """The calendar with these on top, each over those before it. The same ones give the same calendar again."""
    return calendar.on_top(_exceptions(calendar, announcements)) if announcements else calendar


def _exceptions(calendar: Calendar, announcements: Iterable[Announcement]) -> Iterable[CalendarException]:
    laid: dict[date, CalendarException] = {}
    for announcement in announcements:
        for day in announcement.dates:
            if not calendar.first_year <= day.year <= calendar.last_year:
                continue  # nothing is read there
            beneath = laid[day].shifts if day in laid else calendar.shifts_on(day)
            if exception := announcement.on(day, beneath):
                laid[day] = exception
    return laid.values()


def changes_told(before: Calendar, after: Calendar, first: date, last: date) -> list[Told]:
    """What makes one calendar another between two dates: what closed or opened, and what was withdrawn."""
    told: dict[str, Told] = {}
    for run in _changed(before, after, first, last):
        old, new = before.exception_on(run.first), after.exception_on(run.first)
        dates = Told(dates_th(run.first, run.last), dates_en(run.first, run.last))
        if new is None or new == old:
            name = closure_name(run.closure)
            one = withdrawn(Told(f"{name.th} {dates.th}", f"{name.en} {dates.en}"))
        elif before.shifts_on(run.first) == common(before.shifts_on(run.first), new.shifts):
            one = Told(f"เปิดทำการ ({new.reason_th}) {dates.th}", f"open ({new.reason_en}) {dates.en}")
        else:
            name = closure_name(new)
            one = sourced(Told(f"{name.th} {dates.th}", f"{name.en} {dates.en}"), new)
        told[one.th] = one
    return list(told.values())


def _changed(before: Calendar, after: Calendar, first: date, last: date) -> list[Run]:
    """The dates whose shifts differ, those of one reason with nothing but days off between them as one run."""
    found: list[Run] = []
    goes_on = False
    for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
        old, new = before.shifts_on(day), after.shifts_on(day)
        if old == new:
            goes_on = goes_on and not new
            continue
        closure = after.exception_on(day) or before.exception_on(day)
        if closure is None:
            continue  # two weekly patterns: nothing was announced
        if goes_on and closure_name(found[-1].closure) == closure_name(closure):
            found[-1] = found[-1]._replace(last=day)
        else:
            found.append(Run(closure, day, day))
        goes_on = True
    return found
