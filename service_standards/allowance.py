"""Allowances: how long a promise gives, in one of four kinds of time that are never converted into each other.

Written as a whole number and a unit: "3 working_days", "2 business_hours", "1 minute", "15 calendar_days".
Minutes and hours are a length of time; working days and calendar days are a number of days, and stay one.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Self, cast

from service_standards.errors import AllowanceError
from service_standards.instants import NO_TIME

# What has been spent of an allowance: a length of time for the two kinds of minutes, a count for the two of days.
Spent = timedelta | int

MINUTE = timedelta(minutes=1)
_WRITTEN = re.compile(r"([0-9]{1,12}) ([a-z_]+)")


class Kind(StrEnum):
    """What spends an allowance."""

    MINUTES = "minutes"
    BUSINESS_MINUTES = "business_minutes"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"

    @property
    def in_days(self) -> bool:
        return self in _IN_DAYS

    @property
    def by_opening_hours(self) -> bool:
        """Whether it is spent by when an office opens and closes, so that a calendar without closing has none of it."""
        return self in _BY_OPENING_HOURS

    @property
    def nothing(self) -> Spent:
        """Its zero."""
        return _NOTHING[self]


_IN_DAYS = (Kind.WORKING_DAYS, Kind.CALENDAR_DAYS)
_BY_OPENING_HOURS = (Kind.BUSINESS_MINUTES, Kind.WORKING_DAYS)
_NOTHING: dict[Kind, Spent] = {kind: 0 if kind.in_days else NO_TIME for kind in Kind}


class Unit(StrEnum):
    """What an allowance is written in."""

    MINUTE = "minute"
    HOUR = "hour"
    BUSINESS_MINUTE = "business_minute"
    BUSINESS_HOUR = "business_hour"
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"

    @property
    def kind(self) -> Kind:
        """The kind of time that it measures."""
        return _KINDS[self]


_KINDS = {
    Unit.MINUTE: Kind.MINUTES,
    Unit.HOUR: Kind.MINUTES,
    Unit.BUSINESS_MINUTE: Kind.BUSINESS_MINUTES,
    Unit.BUSINESS_HOUR: Kind.BUSINESS_MINUTES,
    Unit.WORKING_DAY: Kind.WORKING_DAYS,
    Unit.CALENDAR_DAY: Kind.CALENDAR_DAYS,
}
# Ten years of each: what is longer is a slip of the pen, not a promise.
_LONGEST = {
    Unit.MINUTE: 5_256_000,
    Unit.HOUR: 87_600,
    Unit.BUSINESS_MINUTE: 5_256_000,
    Unit.BUSINESS_HOUR: 87_600,
    Unit.WORKING_DAY: 3_650,
    Unit.CALENDAR_DAY: 3_650,
}
_IN_HOURS = (Unit.HOUR, Unit.BUSINESS_HOUR)
_BY_NAME = {name: unit for unit in Unit for name in (unit.value, f"{unit.value}s")}


@dataclass(frozen=True, slots=True)
class Allowance:
    """So much of one kind of time. Positive, and at most ten years."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 1:
            raise AllowanceError(f"an allowance must be at least 1 {self.unit.value}, not {self.count}")
        if self.count > _LONGEST[self.unit]:
            raise AllowanceError(f"{self} is over ten years: check the number ({_LONGEST[self.unit]} is the most)")

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads "3 working_days". Raises AllowanceError with the units there are."""
        match = _WRITTEN.fullmatch(written)
        unit = _BY_NAME.get(match[2]) if match else None
        if match is None or unit is None:
            raise AllowanceError(
                f"{written[:40]!r} is no allowance: write a whole number and a unit, like '3 working_days'; "
                f"the units are {', '.join(f'{known.value}s' for known in Unit)}"
            )
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"

    @property
    def kind(self) -> Kind:
        return self.unit.kind

    @property
    def time(self) -> timedelta:
        """The length of an allowance of minutes or business time. Days of either kind have none."""
        if self.kind.in_days:
            raise AllowanceError(f"{self} is a number of days, not a length of time")
        hours = self.unit in _IN_HOURS
        return timedelta(hours=self.count) if hours else timedelta(minutes=self.count)

    def share(self, spent: Spent) -> float:
        """How much of it is used: 0.75 is three quarters, over 1 is overdue."""
        return spent / self.time if isinstance(spent, timedelta) else spent / self.count

    def left(self, spent: Spent) -> Spent:
        """What is left of it; negative where more was spent."""
        return self.time - spent if isinstance(spent, timedelta) else self.count - spent


def total(one: Spent, other: Spent) -> Spent:
    """The sum of two amounts of one kind, lengths or counts."""
    return cast(int, one) + cast(int, other)


def in_minutes(length: timedelta) -> int | float:
    """A length in minutes: a whole number where it is one."""
    whole, rest = divmod(length, MINUTE)
    return whole if not rest else round(length / MINUTE, 6)
