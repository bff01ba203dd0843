"""The usual opening hours of a calendar in words: วันจันทร์–ศุกร์ 08.30–16.30 น. / Monday–Friday 08:30–16:30."""

from collections.abc import Sequence
from itertools import groupby

from service_standards.shifts import Shift, Shifts
from service_standards.thai_dates import WEEKDAYS_EN, WEEKDAYS_TH
from service_standards.told import Told


def week_told(week: Sequence[Shifts]) -> list[Told]:
    """A line for each run of weekdays, from Monday, that keep the same hours; days off have none."""
    runs = [(shifts, [day for day, _ in run]) for shifts, run in groupby(enumerate(week), key=lambda item: item[1])]
    return [_run_told(days[0], days[-1], shifts) for shifts, days in runs if shifts]


def _run_told(first: int, last: int, shifts: Shifts) -> Told:
    hours = Told(" และ ".join(_hours(shift).th for shift in shifts), " and ".join(_hours(shift).en for shift in shifts))
    days = Told(f"วัน{WEEKDAYS_TH[first]}", WEEKDAYS_EN[first])
    if first != last:
        days = Told(f"{days.th}–{WEEKDAYS_TH[last]}", f"{days.en}–{WEEKDAYS_EN[last]}")
    return Told(f"{days.th} เวลา {hours.th} น.", f"{days.en} {hours.en}")


def _hours(shift: Shift) -> Told:
    opens, closes = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (shift.opens, shift.closes))
    return Told(f"{opens}–{closes}".replace(":", "."), f"{opens}–{closes}")
