"""A matter under another standard beside its own, and what the numbers of a group count."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import product

import pytest
from hypothesis import given, settings

from service_standards.allowance import Allowance
from service_standards.clock import Verdict
from service_standards.course import State
from service_standards.events import Event, What
from service_standards.instants import BANGKOK
from service_standards.office import office
from service_standards.replay import Outcome, Part, Read, Replayed, Tally, belongs, read
from service_standards.terms import Measure, Terms
from tests.service_standards.strategies import Drawn, cases, made

THREE_DAYS = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse("3 working_days"), pausable=True)
TWO_DAYS = replace(THREE_DAYS, allowance=Allowance.parse("2 working_days"))
FRIDAY = Event(datetime(2026, 4, 17, 10, 0, tzinfo=BANGKOK), What.RECEIVED)


def april(day: int, hour: int) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=BANGKOK)


def test_what_was_in_time_under_three_days_is_missed_under_two() -> None:
    events = [FRIDAY, Event(april(22, 9), What.RESOLVED)]

    assert read(THREE_DAYS, office(), events, april(30, 9)) == Read(
        Outcome.MET, april(22, 16).replace(minute=30), settled_at=events[-1].at
    )
    assert read(TWO_DAYS, office(), events, april(30, 9)) == Read(
        Outcome.MISSED, april(21, 16).replace(minute=30), settled_at=april(21, 16).replace(minute=30)
    )


def test_forbidding_the_pause_turns_a_wait_into_a_miss() -> None:
    waited = [
        FRIDAY, Event(april(17, 11), What.ASKED_CUSTOMER), Event(april(23, 9), What.CUSTOMER_REPLIED),
        Event(april(23, 10), What.RESOLVED),
    ]  # fmt: skip

    assert read(THREE_DAYS, office(), waited, april(30, 9)).outcome is Outcome.MET
    assert read(replace(THREE_DAYS, pausable=False), office(), waited, april(30, 9)).outcome is Outcome.MISSED


def test_without_a_promise_there_is_no_outcome_and_beyond_the_holidays_none_is_guessed() -> None:
    last = Event(datetime(2027, 12, 30, 9, 0, tzinfo=BANGKOK), What.RECEIVED)

    assert read(None, office(), [FRIDAY], april(30, 9)) == Read(Outcome.NO_STANDARD)
    assert read(THREE_DAYS, office(), [last], last.at) == Read(Outcome.UNKNOWN)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_an_outcome_is_what_the_clock_reads(case: Drawn) -> None:
    reading = case.read()

    outcome = read(case.terms, case.calendar, made(case.events), case.now).outcome

    assert outcome.value == ("withdrawn" if reading.state is State.WITHDRAWN else reading.verdict)
    assert (outcome is Outcome.MISSED) == (reading.verdict is Verdict.MISSED and reading.state is not State.WITHDRAWN)


ALL_WAYS = [Replayed(*ways) for ways in product(Outcome, repeat=2)]


@pytest.mark.parametrize("one", ALL_WAYS, ids=lambda one: f"{one.actual} then {one.proposed}")
def test_the_numbers_of_a_row_add_up(one: Replayed) -> None:
    tally = Tally()
    tally.add(one)
    count = tally.count

    assert count(Part.RECEIVED) == 1
    assert count(Part.MET) + count(Part.MISSED) + count(Part.OPEN) <= 1
    assert count(Part.NEWLY_MISSED) <= count(Part.WOULD_MISS)
    assert count(Part.NEWLY_KEPT) <= count(Part.MISSED)
    turned = count(Part.NEWLY_MISSED) - count(Part.NEWLY_KEPT)
    lost = one.actual is Outcome.MISSED and one.proposed not in (Outcome.MET, Outcome.OPEN, Outcome.MISSED)
    assert count(Part.WOULD_MISS) - count(Part.MISSED) == turned - lost
    assert [part for part in Part if count(part)] == [part for part in Part if belongs(one, part)]


def test_a_share_is_of_what_is_decided() -> None:
    tally = Tally()
    assert (tally.share, tally.would_share) == (None, None)
    for actual, proposed in (("met", "missed"), ("met", "met"), ("open", "missed"), ("withdrawn", "withdrawn")):
        tally.add(Replayed(Outcome(actual), Outcome(proposed)))

    assert (tally.share, tally.would_share) == (1.0, 1 / 3)
