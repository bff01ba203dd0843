"""Editing the standards of a draft: what is taken, what is refused beside its field, and what nobody edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.charter import CharterVersion
from backend.services import charter_drafts, charters, clocks
from backend.services.charter_drafts import StandardDraft, draft_of, row_of, standard_in, terms_in
from backend.services.fields import Faulty
from service_standards.allowance import Unit
from service_standards.charter import Standing, load_trial_charter
from service_standards.charter_comparison import compare
from service_standards.office import calendars
from service_standards.promise import KINDS
from service_standards.terms import Measure, Starts
from tests.charters import a_draft, a_step, approved, before_the_board, published, the_trial_charter
from tests.factories import NOW, a_staff

QUICKER = StandardDraft(
    kind="inquiry", measure="resolution", count="2", unit="working_day", calendar="office", starts="received",
    pausable=True, basis="ผลการดำเนินงานปี 2569", title_th="ตอบข้อสอบถามแล้วเสร็จภายใน 2 วันทำการ",
    title_en="An inquiry is answered in full within 2 working days",
)  # fmt: skip
INQUIRY = "resolution.inquiry"


def promised(session: Session, version: CharterVersion) -> dict[str, str]:
    return {one.code: str(one.allowance) for one in clocks.charter_of(session, version.id).standards}


def faults_in(draft: StandardDraft) -> charter_drafts.Problems:
    """What is wrong with a draft; nothing where it makes a standard that the rules take."""
    try:
        standard_in(draft)
    except Faulty as fault:
        return fault.problems
    return {}


# Editing


def test_a_standard_is_changed_and_the_version_it_came_from_is_not(session: Session) -> None:
    draft, trial = a_draft(session), the_trial_charter(session)
    charter_drafts.set_standard(session, draft.id, INQUIRY, QUICKER, seen=1)
    session.expire_all()
    found = compare(clocks.charter_of(session, trial.id), clocks.charter_of(session, draft.id))

    assert draft.version == 2
    assert [(one.after.code, one.fields) for one in found.changed] == [
        (INQUIRY, ("allowance", "title_th", "title_en", "basis"))
    ]
    assert (found.added, found.dropped) == ((), ())


def test_what_a_standard_is_for_stays_whatever_the_form_says(session: Session) -> None:
    draft = a_draft(session)
    charter_drafts.set_standard(session, draft.id, INQUIRY, replace(QUICKER, kind="permit", measure="progress"), seen=1)
    standard = clocks.charter_of(session, draft.id).standard(INQUIRY)

    assert (standard.kind, standard.measure) == ("inquiry", Measure.RESOLUTION)


def test_a_standard_is_added_once_and_dropped(session: Session) -> None:
    draft = a_draft(session)
    suggestion = replace(QUICKER, kind="suggestion")
    assert charter_drafts.add_standard(session, draft.id, suggestion, seen=1).code == "resolution.suggestion"
    with pytest.raises(Faulty) as fault:
        charter_drafts.add_standard(session, draft.id, suggestion, seen=2)
    assert list(fault.value.problems) == ["kind"]
    charter_drafts.drop_standard(session, draft.id, "response.suggestion", seen=2)
    session.expire_all()

    assert {"resolution.suggestion"} == {code for code in promised(session, draft) if code.endswith("suggestion")}
    with pytest.raises(NotFound):
        charter_drafts.drop_standard(session, draft.id, "response.suggestion", seen=3)


def test_what_was_edited_goes_the_whole_way_and_times_matters(session: Session) -> None:
    draft = a_draft(session)
    charter_drafts.set_standard(
        session, draft.id, INQUIRY, replace(QUICKER, stays_provisional=True), seen=draft.version
    )
    published(session, draft)
    standard = clocks.charter_of(session, draft.id).standard(INQUIRY)

    assert (str(standard.allowance), standard.standing) == ("2 working_days", Standing.PROVISIONAL)


@pytest.mark.parametrize("bring", [before_the_board, approved, published])
def test_only_a_draft_is_edited(session: Session, bring: object) -> None:
    version = bring(session, a_draft(session))  # type: ignore[operator]
    before = promised(session, version)
    seen = version.version
    for edit in (
        lambda: charter_drafts.set_standard(session, version.id, INQUIRY, QUICKER, seen=seen),
        lambda: charter_drafts.add_standard(session, version.id, replace(QUICKER, kind="suggestion"), seen=seen),
        lambda: charter_drafts.drop_standard(session, version.id, INQUIRY, seen=seen),
    ):
        with pytest.raises(Refused, match="แก้ไขได้เฉพาะฉบับร่าง"):
            edit()
    session.expire_all()

    assert (promised(session, version), version.version) == (before, seen)


def test_the_trial_charter_is_no_draft(session: Session) -> None:
    trial = the_trial_charter(session)
    with pytest.raises(Refused, match="แก้ไขได้เฉพาะฉบับร่าง"):
        charter_drafts.set_standard(session, trial.id, INQUIRY, QUICKER, seen=trial.version)


def test_a_form_from_before_somebody_elses_edit_is_a_conflict(session: Session) -> None:
    draft = a_draft(session)
    charter_drafts.drop_standard(session, draft.id, "response.permit", seen=1)
    with pytest.raises(Conflict):
        charter_drafts.set_standard(session, draft.id, INQUIRY, QUICKER, seen=1)
    charters.submit_to_committee(session, draft.id, a_staff(session), a_step(), seen=2, now=NOW)
    with pytest.raises(Refused, match="แก้ไขได้เฉพาะฉบับร่าง"):
        charter_drafts.set_standard(session, draft.id, INQUIRY, QUICKER, seen=2)

    assert promised(session, draft)[INQUIRY] == "3 working_days"


# What is typed


def test_every_standard_of_the_trial_charter_can_be_typed_as_it_is(session: Session) -> None:
    version = the_trial_charter(session)

    assert tuple(standard_in(draft_of(row), row.code) for row in version.standards) == load_trial_charter().standards


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("count", "", "ตัวเลขจำนวนเต็ม"),
        ("count", "สอง", "ตัวเลขจำนวนเต็ม"),
        ("count", "1.5", "ตัวเลขจำนวนเต็ม"),
        ("count", "-1", "ตัวเลขจำนวนเต็ม"),
        ("count", "²", "ตัวเลขจำนวนเต็ม"),
        ("count", "0", "ตั้งแต่ 1 ขึ้นไป"),
        ("count", "3651", "ไม่เกินหนึ่งปี (240 วันทำการ)"),
        ("count", "241", "ไม่เกินหนึ่งปี (240 วันทำการ)"),
        ("unit", "fortnight", "เลือกหน่วยเวลา"),
        ("calendar", "moon", "เลือกปฏิทิน"),
        ("calendar", "always", "ปฏิทินที่มีเวลาเปิดปิด"),
        ("starts", "", "เริ่มนับเมื่อใด"),
        ("kind", "none", "เลือกประเภทเรื่อง"),
        ("measure", "joy", "เลือกสิ่งที่วัด"),
        ("basis", " ", "ที่มาของตัวเลข"),
        ("basis", "\u200b", "ที่มาของตัวเลข"),
        ("basis", "ก" * 1_001, "ไม่เกิน 1,000"),
        ("title_th", "", "ภาษาไทย"),
        ("title_en", "", "ภาษาอังกฤษ"),
        ("title_en", "2" * 301, "ไม่เกิน 300"),
        ("title_th", "ตอบข้อสอบถามแล้วเสร็จภายใน 3 วันทำการ", "เวลาตรงกับที่กำหนดไว้ คือ 2 วันทำการ"),
        ("title_th", "ข้อ 2: ตอบภายใน 1 นาที", "เวลาตรงกับที่กำหนดไว้ คือ 2 วันทำการ"),
        ("title_en", "in full within 2 minutes", "เวลาตรงกับที่กำหนดไว้ คือ 2 working days"),
    ],
)
def test_a_fault_is_told_at_its_field(field: str, value: str, told: str) -> None:
    with pytest.raises(Faulty) as fault:
        standard_in(replace(QUICKER, **{field: value}))

    assert told in fault.value.problems[field]
    assert set(fault.value.problems) == {field}


def test_several_faults_are_told_at_once() -> None:
    with pytest.raises(Faulty) as fault:
        standard_in(replace(QUICKER, unit="hour", measure="first_response", basis=""))

    assert set(fault.value.problems) == {"calendar", "pausable", "basis", "title_th", "title_en"}


def test_a_time_may_be_told_in_hours_and_in_thai_digits() -> None:
    written = replace(
        QUICKER, measure="first_response", pausable=False, count="120", unit="minute", calendar="always",
        title_th="ตอบรับภายใน ๒ ชั่วโมง", title_en="within 120 minutes",
    )  # fmt: skip

    assert str(standard_in(written).allowance) == "120 minutes"


@pytest.mark.parametrize(
    ("unit", "calendar", "most"),
    [
        ("minute", "always", 525_600),
        ("hour", "always", 8_760),
        ("business_minute", "office", 115_200),
        ("business_hour", "office", 1_920),
        ("working_day", "office", 240),
        ("calendar_day", "office", 365),
    ],
)
def test_no_more_is_promised_than_a_year_gives(unit: str, calendar: str, most: int) -> None:
    """Beyond the holidays that are known a matter has no due time, so the promise would be shown to nobody."""
    longest = replace(QUICKER, count=str(most), unit=unit, calendar=calendar)

    assert "count" not in faults_in(longest)
    assert "หนึ่งปี" in faults_in(replace(longest, count=str(most + 1)))["count"]


def test_the_count_may_be_in_thai_digits() -> None:
    assert standard_in(replace(QUICKER, count=" ๒ ")) == standard_in(QUICKER)


def test_how_a_matter_would_be_timed_is_clear_before_the_words_are_right() -> None:
    terms = terms_in(replace(QUICKER, title_th="", basis=""))

    assert terms == standard_in(QUICKER).terms
    assert terms_in(replace(QUICKER, unit="hour")) is None


@settings(max_examples=60)
@given(
    st.builds(
        StandardDraft,
        kind=st.sampled_from([*KINDS, "none", ""]),
        measure=st.sampled_from([*Measure, ""]),
        count=st.one_of(st.integers(0, 6_000_000).map(str), st.text(max_size=8)),
        unit=st.sampled_from([*Unit, ""]),
        calendar=st.sampled_from([*calendars(), ""]),
        starts=st.sampled_from([*Starts, ""]),
        pausable=st.booleans(),
        basis=st.text(max_size=5),
        title_th=st.text(max_size=12),
        title_en=st.text("0123456789 a", max_size=12),
    )
)
def test_whatever_is_typed_is_a_standard_or_has_its_faults(draft: StandardDraft) -> None:
    for written in (draft, replace(draft, basis="ค่าทดลอง", title_th=draft.count, title_en=draft.count)):
        faults = faults_in(written)
        assert all(faults.values())
        assert (terms_in(written) is None) is bool(faults.keys() & charter_drafts.TIMED_BY)


def test_a_standard_that_is_not_there(session: Session) -> None:
    draft = a_draft(session)
    with pytest.raises(NotFound):
        charter_drafts.set_standard(session, draft.id, "resolution.love", QUICKER, seen=1)
    with pytest.raises(NotFound):
        charter_drafts.set_standard(session, 10**9, INQUIRY, QUICKER, seen=1)
    assert row_of(draft, INQUIRY).code == INQUIRY
