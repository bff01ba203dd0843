"""The yearly evaluation: marketing chooses the scale by which a year's mean is read. Choices are only added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.evaluation import ScaleChoice
from backend.models.follow_up import YearlyReview
from backend.models.staff import Staff
from backend.services import access, locks
from backend.services.fields import Checked
from service_standards.instants import in_bangkok
from service_standards.satisfaction import DEFAULT_SCALE, ScaleName
from service_standards.thai_dates import fiscal_year as fiscal_year_of

FOR_MARKETING = "เกณฑ์แปลผลความพึงพอใจเลือกได้เฉพาะ ฝตล."
OVERTAKEN = "มีผู้เลือกเกณฑ์ของปีนี้ไปก่อนแล้ว กรุณาตรวจเกณฑ์ล่าสุดแล้วเลือกอีกครั้ง"


def last_choice(session: Session, fiscal_year: int) -> ScaleChoice | None:
    """What was chosen last for a year, if anything was."""
    of_year = select(ScaleChoice).where(ScaleChoice.fiscal_year == fiscal_year)
    return session.scalar(of_year.order_by(ScaleChoice.version.desc()).limit(1))


def scale_of(session: Session, fiscal_year: int) -> ScaleName:
    """The scale by which the mean of a year is read."""
    chosen = last_choice(session, fiscal_year)
    return chosen.scale if chosen else DEFAULT_SCALE


def choose_scale(
    session: Session, fiscal_year: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> ScaleChoice:
    """Choose the scale of a year, with the reason. ``seen`` is the version of the choice before it, or 0.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: the year has not begun.
        Conflict: the year's review is signed, or somebody else has chosen meanwhile.
        Faulty: fields that must be put right first.
    """
    access.expect_marketing(by, FOR_MARKETING)
    if fiscal_year > fiscal_year_of(in_bangkok(now).date()):
        raise Refused("ปีงบประมาณนี้ยังไม่เริ่ม")
    review = locks.hold(session, YearlyReview, YearlyReview.fiscal_year == fiscal_year)
    if review is not None and review.signed_on is not None:
        raise Conflict("การทบทวนของปีนี้ลงนามแล้ว จึงเปลี่ยนเกณฑ์ไม่ได้ เว้นแต่เปิดการทบทวนอีกครั้ง")
    checked = Checked(typed)
    why = checked.text("why", longest=1_000, missing="กรุณาเขียนเหตุผลหรือเอกสารที่อ้างอิง")
    if typed.get("scale") not in set(ScaleName):
        checked.wrong("scale", "กรุณาเลือกเกณฑ์")
    checked.done()
    before = last_choice(session, fiscal_year)
    if (before.version if before else 0) != seen:
        raise Conflict(OVERTAKEN)
    choice = ScaleChoice(
        fiscal_year=fiscal_year,
        version=seen + 1,
        scale=ScaleName(typed["scale"]),
        why=why,
        by_id=by.id,
        by_name=by.name,
        at=now,
    )
    try:
        with session.begin_nested():
            session.add(choice)
    except IntegrityError as problem:
        raise Conflict(OVERTAKEN) from problem
    return choice
