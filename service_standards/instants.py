"""Instants come in any zone and are kept in Bangkok's, so that dates and comparisons need no conversion.

Thailand has kept one offset since 1920 and has no summer time: a fixed offset is exact, needs no zone
database, and lets two instants be compared and subtracted without asking either for its offset.
"""

from datetime import date, datetime, timedelta, timezone

from service_standards.errors import EventError, NaiveInstant

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
FIRST_YEAR, LAST_YEAR = 1970, 2199
BUDDHIST_ERA = 543
DAY = timedelta(days=1)
INSTANT = timedelta.resolution
NO_TIME = timedelta(0)

_FIRST_MIDNIGHT = datetime(FIRST_YEAR, 1, 1, tzinfo=BANGKOK)
_FIRST_ORDINAL = _FIRST_MIDNIGHT.toordinal() - 1


def in_bangkok(instant: datetime) -> datetime:
    """The same instant on Bangkok's clock. Raises NaiveInstant without a zone, EventError outside 1971–2198."""
    if instant.tzinfo is BANGKOK:
        return instant
    if instant.utcoffset() is None:
        raise NaiveInstant(f"{instant.isoformat()} has no zone: write {instant.isoformat()}+07:00 for Bangkok time")
    # The years at both ends stay unused, so that no zone carries an instant out of what a calendar can cover.
    if not FIRST_YEAR < instant.year < LAST_YEAR:
        raise EventError(f"{instant.isoformat()} is not between {FIRST_YEAR} and {LAST_YEAR}: check its year")
    return instant.astimezone(BANGKOK)


def midnight(day: date) -> datetime:
    """The first instant of a date in Bangkok."""
    return datetime(day.year, day.month, day.day, tzinfo=BANGKOK)


def end_of(ordinal: int) -> datetime:
    """24:00 of the date with this proleptic ordinal, which is 00:00 of the next."""
    return _FIRST_MIDNIGHT + timedelta(ordinal - _FIRST_ORDINAL)
