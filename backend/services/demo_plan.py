"""A demo plan of the present fiscal year for the trial: made by the same verbs as a real one, and marked as demo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.plan import PlanActivity, PlanYear
from backend.models.staff import Role, Staff
from backend.services import plan_activities, plans, register
from backend.services.plan_dates import first_day
from backend.services.question_drafts import thai_day
from service_standards.instants import in_bangkok, midnight
from service_standards.thai_dates import fiscal_year as fiscal_year_of


@dataclass(frozen=True, slots=True)
class Story:
    """When a step's activity starts, is due and was done, in days from 1 October; it shows ``evidence`` then."""

    starts: int
    due: int
    done: int | None
    evidence: str


STORIES = (
    Story(0, 30, 28, "รายงานวิเคราะห์เสียงของลูกค้า (ตัวอย่าง)"),
    Story(20, 50, None, "ข้อกำหนดการสนับสนุนลูกค้า (ตัวอย่าง)"),
    Story(45, 120, 118, "ร่างกฎบัตรและมาตรฐานด้านบริการ (ตัวอย่าง)"),
    Story(121, 180, 186, "รายงานการประชุมคณะกรรมการ (ตัวอย่าง)"),
    Story(181, 210, 205, "หนังสือแจ้งหน่วยงาน (ตัวอย่าง)"),
    Story(0, 364, None, "รายงานการติดตามรายไตรมาส (ตัวอย่าง)"),
    Story(300, 364, None, "รายงานการทบทวนประจำปี (ตัวอย่าง)"),
)
"""One for each step. What lies after the present day has not happened yet."""
ENTRY = {
    "title": "แจ้งวันครบกำหนดให้ผู้รับบริการทราบตั้งแต่รับเรื่อง (ตัวอย่าง)",
    "what": "ผู้รับบริการถามซ้ำเพราะไม่ทราบว่าจะได้คำตอบเมื่อใด จึงบอกวันครบกำหนดในข้อความรับเรื่อง",
    "result": "รายการนี้เป็นข้อมูลสมมติสำหรับทดลองใช้ทะเบียน",
    "sort": "lesson",
    "step": "1",
}


def load_demo_plan(session: Session, now: datetime) -> bool:
    """Load the demo plan and one entry of the register, unless the year has a plan or marketing nobody to make it.

    Returns:
        Whether it was made.
    """
    year = fiscal_year_of(in_bangkok(now).date())
    by = session.scalar(select(Staff).where(Staff.role == Role.MARKETING, Staff.active).order_by(Staff.id).limit(1))
    if by is None or plans.of_year(session, year) is not None:
        return False
    begins = first_day(year)
    plan = plans.make(session, year, by, midnight(begins))
    plan.demo = True
    for activity, story in zip(list(plan.activities), STORIES, strict=True):
        _date(session, plan, activity, story)
    plans.put_in_force(session, year, by, seen=plan.version, now=midnight(begins))
    for activity, story in zip(plan.activities, STORIES, strict=True):
        _do(session, activity, story, by, now)
    register.add(session, ENTRY | {"fiscal_year": str(year)}, by, now).demo = True
    return True


def _date(session: Session, plan: PlanYear, activity: PlanActivity, story: Story) -> None:
    begins = first_day(plan.fiscal_year)
    form = {
        "step": str(activity.step),
        "title": activity.title,
        "evidence_wanted": story.evidence,
        "starts_on": thai_day(begins + timedelta(days=story.starts)),
        "due_on": thai_day(begins + timedelta(days=story.due)),
    }
    plans.edit_activity(session, activity.id, form, [unit.id for unit in activity.units], seen=plan.version)


def _do(session: Session, activity: PlanActivity, story: Story, by: Staff, now: datetime) -> None:
    if story.done is None:
        return
    done_on = first_day(activity.plan.fiscal_year) + timedelta(days=story.done)
    if done_on < in_bangkok(now).date():
        at = midnight(done_on) + timedelta(hours=10)
        form = {"done_on": thai_day(done_on), "words": story.evidence}
        plan_activities.complete(session, activity.id, form, by, at)
