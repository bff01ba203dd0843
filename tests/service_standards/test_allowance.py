"""Allowances: written, refused, and told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service_standards.allowance import Allowance, Kind, Unit
from service_standards.amounts import allowance_told, amount_told
from service_standards.errors import AllowanceError
from service_standards.thai_dates import thai_digits


@pytest.mark.parametrize(
    "written",
    [
        "1 minute",
        "120 minutes",
        "1 hour",
        "2 business_hours",
        "90 business_minutes",
        "3 working_days",
        "15 calendar_days",
    ],
)
def test_an_allowance_is_written_back_as_it_was_read(written: str) -> None:
    assert str(Allowance.parse(written)) == written


def test_one_of_a_unit_may_be_written_either_way() -> None:
    assert Allowance.parse("1 working_days") == Allowance.parse("1 working_day") == Allowance(1, Unit.WORKING_DAY)


@pytest.mark.parametrize(
    "written",
    ["", "3", "three days", "3 days", "3working_days", " 3 working_days", "1.5 hours", "-1 hours", "๓ working_days",
     "3 working_days!", "3  working_days", "9999999999999 minutes"],
)  # fmt: skip
def test_what_is_no_allowance_is_refused_with_the_units_there_are(written: str) -> None:
    with pytest.raises(AllowanceError, match=r"a whole number and a unit, like '3 working_days'.*calendar_days"):
        Allowance.parse(written)


def test_nothing_is_no_allowance() -> None:
    with pytest.raises(AllowanceError, match="at least 1 working_day, not 0"):
        Allowance.parse("0 working_days")


@pytest.mark.parametrize("written", ["3651 working_days", "999999999999 minutes", "87601 hours"])
def test_more_than_ten_years_is_a_slip(written: str) -> None:
    with pytest.raises(AllowanceError, match="over ten years"):
        Allowance.parse(written)


def test_days_have_no_length() -> None:
    assert Allowance.parse("2 business_hours").time == timedelta(hours=2)
    with pytest.raises(AllowanceError, match="a number of days, not a length of time"):
        _ = Allowance.parse("2 working_days").time


def test_the_share_used_is_of_the_same_kind_of_time() -> None:
    assert Allowance.parse("4 working_days").share(3) == 0.75
    assert Allowance.parse("2 hours").share(timedelta(minutes=30)) == 0.25


@pytest.mark.parametrize(
    ("written", "th", "en"),
    [
        ("3 working_days", "๓ วันทำการ", "3 working days"),
        ("1 working_day", "๑ วันทำการ", "1 working day"),
        ("15 calendar_days", "๑๕ วัน", "15 calendar days"),
        ("2 business_hours", "๒ ชั่วโมงทำการ", "2 business hours"),
        ("120 minutes", "๑๒๐ นาที", "120 minutes"),
    ],
)
def test_an_allowance_in_words(written: str, th: str, en: str) -> None:
    told = allowance_told(Allowance.parse(written))

    assert (thai_digits(told.th), told.en) == (th, en)


@pytest.mark.parametrize(
    ("kind", "amount", "th", "en"),
    [
        (Kind.MINUTES, timedelta(minutes=75), "1 ชั่วโมง 15 นาที", "1 hour 15 minutes"),
        (Kind.MINUTES, timedelta(seconds=59), "0 นาที", "0 minutes"),
        (Kind.BUSINESS_MINUTES, timedelta(hours=2, minutes=15), "2 ชั่วโมงทำการ 15 นาที", "2 business hours 15 minutes"),
        (Kind.BUSINESS_MINUTES, timedelta(minutes=45), "45 นาทีทำการ", "45 business minutes"),
        (Kind.BUSINESS_MINUTES, timedelta(hours=24), "24 ชั่วโมงทำการ", "24 business hours"),
        (Kind.WORKING_DAYS, 1, "1 วันทำการ", "1 working day"),
        (Kind.CALENDAR_DAYS, 7, "7 วัน", "7 calendar days"),
    ],
)
def test_an_amount_in_words(kind: Kind, amount: timedelta | int, th: str, en: str) -> None:
    assert amount_told(kind, amount) == (th, en)
