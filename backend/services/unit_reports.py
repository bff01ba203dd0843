"""The unit's report of a quarter: the head comments on each miss and confirms, marketing accepts or returns.

The report's figures are counted by themselves, so that nobody makes a report; the first act makes its row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, NotAllowed, NotFound, Refused
from backend.models.quarter_report import MissComment, UnitReport, UnitReportStep
from backend.models.seal import QuarterSeal
from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.services import access, inserts, locks, misses, staff_notices
from backend.services.calendars import OFFICE, book_of
from backend.services.fields import Checked
from backend.services.miss_causes import miss_causes
from backend.services.misses import Answered
from backend.services.quarters import rows_of
from service_standards.instants import in_bangkok
from service_standards.report_course import Act, ReportState, after
from service_standards.thai_dates import Quarter

FOREIGN = "ไม่พบรายงานของหน่วยงานนี้"
FOR_HEADS = "คำชี้แจงและการยืนยันเป็นของหัวหน้าหน่วยงาน"
FOR_MARKETING = "การตรวจรับและส่งคืนรายงานเป็นของ ฝตล."
STALE = "มีผู้บันทึกในรายงานนี้หลังจากที่ท่านเปิดอ่าน กรุณาตรวจข้อมูลล่าสุดแล้วทำรายการอีกครั้ง"
CONFIRMED, RETURNED, ASKED_FOR = "unit_report_confirmed", "unit_report_returned", "unit_report_asked_for"
"""The kinds of notices; the desk has words for each."""
LONGEST_WORDS = 2_000
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which report: the quarter and the unit, and whether demo matters count, as they do in a demonstration only."""

    quarter: Quarter
    unit_id: str
    with_demo: bool = False

    @property
    def path(self) -> str:
        """Where it is on the desk."""
        return f"/unit-reports/{self.quarter.fiscal_year}/{self.quarter.number}/{self.unit_id}"


def may_read(staff: Staff, unit_id: str) -> bool:
    """Marketing reads every unit's report, an officer their own's, an administrator none."""
    return staff.role is Role.MARKETING or (staff.unit_id == unit_id and staff.role is Role.OFFICER)


def may_write(staff: Staff, unit_id: str) -> bool:
    """The heads of the unit write and confirm for it."""
    return staff.head and staff.unit_id == unit_id and staff.role.works_for_a_unit


def is_closed(session: Session, quarter: Quarter) -> bool:
    """Whether the quarter is closed, or its closing is asked for: its reports stay as they are."""
    return bool(session.scalar(select(exists().where(rows_of(QuarterSeal, quarter)))))


def find(session: Session, place: Place) -> UnitReport | None:
    """The row of a report; None while nothing was done to it."""
    return session.scalar(select(UnitReport).where(_which(place)))


def answered(session: Session, place: Place, now: datetime) -> Answered:
    """The unit's misses as they stand, with what is said of each."""
    return misses.answered(session, place.quarter, place.unit_id, now, with_demo=place.with_demo)


def comment(
    session: Session, place: Place, number: str, measure: str, typed: Mapping[str, str], by: Staff, *,
    seen: int, now: datetime,
) -> MissComment:  # fmt: skip
    """Say why one clock was missed and what is done about it. ``seen`` is the comment's version before it, 0 for none.

    Args:
        number: the matter's.
        typed: cause, words, correction, responsible and by_when; the last two both or neither.

    Raises:
        NotFound: the unit has not missed this clock, or is not the writer's.
        NotAllowed: ``by`` is no head of the unit.
        Conflict: the report is confirmed, or somebody else has written of this miss meanwhile.
        Faulty: fields that must be put right first.
    """
    _expect_head(by, place)
    report = _hold(session, place)
    if not report.state.may_be_written:
        raise Conflict("รายงานนี้ยืนยันแล้ว จึงแก้ไขคำชี้แจงไม่ได้ เว้นแต่ถอนการยืนยันหรือ ฝตล. ส่งคืน")
    stand = answered(session, place, now)
    miss = next((one for one in stand.misses if (one.number, one.measure) == (number, measure)), None)
    if miss is None:
        raise NotFound("ไม่พบรายการที่เกินกำหนดนี้ในรายงานของหน่วยงาน อาจไม่ถือว่าเกินกำหนดแล้วตามปฏิทินที่ประกาศภายหลัง")
    last = stand.comments.get(miss.key)
    if (last.version if last else 0) != seen:
        raise Conflict("มีผู้ชี้แจงเรื่องนี้ไปก่อนแล้ว กรุณาตรวจข้อความล่าสุดแล้วบันทึกอีกครั้ง")
    row = MissComment(
        report_id=report.id,
        ticket_id=miss.ticket_id,
        measure=measure,
        version=seen + 1,
        **_facts(miss),
        **_checked(typed),
        at=now,
        by_id=by.id,
        by_name=by.name,
    )
    report.version += 1
    session.add(row)
    session.flush()
    return row


