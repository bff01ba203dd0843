"""What the owners of an activity do with it: follow up, show evidence, say that it is done; and how it is reopened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed
from backend.models.document import Document
from backend.models.plan import Happening, PlanActivity, PlanEvidence
from backend.models.staff import Role, Staff
from backend.services import access
from backend.services.fields import Checked
from backend.services.plan_dates import first_day
from backend.services.plans import happened, hold_activity
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, date_th


def may_act(staff: Staff, activity: PlanActivity) -> bool:
    """Marketing, and whoever works in a unit that owns the activity."""
    if staff.role is Role.MARKETING:
        return True
    return staff.role is Role.OFFICER and staff.unit_id in {unit.id for unit in activity.units}


def follow_up(session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, now: datetime) -> PlanActivity:
    """Write down how it goes.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: it is another unit's.
        Conflict: the plan is a draft, or the activity withdrawn.
        Faulty: nothing is written.
    """
    activity = expect_own(session, activity_id, by)
    checked = Checked(typed)
    words = checked.text("words", missing="กรุณาเขียนผลการติดตาม")
    checked.done()
    happened(session, activity, Happening.FOLLOWED_UP, by, now, words)
    return activity


def show_evidence(session: Session, activity_id: int, document: Document, by: Staff) -> PlanActivity:
    """Add a document to what shows that the activity was done.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: it is another unit's.
        Conflict: the plan is a draft, or the activity withdrawn.
    """
    activity = expect_own(session, activity_id, by)
    activity.evidence.append(PlanEvidence(document_id=document.id))
    return activity


def withdraw_evidence(
    session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, now: datetime
) -> PlanActivity:
    """Say that a document shows nothing after all; ``typed`` names its row and why. It stays in the history.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: it is another unit's.
        Conflict: it is done: what was shown for that stays unless it is reopened. Or the plan is a draft, or it is
            withdrawn.
        Faulty: there is no such document here, or no reason is given.
    """
    activity = expect_own(session, activity_id, by)
    if activity.done_on is not None:
        raise Conflict("กิจกรรมนี้ดำเนินการแล้วเสร็จ ถอนหลักฐานได้เมื่อ ฝตล. เปิดกิจกรรมอีกครั้ง")
    checked = Checked(typed)
    shown = {str(evidence.id): evidence for evidence in shown_by(activity)}
    evidence = shown.get(checked.line("evidence", missing="กรุณาเลือกเอกสาร"))
    if evidence is None:
        checked.wrong("evidence", "ไม่พบเอกสารนี้ในหลักฐานของกิจกรรม")
    why = checked.text("why", missing="กรุณาเขียนเหตุผลที่ถอนเอกสารนี้")
    checked.done()
    if evidence is not None:
        evidence.withdrawn_at, evidence.withdrawn_by_id, evidence.withdrawn_why = now, by.id, why
    return activity


def shown_by(activity: PlanActivity) -> Sequence[PlanEvidence]:
    """The documents that show that it was done, without those withdrawn."""
    return [evidence for evidence in activity.evidence if evidence.withdrawn_at is None]


def complete(session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, now: datetime) -> PlanActivity:
    """ดำเนินการแล้วเสร็จ: done on a day of the plan's year or later, with evidence in words or as a document.

    It may be done before it was to start, but not before its year: that was another year's work.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: it is another unit's.
        Conflict: it is done already, withdrawn, or the plan is a draft.
        Faulty: fields that must be put right first.
    """
    activity = expect_own(session, activity_id, by)
    if activity.done_on is not None:
        raise Conflict("มีผู้บันทึกว่ากิจกรรมนี้แล้วเสร็จไปก่อนแล้ว")
    checked, today = Checked(typed), in_bangkok(now).date()
    done_on = checked.day("done_on", missing="กรุณากรอกวันที่แล้วเสร็จ")
    begins = first_day(activity.plan.fiscal_year)
    if done_on is not None and not begins <= done_on <= today:
        first = date_th(begins, Length.PLAIN)
        checked.wrong("done_on", f"วันที่แล้วเสร็จต้องไม่อยู่ก่อนวันที่ {first} ซึ่งเป็นวันแรกของปีงบประมาณ และต้องไม่เป็นวันในอนาคต")
    words = checked.text("words", missing="" if shown_by(activity) else "กรุณาแนบเอกสารหลักฐาน หรือเขียนหลักฐานเป็นข้อความ")
    checked.done()
    activity.done_on, activity.done_by_id = done_on, by.id
    happened(session, activity, Happening.DONE, by, now, words, done_on=str(done_on))
    return activity


def reopen(session: Session, activity_id: int, typed: Mapping[str, str], by: Staff, now: datetime) -> PlanActivity:
    """Say that it is not done after all. For marketing; what was said before stays in the history.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: ``by`` is not of marketing.
        Conflict: it is not done.
        Faulty: no reason is given.
    """
    access.expect_marketing(by, "เปิดกิจกรรมอีกครั้งได้เฉพาะ ฝตล.")
    activity = hold_activity(session, activity_id)
    if activity.done_on is None:
        raise Conflict("กิจกรรมนี้ยังไม่ได้บันทึกว่าแล้วเสร็จ")
    checked = Checked(typed)
    why = checked.text("why", missing="กรุณาเขียนเหตุผลที่เปิดกิจกรรมนี้อีกครั้ง")
    checked.done()
    happened(session, activity, Happening.REOPENED, by, now, why, done_on=str(activity.done_on))
    activity.done_on = activity.done_by_id = None
    return activity


def expect_own(session: Session, activity_id: int, by: Staff) -> PlanActivity:
    """The activity, held, if ``by`` may work on it now.

    Raises:
        NotFound: there is no such activity.
        NotAllowed: it is another unit's.
        Conflict: the plan is a draft, or the activity withdrawn.
    """
    activity = hold_activity(session, activity_id)
    if not may_act(by, activity):
        raise NotAllowed("กิจกรรมนี้เป็นของหน่วยงานอื่น จึงดูได้อย่างเดียว")
    if not activity.plan.is_set:
        raise Conflict("แผนนี้ยังเป็นร่าง จึงยังบันทึกผลไม่ได้")
    if activity.withdrawn_at is not None:
        raise Conflict("กิจกรรมนี้ยกเลิกไปแล้ว")
    return activity
