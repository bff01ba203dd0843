"""Tables an officer can check: received, promised, what happened, due. The office is open 08:30–16:30."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from service_standards.allowance import Allowance
from service_standards.calendar import ALWAYS, Calendar
from service_standards.clock import Reading, Verdict, read_clock
from service_standards.course import State
from service_standards.events import Event, What
from service_standards.instants import BANGKOK, DAY, midnight
from service_standards.office import office
from service_standards.shifts import CalendarException, Shift, parse_week
from service_standards.terms import Measure, Terms

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at(written: str) -> datetime:
    """Reads "Fri 2026-04-10 16:00", and that it is a Friday; 24:00 ends the day."""
    weekday, day, time = written.split()
    on = date.fromisoformat(day)
    assert WEEKDAYS[on.weekday()] == weekday, f"{day} is a {WEEKDAYS[on.weekday()]}"
    if time == "24:00":
        return midnight(on) + DAY
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BANGKOK)


def read(
    received: str,
    allowance: str,
    *events: tuple[str, str],
    calendar: Calendar | None = None,
    measure: Measure = Measure.RESOLUTION,
    now: str | None = None,
) -> Reading:
    made = [Event(at(received), What.RECEIVED), *(Event(at(when), What(what)) for what, when in events)]
    terms = Terms(measure=measure, allowance=Allowance.parse(allowance), pausable=True)
    return read_clock(terms, calendar or office(), made, at(now) if now else max(event.at for event in made))


ASKED, REPLIED, RESOLVED, REOPENED = "asked_customer", "customer_replied", "resolved", "reopened"


@pytest.mark.parametrize(
    ("received", "allowance", "events", "due"),
    [
        pytest.param("Thu 2026-04-09 15:30", "2 business_hours", (), "Fri 2026-04-10 09:30", id="over the night"),
        pytest.param("Fri 2026-04-10 16:00", "1 business_hour", (), "Thu 2026-04-16 09:00", id="over Songkran"),
        pytest.param(
            "Fri 2026-04-10 16:45",
            "1 working_day",
            (),
            "Fri 2026-04-17 16:30",
            id="after closing: received on Thursday the 16th, which is not counted",
        ),
        pytest.param("Fri 2026-04-10 10:00", "1 working_day", (), "Thu 2026-04-16 16:30", id="next working day"),
        pytest.param(
            "Fri 2026-04-10 10:00",
            "3 working_days",
            ((ASKED, "Thu 2026-04-16 10:00"), (REPLIED, "Mon 2026-04-20 09:00")),
            "Wed 2026-04-22 16:30",
            id="the closings of the 16th and 17th fall in the pause",
        ),
        pytest.param("Wed 2026-04-01 09:00", "15 calendar_days", (), "Thu 2026-04-16 24:00", id="a working day"),
        pytest.param(
            "Wed 2026-04-01 09:00",
            "12 calendar_days",
            (),
            "Thu 2026-04-16 24:00",
            id="the 13th, 14th and 15th are holidays: rolls to the 16th",
        ),
    ],
)
def test_the_worked_cases_of_the_rules(
    received: str, allowance: str, events: tuple[tuple[str, str], ...], due: str
) -> None:
    assert read(received, allowance, *events).due == at(due)


def test_plain_minutes_run_day_and_night() -> None:
    assert read("Sun 2026-04-12 02:00", "15 minutes", calendar=ALWAYS).due == at("Sun 2026-04-12 02:15")


@pytest.mark.parametrize(
    ("received", "allowance", "due"),
    [
        ("Fri 2026-04-10 15:30", "1 business_hour", "Fri 2026-04-10 16:30"),
        ("Fri 2026-04-10 08:30", "8 business_hours", "Fri 2026-04-10 16:30"),
        ("Fri 2026-04-10 16:30", "1 business_minute", "Thu 2026-04-16 08:31"),
        ("Sat 2026-04-11 10:00", "8 business_hours", "Thu 2026-04-16 16:30"),
        ("Fri 2026-04-10 16:30", "1 working_day", "Fri 2026-04-17 16:30"),
        ("Fri 2026-04-10 16:29", "1 working_day", "Thu 2026-04-16 16:30"),
        ("Fri 2026-04-10 00:00", "1 working_day", "Thu 2026-04-16 16:30"),
        ("Sat 2026-04-11 10:00", "1 working_day", "Fri 2026-04-17 16:30"),
        ("Thu 2026-04-09 23:59", "1 calendar_day", "Fri 2026-04-10 24:00"),
        ("Fri 2026-04-10 00:00", "1 calendar_day", "Thu 2026-04-16 24:00"),
        ("Wed 2025-12-31 10:00", "1 working_day", "Tue 2026-01-06 16:30"),
        ("Tue 2025-12-30 10:00", "2 working_days", "Tue 2026-01-06 16:30"),
        ("Thu 2026-12-31 23:00", "2 business_hours", "Mon 2027-01-04 10:30"),
        ("Wed 2024-02-28 10:00", "1 working_day", "Thu 2024-02-29 16:30"),
        ("Wed 2024-02-28 10:00", "1 calendar_day", "Thu 2024-02-29 24:00"),
        ("Thu 2024-02-29 16:00", "1 business_hour", "Fri 2024-03-01 09:00"),
        ("Thu 2026-04-30 10:00", "1 working_day", "Fri 2026-05-01 16:30"),
        ("Tue 2026-05-12 10:00", "1 working_day", "Thu 2026-05-14 16:30"),
    ],
    ids=[
        "up on the closing edge, not at the next opening",
        "a whole day is up at its closing",
        "received at the closing: from the next opening",
        "received on a day off",
        "received at the closing: the next working day is the receipt day",
        "received a minute before closing",
        "received before opening: that day is the receipt day",
        "received on Saturday: Thursday is the receipt day",
        "a calendar day's receipt knows no closing",
        "the last day is carried over a weekend and Songkran",
        "over New Year, with the bridge day of 2 January 2026",
        "31 December and the bridge day are no working days",
        "into the next year",
        "a leap day is a working day",
        "a leap day ends like any other",
        "from a leap day into March",
        "Labour Day: offices of the state are open",
        "Royal Ploughing Day: offices of the state are closed",
    ],
)
def test_edges_of_days_and_years(received: str, allowance: str, due: str) -> None:
    assert read(received, allowance).due == at(due)


LUNCH = parse_week({day: ["08:30-12:00", "13:00-16:30"] for day in ("mon", "tue", "wed", "thu", "fri")})
HALF_DAY = CalendarException(date(2026, 4, 20), (Shift.parse("08:30-12:00"),), "ครึ่งวัน", "half day")
SATURDAY_DUTY = CalendarException(date(2026, 4, 18), (Shift.parse("09:00-12:00"),), "เวรวันเสาร์", "Saturday duty")


@pytest.mark.parametrize(
    ("calendar", "received", "allowance", "due"),
    [
        pytest.param(
            Calendar("lunch", LUNCH),
            "Mon 2026-04-20 11:30",
            "1 business_hour",
            "Mon 2026-04-20 13:30",
            id="across lunch",
        ),
        pytest.param(
            Calendar("lunch", LUNCH),
            "Mon 2026-04-20 11:30",
            "30 business_minutes",
            "Mon 2026-04-20 12:00",
            id="up when lunch begins",
        ),
        pytest.param(
            office().on_top([HALF_DAY]),
            "Mon 2026-04-20 11:30",
            "1 business_hour",
            "Tue 2026-04-21 09:00",
            id="a half day",
        ),
        pytest.param(
            office().on_top([HALF_DAY]),
            "Mon 2026-04-20 12:00",
            "1 working_day",
            "Wed 2026-04-22 16:30",
            id="after a half day's closing",
        ),
        pytest.param(
            office().on_top([HALF_DAY]),
            "Fri 2026-04-17 10:00",
            "1 working_day",
            "Mon 2026-04-20 12:00",
            id="up at a half day's closing",
        ),
        pytest.param(
            office().on_top([SATURDAY_DUTY]),
            "Fri 2026-04-17 10:00",
            "1 working_day",
            "Sat 2026-04-18 12:00",
            id="a special working day",
        ),
    ],
)
def test_calendars_of_ones_own(calendar: Calendar, received: str, allowance: str, due: str) -> None:
    assert read(received, allowance, calendar=calendar).due == at(due)


@pytest.mark.parametrize(
    ("events", "due", "verdict"),
    [
        pytest.param(((RESOLVED, "Tue 2026-04-21 16:30"),), "Tue 2026-04-21 16:30", "met", id="at the due instant"),
        pytest.param(((RESOLVED, "Tue 2026-04-21 16:31"),), "Tue 2026-04-21 16:30", "missed", id="a minute late"),
        pytest.param(
            ((RESOLVED, "Mon 2026-04-20 15:00"), (REOPENED, "Thu 2026-04-23 09:00")),
            "Fri 2026-04-24 16:30",
            "open",
            id="three closings between are not spent",
        ),
        pytest.param(
            ((RESOLVED, "Mon 2026-04-20 15:00"), (REOPENED, "Mon 2026-04-20 16:00")),
            "Tue 2026-04-21 16:30",
            "open",
            id="reopened before the closing",
        ),
        pytest.param(
            (
                (RESOLVED, "Wed 2026-04-22 09:00"),
                (REOPENED, "Wed 2026-04-22 10:00"),
                (RESOLVED, "Wed 2026-04-22 11:00"),
            ),
            "Tue 2026-04-21 16:30",
            "missed",
            id="a miss is not undone by resolving again",
        ),
        pytest.param(
            ((ASKED, "Fri 2026-04-17 11:00"), (RESOLVED, "Thu 2026-04-23 09:00")),
            "Fri 2026-04-24 16:30",
            "met",
            id="resolving ends a pause",
        ),
        pytest.param(
            ((ASKED, "Fri 2026-04-17 11:00"), (ASKED, "Mon 2026-04-20 09:00"), (REPLIED, "Mon 2026-04-20 10:00")),
            "Tue 2026-04-21 16:30",
            "open",
            id="a second question changes nothing",
        ),
        pytest.param(
            ((ASKED, "Mon 2026-04-20 16:30"), (REPLIED, "Tue 2026-04-21 16:30")),
            "Wed 2026-04-22 16:30",
            "open",
            id="asked at a closing it is not spent, replied at one it is",
        ),
    ],
)
def test_two_working_days_from_friday_the_17th(events: tuple[tuple[str, str], ...], due: str, verdict: str) -> None:
    reading = read("Fri 2026-04-17 10:00", "2 working_days", *events)
    later = read("Fri 2026-04-17 10:00", "2 working_days", *events, now="Thu 2026-04-30 12:00")

    assert (reading.due, reading.verdict) == (at(due), verdict)
    assert later.due == reading.due


@pytest.mark.parametrize(
    ("asked", "replied", "due"),
    [
        ("Wed 2026-04-22 00:00", "Wed 2026-04-22 08:00", "Thu 2026-04-23 24:00"),
        ("Tue 2026-04-21 10:00", "Wed 2026-04-22 00:00", "Wed 2026-04-22 24:00"),
    ],
    ids=["asked at midnight, the day that ends then is not spent", "replied at midnight it is"],
)
def test_two_calendar_days_from_monday_the_20th(asked: str, replied: str, due: str) -> None:
    for now in (replied, "Thu 2026-04-30 12:00"):
        reading = read("Mon 2026-04-20 09:00", "2 calendar_days", (ASKED, asked), (REPLIED, replied), now=now)

        assert reading.due == at(due)


def test_the_days_a_last_calendar_day_is_carried_over_spend_nothing() -> None:
    reading = read("Wed 2026-04-01 09:00", "12 calendar_days", now="Mon 2026-04-20 09:00")

    assert reading.spent == 12 + 3
    assert [line.spent for line in reading.ledger if line.closure and line.start.day == 13] == [0]


def test_a_last_calendar_day_is_carried_past_a_wait_on_the_day_it_was_carried_to() -> None:
    waits = ((ASKED, "Thu 2026-04-16 10:00"), (REPLIED, "Fri 2026-04-17 15:00"))

    reading = read("Wed 2026-04-01 09:00", "12 calendar_days", *waits)

    assert reading.due == at("Fri 2026-04-17 24:00")
    assert reading.carried_from == date(2026, 4, 13)


def test_a_paused_clock_has_no_due_instant_until_it_runs_again() -> None:
    reading = read(
        "Fri 2026-04-17 10:00", "2 working_days", (ASKED, "Mon 2026-04-20 10:00"), now="Fri 2026-04-24 10:00"
    )

    assert (reading.state, reading.verdict, reading.due) == (State.PAUSED, Verdict.OPEN, None)
    assert reading.spent == 0


def test_a_miss_before_the_question_stays_due_and_missed_while_paused() -> None:
    reading = read("Fri 2026-04-17 10:00", "1 working_day", (ASKED, "Tue 2026-04-21 10:00"), now="Fri 2026-04-24 10:00")

    assert (reading.state, reading.verdict, reading.due) == (
        State.PAUSED,
        Verdict.MISSED,
        at("Mon 2026-04-20 16:30"),
    )
