"""The calendars standards name: the office's, from data/office.toml and the holiday files, and the one always open."""

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from service_standards.calendar import ALWAYS, AfterHours, Calendar
from service_standards.holiday_files import DATA, all_years
from service_standards.shifts import parse_week


@cache
def office() -> Calendar:
    """The office calendar, for the years whose holidays are known."""
    settings = tomllib.loads((DATA / "office.toml").read_text(encoding="utf-8"))
    years = all_years()
    return Calendar(
        name="office",
        week=parse_week(settings["week"]),
        exceptions=tuple(closure for year in years for closure in year.closures),
        first_year=years[0].year,
        last_year=years[-1].year,
        after_hours=AfterHours(settings["after_hours"]),
        roll_forward=settings["roll_forward"],
        beyond="add service_standards/data/holidays_{be}.toml ('python -m service_standards holidays {be}' drafts it)",
    )


@cache
def calendars() -> Mapping[str, Calendar]:
    """The calendars by the names standards use."""
    return MappingProxyType({calendar.name: calendar for calendar in (office(), ALWAYS)})
