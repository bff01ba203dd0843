"""Instants as people write them on a command line, in English or Thai, checked against the weekday they give.

    Fri 10 Apr 2026 16:00 · 10 April 2026, 16:00 · 2026-04-10 16:00
    ศ. 10 เม.ย. 2569 16.00 น. · วันศุกร์ที่ 10 เมษายน พ.ศ. 2569 เวลา 16.00 น. · 2569-04-10 16:00

Without a zone it is Bangkok's time. A year from 2400 on is a Buddhist one.
"""

import re
from datetime import datetime

from service_standards.errors import EventError
from service_standards.instants import BANGKOK, BUDDHIST_ERA, in_bangkok
from service_standards.thai_dates import (
    MONTHS_EN,
    MONTHS_SHORT_TH,
    MONTHS_TH,
    WEEKDAYS_EN,
    WEEKDAYS_SHORT_TH,
    WEEKDAYS_TH,
)

FIRST_BUDDHIST_YEAR = 2400
_WRITTEN = re.compile(
    r"(?:(?P<weekday>[^\d\s]+)\s+)?(?P<day>\d{1,2})\s+(?P<month>[^\d\s]+)\s+(?:พ\.ศ\.\s*)?(?P<year>\d{4})"
    r"\s+(?:เวลา\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*น\.?)?"
)
_MONTHS = {
    name: number
    for names in (map(str.lower, MONTHS_EN), (name[:3].lower() for name in MONTHS_EN), MONTHS_TH, MONTHS_SHORT_TH)
    for number, name in enumerate(names, 1)
}
_WEEKDAYS = {
    name: number
    for names in (
        map(str.lower, WEEKDAYS_EN),
        (name[:3].lower() for name in WEEKDAYS_EN),
        WEEKDAYS_TH,
        WEEKDAYS_SHORT_TH,
    )
    for number, name in enumerate(names)
}


def read_instant(written: str) -> datetime:
    """The instant. Raises EventError where it is none, or not on the weekday it names."""
    try:
        found = datetime.fromisoformat(_with_christian_year(written))
    except ValueError:
        return _read_words(written)
    return in_bangkok(found if found.tzinfo else found.replace(tzinfo=BANGKOK))


def _read_words(written: str) -> datetime:
    match = _WRITTEN.fullmatch(" ".join(written.replace(",", " ").split()))
    month = _MONTHS.get(match["month"].lower()) if match else None
    if match is None or month is None:
        raise EventError(f"{written[:60]!r} is no time: write it like 'Fri 10 Apr 2026 16:00' or '2026-04-10 16:00'")
    try:
        instant = datetime(
            _christian(int(match["year"])),
            month,
            int(match["day"]),
            int(match["hour"]),
            int(match["minute"]),
            tzinfo=BANGKOK,
        )
    except ValueError as error:
        raise EventError(f"{written[:60]!r} is no time: {error}") from None
    _check_weekday(written, match["weekday"], instant)
    return in_bangkok(instant)


def _with_christian_year(written: str) -> str:
    """2567-02-29 as 2024-02-29: read as it stands, it is no date."""
    year = written[:4]
    return f"{_christian(int(year))}{written[4:]}" if year.isdecimal() and len(year) == 4 else written


def _christian(year: int) -> int:
    return year - BUDDHIST_ERA if year >= FIRST_BUDDHIST_YEAR else year


def _check_weekday(written: str, name: str | None, instant: datetime) -> None:
    if name is None:
        return
    weekday = _WEEKDAYS.get(name.lower().removeprefix("วัน").removesuffix("ที่"))
    if weekday is None:
        raise EventError(f"{name!r} in {written[:60]!r} is no weekday")
    if weekday != instant.weekday():
        raise EventError(f"{written[:60]!r} is no {name}: that date is a {WEEKDAYS_EN[instant.weekday()]}")
