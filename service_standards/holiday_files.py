"""The holidays of the state's offices, one reviewed file a year: data/holidays_<B.E. year>.toml.

Cabinet resolutions set them anew each year. What is not in a file is not known, and a calendar made from the
files ends with the last of them.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from service_standards.errors import CalendarError
from service_standards.instants import BUDDHIST_ERA
from service_standards.shifts import CalendarException

DATA = Path(__file__).parent / "data"
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One year's holidays. `open_questions` are what the announcements still leave open, in Thai."""

    year: int
    closures: tuple[CalendarException, ...]
    open_questions: tuple[str, ...]
    made_from: str
    reviewed: str


def file_name(year: int) -> str:
    """The file of a year A.D."""
    return f"holidays_{year + BUDDHIST_ERA}.toml"


def read_year(path: Path) -> HolidayYear:
    """One file. Raises CalendarError for one not reviewed, with a date twice or a date of another year."""
    text = path.read_text(encoding="utf-8")
    if "REVIEW" in text:
        raise CalendarError(f"{path.name} is still a draft: fill in what is marked REVIEW")
    data = tomllib.loads(text)
    closures = tuple(_closure(entry) for entry in data["closed"])
    _check(path.name, data["year"], [closure.on for closure in closures])
    return HolidayYear(data["year"], closures, tuple(data["open_questions"]), data["made_from"], data["reviewed"])


@cache
def all_years() -> tuple[HolidayYear, ...]:
    """Every year there is a file for, in order and without gap."""
    years = tuple(sorted(map(read_year, DATA.glob("holidays_*.toml")), key=lambda year: year.year))
    for earlier, later in pairwise(years):
        if later.year != earlier.year + 1:
            raise CalendarError(f"{file_name(earlier.year + 1)} is missing between its neighbours")
    return years


def missing_files(today: date) -> list[str]:
    """The files that should be there by now: this year's, and next year's from December on."""
    wanted = [today.year] + ([today.year + 1] if today.month == DECEMBER else [])
    there = {year.year for year in all_years()}
    return [file_name(year) for year in wanted if year not in there]


def _closure(entry: dict[str, Any]) -> CalendarException:
    return CalendarException(
        on=entry["on"],
        shifts=(),
        reason_th=entry["name_th"],
        reason_en=entry["name_en"],
        source=entry["source"],
        announced_on=entry.get("announced_on"),
        is_holiday=True,
        short_th=entry.get("short_th", ""),
        short_en=entry.get("short_en", ""),
        source_en=entry["source_en"],
    )


def _check(name: str, year: int, dates: Iterable[date]) -> None:
    seen: set[date] = set()
    for day in dates:
        if day.year != year or day in seen:
            raise CalendarError(f"{name}: {day} is {'there twice' if day in seen else f'not in {year}'}")
        seen.add(day)
    if name != file_name(year):
        raise CalendarError(f"{name} holds the year {year}: its name should be {file_name(year)}")
