"""Dates as people write and read them, and the fiscal year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from service_standards.errors import EventError, NaiveInstant
from service_standards.instants import BANGKOK
from service_standards.thai_dates import (
    Length,
    Quarter,
    date_en,
    date_th,
    dates_en,
    dates_th,
    deadline_en,
    deadline_th,
    fiscal_year,
    instant_en,
    instant_th,
    period_en,
    period_th,
    quarter_of,
    quarters_up_to,
    thai_digits,
)
from service_standards.written_instants import read_instant

THURSDAY = date(2026, 4, 16)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BANGKOK)


@pytest.mark.parametrize(
    ("length", "th", "en"),
    [
        (Length.SHORT, "16 เม.ย. 69", "16 Apr 2026"),
        (Length.PLAIN, "16 เม.ย. 2569", "16 Apr 2026"),
        (Length.MEDIUM, "วันพฤหัสบดีที่ 16 เม.ย. 2569", "Thu 16 Apr 2026"),
        (Length.LONG, "วันพฤหัสบดีที่ 16 เมษายน พ.ศ. 2569", "Thursday 16 April 2026"),
    ],
)
def test_a_date_has_four_lengths(length: Length, th: str, en: str) -> None:
    assert (date_th(THURSDAY, length), date_en(THURSDAY, length)) == (th, en)


def test_an_instant_is_told_in_bangkoks_time() -> None:
    instant = datetime(2026, 4, 16, 9, 30, tzinfo=UTC)

    assert instant_th(instant) == "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 16.30 น."
    assert instant_th(instant, Length.SHORT) == "16 เม.ย. 69 16.30 น."
    assert instant_en(instant) == "Thu 16 Apr 2026, 16:30"


def test_a_deadline_at_midnight_is_the_end_of_its_day() -> None:
    midnight = at("2026-04-17")

    assert deadline_th(midnight) == "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 24.00 น."
    assert deadline_en(midnight) == "Thu 16 Apr 2026, 24:00"
    assert deadline_th(at("2026-04-16 16:30")) == instant_th(at("2026-04-16 16:30"))


def test_thai_digits_leave_the_words_alone() -> None:
    assert thai_digits("16 เม.ย. 2569 เวลา 16.30 น.") == "๑๖ เม.ย. ๒๕๖๙ เวลา ๑๖.๓๐ น."


@pytest.mark.parametrize(
    ("first", "last", "th", "en"),
    [
        ("2026-04-13", "2026-04-13", "13 เม.ย.", "13 Apr"),
        ("2026-04-13", "2026-04-15", "13–15 เม.ย.", "13–15 Apr"),
        ("2026-04-30", "2026-05-02", "30 เม.ย. – 2 พ.ค.", "30 Apr – 2 May"),
        ("2026-12-31", "2027-01-03", "31 ธ.ค. 69 – 3 ม.ค. 70", "31 Dec 2026 – 3 Jan 2027"),
    ],
)
def test_a_run_of_dates(first: str, last: str, th: str, en: str) -> None:
    run = date.fromisoformat(first), date.fromisoformat(last)

    assert (dates_th(*run), dates_en(*run)) == (th, en)


@pytest.mark.parametrize(
    ("start", "end", "th", "en"),
    [
        ("2026-04-17", "2026-04-18", "ศ. 17 เม.ย.", "Fri 17 Apr"),
        ("2026-04-11", "2026-04-16", "ส. 11 – พ. 15 เม.ย.", "Sat 11 – Wed 15 Apr"),
        ("2026-04-30", "2026-05-03", "พฤ. 30 เม.ย. – ส. 2 พ.ค.", "Thu 30 Apr – Sat 2 May"),
        ("2026-12-31", "2027-01-04", "พฤ. 31 ธ.ค. – อา. 3 ม.ค. 70", "Thu 31 Dec – Sun 3 Jan 2027"),
        ("2026-04-10 16:00", "2026-04-10 16:30", "ศ. 10 เม.ย. 16.00–16.30 น.", "Fri 10 Apr 16:00–16:30"),
        ("2026-04-10 16:45", "2026-04-11", "ศ. 10 เม.ย. 16.45–24.00 น.", "Fri 10 Apr 16:45–24:00"),
        (
            "2026-04-10 16:30",
            "2026-04-16 08:30",
            "ศ. 10 เม.ย. 16.30 น. – พฤ. 16 เม.ย. 08.30 น.",
            "Fri 10 Apr 16:30 – Thu 16 Apr 08:30",
        ),
    ],
)
def test_a_stretch_of_time(start: str, end: str, th: str, en: str) -> None:
    assert (period_th(at(start), at(end)), period_en(at(start), at(end))) == (th, en)


@pytest.mark.parametrize(
    ("day", "year", "number"),
    [("2025-09-30", 2568, 4), ("2025-10-01", 2569, 1), ("2026-01-01", 2569, 2), ("2026-06-30", 2569, 3)],
)
def test_the_fiscal_year_begins_in_october_and_is_named_by_its_end(day: str, year: int, number: int) -> None:
    on = date.fromisoformat(day)

    assert fiscal_year(on) == year
    assert quarter_of(on) == Quarter(year, number)


def test_quarters_follow_each_other_day_by_day() -> None:
    quarter = Quarter(2569, 1)
    for _ in range(8):
        assert quarter_of(quarter.first) == quarter_of(quarter.last) == quarter
        assert (quarter.following.first - quarter.last).days == 1
        quarter = quarter.following

    assert str(Quarter(2569, 4)) == "ไตรมาส 4 ปีงบประมาณ 2569"
    assert (Quarter(2569, 1).first, Quarter(2569, 4).last) == (date(2025, 10, 1), date(2026, 9, 30))


def test_a_quarter_is_over_when_its_last_day_ends_in_bangkok() -> None:
    quarter = Quarter(2569, 1)

    assert quarter.end == datetime(2025, 12, 31, 17, tzinfo=UTC)
    assert quarter.is_over(quarter.end)
    assert not quarter.is_over(quarter.end - timedelta.resolution)


def test_the_latest_quarters_go_back_over_the_turn_of_the_fiscal_year() -> None:
    assert quarters_up_to(Quarter(2570, 1), 3) == [Quarter(2570, 1), Quarter(2569, 4), Quarter(2569, 3)]


@pytest.mark.parametrize(
    "written",
    [
        "Fri 10 Apr 2026 16:00",
        "friday, 10 April 2026, 16.00",
        "10 apr 2026 16:00",
        "ศ. 10 เม.ย. 2569 16.00 น.",
        "วันศุกร์ที่ 10 เม.ย. 2569 เวลา 16.00 น.",
        "วันศุกร์ที่ 10 เมษายน 2569 เวลา 16:00",
        "ศ. ๑๐ เม.ย. ๒๕๖๙ ๑๖.๐๐ น.",
        "2026-04-10 16:00",
        "2026-04-10T09:00:00Z",
    ],
)
def test_an_instant_may_be_written_as_people_write_it(written: str) -> None:
    assert read_instant(written) == at("2026-04-10 16:00")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("Thu 10 Apr 2026 16:00", "is no Thu: that date is a Friday"),
        ("Foo 10 Apr 2026 16:00", "'Foo' .* is no weekday"),
        ("10 Brumaire 2026 16:00", "write it like 'Fri 10 Apr 2026 16:00'"),
        ("31 Apr 2026 16:00", "is no time"),
        ("10 Apr 2026 25:00", "is no time"),
        ("tomorrow", "write it like"),
        ("", "write it like"),
    ],
)
def test_what_is_no_instant_is_refused(written: str, message: str) -> None:
    with pytest.raises(EventError, match=message):
        read_instant(written)


def test_an_instant_without_a_zone_is_not_told() -> None:
    with pytest.raises(NaiveInstant):
        instant_th(datetime(2026, 4, 16, 9, 30))  # noqa: DTZ001
