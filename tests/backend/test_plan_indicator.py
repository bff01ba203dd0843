"""The indicator "done on time as planned": worked cases, and what must hold of any plan on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.plan_indicator import COUNTED, Outcome, Planned, done_on_time, outcome_of

DUE = date(2027, 3, 31)
DAY = timedelta(days=1)
DAYS = st.dates(date(2026, 10, 1), date(2027, 12, 31))
MAYBE = st.none() | DAYS


def planned(**others: object) -> Planned:
    values: dict[str, object] = {"id": 1, "set_on": date(2026, 10, 1), "first_due_on": DUE, "due_on": DUE}
    return Planned(**(values | others))  # type: ignore[arg-type]


@st.composite
def plans(draw: st.DrawFn) -> list[Planned]:
    set_on = draw(DAYS)
    return [
        planned(
            id=id,
            set_on=set_on,
            first_due_on=draw(DAYS),
            due_on=draw(DAYS),
            done_on=draw(MAYBE),
            withdrawn_on=draw(MAYBE),
        )
        for id in range(draw(st.integers(0, 8)))
    ]


@pytest.mark.parametrize(
    ("activity", "today", "expected"),
    [
        (planned(), DUE - DAY, Outcome.NOT_DUE),
        (planned(), DUE, Outcome.NOT_DUE),
        (planned(), DUE + DAY, Outcome.NOT_DONE),
        (planned(done_on=DUE), DUE, Outcome.NOT_DUE),
        (planned(done_on=DUE), DUE + DAY, Outcome.ON_TIME),
        (planned(done_on=DUE + DAY), DUE + 2 * DAY, Outcome.DONE_LATE),
        (planned(due_on=DUE + 30 * DAY), DUE + DAY, Outcome.NOT_DONE),
        (planned(due_on=DUE + 30 * DAY, done_on=DUE + 10 * DAY), DUE + 31 * DAY, Outcome.DONE_LATE),
        (planned(due_on=DUE - 30 * DAY), DUE - DAY, Outcome.NOT_DUE),
        (planned(withdrawn_on=DUE), DUE + DAY, Outcome.WITHDRAWN),
        (planned(withdrawn_on=DUE + DAY), DUE + 2 * DAY, Outcome.NOT_DONE),
        (planned(set_on=DUE), DUE + DAY, Outcome.NOT_DONE),
        (planned(set_on=DUE + DAY), DUE + DAY, Outcome.SET_TOO_LATE),
        (planned(set_on=DUE + DAY, done_on=DUE - DAY), DUE + 2 * DAY, Outcome.SET_TOO_LATE),
    ],
)
def test_each_activity_counts_against_the_date_as_set_first(activity: Planned, today: date, expected: Outcome) -> None:
    assert outcome_of(activity, today) is expected


def test_three_of_four_in_time_are_three_quarters() -> None:
    activities = [*(planned(id=id, done_on=DUE) for id in (1, 2, 3)), planned(id=4)]
    found = done_on_time(activities, DUE + DAY)

    assert (found.numerator, found.denominator, found.share) == (3, 4, Fraction(3, 4))
    assert found.ids[Outcome.NOT_DONE] == (4,)


def test_there_is_no_figure_before_anything_is_due() -> None:
    assert done_on_time([], DUE).share is None
    assert done_on_time([planned(done_on=DUE - DAY)], DUE).share is None


@given(plans(), DAYS)
def test_every_activity_is_in_exactly_one_place_and_only_counted_ones_count(known: list[Planned], today: date) -> None:
    found = done_on_time(known, today)

    assert sorted(id for ids in found.ids.values() for id in ids) == [one.id for one in known]
    assert found.denominator == sum(outcome_of(one, today) in COUNTED for one in known)
    assert 0 <= found.numerator <= found.denominator
    assert set(found.moved) <= {id for outcome in COUNTED for id in found.ids[outcome]}


@given(plans(), DAYS, DAYS)
def test_moving_a_due_date_never_changes_the_figure(known: list[Planned], today: date, elsewhere: date) -> None:
    moved = [replace(one, due_on=elsewhere) for one in known]

    assert done_on_time(moved, today).ids == done_on_time(known, today).ids


@given(plans(), DAYS, st.integers(1, 300))
def test_what_is_counted_once_is_counted_alike_ever_after(known: list[Planned], today: date, days: int) -> None:
    before, after = done_on_time(known, today), done_on_time(known, today + days * DAY)

    assert all(set(before.ids[outcome]) <= set(after.ids[outcome]) for outcome in COUNTED)


@given(plans(), DAYS)
def test_doing_one_more_thing_in_time_never_makes_it_worse(known: list[Planned], today: date) -> None:
    better = [replace(one, done_on=one.first_due_on) if one.done_on is None else one for one in known]

    assert done_on_time(better, today).numerator >= done_on_time(known, today).numerator
    assert done_on_time(better, today).denominator == done_on_time(known, today).denominator
