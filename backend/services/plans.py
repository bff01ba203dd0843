"""The yearly plan: made from last year's or the manual, put right as a draft, set, and after that moved with a why.

A set plan is a promise. Its activities keep the due date as set first, and each later move with who, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.plan import Happening, PlanActivity, PlanEvent, PlanYear
from backend.models.staff import Staff
from backend.models.unit import Unit
from backend.services import locks, plan_dates
from backend.services.fields import Checked
from backend.services.support_process import support_process
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year as fiscal_year_of

CHANGED_MEANWHILE = "มีผู้แก้ไขแผนนี้ไปก่อนแล้ว กรุณาตรวจรายการล่าสุดแล้วบันทึกอีกครั้ง"


def may_be_made(fiscal_year: int, today: date) -> bool:
    """A plan is made for the present fiscal year or the next one."""
    return fiscal_year - fiscal_year_of(today) in (0, 1)


def make(session: Session, fiscal_year: int, by: Staff, now: datetime) -> PlanYear:
    """The plan of a fiscal year: as it is if there is one, else made from last year's, else from the manual's steps.

    From last year's come the activities that were not withdrawn, with their owners and with dates a year later; neither
    evidence nor what happened to them. The manual gives no dates: these stay empty until somebody fills them.

    Raises:
        Refused: the year is neither this one nor the next.
    """
    if not may_be_made(fiscal_year, in_bangkok(now).date()):
        raise Refused("จัดทำแผนได้เฉพาะปีงบประมาณปัจจุบันและปีถัดไป")
    there = of_year(session, fiscal_year)
    if there is not None:
        return there
    last = of_year(session, fiscal_year - 1)
    plan = PlanYear(fiscal_year=fiscal_year, made_by_id=by.id, made_at=now)
    if last is not None:
        plan.based_on_id, plan.demo = last.id, last.demo
    plan.activities = _a_year_later(last) if last else _from_the_manual(session)
    try:
        with session.begin_nested():
            session.add(plan)
    except IntegrityError:  # somebody pressed the same button in the same moment
        return session.scalars(select(PlanYear).where(PlanYear.fiscal_year == fiscal_year)).one()
    return plan


def is_worked_in(session: Session, fiscal_year: int, today: date) -> bool:
    """Whether the process runs in a fiscal year: last year's, this one, the next, and any for which a plan was made."""
    return abs(fiscal_year - fiscal_year_of(today)) <= 1 or of_year(session, fiscal_year) is not None


def of_year(session: Session, fiscal_year: int) -> PlanYear | None:
    """The plan of a fiscal year, if one was made."""
    return session.scalar(select(PlanYear).where(PlanYear.fiscal_year == fiscal_year))


def _a_year_later(last: PlanYear) -> list[PlanActivity]:
    return [
        PlanActivity(
            step=activity.step,
            title=activity.title,
            evidence_wanted=activity.evidence_wanted,
            starts_on=activity.starts_on and plan_dates.a_year_later(activity.starts_on),
            due_on=activity.due_on and plan_dates.a_year_later(activity.due_on),
            units=list(activity.units),
        )
        for activity in last.activities
        if activity.withdrawn_at is None
    ]


def _from_the_manual(session: Session) -> list[PlanActivity]:
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    return [
        PlanActivity(step=step.number, title=step.title, units=[units[owner] for owner in step.owners])
        for step in support_process().steps
    ]


def hold(session: Session, fiscal_year: int) -> PlanYear:
    """The plan, held so that nobody else changes it or its activities.

    Raises:
        NotFound: none was made.
    """
    plan = locks.hold(session, PlanYear, PlanYear.fiscal_year == fiscal_year)
    if plan is None:
        raise NotFound("ยังไม่มีแผนของปีงบประมาณนี้")
    return plan


def hold_activity(session: Session, activity_id: int) -> PlanActivity:
    """An activity as it stands now, its plan held.

    Raises:
        NotFound: there is no such activity.
    """
    plan_id = session.scalar(select(PlanActivity.plan_id).where(PlanActivity.id == activity_id))
    if plan_id is None:
        raise NotFound("ไม่พบกิจกรรมนี้")
    locks.hold_one(session, PlanYear, PlanYear.id == plan_id)
    which = select(PlanActivity).where(PlanActivity.id == activity_id)
    return session.scalars(which.execution_options(populate_existing=True)).one()


