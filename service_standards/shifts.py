"""Shifts, and the dates on which the week's shifts do not hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self

from service_standards.errors import CalendarError

MINUTES_A_DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHIFT = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Open from `opens` to `closes`, in minutes after midnight; 24:00 is 1440. A night shift is two shifts."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            raise CalendarError(
                f"a shift opens before it closes, between 00:00 and 24:00, not {self}; split one over midnight in two"
            )

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads "08:30-12:00"."""
        match = _SHIFT.fullmatch(written)
        if match is None or int(match[2]) > 59 or int(match[4]) > 59:
            raise CalendarError(f"{written[:40]!r} is no shift: write it like '08:30-12:00'")
        return cls(int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4]))

    def __str__(self) -> str:
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{self.closes // 60:02}:{self.closes % 60:02}"


Shifts = tuple[Shift, ...]
ALL_DAY: Shifts = (Shift(0, MINUTES_A_DAY),)


def in_turn(shifts: Iterable[Shift]) -> Shifts:
    """The shifts of one day in order. Raises CalendarError where two overlap."""
    ordered = tuple(sorted(shifts))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise CalendarError(f"the shifts {earlier} and {later} overlap: join them into one")
    return ordered


def common(one: Shifts, other: Shifts) -> Shifts:
    """The time that lies in shifts of both, as shifts."""
    both = ((max(a.opens, b.opens), min(a.closes, b.closes)) for a in one for b in other)
    return tuple(Shift(opens, closes) for opens, closes in sorted(both) if opens < closes)


def parse_week(written: Mapping[str, Iterable[str]]) -> tuple[Shifts, ...]:
    """Reads {"mon": ["08:30-12:00", "13:00-16:30"], …}: seven days from Monday. A day left out is a day off."""
    if unknown := sorted(set(written) - set(WEEKDAYS)):
        raise CalendarError(f"{unknown[0]!r} is no day of the week: write {', '.join(WEEKDAYS)}")
    return tuple(in_turn(map(Shift.parse, written.get(day, ()))) for day in WEEKDAYS)


@dataclass(frozen=True, slots=True)
class CalendarException:
    """One date on which the week's pattern does not hold. No shifts: closed all day.

    `announced_on` is when it became known; without it, it always was. `short_th` and `short_en` are what a
    chat says where the full name is too long for it.
    """

    on: date
    shifts: Shifts
    reason_th: str
    reason_en: str
    source: str = ""
    announced_on: date | None = None
    is_holiday: bool = False
    short_th: str = ""
    short_en: str = ""
    source_en: str = ""

    def __post_init__(self) -> None:
        if not (self.reason_th.strip() and self.reason_en.strip()):
            raise CalendarError(f"the exception on {self.on} needs a reason in Thai and in English")
        object.__setattr__(self, "shifts", in_turn(self.shifts))

    def known_on(self, day: date) -> bool:
        return self.announced_on is None or self.announced_on <= day
