"""Calendars: what cannot be one, what is open when, and what closed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from service_standards.calendar import ALWAYS, Calendar
from service_standards.charter import load_trial_charter
from service_standards.errors import BeyondCalendar, CalendarError
from service_standards.instants import BANGKOK
from service_standards.office import calendar_titles, calendars, office, read_calendar
from service_standards.shifts import CalendarException, Shift, parse_week

WEEK = parse_week({day: ["08:30-16:30"] for day in ("mon", "tue", "wed", "thu", "fri")})
NOTHING_OPEN = ((),) * 7


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BANGKOK)


def closed(on: str, reason: str = "น้ำท่วม", announced: str | None = None) -> CalendarException:
    known = date.fromisoformat(announced) if announced else None
    return CalendarException(date.fromisoformat(on), (), reason, "flood", announced_on=known)


def test_a_calendar_that_is_never_open_is_refused() -> None:
    with pytest.raises(CalendarError, match="'closed' is never open: give it at least one shift a week"):
        Calendar("closed", NOTHING_OPEN)


def test_a_week_has_seven_days() -> None:
    with pytest.raises(CalendarError, match="has 5 days: give seven"):
        Calendar("short", WEEK[:5])


def test_shifts_of_one_day_that_overlap_are_refused() -> None:
    with pytest.raises(CalendarError, match="08:30-12:00 and 11:00-16:30 overlap"):
        parse_week({"mon": ["11:00-16:30", "08:30-12:00"]})


@pytest.mark.parametrize("written", ["16:30-08:30", "12:00-12:00", "08:30-24:01"])
def test_a_shift_opens_before_it_closes(written: str) -> None:
    with pytest.raises(CalendarError, match="a shift opens before it closes"):
        Shift.parse(written)


@pytest.mark.parametrize("written", ["", "8:30-12:00", "08:30", "08:60-12:00", "08.30-12.00", "๐๘:๓๐-๑๒:๐๐"])
def test_what_is_no_shift_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(CalendarError, match="write it like '08:30-12:00'"):
        Shift.parse(written)


def test_a_day_of_the_week_nobody_knows_is_refused() -> None:
    with pytest.raises(CalendarError, match="'Monday' is no day of the week: write mon, tue"):
        parse_week({"Monday": []})


def test_an_exception_needs_its_reason_in_both_languages() -> None:
    with pytest.raises(CalendarError, match="needs a reason in Thai and in English"):
        CalendarException(date(2026, 4, 20), (), "น้ำท่วม", " ")


def test_the_open_time_of_a_week_is_forty_hours() -> None:
    assert office().open_between(at("2026-04-19"), at("2026-04-26")) == timedelta(hours=40)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(CalendarError, match="give the earlier instant first"):
        office().open_between(at("2026-04-20"), at("2026-04-19"))


def test_the_always_calendar_is_open_at_every_instant() -> None:
    assert ALWAYS.open_between(at("2031-02-28 10:00"), at("2031-03-01 09:00")) == timedelta(hours=23)


def test_working_dates_leave_out_weekends_and_holidays() -> None:
    found = office().working_dates(date(2026, 4, 10), date(2026, 4, 17))

    assert [day.day for day in found] == [10, 16, 17]


def test_closures_between_are_the_holidays_and_not_the_weekend() -> None:
    found = office().closures_between(at("2026-04-10 16:00"), at("2026-04-16 09:00"))

    assert [closure.on.day for closure in found] == [13, 14, 15]


def test_a_holiday_on_a_sunday_explains_nothing_and_its_substitute_does() -> None:
    found = office().closures_between(at("2026-05-29 10:00"), at("2026-06-02 10:00"))

    assert [closure.on for closure in found] == [date(2026, 6, 1)]


def test_a_holiday_that_took_no_open_time_between_is_none_between() -> None:
    assert office().closures_between(at("2026-04-10 16:30"), at("2026-04-13 08:30")) == []


def test_a_half_day_took_the_afternoon_away() -> None:
    half = CalendarException(date(2026, 4, 20), (Shift.parse("08:30-12:00"),), "ครึ่งวัน", "half day")
    calendar = office().on_top([half])

    assert calendar.closures_between(at("2026-04-20 11:00"), at("2026-04-20 16:00")) == [half]
    assert calendar.open_between(at("2026-04-20 11:00"), at("2026-04-20 16:00")) == timedelta(hours=1)


def test_an_estates_closure_lies_on_top_and_leaves_the_office_alone() -> None:
    estate = office().on_top([closed("2026-04-20")], name="office, Bang Pu")

    assert estate.shifts_on(date(2026, 4, 20)) == ()
    assert estate.shifts_on(date(2026, 4, 13)) == ()
    assert office().shifts_on(date(2026, 4, 20)) == (Shift.parse("08:30-16:30"),)
    assert estate.name == "office, Bang Pu"


def test_what_was_announced_later_was_not_known_then() -> None:
    calendar = office().on_top([closed("2026-04-20", announced="2026-04-18")])

    assert calendar.as_known_on(date(2026, 4, 17)).shifts_on(date(2026, 4, 20)) != ()
    assert calendar.as_known_on(date(2026, 4, 18)).shifts_on(date(2026, 4, 20)) == ()


def test_a_holiday_taken_back_later_was_still_a_holiday_then() -> None:
    working = CalendarException(
        date(2026, 4, 13),
        (Shift.parse("08:30-16:30"),),
        "ยกเลิกวันหยุด",
        "holiday taken back",
        announced_on=date(2026, 4, 8),
    )
    calendar = office().on_top([working])

    assert calendar.shifts_on(date(2026, 4, 13)) != ()
    assert calendar.as_known_on(date(2026, 4, 7)).shifts_on(date(2026, 4, 13)) == ()


def test_a_bridge_day_counted_as_a_working_day_until_the_cabinet_made_it_none() -> None:
    before = office().as_known_on(date(2024, 2, 12))

    assert before.shifts_on(date(2024, 4, 12)) != ()
    assert office().as_known_on(date(2024, 2, 13)).shifts_on(date(2024, 4, 12)) == ()


@pytest.mark.parametrize(("instant", "file"), [("2028-01-03 09:00", "2571"), ("2022-12-30 09:00", "2565")])
def test_beyond_its_years_the_calendar_names_the_file_to_add(instant: str, file: str) -> None:
    with pytest.raises(BeyondCalendar, match=rf"add service_standards/data/holidays_{file}\.toml"):
        office().open_after(at(instant), timedelta(hours=1))


def test_the_last_known_day_can_be_counted_to_its_end() -> None:
    assert office().open_between(at("2027-12-30"), at("2028-01-01")) == timedelta(hours=8)


def test_the_calendars_standards_name_are_data_with_a_title_each() -> None:
    assert sorted(calendars()) == sorted(calendar_titles()) == ["always", "office", "office_lunch"]
    assert office() is calendars()["office"]
    assert {standard.calendar for standard in load_trial_charter().standards} == {"always", "office"}


def test_a_pattern_with_a_lunch_break_keeps_the_holidays_too() -> None:
    lunch = calendars()["office_lunch"]

    assert lunch.open_between(at("2026-04-10"), at("2026-04-17")) == timedelta(hours=14)


def test_a_file_of_a_calendar_that_is_never_open_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calendar_nobody.toml"
    days = "".join(f"{day} = []\n" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    path.write_text(f'after_hours = "same_day"\nroll_forward = true\n[week]\n{days}', encoding="utf-8")

    with pytest.raises(CalendarError, match="'nobody' is never open"):
        read_calendar(path)


def test_of_two_exceptions_on_one_date_each_is_known_from_its_own_day() -> None:
    first, second = closed("2026-04-20", announced="2026-04-10"), closed("2026-04-20", announced="2026-04-15")
    calendar = office().on_top([first, replace(second, reason_th="อีกเรื่อง")])

    assert calendar.as_known_on(date(2026, 4, 9)).exception_on(date(2026, 4, 20)) is None
    assert calendar.as_known_on(date(2026, 4, 12)).exception_on(date(2026, 4, 20)) == first
    assert calendar.as_known_on(date(2026, 4, 9)).exception_on(date(2026, 4, 20)) is None
