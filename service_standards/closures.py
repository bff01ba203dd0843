"""Days off, holidays and closures in words."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from service_standards.shifts import CalendarException
from service_standards.thai_dates import WEEKDAYS_EN, WEEKDAYS_TH, dates_en, dates_th
from service_standards.told import Told, listed

SATURDAY, SUNDAY = 5, 6
_SEASONS = frozenset({"วันสงกรานต์", "วันขึ้นปีใหม่", "วันสิ้นปี"})
"""Named after a time of the year: their day's word is not part of the name."""


class Run(NamedTuple):
    """Dates that follow each other, `first` to `last`, closed for one reason."""

    closure: CalendarException
    first: date
    last: date


def runs(closures: Sequence[CalendarException]) -> list[Run]:
    """Closures of single dates, in order, as runs."""
    found: list[Run] = []
    for closure in closures:
        if found and _goes_on(found[-1], closure):
            found[-1] = found[-1]._replace(last=closure.on)
        else:
            found.append(Run(closure, closure.on, closure.on))
    return found


def run_told(run: Run) -> Told:
    """วันหยุดสงกรานต์ 13–15 เม.ย. / Songkran Festival 13–15 Apr"""
    name = closure_name(run.closure)
    return Told(f"{name.th} {dates_th(run.first, run.last)}", f"{name.en} {dates_en(run.first, run.last)}")


def days_off_told(weekdays: Iterable[int]) -> Told:
    """The weekdays of some days off: วันเสาร์–อาทิตย์ / the weekend."""
    off = sorted(set(weekdays))
    if off == [SATURDAY, SUNDAY]:
        return Told("วันเสาร์–อาทิตย์", "the weekend")
    return listed([Told(f"วัน{WEEKDAYS_TH[day]}", WEEKDAYS_EN[day]) for day in off])


def closure_name(closure: CalendarException) -> Told:
    """What a closure is called in a sentence: วันแม่แห่งชาติ is วันหยุดวันแม่แห่งชาติ there, but วันสงกรานต์ is วันหยุดสงกรานต์."""
    th = closure.short_th or closure.reason_th
    en = closure.short_en or closure.reason_en
    if not closure.is_holiday:
        manner = Told("เปิดไม่เต็มวัน", "open in part") if closure.shifts else Told("ปิดทำการ", "closed")
        return Told(f"{manner.th} ({th})", f"{manner.en} ({en})")
    if th.startswith("วันหยุด"):
        return Told(th, en)
    return Told(f"วันหยุด{th.removeprefix('วัน') if th in _SEASONS else th}", en)


def sourced(told: Told, closure: CalendarException) -> Told:
    """The same with the resolution or announcement behind it in brackets."""
    if not closure.source:
        return told
    return Told(f"{told.th} ({closure.source})", f"{told.en} ({closure.source_en or closure.source})")


def _goes_on(run: Run, closure: CalendarException) -> bool:
    same = closure_name(run.closure) == closure_name(closure)
    return same and closure.on.toordinal() == run.last.toordinal() + 1