def confirm(session: Session, place: Place, by: Staff, *, seen: int, digest: str, now: datetime) -> UnitReport:
    """The head confirms the unit's report as it stands. What is said of facts that have changed is said of them anew.

    Args:
        seen: the version of the report that was read, 0 where nothing was done to it.
        digest: of its misses and comments (``Answered.digest``) as they were read.

    Raises:
        NotAllowed, NotFound: ``by`` is no head of the unit.
        Refused: the quarter is not over, or a miss has no comment.
        Conflict: it is confirmed already, or something has changed meanwhile.
    """
    _expect_head(by, place)
    if not place.quarter.is_over(now):
        raise Refused("ยืนยันได้เมื่อสิ้นไตรมาสแล้ว ระหว่างนี้ชี้แจงไปก่อนได้")
    report = _hold(session, place)
    stand = answered(session, place, now)
    if report.version != seen or stand.digest != digest:
        raise Conflict(STALE)
    if stand.unanswered:
        raise Refused(f"ยังยืนยันไม่ได้ มีรายการที่เกินกำหนดซึ่งยังไม่ได้ชี้แจง {len(stand.unanswered):,} รายการ")
    for miss in stand.changed:
        session.add(_said_again(stand.comments[miss.key], _facts(miss), by, now))
    _move(session, report, Act.CONFIRM, by, now, misses=len(stand.misses))
    _tell(session, staff_notices.marketing(session), CONFIRMED, report, place, now)
    return report


def take_back(session: Session, place: Place, by: Staff, *, seen: int, now: datetime) -> UnitReport:
    """The head takes the confirmation back, to write on.

    Raises:
        NotAllowed, NotFound: ``by`` is no head of the unit.
        Conflict: marketing has judged already, or something has changed meanwhile.
    """
    _expect_head(by, place)
    report = _hold(session, place)
    _expect_seen(report, seen)
    _move(session, report, Act.TAKE_BACK, by, now)
    return report


