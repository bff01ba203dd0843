"""The calendars standards name: one reviewed file each, data/calendar_<name>.toml, and the one that is always open.

All but the last keep the holidays of the state's offices.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from service_standards.calendar import ALWAYS, AfterHours, Calendar
from service_standards.holiday_files import DATA, all_years
from service_standards.shifts import parse_week
from service_standards.told import Told

OFFICE = "office"
_PREFIX = "calendar_"


@cache
def office() -> Calendar:
    """The office calendar, for the years whose holidays are known."""
    return calendars()[OFFICE]


@cache
def calendars() -> Mapping[str, Calendar]:
    """The calendars by the names standards use. Raises CalendarError for a file with one that is never open."""
    return MappingProxyType({name: read_calendar(path) for name, path in _files().items()} | {ALWAYS.name: ALWAYS})


@cache
def calendar_titles() -> Mapping[str, Told]:
    """What the calendars are called, by their names."""
    read = {name: tomllib.loads(path.read_text(encoding="utf-8")) for name, path in _files().items()}
    titles = {name: Told(one["title_th"], one["title_en"]) for name, one in read.items()}
    return MappingProxyType(titles | {ALWAYS.name: Told("ตลอด 24 ชั่วโมงทุกวัน", "day and night")})


def read_calendar(path: Path) -> Calendar:
    """The calendar of a file: its weekly pattern, with the holidays of all the years that are known."""
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    years = all_years()
    return Calendar(
        name=path.stem.removeprefix(_PREFIX),
        week=parse_week(settings["week"]),
        exceptions=tuple(closure for year in years for closure in year.closures),
        first_year=years[0].year,
        last_year=years[-1].year,
        after_hours=AfterHours(settings["after_hours"]),
        roll_forward=settings["roll_forward"],
        beyond="add service_standards/data/holidays_{be}.toml ('python -m service_standards holidays {be}' drafts it)",
    )


def _files() -> Mapping[str, Path]:
    return {path.stem.removeprefix(_PREFIX): path for path in sorted(DATA.glob(f"{_PREFIX}*.toml"))}
