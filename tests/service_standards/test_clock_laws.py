"""Laws of the clock, tried on whatever hypothesis thinks of, and against a walk that counts minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from service_standards.allowance import Spent, total
from service_standards.clock import Reading, Verdict, promised_due, read_clock
from service_standards.course import State
from service_standards.shifts import CalendarException
from tests.service_standards.minute_walk import MINUTE, Plan
from tests.service_standards.strategies import (
    DAYS,
    FIRST,
    WINDOWS,
    Drawn,
    calendar_of,
    cases,
    instants,
    made,
    plans,
)

few = settings(max_examples=60, deadline=None)


def ended_at(reading: Reading) -> datetime:
    return reading.stopped_at or reading.withdrawn_at or reading.now


def sum_of(reading: Reading) -> Spent:
    spent = reading.allowance.kind.nothing
    for line in reading.ledger:
        spent = total(spent, line.spent)
    return spent


@settings(max_examples=150, deadline=None)
@given(cases(windows=WINDOWS))
def test_the_clock_reads_what_a_walk_minute_by_minute_counts(case: Drawn) -> None:
    walked = case.walk.read(case.events, case.now)

    reading = case.read()

    spent = reading.spent // MINUTE if isinstance(reading.spent, timedelta) else reading.spent
    assert (reading.due, reading.state, reading.verdict, spent) == (
        walked.due,
        walked.state,
        walked.verdict,
        walked.spent,
    )


@few
@given(cases())
def test_the_ledger_has_no_gap_and_no_overlap_and_adds_up(case: Drawn) -> None:
    reading = case.read()

    edges = [reading.received_at, *(line.end for line in reading.ledger)]
    assert [line.start for line in reading.ledger] == edges[:-1]
    assert edges[-1] == ended_at(reading)
    assert all(line.start < line.end for line in reading.ledger)
    assert sum_of(reading) == reading.spent


@few
@given(cases(), st.integers())
def test_the_order_in_which_events_arrive_changes_nothing(case: Drawn, seed: int) -> None:
    shuffled = list(case.events)
    Random(seed).shuffle(shuffled)

    assert replace(case, events=shuffled).read() == case.read()


@few
@given(cases())
def test_events_that_have_not_happened_yet_change_nothing(case: Drawn) -> None:
    happened = [event for event in case.events if event[0] <= case.now]

    assert replace(case, events=happened).read() == case.read()


@few
@given(cases(), st.integers(0, 20_000))
def test_while_nothing_happens_the_due_instant_stands_still(case: Drawn, later: int) -> None:
    happened = replace(case, events=[event for event in case.events if event[0] <= case.now])

    reading = happened.read()

    assert happened.read(case.now + timedelta(minutes=later)).due == reading.due


@few
@given(cases())
def test_met_means_stopped_at_the_due_instant_or_before(case: Drawn) -> None:
    reading = case.read()

    if reading.state is State.STOPPED:
        assert (reading.verdict is Verdict.MET) == (reading.stopped_at <= reading.due)
    else:
        assert reading.verdict is not Verdict.MET


@few
@given(cases(), st.integers(0, 5000))
def test_a_miss_that_happened_stays_one(case: Drawn, later: int) -> None:
    then, now = case.now, case.now + timedelta(minutes=later)

    if case.read(then).verdict is Verdict.MISSED:
        assert case.read(now).verdict in (Verdict.MISSED, None)


@few
@given(cases(measures=("resolution",)), instants(last=12), instants(last=14))
def test_a_pause_never_makes_the_due_instant_earlier(case: Drawn, one: datetime, other: datetime) -> None:
    others = ("asked_customer", "customer_replied", "cancelled", "duplicate_of")
    unasked = [event for event in case.events if event[1] not in others]
    asked, replied = sorted(max(at, unasked[0][0]) for at in (one, other))
    now = max(replied, unasked[-1][0]) + timedelta(days=1)
    straight = replace(case, events=unasked, pausable=True, after_documents=False)
    paused = replace(straight, events=[*unasked, (asked, "asked_customer"), (replied, "customer_replied")])

    assert paused.read(now).due >= straight.read(now).due


@few
@given(cases(measures=("first_response", "bot_answer")))
def test_a_first_response_never_pauses(case: Drawn) -> None:
    unasked = [event for event in case.events if event[1] not in ("asked_customer", "customer_replied")]

    assert case.read() == replace(case, events=unasked).read()


@few
@given(cases(measures=("resolution",)))
def test_the_allowance_is_spent_exactly_when_it_is_up(case: Drawn) -> None:
    reading = case.read()

    if reading.state is State.RUNNING and reading.now != reading.due:
        assert (reading.share_used >= 1) == (reading.now > reading.due)


@few
@given(plans(), st.lists(instants(), min_size=3, max_size=3))
def test_open_time_adds_up_over_any_split(plan: Plan, three: list[datetime]) -> None:
    calendar = calendar_of(plan)
    start, middle, end = sorted(three)

    whole = calendar.open_between(start, end)

    assert whole == calendar.open_between(start, middle) + calendar.open_between(middle, end)


@few
@given(plans(), instants(), st.integers(1, 6000))
def test_an_amount_of_open_time_is_over_at_the_first_instant_it_can_be(
    plan: Plan, start: datetime, minutes: int
) -> None:
    calendar = calendar_of(plan)
    amount = timedelta(minutes=minutes)

    end = calendar.open_after(start, amount)

    assert calendar.open_between(start, end) == amount
    assert calendar.open_between(start, end - timedelta(seconds=1)) < amount


@few
@given(cases(measures=("resolution",)), st.integers(0, DAYS))
def test_a_closure_announced_late_keeps_the_promise_and_moves_what_is_due(case: Drawn, number: int) -> None:
    received_at = case.events[0][0]
    straight = replace(case, events=[case.events[0]], after_documents=False)
    closure = CalendarException(
        FIRST + timedelta(days=number), (), "น้ำท่วม", "flood", announced_on=received_at.date() + timedelta(days=1)
    )
    then = case.calendar
    now = then.on_top([closure])
    read_at = received_at + timedelta(days=1)

    promised = promised_due(straight.terms, now, made(straight.events), read_at)
    adjusted = read_clock(straight.terms, now, made(straight.events), read_at).due

    assert promised == read_clock(straight.terms, then, made(straight.events), read_at).due
    assert adjusted >= promised
