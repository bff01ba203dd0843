"""The quarterly follow-up and the yearly review: who writes, until when, and what closes them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.staff import Role, Staff
from backend.queries.follow_ups import Handed, linked, review_of, targets, unit_rows
from backend.services import follow_ups, register, yearly_reviews
from backend.services.fields import Faulty
from backend.work import Work
from service_standards.thai_dates import Quarter
from tests.factories import NOW, a_staff, reference_data
from tests.plan_rows import AFTER_THE_YEAR, YEAR, a_set_plan, marketing

NOW_QUARTER = Quarter(2569, 3)
WORDS = {"on_standards": "ทันทุกเรื่อง", "on_activities": "ไม่มี", "obstacles": ""}
REVIEW = {"on_process": "ครบเจ็ดขั้นตอน", "on_results": "พึงพอใจมาก", "changes": "ลดเวลาตอบ"}


def test_a_unit_writes_its_own_and_finds_nobody_elses(session: Session) -> None:
    officer, foreign = a_staff(session, unit="ops1"), a_staff(session, unit="ops2")
    administrator = a_staff(session, unit="ops1", role=Role.ADMINISTRATOR)

    follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=NOW)

    kept = follow_ups.of_unit(session, NOW_QUARTER, "ops1")
    assert kept is not None
    assert (kept.on_standards, kept.first_by_id, kept.version) == ("ทันทุกเรื่อง", officer.id, 1)
    for stranger in (foreign, administrator, marketing(session)):
        with pytest.raises(NotFound):
            follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, stranger, seen=1, now=NOW)


def test_it_is_late_from_the_first_instant_after_the_quarter(session: Session) -> None:
    midnight = datetime(2026, 6, 30, 17, 0, tzinfo=UTC)  # 00:00 of 1 July in Bangkok
    for unit, at in (("ops1", midnight - timedelta(microseconds=1)), ("ops2", midnight)):
        follow_ups.write(session, NOW_QUARTER, unit, WORDS, a_staff(session, unit=unit), seen=0, now=at)

    handed = {row.unit_id: row.handed for row in unit_rows(session, NOW_QUARTER, midnight)}

    assert (handed["ops1"], handed["ops2"], handed["ops3"]) == (Handed.IN_TIME, Handed.LATE, Handed.MISSING)
    rows = unit_rows(session, NOW_QUARTER, midnight)
    assert [row.handed for row in rows][-2:] == [Handed.LATE, Handed.IN_TIME]
    assert len(rows) == 7


def test_putting_a_text_right_later_does_not_make_it_late(session: Session) -> None:
    officer = a_staff(session, unit="ops1")
    follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=NOW)
    after_the_quarter = NOW + timedelta(days=120)

    changed = WORDS | {"obstacles": "น้ำท่วม"}
    follow_ups.write(session, NOW_QUARTER, "ops1", changed, officer, seen=1, now=after_the_quarter)

    handed = {row.unit_id: row.handed for row in unit_rows(session, NOW_QUARTER, after_the_quarter)}
    assert handed["ops1"] is Handed.IN_TIME
    with pytest.raises(Conflict):
        follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=1, now=after_the_quarter)
    with pytest.raises(Conflict):
        follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=after_the_quarter)


def test_of_two_first_texts_at_once_one_is_kept_and_the_other_told(work: Work) -> None:
    with work.write() as session:
        officers = [a_staff(session, unit="ops1") for _ in range(2)]
    start = Barrier(2)

    def first(officer: Staff) -> bool:
        start.wait()
        try:
            with work.write() as session:
                follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=NOW)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(first, officers)) == [False, True]


def test_a_quarter_that_has_not_begun_and_empty_words_are_refused(session: Session) -> None:
    officer = a_staff(session, unit="ops1")
    with pytest.raises(Refused, match="ยังไม่เริ่ม"):
        follow_ups.write(session, NOW_QUARTER.following, "ops1", WORDS, officer, seen=0, now=NOW)
    with pytest.raises(Faulty) as refused:
        follow_ups.write(session, NOW_QUARTER, "ops1", {"on_standards": " "}, officer, seen=0, now=NOW)
    assert set(refused.value.problems) == {"on_standards", "on_activities"}


def test_a_review_is_written_put_right_signed_and_then_closed(session: Session) -> None:
    by, officer = marketing(session), a_staff(session, unit="ops1")
    yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=NOW)
    yearly_reviews.save(session, YEAR, REVIEW | {"changes": "ลดอีก"}, [], by, seen=1, now=NOW)
    with pytest.raises(Conflict):
        yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=1, now=NOW)
    with pytest.raises(Conflict):
        yearly_reviews.sign(session, YEAR, by, seen=1, now=AFTER_THE_YEAR)

    review = yearly_reviews.sign(session, YEAR, by, seen=2, now=AFTER_THE_YEAR)

    assert (review.signed_name, review.signed_on, review.changes) == ("มานี ฝตล", date(2026, 10, 1), "ลดอีก")
    with pytest.raises(Conflict, match="ลงนามแล้ว"):
        yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=3, now=NOW)
    with pytest.raises(Conflict, match="ลงนามแล้ว"):
        yearly_reviews.sign(session, YEAR, by, seen=3, now=AFTER_THE_YEAR)
    with pytest.raises(Refused, match="ลงนามแล้ว"):
        follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=AFTER_THE_YEAR)


def test_a_review_is_not_signed_before_its_year_is_over_and_units_go_on_following_up(session: Session) -> None:
    by, officer = marketing(session), a_staff(session, unit="ops1")
    yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=NOW)
    last_instant = AFTER_THE_YEAR - timedelta(microseconds=1)

    with pytest.raises(Refused, match=r"1 ต\.ค\. 2569"):
        yearly_reviews.sign(session, YEAR, by, seen=1, now=last_instant)

    follow_ups.write(session, Quarter(YEAR, 4), "ops1", WORDS, officer, seen=0, now=last_instant)
    assert yearly_reviews.sign(session, YEAR, by, seen=1, now=AFTER_THE_YEAR).signed_by_id == by.id


def test_only_marketing_reviews_and_no_year_that_has_not_begun(session: Session) -> None:
    officer = a_staff(session, unit="ftl")
    with pytest.raises(NotAllowed):
        yearly_reviews.save(session, YEAR, REVIEW, [], officer, seen=0, now=NOW)
    with pytest.raises(NotAllowed):
        yearly_reviews.sign(session, YEAR, officer, seen=0, now=NOW)
    with pytest.raises(Refused):
        yearly_reviews.save(session, YEAR + 1, REVIEW, [], marketing(session), seen=0, now=NOW)
    with pytest.raises(NotFound):
        yearly_reviews.sign(session, YEAR, marketing(session), seen=0, now=NOW)


def test_a_signed_review_is_reopened_with_a_reason_and_whose_signature_fell_is_kept(session: Session) -> None:
    by, officer = marketing(session), a_staff(session, unit="ops1")
    yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=NOW)
    why = {"why": "หน่วยงานส่งผลช้า"}
    with pytest.raises(Conflict):
        yearly_reviews.reopen(session, YEAR, why, by, seen=1, now=AFTER_THE_YEAR)
    yearly_reviews.sign(session, YEAR, by, seen=1, now=AFTER_THE_YEAR)
    with pytest.raises(NotAllowed):
        yearly_reviews.reopen(session, YEAR, why, officer, seen=2, now=AFTER_THE_YEAR)
    with pytest.raises(Conflict):
        yearly_reviews.reopen(session, YEAR, why, by, seen=1, now=AFTER_THE_YEAR)
    with pytest.raises(Faulty):
        yearly_reviews.reopen(session, YEAR, {"why": " "}, by, seen=2, now=AFTER_THE_YEAR)

    review = yearly_reviews.reopen(session, YEAR, why, by, seen=2, now=AFTER_THE_YEAR)

    [fallen] = review.reopenings
    assert (fallen.signed_name, fallen.signed_on) == ("มานี ฝตล", date(2026, 10, 1))
    assert (fallen.by_id, fallen.at, fallen.why) == (by.id, AFTER_THE_YEAR, "หน่วยงานส่งผลช้า")
    follow_ups.write(session, Quarter(YEAR, 4), "ops1", WORDS, officer, seen=0, now=AFTER_THE_YEAR)
    assert yearly_reviews.sign(session, YEAR, by, seen=3, now=AFTER_THE_YEAR).signed_name == "มานี ฝตล"


def test_nobody_writes_for_a_year_in_which_the_process_did_not_run(session: Session) -> None:
    officer, by = a_staff(session, unit="ops1"), marketing(session)
    for year in (2500, YEAR - 2):
        with pytest.raises(NotFound, match="ไม่มีแผน"):
            follow_ups.write(session, Quarter(year, 4), "ops1", WORDS, officer, seen=0, now=NOW)
        with pytest.raises(NotFound, match="ไม่มีแผน"):
            yearly_reviews.save(session, year, REVIEW, [], by, seen=0, now=NOW)
    a_set_plan(session, by)
    years_later = NOW + timedelta(days=3 * 365)

    follow_ups.write(session, NOW_QUARTER, "ops1", WORDS, officer, seen=0, now=years_later)
    yearly_reviews.save(session, YEAR, REVIEW, [], by, seen=0, now=years_later)


def test_a_review_points_at_standards_activities_and_lessons(session: Session) -> None:
    by = marketing(session)
    plan = a_set_plan(session, by)
    lesson = {"title": "บทเรียน", "what": "x", "result": "y", "sort": "lesson", "fiscal_year": str(YEAR)}
    entry = register.add(session, lesson, by, NOW)
    standard = targets(session, YEAR, NOW).standards[0]
    links = [standard.token, f"activity-{plan.activities[0].id}", f"entry-{entry.id}", standard.token]

    yearly_reviews.save(session, YEAR, REVIEW, links, by, seen=0, now=NOW)

    review = review_of(session, YEAR)
    assert review is not None
    assert [link.token for link in linked(session, review)] == links[:3]
    yearly_reviews.save(session, YEAR, REVIEW, links[:1], by, seen=1, now=NOW)
    session.expire_all()
    assert len(review.links) == 1


@pytest.mark.parametrize(
    "link", ["entry-999999", "staff-1", "activity-", "standard--1", "x", "entry-๑", "activity-1e3"]
)
def test_a_link_to_nothing_is_refused(session: Session, link: str) -> None:
    reference_data(session)
    with pytest.raises(Faulty) as refused:
        yearly_reviews.save(session, YEAR, REVIEW, [link], marketing(session), seen=0, now=NOW)
    assert list(refused.value.problems) == ["links"]
