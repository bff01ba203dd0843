"""Announcements of the agency: what they close, what they open, and that no closure opens anything."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_standards.allowance import Allowance
from service_standards.announcements import Announced, Announcement, changes_told, laid_over
from service_standards.clock import read_clock
from service_standards.errors import CalendarError
from service_standards.events import Event, What
from service_standards.instants import BANGKOK
from service_standards.office import office
from service_standards.shifts import Shift, Shifts, common
from service_standards.terms import Measure, Terms

MORNING = (Shift.parse("08:30-12:00"),)
OPEN = (Shift.parse("08:30-16:30"),)


def announced(
    what: str = "closure",
    first: str = "2026-04-20",
    last: str | None = None,
    shifts: Shifts = (),
    reason: str = "น้ำท่วม",
) -> Announcement:
    return Announcement(
        what=Announced(what),
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last or first),
        shifts=shifts,
        reason_th=reason,
        reason_en="flood",
        source="ประกาศ กนอ. ที่ 1",
        source_en="IEAT announcement 1",
    )


def shifts_on(day: str, *announcements: Announcement) -> Shifts:
    return laid_over(office(), announcements).shifts_on(date.fromisoformat(day))


def test_a_closure_closes_its_working_days_and_leaves_weekends_and_holidays_their_names() -> None:
    calendar = laid_over(office(), (announced(first="2026-04-10", last="2026-04-16"),))

    assert calendar.shifts_on(date(2026, 4, 10)) == calendar.shifts_on(date(2026, 4, 16)) == ()
    assert calendar.exception_on(date(2026, 4, 11)) is None
    assert calendar.exception_on(date(2026, 4, 13)) == office().exception_on(date(2026, 4, 13))


def test_a_half_day_opens_no_day_that_is_off() -> None:
    half = announced("half_day", "2026-04-16", "2026-04-20", shifts=MORNING)

    assert [shifts_on(f"2026-04-{day}", half) for day in (16, 17, 18, 19, 20)] == [MORNING, MORNING, (), (), MORNING]


def test_a_half_day_beyond_the_usual_hours_opens_none_of_them() -> None:
    assert shifts_on("2026-04-20", announced("half_day", shifts=(Shift.parse("07:00-12:00"),))) == MORNING


def test_a_special_day_opens_a_day_off_and_a_later_closure_closes_it() -> None:
    special = announced("special_day", "2026-04-18", shifts=OPEN)

    assert shifts_on("2026-04-18", special) == OPEN
    assert shifts_on("2026-04-18", special, announced(first="2026-04-18")) == ()
    assert shifts_on("2026-04-18", announced(first="2026-04-18"), special) == OPEN


def test_of_two_closures_the_first_gives_the_reason_and_when_it_goes_the_other() -> None:
    first, second = announced(reason="น้ำท่วม"), announced(reason="ไฟดับ")

    assert laid_over(office(), (first, second)).exception_on(date(2026, 4, 20)).reason_th == "น้ำท่วม"
    assert laid_over(office(), (second,)).exception_on(date(2026, 4, 20)).reason_th == "ไฟดับ"


def test_nothing_announced_is_the_very_same_calendar_and_so_are_the_same_announcements() -> None:
    assert laid_over(office(), ()) is office()
    assert laid_over(office(), (announced(),)) is laid_over(office(), (announced(),))


@pytest.mark.parametrize(
    ("what", "first", "last", "shifts", "message"),
    [
        ("closure", "2026-04-21", "2026-04-20", (), "is before"),
        ("closure", "2026-01-01", "2027-01-02", (), "more than a year"),
        ("half_day", "2026-04-20", "2026-04-20", (), "needs its hours"),
        ("special_day", "2026-04-18", "2026-04-18", (), "needs its hours"),
        ("holiday", "2026-04-20", "2026-04-20", MORNING, "has no hours"),
        ("half_day", "2026-04-20", "2026-04-20", (*MORNING, Shift.parse("11:00-13:00")), "overlap"),
    ],
)
def test_what_cannot_be_announced_is_refused(what: str, first: str, last: str, shifts: Shifts, message: str) -> None:
    with pytest.raises(CalendarError, match=message):
        announced(what, first, last, shifts)


def test_a_whole_year_is_still_one_announcement() -> None:
    year = announced(first="2026-01-01", last="2027-01-01")

    assert shifts_on("2026-12-30", year) == ()


# Laws

hours = st.integers(0, 47).flatmap(
    lambda opens: st.integers(opens + 1, 48).map(lambda closes: Shift(opens * 30, closes * 30))
)
days = st.dates(date(2026, 3, 20), date(2026, 5, 20))


@st.composite
def closings(draw: st.DrawFn) -> Announcement:
    first = draw(days)
    last = first + timedelta(draw(st.integers(0, 9)))
    shifts = draw(st.one_of(st.just(()), hours.map(lambda shift: (shift,))))
    return announced("half_day" if shifts else "closure", first.isoformat(), last.isoformat(), shifts)


ALLOWANCES = st.sampled_from(["2 business_hours", "1 working_day", "5 working_days", "7 calendar_days"])


@given(st.lists(closings(), max_size=4).map(tuple), closings(), ALLOWANCES, st.integers(0, 60 * 24 * 30))
def test_a_closure_more_makes_nothing_due_on_an_earlier_date(
    before: tuple[Announcement, ...], one_more: Announcement, allowance: str, minute: int
) -> None:
    """Nor earlier at all, but for one case: a working day that closes earlier also ends earlier."""
    received = datetime(2026, 4, 1, tzinfo=BANGKOK) + timedelta(minutes=minute)
    terms = Terms(measure=Measure.RESOLUTION, allowance=Allowance.parse(allowance))
    events = [Event(received, What.RECEIVED)]

    due = read_clock(terms, laid_over(office(), before), events, received).due
    later = read_clock(terms, laid_over(office(), (*before, one_more)), events, received).due

    assert due is not None
    assert later is not None
    assert due.date() <= later.date()
    assert due <= later or (one_more.what is Announced.HALF_DAY and "working_day" in allowance)


@given(st.lists(closings(), max_size=4).map(tuple), days)
def test_closures_open_nothing(closed: tuple[Announcement, ...], day: date) -> None:
    usual, left = office().shifts_on(day), laid_over(office(), closed).shifts_on(day)

    assert common(usual, left) == left


# In words


def test_an_announcement_is_told_with_its_dates_and_source() -> None:
    flood = announced(first="2026-04-20", last="2026-04-22").told
    special = announced("special_day", "2026-04-18", shifts=OPEN, reason="ชดเชยน้ำท่วม").told

    assert flood.th == "ปิดทำการ (น้ำท่วม) 20–22 เม.ย. (ประกาศ กนอ. ที่ 1)"
    assert flood.en == "closed (flood) 20–22 Apr (IEAT announcement 1)"
    assert special.th == "เปิดทำการเป็นพิเศษ (ชดเชยน้ำท่วม) 18 เม.ย. (ประกาศ กนอ. ที่ 1)"


def test_what_changed_between_two_calendars_is_told_by_its_reasons() -> None:
    flood, special = (
        announced(first="2026-04-17", last="2026-04-20"),
        announced("special_day", "2026-04-18", shifts=OPEN),
    )
    first, last = date(2026, 4, 1), date(2026, 4, 30)
    closed, opened = laid_over(office(), (flood,)), laid_over(office(), (special,))

    (added,), (gone,) = changes_told(office(), closed, first, last), changes_told(closed, office(), first, last)
    assert added.th == "ปิดทำการ (น้ำท่วม) 17–20 เม.ย. (ประกาศ กนอ. ที่ 1)", "the weekend between is no gap"
    assert gone == ("ยกเลิกการปิดทำการ (น้ำท่วม) 17–20 เม.ย.", "withdrawn: closed (flood) 17–20 Apr")
    assert [one.en for one in changes_told(office(), opened, first, last)] == ["open (flood) 18 Apr"]
    assert changes_told(closed, closed, first, last) == []