def send_back(
    session: Session, place: Place, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> UnitReport:
    """Marketing returns a report with a reason, also one that it had accepted. The unit's heads are told.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Conflict: it is not confirmed, or something has changed meanwhile.
        Faulty: without a reason.
    """
    access.expect_marketing(by, FOR_MARKETING)
    report = _hold(session, place)
    _expect_seen(report, seen)
    checked = Checked(typed)
    why = checked.text("why", longest=LONGEST_WORDS, missing="กรุณาเขียนว่าให้แก้ไขสิ่งใด")
    checked.done()
    _move(session, report, Act.SEND_BACK, by, now, why=why)
    _tell(session, staff_notices.heads_of(session, place.unit_id), RETURNED, report, place, now)
    return report


def accept(session: Session, place: Place, by: Staff, *, seen: int, now: datetime) -> UnitReport:
    """Marketing accepts a confirmed report.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: misses have come to light since it was confirmed.
        Conflict: it is not confirmed, or something has changed meanwhile.
    """
    access.expect_marketing(by, FOR_MARKETING)
    report = _hold(session, place)
    _expect_seen(report, seen)
    stand = answered(session, place, now)
    if not stand.is_complete:
        raise Refused("มีรายการที่เกินกำหนดเพิ่มหรือเปลี่ยนไปหลังยืนยัน กรุณาส่งคืนให้หน่วยงานชี้แจงและยืนยันใหม่")
    _move(session, report, Act.ACCEPT, by, now, misses=len(stand.misses))
    return report


def ask_for(session: Session, place: Place, by: Staff, *, now: datetime) -> UnitReport:
    """Marketing asks the heads of a unit for its report, once a day at most.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Refused: the quarter is not over, or the unit has no head on the desk.
        Conflict: it is confirmed already, or was asked for today.
    """
    access.expect_marketing(by, FOR_MARKETING)
    if not place.quarter.is_over(now):
        raise Refused("เตือนได้เมื่อสิ้นไตรมาสแล้ว")
    report = _hold(session, place)
    if report.state.is_confirmed and answered(session, place, now).is_complete:
        raise Conflict("หน่วยงานนี้ยืนยันรายงานแล้ว")
    heads = staff_notices.heads_of(session, place.unit_id)
    if not heads:
        raise Refused("หน่วยงานนี้ยังไม่มีหัวหน้าหน่วยงานในระบบ ผู้ดูแลระบบกำหนดได้ที่หน้าบัญชีเจ้าหน้าที่")
    if was_asked_today(report, now):
        raise Conflict("เตือนหน่วยงานนี้แล้ววันนี้")
    report.asked_at = now
    _tell(session, heads, ASKED_FOR, report, place, now)
    return report


def was_asked_today(report: UnitReport | None, now: datetime) -> bool:
    """Whether the heads were asked for the report on this day of Bangkok."""
    asked_at = report.asked_at if report else None
    return asked_at is not None and in_bangkok(asked_at).date() == in_bangkok(now).date()


def _checked(typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed of a miss, as it is kept.

    Raises:
        Faulty: it cannot be.
    """
    checked = Checked(typed)
    cause = checked.line("cause", missing="กรุณาเลือกสาเหตุ")
    if cause and cause not in miss_causes():
        checked.wrong("cause", "กรุณาเลือกสาเหตุจากรายการ")
    kept = {
        "cause": cause,
        "words": checked.text("words", longest=LONGEST_WORDS, missing="กรุณาชี้แจงว่าเกิดอะไรขึ้น"),
        "correction": checked.text(
            "correction", longest=LONGEST_WORDS, missing="กรุณาเขียนการแก้ไข หากไม่ต้องแก้ไขให้เขียนว่าไม่มี"
        ),
        "responsible": checked.line("responsible", longest=LONGEST_NAME),
        "by_when": checked.day("by_when"),
    }
    if kept["by_when"] and not kept["responsible"]:
        checked.wrong("responsible", "กรุณาระบุผู้รับผิดชอบ เพราะมีวันที่กำหนดไว้")
    if kept["responsible"] and not kept["by_when"]:
        checked.wrong("by_when", "กรุณาระบุวันที่จะแล้วเสร็จ เพราะมีผู้รับผิดชอบแล้ว")
    checked.done()
    return kept


def _facts(miss: misses.Miss) -> dict[str, Any]:
    return {"code": miss.code, "due_at": miss.due_at, "stopped_at": miss.stopped_at}


def _said_again(last: MissComment, facts: Mapping[str, Any], by: Staff, now: datetime) -> MissComment:
    """The same words as before, said of the facts as they stand."""
    words = {name: getattr(last, name) for name in ("cause", "words", "correction", "responsible", "by_when")}
    which = {name: getattr(last, name) for name in ("report_id", "ticket_id", "measure")}
    return MissComment(**which, version=last.version + 1, **facts, **words, at=now, by_id=by.id, by_name=by.name)


def _move(
    session: Session, report: UnitReport, act: Act, by: Staff, now: datetime, *, why: str = "", misses: int = 0
) -> None:
    to = after(report.state, act)
    if to is None:
        raise Conflict(f"รายงานนี้อยู่ในสถานะ “{report.state.label_th}” จึงทำรายการนี้ไม่ได้")
    report.state = to
    report.version += 1
    session.add(
        UnitReportStep(report_id=report.id, act=act, at=now, by_id=by.id, by_name=by.name, why=why, misses=misses)
    )
    session.flush()


def _hold(session: Session, place: Place) -> UnitReport:
    """The report's row, held, and made where there is none; whoever makes one at the same time gets the same.

    Raises:
        NotFound: there is no such unit.
        Conflict: the quarter is closed, or is being closed.
    """
    if session.get(Unit, place.unit_id) is None:
        raise NotFound(FOREIGN)
    locks.hold_sealing(session)  # a row that is made now is none that whoever asks for the closing could hold
    key = {"fiscal_year": place.quarter.fiscal_year, "quarter": place.quarter.number, "unit_id": place.unit_id}
    new = inserts.insert(session, UnitReport).values(**key, state=ReportState.DRAFT, version=0)
    session.execute(new.on_conflict_do_nothing(index_elements=list(key)))
    report = locks.hold_one(session, UnitReport, _which(place))
    if is_closed(session, place.quarter):  # asked once the row is held: whoever closes the quarter holds it too
        raise Conflict("ไตรมาสนี้ปิดแล้วหรือกำลังปิด รายงานของหน่วยงานจึงเปลี่ยนไม่ได้")
    return report


def _expect_head(by: Staff, place: Place) -> None:
    if not may_read(by, place.unit_id):
        raise NotFound(FOREIGN)
    if not may_write(by, place.unit_id):
        raise NotAllowed(FOR_HEADS)


def _expect_seen(report: UnitReport, seen: int) -> None:
    if report.version != seen:
        raise Conflict(STALE)


def _tell(session: Session, staff: Sequence[Staff], kind: str, report: UnitReport, place: Place, now: datetime) -> None:
    """Tell these people of what was just done; shown from the next opening of the office."""
    facts = {"unit": report.unit.name_th, "year": place.quarter.fiscal_year, "quarter": place.quarter.number}
    cause = f"{kind}:{report.id}:{report.version}:{in_bangkok(now).date()}"
    shown_from = staff_notices.shown_when_open(book_of(session).for_everybody(OFFICE), now)
    staff_notices.tell(session, staff, kind, cause, facts, place.path, now, shown_from)


def _which(place: Place) -> ColumnElement[bool]:
    return rows_of(UnitReport, place.quarter) & (UnitReport.unit_id == place.unit_id)
