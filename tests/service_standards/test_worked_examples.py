"""The examples that a standard is explained by: real dates of the calendar, and what the clock says of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_standards.calendar import ALWAYS, Calendar
from service_standards.charter import load_trial_charter
from service_standards.errors import CalendarError
from service_standards.instants import BANGKOK
from service_standards.office import calendars, office
from service_standards.shifts import parse_week
from service_standards.terms import Starts
from service_standards.worked_examples import Case, due, examples

NOW = datetime(2026, 11, 30, 20, tzinfo=BANGKOK)
TRIAL = load_trial_charter()
THREE_DAYS = TRIAL.standard("resolution.inquiry").terms


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BANGKOK)


def received(now: datetime) -> dict[Case, datetime]:
    return {example.case: example.received_at for example in examples(office(), now)}


def dues(code: str, now: datetime = NOW) -> dict[Case, datetime | None]:
    standard = TRIAL.standard(code)
    calendar = calendars()[standard.calendar]
    return {example.case: due(example, standard.terms, calendar) for example in examples(office(), now)}


def test_the_dates_are_the_next_ones_of_the_calendar() -> None:
    assert received(NOW) == {  # 7 and 10 December are closed, and the year's end is
        Case.MORNING: at(2026, 12, 15, 9, 30),
        Case.BEFORE_THE_WEEKEND: at(2026, 12, 18, 16),
        Case.AFTER_CLOSING: at(2026, 12, 16, 18, 30),
        Case.EVE_OF_SONGKRAN: at(2027, 4, 12, 14, 30),
        Case.QUESTION: at(2026, 12, 15, 9, 30),
    }


def test_three_working_days_by_example() -> None:
    assert dues("resolution.inquiry") == {
        Case.MORNING: at(2026, 12, 18, 16, 30),
        Case.BEFORE_THE_WEEKEND: at(2026, 12, 23, 16, 30),
        Case.AFTER_CLOSING: at(2026, 12, 22, 16, 30),
        Case.EVE_OF_SONGKRAN: at(2027, 4, 20, 16, 30),
        Case.QUESTION: at(2026, 12, 22, 16, 30),
    }, "Wednesday's and Thursday's closings fell into the pause"


def test_what_never_pauses_is_due_as_if_nobody_had_asked() -> None:
    found = dues("response.utility")

    assert found[Case.QUESTION] == found[Case.MORNING] == at(2026, 12, 15, 11, 30)
    assert found[Case.BEFORE_THE_WEEKEND] == at(2026, 12, 21, 10)


def test_day_and_night_every_minute_counts() -> None:
    assert dues("response.environment")[Case.AFTER_CLOSING] == at(2026, 12, 16, 20, 30)


def test_a_standard_that_waits_for_documents_starts_when_they_are_there() -> None:
    terms = replace(THREE_DAYS, starts=Starts.DOCUMENTS_COMPLETE)
    morning = examples(office(), NOW)[0]

    assert morning.documents_at == at(2026, 12, 16, 9, 30)
    assert due(morning, terms, office()) == at(2026, 12, 21, 16, 30)


def test_where_no_plain_week_is_ahead_the_last_one_known_serves() -> None:
    last = at(office().last_year, 12, 30, 10)
    found = received(last)

    assert set(found) == set(Case)
    assert all(instant < last for instant in found.values())


@given(st.dates(date(office().first_year, 1, 1), date(office().last_year - 1, 12, 31)))
def test_on_any_day_the_examples_are_what_they_are_called(today: date) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=BANGKOK)
    found = {example.case: example for example in examples(office(), now)}

    assert set(found) == set(Case)
    assert all(example.received_at > now for example in found.values())
    eve = found[Case.EVE_OF_SONGKRAN].received_at.date()
    assert office().working_dates(eve, eve) == [eve]
    assert office().working_dates(eve + timedelta(days=1), date(eve.year, 4, 15)) == []
    assert found[Case.BEFORE_THE_WEEKEND].received_at.weekday() == 4
    for example in found.values():
        assert due(example, THREE_DAYS, office())


def test_a_calendar_without_plain_weeks_or_without_songkran() -> None:
    mondays = Calendar("mondays", parse_week({"mon": ["08:30-16:30"]}))
    with pytest.raises(CalendarError, match="no two plain weeks"):
        examples(mondays, NOW)

    assert Case.EVE_OF_SONGKRAN not in {example.case for example in examples(ALWAYS, NOW)}
