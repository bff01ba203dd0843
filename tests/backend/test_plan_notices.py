"""Heads of owner units are told of what falls due: once before, once after, in working time, however the clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.plan import PlanActivity
from backend.models.staff import Staff
from backend.models.staff_notice import StaffNotice
from backend.services import plan_activities, plan_notices, plans
from service_standards.office import office
from tests.factories import NOW, a_staff
from tests.plan_rows import YEAR, a_draft, a_set_plan, marketing, of_step, typed, with_dates

OCTOBER = ["31/10/2568"] + ["30/9/2569"] * 6
MORNING = datetime(2025, 10, 24, 3, 0, tzinfo=UTC)  # Friday 24 October, 10:00 in Bangkok: seven days before the 31st


def a_head(session: Session, unit: str) -> Staff:
    staff = a_staff(session, unit=unit)
    staff.head = True
    session.flush()
    return staff


def told(session: Session, who: Staff) -> Sequence[tuple[str, str, datetime]]:
    rows = session.scalars(select(StaffNotice).where(StaffNotice.staff_id == who.id).order_by(StaffNotice.id))
    return [(row.kind, row.path, row.shown_from) for row in rows]


def due_in_october(session: Session, by: Staff) -> PlanActivity:
    plan = with_dates(session, a_draft(session, by), OCTOBER)
    plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)
    session.flush()
    return of_step(plan, 1)


def test_a_head_is_told_a_week_before_and_when_the_date_has_passed_and_each_once(session: Session) -> None:
    head = a_head(session, "ftl")
    activity = due_in_october(session, marketing(session))
    path = f"/plan/activities/{activity.id}"

    for hours in range(0, 24 * 14, 5):
        plan_notices.tell_dues(session, office(), MORNING - timedelta(days=2) + timedelta(hours=hours))

    assert [(kind, where) for kind, where, _ in told(session, head)] == [("plan_soon", path), ("plan_late", path)]


def test_a_clock_that_stood_still_over_the_date_tells_what_is_true_then(session: Session) -> None:
    head = a_head(session, "ftl")
    due_in_october(session, marketing(session))

    for _ in range(2):
        plan_notices.tell_dues(session, office(), MORNING + timedelta(days=60))

    assert [kind for kind, _, _ in told(session, head)] == ["plan_late"]


def test_it_is_shown_in_working_time_only(session: Session) -> None:
    head = a_head(session, "ftl")
    due_in_october(session, marketing(session))
    saturday = datetime(2025, 11, 1, 3, 0, tzinfo=UTC)

    plan_notices.tell_dues(session, office(), saturday)

    [(kind, _, shown_from)] = told(session, head)
    assert kind == "plan_late"
    assert shown_from == datetime(2025, 11, 3, 1, 30, tzinfo=UTC)


def test_all_heads_of_all_owners_are_told_and_marketing_where_there_is_none(session: Session) -> None:
    by = marketing(session)
    a_set_plan(session, by)
    session.flush()
    plan_notices.tell_dues(session, office(), NOW)
    assert {kind for kind, _, _ in told(session, by)} == {"plan_late"}
    assert len(told(session, by)) == 4

    first, second = a_head(session, "ops1"), a_head(session, "fpk")
    officer = a_staff(session, unit="ops1")
    plan_notices.tell_dues(session, office(), NOW)

    assert len(told(session, first)) == len(told(session, second)) == 1
    assert told(session, officer) == []


def test_nothing_is_told_of_drafts_of_what_is_done_or_withdrawn_and_a_moved_date_speaks_anew(session: Session) -> None:
    by, head = marketing(session), a_head(session, "ftl")
    plan = with_dates(session, a_draft(session, by))
    session.flush()
    plan_notices.tell_dues(session, office(), NOW)
    assert told(session, head) == []
    plans.put_in_force(session, YEAR, by, seen=plan.version, now=NOW)
    plan_activities.complete(session, of_step(plan, 1).id, {"done_on": "9/4/2569", "words": "x"}, by, NOW)
    plans.withdraw_activity(session, of_step(plan, 2).id, {"why": "x"}, by, seen=plan.version, now=NOW)
    moved = typed(3, due="12/4/2569") | {"why": "รอข้อมูล"}
    plans.move(session, of_step(plan, 3).id, moved, by, seen=plan.version, now=NOW)
    session.flush()

    plan_notices.tell_dues(session, office(), NOW)
    plan_notices.tell_dues(session, office(), NOW + timedelta(days=10))

    third, fourth = (f"/plan/activities/{of_step(plan, step).id}" for step in (3, 4))
    found = sorted((path, kind) for kind, path, _ in told(session, head))
    assert found == sorted([(third, "plan_soon"), (third, "plan_late"), (fourth, "plan_late")])
