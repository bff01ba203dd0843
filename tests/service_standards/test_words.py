"""What a customer and an officer are told of a clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from service_standards.allowance import Allowance
from service_standards.amounts import standing_told
from service_standards.calendar import ALWAYS, Calendar
from service_standards.clock import Reading, read_clock
from service_standards.closures import closure_name
from service_standards.events import Event, What
from service_standards.explain import due_told, why_told
from service_standards.instants import BANGKOK
from service_standards.ledger_told import Telling, ledger_folded, ledger_told
from service_standards.office import office
from service_standards.shifts import CalendarException, parse_week
from service_standards.terms import Measure, Starts, Terms


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=BANGKOK)


def read(
    received: str,
    allowance: str | None,
    *events: tuple[str, str],
    now: str | None = None,
    calendar: Calendar | None = None,
    measure: Measure = Measure.RESOLUTION,
    starts: Starts = Starts.RECEIVED,
) -> Reading:
    made = [Event(at(received), What.RECEIVED), *(Event(at(when), What(what)) for what, when in events)]
    allowed = Allowance.parse(allowance) if allowance else None
    terms = Terms(measure=measure, allowance=allowed, pausable=True, starts=starts)
    return read_clock(terms, calendar or office(), made, at(now) if now else made[-1].at)


ANNOUNCED = "(ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ)"
ANNOUNCED_EN = "(announcement of the Prime Minister's Office on public holidays)"
SONGKRAN = f"วันหยุดสงกรานต์ {ANNOUNCED}"
NEW_YEAR = f"New Year's Eve 31 Dec {ANNOUNCED_EN} and New Year's Day 1 Jan {ANNOUNCED_EN}"


def lines_th(reading: Reading) -> list[str]:
    return [f"{line.when.th}: {line.what.th} – {line.counted.th}" for line in ledger_told(reading)]


def lines_en(reading: Reading) -> list[str]:
    return [f"{line.when.en}: {line.what.en} – {line.counted.en}" for line in ledger_told(reading)]


FLOOD = CalendarException(date(2026, 4, 20), (), "น้ำท่วมนิคมฯ บางปู", "flood at Bang Pu")


@pytest.mark.parametrize(
    ("reading", "th", "en"),
    [
        pytest.param(
            read("2026-04-20 10:00", "2 business_hours"),
            "วันจันทร์ที่ 20 เม.ย. 2569 เวลา 12.00 น.",
            "Mon 20 Apr 2026, 12:00",
            id="nothing in between",
        ),
        pytest.param(
            read("2026-04-10 16:00", "1 business_hour"),
            "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 09.00 น. (ติดวันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ 13–15 เม.ย.)",
            "Thu 16 Apr 2026, 09:00 (not counting the weekend and Songkran Festival 13–15 Apr)",
            id="Songkran",
        ),
        pytest.param(
            read("2026-04-16 17:00", "1 working_day"),
            "วันจันทร์ที่ 20 เม.ย. 2569 เวลา 16.30 น. (รับเรื่องนอกเวลาทำการ ติดวันเสาร์–อาทิตย์)",
            "Mon 20 Apr 2026, 16:30 (received outside office hours; not counting the weekend)",
            id="after hours",
        ),
        pytest.param(
            read("2026-04-01 09:00", "12 calendar_days"),
            "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 24.00 น. (วันสุดท้ายตรงกับวันหยุดสงกรานต์ 13–15 เม.ย. จึงเลื่อนเป็นสิ้นวันทำการถัดไป)",
            "Thu 16 Apr 2026, 24:00 (the last day fell on Songkran Festival 13–15 Apr and moved to the end of the next "
            "working day)",
            id="a last day carried over",
        ),
        pytest.param(
            read("2026-04-01 09:00", "15 calendar_days"),
            "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 24.00 น.",
            "Thu 16 Apr 2026, 24:00",
            id="calendar days count holidays too",
        ),
        pytest.param(
            read("2026-12-02 10:00", "3 working_days"),
            "วันอังคารที่ 8 ธ.ค. 2569 เวลา 16.30 น. (ติดวันเสาร์–อาทิตย์ และวันหยุดชดเชยวันพ่อแห่งชาติ 7 ธ.ค.)",
            "Tue 8 Dec 2026, 16:30 (not counting the weekend and National Father's Day (in lieu) 7 Dec)",
            id="long names are told short",
        ),
        pytest.param(
            read("2026-04-10 10:00", "15 minutes", calendar=ALWAYS),
            "วันศุกร์ที่ 10 เม.ย. 2569 เวลา 10.15 น.",
            "Fri 10 Apr 2026, 10:15",
            id="day and night",
        ),
        pytest.param(
            read("2026-04-20 10:00", None),
            "ยังไม่มีมาตรฐานด้านบริการ",
            "no standard",
            id="no standard",
        ),
        pytest.param(
            read("2026-04-20 10:00", "1 working_day", ("asked_customer", "2026-04-20 11:00")),
            "ยังไม่กำหนด หยุดนับเวลาไว้ก่อน",
            "not set: the clock is paused",
            id="paused",
        ),
        pytest.param(
            read(
                "2026-04-20 10:00",
                "2 business_hours",
                ("asked_customer", "2026-04-20 11:00"),
                ("customer_replied", "2026-04-20 13:00"),
            ),
            "วันจันทร์ที่ 20 เม.ย. 2569 เวลา 14.00 น. (ไม่รวมเวลาที่รอข้อมูลเพิ่มเติม)",
            "Mon 20 Apr 2026, 14:00 (without the time spent waiting for more information)",
            id="after a wait",
        ),
    ],
)
def test_a_due_time_is_told_with_why_then(reading: Reading, th: str, en: str) -> None:
    assert due_told(reading, office()) == (th, en)


def test_a_matter_that_came_in_before_the_opening_waited_for_it() -> None:
    early = read("2026-04-20 06:00", "2 business_hours")
    same_day = read("2026-04-20 06:00", "1 working_day")

    assert why_told(early, office()) == ("รับเรื่องนอกเวลาทำการ", "received outside office hours")
    assert why_told(same_day, office()) is None


def test_the_time_a_matter_was_answered_is_told_when_it_is_reopened() -> None:
    story = (("resolved", "2026-04-20 11:00"), ("reopened", "2026-04-20 13:00"))

    assert why_told(read("2026-04-20 10:00", "2 business_hours", *story), office()) == (
        "ไม่รวมเวลาตั้งแต่แจ้งผลจนเปิดเรื่องอีกครั้ง",
        "without the time from the answer to the reopening",
    )


def test_progress_tells_only_what_lies_in_its_present_interval() -> None:
    story = (
        ("asked_customer", "2026-04-10 11:00"),
        ("customer_replied", "2026-04-16 10:00"),
        ("progress_told", "2026-04-20 10:00"),
    )

    assert why_told(read("2026-04-10 10:00", "3 working_days", *story, measure=Measure.PROGRESS), office()) is None


def test_an_estates_closure_is_told_by_its_reason() -> None:
    calendar = office().on_top([FLOOD])
    reading = read("2026-04-17 10:00", "1 working_day", calendar=calendar)

    assert why_told(reading, calendar).th == "ติดวันเสาร์–อาทิตย์ และปิดทำการ (น้ำท่วมนิคมฯ บางปู) 20 เม.ย."


def test_days_off_are_called_by_their_names_where_they_are_no_weekend() -> None:
    calendar = Calendar(
        "six days", parse_week({day: ["08:30-16:30"] for day in ["mon", "tue", "wed", "thu", "fri", "sat"]})
    )
    reading = read("2026-04-18 10:00", "1 working_day", calendar=calendar)

    assert why_told(reading, calendar) == ("ติดวันอาทิตย์", "not counting Sunday")


def test_the_ledger_of_working_days_in_words() -> None:
    waits = (("asked_customer", "2026-04-16 10:00"), ("customer_replied", "2026-04-20 09:00"))
    reading = read("2026-04-10 16:45", "3 working_days", *waits, now="2026-04-23 12:00")

    assert lines_th(reading) == [
        f"ศ. 10 เม.ย. 16.45 น. – พ. 15 เม.ย. 24.00 น.: นอกเวลาทำการ วันเสาร์–อาทิตย์ และ{SONGKRAN} – ไม่นับ",
        "พฤ. 16 เม.ย. 00.00–10.00 น.: วันรับเรื่อง – ไม่นับ",
        "พฤ. 16 เม.ย. 10.00 น. – จ. 20 เม.ย. 09.00 น.: รอข้อมูลเพิ่มเติม – ไม่นับ",
        "จ. 20 เม.ย. 09.00 น. – พฤ. 23 เม.ย. 12.00 น.: วันทำการ – นับ 3 วันทำการ",
    ]


def test_the_ledger_of_business_hours_in_words() -> None:
    reading = read("2026-12-30 15:30", "2 business_hours", now="2027-01-04 09:30")

    assert lines_en(reading) == [
        "Wed 30 Dec 15:30–16:30: office hours – 1 business hour counted",
        f"Wed 30 Dec 16:30 – Mon 4 Jan 2027 08:30: outside office hours, the weekend, {NEW_YEAR} – not counted",
        "Mon 4 Jan 08:30–09:30: office hours – 1 business hour counted",
    ]


def test_a_carried_last_day_is_told_apart_from_the_days_before_it_that_counted() -> None:
    reading = read("2026-01-30 10:00", "30 calendar_days", now="2026-03-03 10:00")

    assert lines_th(reading)[1:4] == [
        "ส. 31 ม.ค. – ส. 28 ก.พ.: นับทุกวัน รวมวันหยุด – นับ 29 วัน",
        "อา. 1 มี.ค.: วันอาทิตย์ – ไม่นับ วันสุดท้ายเลื่อนไปวันทำการถัดไป",
        "จ. 2 มี.ค.: นับทุกวัน รวมวันหยุด – นับ 1 วัน",
    ]


def test_a_stretch_that_begins_on_a_day_off_tells_every_day_off_in_it() -> None:
    reading = read("2026-04-11 20:00", "2 business_hours", now="2026-04-16 12:00")

    assert lines_th(reading)[0].startswith(
        "ส. 11 เม.ย. 20.00 น. – พฤ. 16 เม.ย. 08.30 น.: นอกเวลาทำการ วันเสาร์–อาทิตย์ และ"
    )


@pytest.mark.parametrize(
    ("on", "name"),
    [
        ("2026-04-13", "วันหยุดสงกรานต์"),
        ("2026-08-12", "วันหยุดวันแม่แห่งชาติ"),
        ("2026-03-03", "วันหยุดวันมาฆบูชา"),
        ("2026-01-02", "วันหยุดพิเศษ"),
        ("2026-12-07", "วันหยุดชดเชยวันพ่อแห่งชาติ"),
    ],
)
def test_a_holiday_keeps_its_name_in_a_sentence(on: str, name: str) -> None:
    (closure,) = office().closures_between(at(f"{on} 08:00"), at(f"{on} 17:00"))
    assert closure_name(closure).th == name


def test_the_ledger_of_calendar_days_in_words() -> None:
    reading = read("2026-04-01 09:00", "12 calendar_days", now="2026-04-16 10:00")

    assert lines_th(reading) == [
        "พ. 1 เม.ย. 09.00–24.00 น.: วันรับเรื่อง – ไม่นับ",
        "พฤ. 2 – อา. 12 เม.ย.: นับทุกวัน รวมวันหยุด – นับ 11 วัน",
        f"จ. 13 – พ. 15 เม.ย.: {SONGKRAN} – ไม่นับ วันสุดท้ายเลื่อนไปวันทำการถัดไป",
        "พฤ. 16 เม.ย. 00.00–10.00 น.: นับทุกวัน รวมวันหยุด – ไม่นับ ยังไม่ครบวัน",
    ]


def test_the_ledger_of_a_reopened_matter_in_words() -> None:
    story = (("resolved", "2026-04-20 11:00"), ("reopened", "2026-04-20 12:00"))

    assert lines_th(read("2026-04-20 10:00", "4 business_hours", *story, now="2026-04-20 12:30")) == [
        "จ. 20 เม.ย. 10.00–11.00 น.: เวลาทำการ – นับ 1 ชั่วโมงทำการ",
        "จ. 20 เม.ย. 11.00–12.00 น.: แจ้งผลแล้ว จนเปิดเรื่องอีกครั้ง – ไม่นับ",
        "จ. 20 เม.ย. 12.00–12.30 น.: เวลาทำการ – นับ 30 นาทีทำการ",
    ]


def test_there_is_no_ledger_without_a_standard() -> None:
    assert ledger_told(read("2026-04-20 10:00", None, now="2026-04-21 10:00")) == []


ASKED = ("asked_customer", "2026-04-20 11:00")


@pytest.mark.parametrize(
    ("reading", "th", "en"),
    [
        (read("2026-04-20 10:00", "2 business_hours"), "อีก 2 ชั่วโมงทำการ", "2 business hours left"),
        (read("2026-04-20 10:00", "3 working_days"), "อีก 3 วันทำการ", "3 working days left"),
        (
            read("2026-04-20 10:00", "1 minute", now="2026-04-20 10:01"),
            "อีกไม่ถึง 1 นาที",
            "less than a minute left",
        ),
        (
            read("2026-04-20 10:00", "1 working_day", now="2026-04-21 09:00"),
            "ครบกำหนดวันนี้ 16.30 น.",
            "due today, 16:30",
        ),
        (
            read("2026-04-20 10:00", "1 calendar_day", now="2026-04-21 09:00"),
            "ครบกำหนดวันนี้ 24.00 น.",
            "due today, 24:00",
        ),
        (
            read("2026-04-20 10:00", "1 working_day", now="2026-04-22 17:00"),
            "เกินกำหนด 1 วันทำการ",
            "1 working day overdue",
        ),
        (read("2026-04-20 10:00", "1 working_day", now="2026-04-21 17:00"), "เกินกำหนดแล้ว", "overdue"),
        (
            read("2026-04-20 10:00", "90 minutes", now="2026-04-20 14:00"),
            "เกินกำหนด 2 ชั่วโมง 30 นาที",
            "2 hours 30 minutes overdue",
        ),
        (read("2026-04-20 10:00", "1 working_day", ("resolved", "2026-04-21 10:00")), "ทันกำหนด", "in time"),
        (
            read("2026-04-20 10:00", "1 working_day", ASKED, now="2026-04-21 10:00"),
            "หยุดนับเวลา รอข้อมูลเพิ่มเติม",
            "paused: waiting for more information",
        ),
        (
            read("2026-04-20 10:00", "1 working_day", starts=Starts.DOCUMENTS_COMPLETE, now="2026-04-21 10:00"),
            "ยังไม่เริ่มนับเวลา รอเอกสารครบ",
            "not started: waiting for documents",
        ),
        (read("2026-04-20 10:00", "1 working_day", ("cancelled", "2026-04-20 11:00")), "ยกเลิกเรื่อง", "withdrawn"),
        (read("2026-04-20 10:00", None), "ยังไม่มีมาตรฐานด้านบริการ", "no standard"),
        (
            read("2026-04-20 10:00", "1 hour", ("progress_told", "2026-04-20 12:00"), measure=Measure.PROGRESS),
            "เกินกำหนดในรอบก่อน",
            "overran in an earlier interval",
        ),
    ],
)
def test_how_a_clock_stands_in_a_few_words(reading: Reading, th: str, en: str) -> None:
    assert standing_told(reading) == (th, en)


def test_every_line_of_a_ledger_follows_the_one_before() -> None:
    waits = (("asked_customer", "2026-04-16 10:00"), ("customer_replied", "2026-04-20 09:00"))
    reading = read("2026-04-10 16:45", "3 working_days", *waits, now="2026-04-23 12:00")

    (wait,) = (line for line in ledger_told(reading) if line.question)

    assert wait.question.at == at("2026-04-16 10:00")
    assert reading.ledger[-1].end - reading.ledger[0].start == timedelta(days=12, hours=19, minutes=15)


# Where there is little room


def folded(reading: Reading, most: int) -> list[str]:
    return [f"{line.when.th}: {line.what.th} – {line.counted.th}" for line in ledger_folded(reading, most)]


def test_office_hours_of_days_that_follow_each_other_are_joined_and_a_holiday_stands_alone() -> None:
    reading = read("2026-04-02 10:00", "40 business_hours", now="2026-04-17 10:00")

    assert folded(reading, 8) == [
        "พฤ. 2 เม.ย. 10.00 น. – อา. 5 เม.ย. 24.00 น.: เวลาทำการ ไม่รวมวันเสาร์–อาทิตย์ – นับ 14 ชั่วโมงทำการ 30 นาที",
        "จ. 6 เม.ย.: วันหยุดวันจักรี (ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ) – ไม่นับ",
        "อ. 7 – อา. 12 เม.ย.: เวลาทำการ ไม่รวมวันเสาร์–อาทิตย์ – นับ 32 ชั่วโมงทำการ",
        "จ. 13 – พ. 15 เม.ย.: วันหยุดสงกรานต์ (ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ) – ไม่นับ",
        "พฤ. 16 เม.ย. 00.00 น. – ศ. 17 เม.ย. 10.00 น.: เวลาทำการ – นับ 9 ชั่วโมงทำการ 30 นาที",
    ]
    assert folded(reading, 3) == [
        "พฤ. 2 เม.ย. 10.00 น. – อา. 12 เม.ย. 24.00 น.: ช่วงก่อนหน้านี้รวมกัน – นับ 46 ชั่วโมงทำการ 30 นาที",
        *folded(reading, 8)[3:],
    ]


def test_what_is_short_is_not_folded() -> None:
    reading = read("2026-04-10 16:00", "3 working_days", now="2026-04-22 10:00")

    assert ledger_folded(reading, 8) == ledger_told(reading)


@pytest.mark.parametrize("allowance", ["2 business_hours", "3 working_days", "15 calendar_days", "90 minutes"])
def test_folded_a_ledger_still_spans_all_of_it(allowance: str) -> None:
    waits = [("asked_customer" if day % 2 else "customer_replied", f"2026-05-{day:02} 11:00") for day in range(1, 31)]
    reading = read("2026-03-02 10:00", allowance, *waits, now="2026-06-30 10:00")

    lines: list[Telling] = ledger_folded(reading, 8)

    assert len(lines) == 8
    assert lines[0].when.th.startswith("จ. 2 มี.ค. 10.00 น.")
    assert lines[-1].when.th.endswith("อ. 30 มิ.ย. 10.00 น.")
