"""The form of "what if": what was typed, what it means, and what is wrong with it, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backend.services.charter_drafts import BY_OPENING_HOURS
from backend.services.fields import read_any_day
from backend.whole_numbers import read_whole
from service_standards.allowance import Allowance, Kind, Unit
from service_standards.charter import ALWAYS_OPEN, ServiceStandard, may_pause
from service_standards.errors import AllowanceError
from service_standards.instants import BUDDHIST_ERA, FIRST_YEAR, LAST_YEAR
from service_standards.office import OFFICE, calendars
from service_standards.thai_dates import Quarter, arabic_digits, quarter_of

LONGEST_PERIOD = timedelta(days=5 * 366)
LONGEST_COUNT = 7
_FIELDS = ("count", "time", "calendar", "pausable", "quarter", "first", "last", "demo")


@dataclass(frozen=True, slots=True)
class Period:
    """Dates, both included; ``quarter`` where they are one."""

    first: date
    last: date
    quarter: Quarter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was asked. Where a field has a problem its value is one that can be: of the draft, the last full quarter."""

    asked: Mapping[str, str]
    """As typed, to be shown again and to be carried along in links."""
    count: str
    time: str
    allowance: Allowance
    calendar: str
    pausable: bool
    period: Period
    with_demo: bool
    problems: Mapping[str, str]


def read(asked: Mapping[str, str], drafted: ServiceStandard, today: date) -> Form:
    """Read what was asked about a standard of a draft; whatever was not asked is as it stands there."""
    problems: dict[str, str] = {}
    count = asked.get("count", str(drafted.allowance.count))
    time = asked.get("time", drafted.allowance.unit.value)
    allowance = _allowance(count, time, drafted, problems)
    return Form(
        asked={name: asked[name][:40] for name in _FIELDS if name in asked},
        count=count,
        time=time,
        allowance=allowance,
        calendar=_calendar(asked, drafted, allowance, problems),
        pausable=_pausable(asked, drafted),
        period=_period(asked, today, problems),
        with_demo=asked.get("demo") == "yes",
        problems=problems,
    )


def last_full_quarter(today: date) -> Quarter:
    """The fiscal quarter before the present one."""
    return quarter_of(today).before


def _allowance(count: str, time: str, drafted: ServiceStandard, problems: dict[str, str]) -> Allowance:
    number = read_whole(arabic_digits(count.strip()), most=LONGEST_COUNT)
    if time not in set(Unit):
        problems["time"] = "กรุณาเลือกหน่วยเวลาจากรายการ"
    elif not number:
        problems["count"] = "กรุณากรอกจำนวนเต็มตั้งแต่ 1 ขึ้นไป เช่น 2"
    else:
        try:
            return Allowance(number, Unit(time))
        except AllowanceError:
            problems["count"] = "เวลานี้เกินสิบปี กรุณาตรวจจำนวนอีกครั้ง"
    return drafted.allowance


def _calendar(
    asked: Mapping[str, str], drafted: ServiceStandard, allowance: Allowance, problems: dict[str, str]
) -> str:
    """Plain minutes and hours run day and night, whichever calendar was chosen; working time never does."""
    name = asked.get("calendar", drafted.calendar)
    if name not in calendars():
        problems["calendar"] = "กรุณาเลือกปฏิทินจากรายการ"
        name = drafted.calendar
    elif allowance.kind.by_opening_hours and name == ALWAYS_OPEN:
        problems["calendar"] = BY_OPENING_HOURS
        name = OFFICE
    return ALWAYS_OPEN if allowance.kind is Kind.MINUTES else name


def _pausable(asked: Mapping[str, str], drafted: ServiceStandard) -> bool:
    if not may_pause(drafted.kind, drafted.measure):
        return False
    return {"yes": True, "no": False}.get(asked.get("pausable", ""), drafted.pausable)


def _period(asked: Mapping[str, str], today: date, problems: dict[str, str]) -> Period:
    quarter = last_full_quarter(today)
    written = asked.get("quarter", "" if asked.get("first") or asked.get("last") else _written(quarter))
    if not written:
        first, last = (read_any_day(asked.get(name, "")) for name in ("first", "last"))
        problem = _fault(first, last)
        if first and last and not problem:
            return Period(first, last)
        problems["first"] = problem
    elif found := _quarter(written):
        quarter = found
    else:
        problems["quarter"] = "กรุณาเลือกไตรมาสจากรายการ หรือระบุวันที่เอง"
    return Period(quarter.first, quarter.last, quarter)


def _fault(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return "กรุณาระบุทั้งวันแรกและวันสุดท้าย หรือเลือกไตรมาส"
    if not FIRST_YEAR < first.year <= last.year < LAST_YEAR or last < first:
        return "วันแรกต้องไม่อยู่หลังวันสุดท้าย กรุณาตรวจวันที่อีกครั้ง"
    return "ช่วงเวลายาวได้ไม่เกิน 5 ปี" if last - first > LONGEST_PERIOD else ""


def _quarter(written: str) -> Quarter | None:
    typed, _, number = written.partition("-")
    year = read_whole(typed, least=4, most=4)
    if year is None or number not in ("1", "2", "3", "4") or not FIRST_YEAR < year - BUDDHIST_ERA < LAST_YEAR:
        return None
    return Quarter(year, int(number))


def _written(quarter: Quarter) -> str:
    return f"{quarter.fiscal_year}-{quarter.number}"
