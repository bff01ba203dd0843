"""The yearly plan: made from the manual and from last year's, set, moved, done; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.plan import Happening, PlanActivity, PlanYear
from backend.models.staff import Role
from backend.queries import plans as queries
from backend.queries.plans import Standing
from backend.services import plan_activities, plans
from backend.services.fields import Faulty
from backend.services.support_process import support_process
from backend.work import Work
from service_standards.office import office
from tests.factories import NOW, a_staff
from tests.plan_rows import YEAR, a_draft, a_set_plan, marketing, of_step, typed, with_dates

TODAY = date(2026, 4, 9)


def test_the_first_plan_is_the_manuals_seven_steps_with_their_owners_and_without_any_date(session: Session) -> None:
    plan = a_draft(session)

    steps = support_process().steps
    assert [(one.step, one.title) for one in plan.activities] == [(step.number, step.title) for step in steps]
    assert [{unit.id for unit in one.units} for one in plan.activities] == [set(step.owners) for step in steps]
    assert {(one.starts_on, one.due_on) for one in plan.activities} == {(None, None)}
    assert not plan.is_set
    assert queries.indicator(session, YEAR, TODAY) is None


def test_next_years_plan_is_made_from_this_years_a_year_later_with_owners_and_without_what_happened(
    session: Session,
) -> None:
    by = marketing(session)
    plan = a_set_plan(session, by)
    done, gone = of_step(plan, 1), of_step(plan, 2)
    plan_activities.complete(session, done.id, {"done_on": "31/10/2568", "words": "รายงาน"}, by, NOW)
    added = plans.add_activity(
        session, YEAR, typed(3, "ทบทวนเพิ่ม", due="30/4/2569"), ["fpk"], seen=plan.version, now=NOW
    )
    plans.withdraw_activity(session, gone.id, {"why": "ไม่ทำแล้ว"}, by, seen=plan.version, now=NOW)
    session.refresh(plan)

    following = plans.make(session, YEAR + 1, by, NOW)

    assert following.based_on_id == plan.id
    assert [one.title for one in following.activities if one.step == 2] == []
    copy = next(one for one in following.activities if one.title == "ทบทวนเพิ่ม")
    assert (copy.starts_on, copy.due_on) == (date(2026, 10, 1), date(2027, 4, 30))
    assert [unit.id for unit in copy.units] == ["fpk"]
    again = of_step(following, 1)
    assert (again.done_on, again.events, again.evidence, again.first_due_on) == (None, [], [], None)
    assert added.id != copy.id


def test_a_leap_day_becomes_the_28th_and_a_day_off_is_kept_and_pointed_out(session: Session) -> None:
    by = marketing(session)
    leap = NOW.replace(year=2028)
    plan = plans.make(session, 2571, by, leap) if a_draft(session, by) else None
    assert plan is not None
    form = typed(1, "ส่งรายงาน", starts="1/2/2571", due="29/2/2571")
    plans.edit_activity(session, of_step(plan, 1).id, form, ["ftl"], seen=plan.version)
    assert of_step(plan, 1).due_on == date(2028, 2, 29)

    later = of_step(plans.make(session, 2572, by, leap), 1)

    assert later.due_on == date(2029, 2, 28)
    songkran = typed(1, "ส่งรายงาน", starts="1/2/2569", due="13/4/2569")
    now = of_step(plans.make(session, YEAR, by, NOW), 1)
    plans.edit_activity(session, now.id, songkran, ["ftl"], seen=now.plan.version)
    view = queries.activity_view(session, now.id, office(), NOW)
    assert view is not None
    assert (view.row.due_on, view.row.due_off) == (date(2026, 4, 13), "วันหยุดสงกรานต์")


def test_pressed_twice_it_is_made_once(session: Session) -> None:
    by = marketing(session)

    assert a_draft(session, by) is plans.make(session, YEAR, by, NOW)
    assert session.scalar(select(func.count()).select_from(PlanYear)) == 1


def test_pressed_by_two_at_once_it_is_made_once(work: Work) -> None:
    with work.write() as session:
        by = marketing(session)
    start = Barrier(2)

    def press(_: int) -> int:
        start.wait()
        with work.write() as session:
            return plans.make(session, YEAR, by, NOW).id

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(press, range(2)))

    assert made[0] == made[1]
    with work.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanActivity)) == 7


def test_done_by_two_units_at_once_it_is_done_once_and_the_second_is_told(work: Work) -> None:
    with work.write() as session:
        activity_id = of_step(a_set_plan(session), 6).id
        owners = [a_staff(session, unit=unit) for unit in ("ops1", "fpk")]
    start = Barrier(2)

    def finish(place: int) -> str:
        start.wait()
        form = {"done_on": "9/4/2569", "words": f"หลักฐานที่ {place}"}
        try:
            with work.write() as session:
                plan_activities.complete(session, activity_id, form, owners[place], NOW)
        except Conflict as told:
            return str(told)
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(finish, range(2)))

    assert said == ["", "มีผู้บันทึกว่ากิจกรรมนี้แล้วเสร็จไปก่อนแล้ว"]
    with work.read() as session:
        assert [event.what for event in session.get_one(PlanActivity, activity_id).events] == [Happening.DONE]


@pytest.mark.parametrize("year", [YEAR - 1, YEAR + 2])
def test_a_plan_is_for_this_year_or_the_next(session: Session, year: int) -> None:
    by = marketing(session)
    with pytest.raises(Refused):
        plans.make(session, year, by, NOW)


def test_it_is_not_set_before_all_dates_are_there_and_every_step_has_an_activity(session: Session) -> None:
    by = marketing(session)
    plan = a_draft(session, by)
    with pytest.raises(Refused, match="กำหนดวันก่อน ยังมี 7 กิจกรรม"):
        plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)
    with_dates(session, plan)
    plans.withdraw_activity(session, of_step(plan, 5).id, {"why": "ซ้ำ"}, by, seen=plan.version, now=NOW)
    with pytest.raises(Refused, match="ขั้นตอนที่ 5 ยังไม่มีกิจกรรม"):
        plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)
    plans.add_activity(session, YEAR, typed(5), ["ftl"], seen=plan.version, now=NOW)

    plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)

    session.flush()
    assert plan.is_set
    indicator = queries.indicator(session, YEAR, date(2026, 10, 1))
    assert indicator is not None
    assert (indicator.denominator, indicator.set_too_late) == (2, 5)
    assert all(one.first_due_on == one.due_on for one in plan.activities if one.withdrawn_at is None)
    with pytest.raises(Conflict):
        plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)


def test_what_somebody_changed_meanwhile_is_not_set_unseen(session: Session) -> None:
    by = marketing(session)
    plan = with_dates(session, a_draft(session, by))
    seen = plan.version
    plans.edit_activity(session, of_step(plan, 1).id, typed(due="30/9/2569"), ["ftl"], seen=seen)

    with pytest.raises(Conflict, match="มีผู้แก้ไขแผนนี้ไปก่อนแล้ว"):
        plans.put_in_force(session, YEAR, by, seen=seen, now=NOW)
    with pytest.raises(Conflict):
        plans.edit_activity(session, of_step(plan, 2).id, typed(2), ["ftl"], seen=seen)
    with pytest.raises(Conflict):
        plans.add_activity(session, YEAR, typed(2), ["ftl"], seen=seen, now=NOW)


def test_what_was_due_before_the_plan_was_set_counts_apart_though_it_is_said_to_be_done_in_time(
    session: Session,
) -> None:
    by = marketing(session)
    plan = a_set_plan(session, by, now=NOW)
    plan_activities.complete(session, of_step(plan, 1).id, {"done_on": "30/10/2568", "words": "รายงาน"}, by, NOW)

    indicator = queries.indicator(session, YEAR, date(2026, 5, 1))

    assert indicator is not None
    assert (indicator.numerator, indicator.denominator, indicator.set_too_late) == (0, 1, 4)


def test_what_is_added_to_a_plan_that_is_set_is_not_due_before_today(session: Session) -> None:
    plan = a_set_plan(session)
    with pytest.raises(Faulty) as refused:
        plans.add_activity(session, YEAR, typed(due="8/4/2569"), ["ftl"], seen=plan.version, now=NOW)
    assert list(refused.value.problems) == ["due_on"]

    added = plans.add_activity(session, YEAR, typed(due="9/4/2569"), ["ftl"], seen=plan.version, now=NOW)

    assert added.first_due_on == TODAY


def test_a_date_that_is_moved_keeps_the_old_one_with_who_and_why_and_counts_as_set_first(session: Session) -> None:
    by = marketing(session)
    plan = a_set_plan(session, by)
    activity = of_step(plan, 4)
    with pytest.raises(Conflict, match="แก้ไขได้เฉพาะวันที่"):
        plans.edit_activity(session, activity.id, typed(4), ["ftl"], seen=plan.version)
    with pytest.raises(Faulty) as refused:
        plans.move(session, activity.id, typed(4, due="30/6/2569"), by, seen=plan.version, now=NOW)
    assert list(refused.value.problems) == ["why"]

    form = typed(4, due="30/6/2569") | {"why": "คณะกรรมการเลื่อนประชุม"}
    plans.move(session, activity.id, form, by, seen=plan.version, now=NOW)

    assert (activity.first_due_on, activity.due_on) == (date(2026, 3, 31), date(2026, 6, 30))
    session.flush()
    session.refresh(activity)
    [event] = activity.events
    assert (event.what, event.by_id, event.at, event.words) == (Happening.MOVED, by.id, NOW, "คณะกรรมการเลื่อนประชุม")
    assert (event.detail["due_on"], event.detail["new_due_on"]) == ("2026-03-31", "2026-06-30")
    assert queries.standing(activity, TODAY) is Standing.RUNNING
    indicator = queries.indicator(session, YEAR, TODAY)
    assert indicator is not None
    assert (indicator.denominator, indicator.moved) == (4, (activity.id,))
    with pytest.raises(Refused, match="วันที่ยังเหมือนเดิม"):
        plans.move(session, activity.id, form, by, seen=plan.version, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "  "), ("title", "ก" * 301), ("step", "0"), ("step", "8"), ("step", "x"), ("step", "๑"),
        ("starts_on", "30/9/2568"), ("starts_on", "31/2/2569"), ("due_on", "1/10/2569"), ("due_on", "2026-03-31"),
        ("due_on", "30/9/2568"), ("evidence_wanted", "ก" * 4001), ("units", "nowhere"), ("units", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_beside_its_field(session: Session, field: str, value: str) -> None:
    plan = a_draft(session)
    form = typed() | ({field: value} if field != "units" else {})
    units = [value] if field == "units" else ["ftl"]

    with pytest.raises(Faulty) as refused:
        plans.edit_activity(session, plan.activities[0].id, form, units, seen=plan.version)

    assert list(refused.value.problems) == [field]


def test_owners_and_marketing_say_that_it_is_done_and_nobody_else(session: Session) -> None:
    plan = a_set_plan(session)
    all_units, ours = of_step(plan, 6), of_step(plan, 4)
    owner = a_staff(session, unit="ops1")
    administrator = a_staff(session, unit="ftl", role=Role.ADMINISTRATOR)
    form = {"done_on": "9/4/2569", "words": "บันทึกการประชุม"}

    with pytest.raises(NotAllowed):
        plan_activities.complete(session, ours.id, form, owner, NOW)
    with pytest.raises(NotAllowed):
        plan_activities.complete(session, ours.id, form, administrator, NOW)
    with pytest.raises(NotFound):
        plan_activities.complete(session, 999_999, form, owner, NOW)
    plan_activities.complete(session, all_units.id, form, owner, NOW)

    assert (all_units.done_on, all_units.done_by_id) == (TODAY, owner.id)
    with pytest.raises(Conflict):
        plan_activities.complete(session, all_units.id, form, owner, NOW)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"done_on": "10/4/2569", "words": "x"}, "done_on"),
        ({"done_on": "30/9/2568", "words": "x"}, "done_on"),
        ({"done_on": "", "words": "x"}, "done_on"),
        ({"done_on": "9/4/2569", "words": " "}, "words"),
    ],
)
def test_done_needs_a_day_that_was_and_evidence(session: Session, form: dict[str, str], field: str) -> None:
    by = marketing(session)
    activity = of_step(a_set_plan(session, by), 1)

    with pytest.raises(Faulty) as refused:
        plan_activities.complete(session, activity.id, form, by, NOW)

    assert list(refused.value.problems) == [field]


def test_what_is_done_before_it_was_to_start_is_done_as_long_as_its_year_had_begun(session: Session) -> None:
    by = marketing(session)
    plan = a_set_plan(session, by)
    activity = of_step(plan, 7)
    form = typed(7, starts="1/9/2569", due="30/9/2569") | {"why": "ตามปฏิทินคณะกรรมการ"}
    plans.move(session, activity.id, form, by, seen=plan.version, now=NOW)

    plan_activities.complete(session, activity.id, {"done_on": "1/10/2568", "words": "รายงาน"}, by, NOW)

    assert activity.done_on == date(2025, 10, 1)


def test_only_marketing_reopens_and_with_a_reason(session: Session) -> None:
    by, owner = marketing(session), a_staff(session, unit="ops1")
    activity = of_step(a_set_plan(session, by), 6)
    plan_activities.complete(session, activity.id, {"done_on": "1/4/2569", "words": "เสร็จ"}, owner, NOW)

    with pytest.raises(NotAllowed):
        plan_activities.reopen(session, activity.id, {"why": "x"}, owner, NOW)
    with pytest.raises(Faulty):
        plan_activities.reopen(session, activity.id, {"why": ""}, by, NOW)
    plan_activities.reopen(session, activity.id, {"why": "เอกสารไม่ครบ"}, by, NOW + timedelta(days=1))

    assert (activity.done_on, activity.done_by_id) == (None, None)
    session.flush()
    session.refresh(activity)
    assert [event.what for event in activity.events] == [Happening.DONE, Happening.REOPENED]
    assert activity.events[1].detail == {"done_on": "2026-04-01"}


def test_nothing_is_done_or_followed_up_in_a_draft_or_after_it_was_withdrawn(session: Session) -> None:
    by = marketing(session)
    plan = with_dates(session, a_draft(session, by))
    deeds: list[Callable[[int], object]] = [
        lambda id: plan_activities.complete(session, id, {"done_on": "9/4/2569", "words": "x"}, by, NOW),
        lambda id: plan_activities.follow_up(session, id, {"words": "x"}, by, NOW),
    ]
    for deed in deeds:
        with pytest.raises(Conflict, match="ร่าง"):
            deed(of_step(plan, 1).id)
    plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)
    plans.withdraw_activity(session, of_step(plan, 1).id, {"why": "ซ้ำ"}, by, seen=plan.version, now=NOW)
    for deed in deeds:
        with pytest.raises(Conflict, match="ยกเลิก"):
            deed(of_step(plan, 1).id)


def test_late_ones_come_first_the_longest_late_at_the_top(session: Session) -> None:
    a_set_plan(session)

    view = queries.plan_view(session, YEAR, office(), NOW)

    assert view is not None
    assert [one.step for one in view.late] == [1, 2, 3, 4]
    assert [one.standing for one in view.activities[4:]] == [Standing.RUNNING] * 3


def test_the_database_keeps_one_plan_a_year_and_dates_in_order(work: Work) -> None:
    with work.write() as session:
        by = marketing(session)
        a_draft(session, by)
        by_id = by.id
    with pytest.raises(IntegrityError), work.write() as session:
        session.add(PlanYear(fiscal_year=YEAR, made_by_id=by_id, made_at=NOW))
    with pytest.raises(IntegrityError), work.write() as session:
        session.execute(update(PlanActivity).values(starts_on=TODAY, due_on=TODAY - timedelta(days=1)))