def add_activity(
    session: Session, fiscal_year: int, typed: Mapping[str, str], unit_ids: Sequence[str], *, seen: int, now: datetime
) -> PlanActivity:
    """One more activity; in a plan that is set it needs its dates at once, and they are its first.

    It is due on ``now``'s day or later then: a date that has passed promises nothing.

    Raises:
        NotFound: there is no plan.
        Conflict: the plan was changed since it was ``seen``.
        Faulty: fields that must be put right first.
    """
    plan = hold(session, fiscal_year)
    _expect_seen(plan, seen)
    activity = PlanActivity()
    _write(session, activity, plan, typed, unit_ids, due_from=in_bangkok(now).date() if plan.is_set else None)
    plan.activities.append(activity)
    plan.version += 1
    session.flush()
    return activity


def edit_activity(
    session: Session, activity_id: int, typed: Mapping[str, str], unit_ids: Sequence[str], *, seen: int
) -> PlanActivity:
    """Put an activity of a draft right. Dates may stay empty until the plan is set.

    Raises:
        NotFound: there is no such activity.
        Conflict: the plan is set, the activity withdrawn, or the plan changed since it was ``seen``.
        Faulty: fields that must be put right first.
    """
    activity = hold_activity(session, activity_id)
    _expect_here(activity)
    if activity.plan.is_set:
        raise Conflict("แผนนี้กำหนดใช้แล้ว จึงแก้ไขได้เฉพาะวันที่ พร้อมเหตุผล")
    _expect_seen(activity.plan, seen)
    _write(session, activity, activity.plan, typed, unit_ids)
    activity.plan.version += 1
    return activity


def _write(
    session: Session,
    activity: PlanActivity,
    plan: PlanYear,
    typed: Mapping[str, str],
    unit_ids: Sequence[str],
    *,
    due_from: date | None = None,
) -> None:
    checked = Checked(typed)
    step, process = read_whole(typed.get("step", ""), most=2) or 0, support_process()
    if not process.has(step):
        checked.wrong("step", "กรุณาเลือกขั้นตอนของกระบวนการ")
    title = checked.line("title", missing="กรุณากรอกชื่อกิจกรรม")
    evidence_wanted = checked.text("evidence_wanted")
    starts_on, due_on = _dates(checked, plan.fiscal_year, needed=plan.is_set)
    if due_on and due_from and due_on < due_from:
        checked.wrong("due_on", "แผนนี้กำหนดใช้แล้ว วันครบกำหนดของกิจกรรมที่เพิ่มต้องไม่ใช่วันที่ผ่านมาแล้ว")
    units = session.scalars(select(Unit).where(Unit.id.in_(unit_ids))).all()
    if not units or len(units) != len(set(unit_ids)):
        checked.wrong("units", "กรุณาเลือกหน่วยงานเจ้าของกิจกรรมอย่างน้อยหนึ่งหน่วยงาน")
    checked.done()
    activity.step, activity.title, activity.evidence_wanted = step, title, evidence_wanted
    activity.starts_on, activity.due_on, activity.units = starts_on, due_on, list(units)
    if plan.is_set:
        activity.first_due_on = due_on


def _dates(checked: Checked, fiscal_year: int, *, needed: bool) -> tuple[date | None, date | None]:
    missing = "กรุณากำหนดวัน" if needed else ""
    found = {name: checked.day(name, missing=missing) for name in ("starts_on", "due_on")}
    for name, day in found.items():
        if day is not None and not plan_dates.within(day, fiscal_year):
            checked.wrong(
                name, f"วันที่ต้องอยู่ในปีงบประมาณ {fiscal_year} คือ 1 ต.ค. {fiscal_year - 1} ถึง 30 ก.ย. {fiscal_year}"
            )
    starts_on, due_on = found["starts_on"], found["due_on"]
    if starts_on and due_on and due_on < starts_on:
        checked.wrong("due_on", "วันครบกำหนดต้องไม่อยู่ก่อนวันเริ่ม")
    return starts_on, due_on


