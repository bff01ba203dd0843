"""A promise in plain words says what the clock does: within what time, and what of the time counts."""

from __future__ import annotations

import pytest

from service_standards.allowance import Allowance
from service_standards.charter import ServiceStandard, Standing, load_trial_charter
from service_standards.office import office
from service_standards.opening_hours import week_told
from service_standards.promise import counting_told, matter_told, measure_told, time_told, version_told
from service_standards.shifts import parse_week
from service_standards.terms import Measure, Starts


def standard(allowance: str, *, measure: Measure = Measure.RESOLUTION, pausable: bool = False,
             starts: Starts = Starts.RECEIVED) -> ServiceStandard:  # fmt: skip
    calendar = "always" if allowance.endswith(" minutes") else "office"
    return ServiceStandard(code="a.b", kind="inquiry", measure=measure, allowance=Allowance.parse(allowance),
                           calendar=calendar, starts=starts, pausable=pausable, standing=Standing.PROVISIONAL,
                           basis="", title_th="ก", title_en="a")  # fmt: skip


@pytest.mark.parametrize(
    ("allowance", "th", "en", "counts"),
    [
        ("15 minutes", "ภายใน 15 นาที", "within 15 minutes", "every minute"),
        ("120 minutes", "ภายใน 2 ชั่วโมง", "within 2 hours", "every minute"),
        ("2 business_hours", "ภายใน 2 ชั่วโมงทำการ", "within 2 business hours", "only office hours"),
        ("1 working_day", "ภายใน 1 วันทำการ", "within 1 working day", "only working days"),
        ("15 calendar_days", "ภายใน 15 วัน", "within 15 calendar days", "days off included"),
    ],
)
def test_the_time_and_what_counts_of_it(allowance: str, th: str, en: str, counts: str) -> None:
    made = standard(allowance)
    assert time_told(made) == (th, en)
    assert counts in counting_told(made).en
    assert "wait" not in counting_told(made).en


def test_progress_is_told_again_and_again() -> None:
    made = standard("7 calendar_days", measure=Measure.PROGRESS)
    assert time_told(made) == ("อย่างน้อยทุก 7 วัน", "at least every 7 calendar days")


def test_a_late_start_and_a_stop_are_told() -> None:
    made = standard("3 working_days", pausable=True, starts=Starts.DOCUMENTS_COMPLETE)
    assert counting_told(made) == (
        "นับเฉพาะวันทำการ เริ่มนับเมื่อได้รับเอกสารครบถ้วน หยุดนับระหว่างรอข้อมูลจากท่าน",
        "only working days count; starts when the documents are complete; stops while we wait for you",
    )


def test_every_sort_of_matter_and_measure_of_the_trial_charter_has_words_in_both_languages() -> None:
    for one in load_trial_charter().standards:
        assert matter_told(one.kind).th != one.kind
        assert measure_told(one.measure).th != measure_told(one.measure).en
    assert matter_told("parking") == ("parking", "parking")


def test_versions_are_called_by_their_label_and_the_trial_one_by_what_it_is() -> None:
    assert version_told("2570") == ("ฉบับ 2570", "version 2570")
    assert version_told("trial") == ("ฉบับทดลอง", "trial version")


def test_the_usual_hours() -> None:
    assert week_told(office().week) == [("วันจันทร์–ศุกร์ เวลา 08.30–16.30 น.", "Monday–Friday 08:30–16:30")]
    week = parse_week({"mon": ["08:30-12:00", "13:00-16:30"], "wed": ["08:30-12:00"]})
    assert week_told(week) == [
        ("วันจันทร์ เวลา 08.30–12.00 และ 13.00–16.30 น.", "Monday 08:30–12:00 and 13:00–16:30"),
        ("วันพุธ เวลา 08.30–12.00 น.", "Wednesday 08:30–12:00"),
    ]
