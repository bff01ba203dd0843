"""The days of a plan: fiscal years, the same day a year later, days off."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.plan_dates import a_year_later, day_off, first_day, last_day, months, within
from service_standards.office import office


def test_a_fiscal_year_is_named_by_the_year_it_ends_in() -> None:
    assert (first_day(2570), last_day(2570)) == (date(2026, 10, 1), date(2027, 9, 30))
    assert within(date(2027, 9, 30), 2570)
    assert not within(date(2027, 10, 1), 2570)


@given(st.integers(2500, 2700))
def test_a_year_has_twelve_months_from_october_on_without_a_gap(year: int) -> None:
    found = months(year)

    assert [month.month for month in found] == [10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert all(within(month, year) and month.day == 1 for month in found)
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2027, 3, 31), date(2028, 3, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
    ],
)
def test_a_year_later_is_the_same_day_but_for_leap_days(day: date, later: date) -> None:
    assert a_year_later(day) == later


@given(st.dates(date(2020, 10, 1), date(2060, 9, 30)), st.dates(date(2020, 10, 1), date(2060, 9, 30)))
def test_a_year_later_keeps_the_order_and_lands_in_the_next_fiscal_year(one: date, other: date) -> None:
    first, second = sorted((one, other))
    year = first.year + 543 + (first.month >= 10)

    assert a_year_later(first) <= a_year_later(second)
    assert within(a_year_later(first), year + 1)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 4, 10), ""),
        (date(2026, 4, 11), "วันเสาร์"),
        (date(2026, 4, 13), "วันหยุดสงกรานต์"),
        (date(2099, 4, 13), ""),
        (date(2099, 4, 12), "วันอาทิตย์"),
    ],
)
def test_a_day_off_is_told_by_name_as_far_as_its_holidays_are_known(day: date, told: str) -> None:
    assert day_off(office(), day) == told
