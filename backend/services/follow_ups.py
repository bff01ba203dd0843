"""The quarterly follow-up by the units (manual, 10.7): one text a unit and quarter, late after the quarter's end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound, Refused
from backend.models.follow_up import UnitFollowUp, YearlyReview
from backend.models.staff import Role, Staff
from backend.services import locks
from backend.services.fields import Checked
from backend.services.plans import is_worked_in
from backend.services.quarters import rows_of
from backend.services.support_process import follow_up_units
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter

NO_YEAR = "ปีงบประมาณนี้ไม่มีแผน จึงไม่มีการติดตามและการทบทวน"
FOREIGN = "ไม่พบการติดตามของหน่วยงานนี้"


def late_from(quarter: Quarter) -> datetime:
    """The first instant at which a follow-up that is not there is late: the end of the quarter's last day."""
    return quarter.end


def may_write(staff: Staff, unit_id: str) -> bool:
    """Who works in the unit writes for it. An administrator belongs to one only on paper."""
    return staff.unit_id == unit_id and staff.role is not Role.ADMINISTRATOR


def write(
    session: Session, quarter: Quarter, unit_id: str, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> UnitFollowUp:
    """Write a unit's follow-up, or put it right. ``seen`` is the version that was edited, 0 for the first.

    Raises:
        NotFound: the unit follows up on nothing, or is another than one's own; or the process did not run in the year.
        Refused: the quarter has not begun, or the year's review is signed.
        Conflict: somebody else has written meanwhile.
        Faulty: fields that must be put right first.
    """
    if unit_id not in follow_up_units() or not may_write(by, unit_id):
        raise NotFound(FOREIGN)
    if not is_worked_in(session, quarter.fiscal_year, in_bangkok(now).date()):
        raise NotFound(NO_YEAR)
    if in_bangkok(now).date() < quarter.first:
        raise Refused(f"{quarter} ยังไม่เริ่ม")
    if is_closed(session, quarter.fiscal_year):
        raise Refused("การทบทวนประจำปีลงนามแล้ว จึงแก้ไขการติดตามของปีนั้นไม่ได้")
    checked = Checked(typed)
    words = {
        "on_standards": checked.text("on_standards", missing="กรุณาเขียนผลการติดตามมาตรฐานด้านบริการ"),
        "on_activities": checked.text("on_activities", missing="กรุณาเขียนผลการดำเนินกิจกรรมตามแผน หากไม่มีให้เขียนว่าไม่มี"),
        "obstacles": checked.text("obstacles"),
    }
    checked.done()
    kept = locks.hold(session, UnitFollowUp, _which(quarter, unit_id))
    if (kept.version if kept else 0) != seen:
        raise Conflict("มีผู้บันทึกการติดตามนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง")
    if kept is None:
        return _first(session, quarter, unit_id, words, by, now)
    for name, text in words.items():
        setattr(kept, name, text)
    kept.last_at, kept.last_by_id = now, by.id
    kept.version += 1
    return kept


def _first(
    session: Session, quarter: Quarter, unit_id: str, words: Mapping[str, str], by: Staff, now: datetime
) -> UnitFollowUp:
    follow_up = UnitFollowUp(
        fiscal_year=quarter.fiscal_year, quarter=quarter.number, unit_id=unit_id, **words,
        first_at=now, first_by_id=by.id, last_at=now, last_by_id=by.id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(follow_up)
    except IntegrityError as problem:
        raise Conflict("มีผู้บันทึกการติดตามนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง") from problem
    return follow_up


def of_unit(session: Session, quarter: Quarter, unit_id: str) -> UnitFollowUp | None:
    """What a unit has written for a quarter."""
    return session.scalar(select(UnitFollowUp).where(_which(quarter, unit_id)))


def is_closed(session: Session, fiscal_year: int) -> bool:
    """Whether the year's review is signed."""
    signed = select(YearlyReview.id).where(YearlyReview.fiscal_year == fiscal_year, YearlyReview.signed_on.is_not(None))
    return session.scalar(signed) is not None


def _which(quarter: Quarter, unit_id: str) -> ColumnElement[bool]:
    return rows_of(UnitFollowUp, quarter) & (UnitFollowUp.unit_id == unit_id)
