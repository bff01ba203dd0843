"""Cases and readings as JSON, for the command `python -m service_standards read`.

A case:

    {"id": "…", "allowance": "3 working_days", "calendar": "office", "measure": "resolution", "pausable": true,
     "events": [{"at": "2026-04-10T10:00:00+07:00", "what": "received"}, …], "now": "2026-04-30T12:00:00+07:00"}

- `"standard": "resolution.inquiry"` stands for allowance, calendar, measure and pausable, and takes them from the
  charter in force when the matter was received.
- Left out, `calendar` is "office", `measure` "resolution", and `pausable` what the measure allows; `starts` may be
  "documents_complete". A first response and a bot's answer never pause, whatever `pausable` says.
- `"week": {"mon": ["08:30-12:00", "13:00-16:30"], …}` replaces the whole weekly pattern: a day left out is a day
  off. `"exceptions": [{"date": "2026-04-20", "shifts": [], "reason": "…"}]` replaces single dates, on top of the
  calendar's own holidays.
- Plain minutes and hours run day and night, whatever the calendar.
- An event may name its message in `ref`. Keys nobody knows are passed over, unless they look like a slip of one.

A reading: `{"id", "due", "state", "verdict", "spent": {kind: n}, "ledger": [{"from", "to", "was", "spent"}]}`. `due`
is null while the clock is paused before it is up, `verdict` where the matter was withdrawn. `spent` is in minutes for
minutes and business minutes, which are both called "minutes", and in days for the two kinds of days. Instants are in
Bangkok's zone; a deadline at 24:00 is written as 00:00 of the next day.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from service_standards.allowance import Allowance, Kind, Spent, in_minutes
from service_standards.calendar import Calendar
from service_standards.charter import in_force_at, load_trial_charter
from service_standards.clock import Reading, read_clock
from service_standards.errors import StandardsError
from service_standards.events import Event, What, in_order
from service_standards.json_fields import (
    CaseError,
    Json,
    day,
    entries,
    instant,
    kind_of,
    loaded,
    members,
    named,
    one_of,
    shown,
    strings,
    text,
)
from service_standards.ledger import LedgerLine
from service_standards.office import calendars
from service_standards.shifts import CalendarException, Shift, Shifts, parse_week
from service_standards.terms import Measure, Starts, Terms
from service_standards.timeline import Was

_IN_PLACE = ("allowance", "calendar", "measure", "pausable", "starts")
_KEYS = ("id", "standard", "events", "now", "week", "exceptions", *_IN_PLACE)
_SPENT_AS = {Kind.MINUTES: "minutes", Kind.BUSINESS_MINUTES: "minutes"}


class Case(NamedTuple):
    """What a clock is read from."""

    terms: Terms
    calendar: Calendar
    events: list[Event]
    now: datetime


def read_line(line: bytes) -> dict[str, Json]:
    """The reading of one line, or {"id", "error"} for a line that is no case."""
    name: Json = None
    try:
        value, fault = loaded(line)
        found = members("a case", value, '{"id": …, "events": […], "now": …}')
        name = found.get("id")
        if fault:
            raise CaseError(fault)
        if not isinstance(name, str | int) or isinstance(name, bool):
            raise CaseError(f"id: a string, not {kind_of(name)}" if "id" in found else "id: missing")
        return {"id": name, **written(read_clock(*parse(found)))}
    except StandardsError as error:
        return {"id": name, "error": str(error)}


def parse(found: Mapping[str, Json]) -> Case:
    """The case in a JSON object. Raises StandardsError naming what is wrong."""
    for key in found:
        if key not in _KEYS and (meant := get_close_matches(key, _KEYS, n=1, cutoff=0.8)):
            raise CaseError(f"{shown(key)}: no such key; did you mean {meant[0]!r}?")
    events = in_order([_event(f"events[{place}]", entry) for place, entry in enumerate(entries(found, "events"))])
    terms, calendar = _by_standard(found, events[0].at) if "standard" in found else _by_terms(found)
    week = _week(found["week"]) if "week" in found else None
    exceptions = _exceptions(entries(found, "exceptions")) if "exceptions" in found else ()
    return Case(terms, _made(calendar, week, exceptions), events, instant("now", text(found, "now")))


def written(reading: Reading) -> dict[str, Json]:
    """A reading as JSON, but for its id."""
    kind = reading.allowance.kind if reading.allowance else Kind.MINUTES
    return {
        "due": reading.due.isoformat() if reading.due else None,
        "state": reading.state.value,
        "verdict": reading.verdict.value if reading.verdict else None,
        "spent": {_SPENT_AS.get(kind, kind.value): _number(reading.spent)},
        "ledger": [_line(line) for line in reading.ledger],
    }


def _line(line: LedgerLine) -> dict[str, Json]:
    return {
        "from": line.start.isoformat(),
        "to": line.end.isoformat(),
        "was": _was(line),
        "spent": _number(line.spent),
    }


def _was(line: LedgerLine) -> str:
    if line.closure:
        source = f" ({line.closure.source})" if line.closure.source else ""
        return f"{line.was.value}: {line.closure.reason_th}{source}"
    if line.question and line.question.ref:
        return f"{line.was.value}: {line.question.ref}"
    return "closed: outside hours" if line.was is Was.CLOSED else line.was.value


def _number(spent: Spent) -> int | float:
    return in_minutes(spent) if isinstance(spent, timedelta) else spent


def _by_standard(found: Mapping[str, Json], received_at: datetime) -> tuple[Terms, str]:
    if both := [key for key in _IN_PLACE if key in found]:
        raise CaseError(f"{both[0]}: the standard says that; give one or the other")
    charter = in_force_at([load_trial_charter()], received_at)
    if charter is None:
        raise CaseError(f"standard: no charter was in force at {received_at.isoformat()}")
    standard = named("standard", charter.standard, text(found, "standard"))
    return standard.terms, standard.calendar


def _by_terms(found: Mapping[str, Json]) -> tuple[Terms, str]:
    measure = one_of("measure", Measure, text(found, "measure")) if "measure" in found else Measure.RESOLUTION
    pausable = found.get("pausable", measure.ends_with_the_matter)
    if not isinstance(pausable, bool):
        raise CaseError(f"pausable: true or false, not {kind_of(pausable)}")
    starts = one_of("starts", Starts, text(found, "starts")) if "starts" in found else Starts.RECEIVED
    allowance = named("allowance", Allowance.parse, text(found, "allowance"))
    terms = Terms(measure=measure, allowance=allowance, pausable=pausable, starts=starts)
    return terms, text(found, "calendar") if "calendar" in found else "office"


@lru_cache(maxsize=256)
def _made(name: str, week: tuple[Shifts, ...] | None, exceptions: tuple[CalendarException, ...]) -> Calendar:
    """The calendar of a case. Cases that share one share what it has worked out."""
    if name not in calendars():
        raise CaseError(f"calendar: {shown(name)} is unknown; one of {', '.join(calendars())}")
    calendar = calendars()[name]
    if week is not None:
        calendar = replace(calendar, week=week)
    return calendar.on_top(exceptions) if exceptions else calendar


def _event(where: str, entry: Json) -> Event:
    fields = members(where, entry, '{"at": …, "what": …}')
    at = instant(f"{where}.at", text(fields, "at", where))
    what = one_of(f"{where}.what", What, text(fields, "what", where))
    return Event(at, what, text(fields, "ref", where) if "ref" in fields else "")


def _week(found: Json) -> tuple[Shifts, ...]:
    days = members("week", found, '{"mon": ["08:30-16:30"], …}')
    shifts = {name: strings(f"week.{name}", value) for name, value in days.items()}
    return named("week", lambda _: parse_week(shifts), "")


def _exceptions(found: list[Json]) -> tuple[CalendarException, ...]:
    made: dict[date, CalendarException] = {}
    for place, entry in enumerate(found):
        exception = _exception(f"exceptions[{place}]", entry)
        if exception.on in made:
            raise CaseError(f"exceptions: {exception.on} is there twice; give each date once")
        made[exception.on] = exception
    return tuple(made.values())


def _exception(where: str, entry: Json) -> CalendarException:
    fields = members(where, entry, '{"date": …, "shifts": […], "reason": …}')
    on = day(f"{where}.date", text(fields, "date", where))
    reason = text(fields, "reason", where) if "reason" in fields else "ข้อยกเว้นของกรณีนี้"
    shifts = strings(f"{where}.shifts", fields.get("shifts", []))
    return named(where, lambda _: CalendarException(on, tuple(map(Shift.parse, shifts)), reason, reason), "")