def withdraw_activity(
    session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> PlanActivity:
    """An activity is not to be done after all. It stays in the plan's history, and after its due date in the indicator.

    Raises:
        NotFound: there is no such activity.
        Conflict: it is done or withdrawn, or the plan changed since it was ``seen``.
        Faulty: no reason is given.
    """
    activity = hold_activity(session, activity_id)
    _expect_here(activity)
    _expect_seen(activity.plan, seen)
    if activity.done_on is not None:
        raise Conflict("กิจกรรมนี้ดำเนินการแล้วเสร็จ จึงยกเลิกไม่ได้")
    checked = Checked(typed)
    why = checked.text("why", missing="กรุณาเขียนเหตุผลที่ยกเลิกกิจกรรมนี้")
    checked.done()
    activity.withdrawn_at = now
    activity.plan.version += 1
    happened(session, activity, Happening.WITHDRAWN, by, now, why)
    return activity


def put_in_force(session: Session, fiscal_year: int, by: Staff, *, seen: int, now: datetime) -> PlanYear:
    """Set the plan: from here on its dates are what the indicator counts against.

    Raises:
        NotFound: there is no plan.
        Conflict: it is set already, or was changed since it was ``seen``.
        Refused: an activity has no dates yet, or a step no activity.
    """
    plan = hold(session, fiscal_year)
    if plan.is_set:
        raise Conflict("แผนนี้กำหนดใช้แล้ว")
    _expect_seen(plan, seen)
    problem = not_ready(plan)
    if problem:
        raise Refused(problem)
    for activity in plan.activities:
        if activity.withdrawn_at is None:  # what was withdrawn as a draft was never promised
            activity.first_due_on = activity.due_on
    plan.set_by_id, plan.set_at = by.id, now
    plan.version += 1
    return plan


def not_ready(plan: PlanYear) -> str:
    """Why a draft cannot be set yet, in Thai; nothing when it can."""
    here = [activity for activity in plan.activities if activity.withdrawn_at is None]
    dateless = sum(activity.starts_on is None or activity.due_on is None for activity in here)
    if dateless:
        return f"กรุณากำหนดวันก่อน ยังมี {dateless} กิจกรรมที่ไม่มีวันเริ่มหรือวันครบกำหนด"
    empty = [str(step.number) for step in support_process().steps if step.number not in {one.step for one in here}]
    return f"ขั้นตอนที่ {', '.join(empty)} ยังไม่มีกิจกรรม" if empty else ""


def move(
    session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> PlanActivity:
    """Move the dates of an activity of a plan that is set. The old ones are kept, with who, when and why.

    Raises:
        NotFound: there is no such activity.
        Conflict: the plan is a draft, the activity done or withdrawn, or the plan changed since it was ``seen``.
        Faulty: fields that must be put right first.
        Refused: the dates are the same as before.
    """
    activity = hold_activity(session, activity_id)
    _expect_here(activity)
    plan = activity.plan
    if not plan.is_set:
        raise Conflict("แผนนี้ยังเป็นร่าง แก้ไขกิจกรรมได้โดยตรง")
    _expect_seen(plan, seen)
    if activity.done_on is not None:
        raise Conflict("กิจกรรมนี้ดำเนินการแล้วเสร็จ จึงเลื่อนวันไม่ได้")
    checked = Checked(typed)
    starts_on, due_on = _dates(checked, plan.fiscal_year, needed=True)
    why = checked.text("why", missing="กรุณาเขียนเหตุผลที่เลื่อนวัน")
    checked.done()
    before = (activity.starts_on, activity.due_on)
    if before == (starts_on, due_on):
        raise Refused("วันที่ยังเหมือนเดิม")
    activity.starts_on, activity.due_on = starts_on, due_on
    plan.version += 1
    dates = zip(("starts_on", "due_on", "new_starts_on", "new_due_on"), (*before, starts_on, due_on), strict=True)
    happened(session, activity, Happening.MOVED, by, now, why, **{name: str(day) for name, day in dates})
    return activity


def happened(
    session: Session, activity: PlanActivity, what: Happening, by: Staff, now: datetime, words: str = "", **detail: str
) -> None:
    """Keep that something happened to an activity."""
    session.add(PlanEvent(activity_id=activity.id, what=what, at=now, by_id=by.id, words=words, detail=detail))


def _expect_here(activity: PlanActivity) -> None:
    if activity.withdrawn_at is not None:
        raise Conflict("กิจกรรมนี้ยกเลิกไปแล้ว")


def _expect_seen(plan: PlanYear, seen: int) -> None:
    if plan.version != seen:
        raise Conflict(CHANGED_MEANWHILE)
