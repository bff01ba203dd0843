"""The words of the units' reports as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.queries.unit_reports import MissView, UnitRow, Waiting
from backend.services.miss_causes import miss_causes
from service_standards.compliance import Figure, in_percent, share
from service_standards.report_course import Act, ReportState

COMMENTED = "บันทึกคำชี้แจงแล้ว"
ACTED = {
    "confirm": "ยืนยันรายงานของหน่วยงานแล้ว และแจ้ง ฝตล. แล้ว",
    "take-back": "ถอนการยืนยันแล้ว แก้ไขคำชี้แจงได้ และต้องยืนยันใหม่เมื่อแก้ไขเสร็จ",
    "send-back": "ส่งคืนรายงานแล้ว และแจ้งหัวหน้าหน่วยงานแล้ว",
    "accept": "ตรวจรับรายงานแล้ว",
    "ask-for": "เตือนหัวหน้าหน่วยงานแล้ว",
}
_TONES = {
    Waiting.NOBODY_YET: "none",
    Waiting.HEAD: "soon",
    Waiting.HEAD_AGAIN: "late",
    Waiting.MARKETING: "running",
    Waiting.DONE: "met",
    Waiting.CLOSED: "met",
}
_STEPS = {
    Act.CONFIRM: "ยืนยันรายงาน",
    Act.TAKE_BACK: "ถอนการยืนยัน",
    Act.SEND_BACK: "ส่งคืนให้แก้ไข",
    Act.ACCEPT: "ตรวจรับรายงาน",
}


def state_words(row: UnitRow) -> str:
    """How a report stands: ยืนยันแล้ว รอ ฝตล. ตรวจรับ."""
    if row.waiting is Waiting.NOBODY_YET:
        return "ระหว่างไตรมาส"
    if row.waiting is Waiting.CLOSED:
        return "ปิดไตรมาสแล้ว"
    if row.waiting is Waiting.HEAD_AGAIN:
        return "มีรายการที่เกินกำหนดเพิ่มหลังยืนยัน"
    return "ยังไม่ยืนยัน" if row.state is ReportState.DRAFT else row.state.label_th


def left_words(row: UnitRow) -> str:
    """What is still to be answered: ยังไม่ชี้แจง 3 รายการ · ข้อเท็จจริงเปลี่ยน 1 รายการ."""
    parts = []
    if row.unanswered:
        parts.append(f"ยังไม่ชี้แจง {row.unanswered:,} รายการ")
    if row.changed:
        parts.append(f"ข้อเท็จจริงเปลี่ยนหลังชี้แจง {row.changed:,} รายการ")
    return " · ".join(parts)


def figures_words(row: UnitRow) -> str:
    """A unit's figures in one line: ได้ตามมาตรฐานร้อยละ 96.4 เกินกำหนด 12 รายการ …."""
    met, missed = row.tally.count(Figure.MET), row.tally.count(Figure.MISSED)
    part = share(met, missed)
    if part is None:
        return "ยังไม่มีรายการที่ทราบผลแล้ว"
    told = f"ได้ตามมาตรฐานร้อยละ {in_percent(part)} เกินกำหนด {missed:,} รายการ"
    return f"{told} จากที่ทราบผลแล้ว {met + missed:,} รายการ"


def miss_tone(view: MissView) -> str:
    """How loud one miss is: whether something is to be done about it."""
    return "late" if view.comment is None else "soon" if view.has_changed else "met"


def miss_words(view: MissView) -> str:
    """Whether it is answered."""
    if view.comment is None:
        return "ยังไม่ชี้แจง"
    return "ข้อเท็จจริงเปลี่ยนหลังชี้แจง" if view.has_changed else "ชี้แจงแล้ว"


def cause_words(cause: str) -> str:
    """A cause in Thai; one of a newer program by its id."""
    known = miss_causes().get(cause)
    return known.th if known else cause


FILTERS: dict[str, Callable[..., Any]] = {
    "cause_words": cause_words,
    "miss_tone": miss_tone,
    "miss_words": miss_words,
    "unit_report_figures": figures_words,
    "unit_report_left": left_words,
    "unit_report_step": _STEPS.__getitem__,
    "unit_report_tone": lambda row: _TONES[row.waiting],
    "unit_report_words": state_words,
}
