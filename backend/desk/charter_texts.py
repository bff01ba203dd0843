"""The words of the charter's pages as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from service_standards.allowance import Allowance, Unit
from service_standards.amounts import allowance_told
from service_standards.charter import ServiceStandard
from service_standards.charter_course import CharterState
from service_standards.instants import in_bangkok
from service_standards.office import calendar_titles
from service_standards.promise import matter_told, measure_told
from service_standards.terms import Measure, Starts
from service_standards.thai_dates import Length, date_th
from service_standards.worked_examples import Case

DRAFTED = "จัดทำร่างแล้ว แก้ไขมาตรฐานในร่างนี้ได้"
STANDARD_SAVED = "บันทึกมาตรฐานแล้ว"
STANDARD_ADDED = "เพิ่มมาตรฐานแล้ว"
STANDARD_DROPPED = "นำมาตรฐานออกจากร่างนี้แล้ว"
NAME_THE_MINUTES = "กรุณากรอกชื่อหรือเลขที่ของมติ เพราะมาตรฐานจะอ้างถึงเอกสารนี้"
DONE = {
    "committee": "เสนอคณะกรรมการพิจารณาแล้ว",
    "board": "บันทึกผลการพิจารณาและเสนอคณะกรรมการ กนอ. แล้ว",
    "back": "ส่งกลับเป็นฉบับร่างแล้ว แก้ไขมาตรฐานได้อีกครั้ง",
    "approve": "บันทึกความเห็นชอบแล้ว กฎบัตรฉบับนี้แก้ไขไม่ได้อีก",
    "publish": "เผยแพร่แล้ว",
    "cascaded": "บันทึกว่าถ่ายทอดครบแล้ว",
    "review": "เริ่มทบทวนแล้ว กฎบัตรฉบับนี้ยังใช้อยู่ระหว่างทบทวน",
}
_TONES = {
    CharterState.DRAFT: "held",
    CharterState.BEFORE_COMMITTEE: "soon",
    CharterState.BEFORE_BOARD: "soon",
    CharterState.APPROVED: "running",
    CharterState.PUBLISHED: "running",
    CharterState.CASCADED: "running",
    CharterState.IN_FORCE: "met",
    CharterState.UNDER_REVIEW: "met",
    CharterState.SUPERSEDED: "none",
}
_STEPS = {
    CharterState.DRAFT: "จัดทำร่าง",
    CharterState.BEFORE_COMMITTEE: "เสนอคณะกรรมการพิจารณา",
    CharterState.BEFORE_BOARD: "คณะกรรมการเห็นชอบ เสนอคณะกรรมการ กนอ.",
    CharterState.APPROVED: "คณะกรรมการ กนอ. เห็นชอบ",
    CharterState.PUBLISHED: "เผยแพร่",
    CharterState.CASCADED: "ถ่ายทอดครบ",
    CharterState.IN_FORCE: "เริ่มใช้บังคับ",
    CharterState.UNDER_REVIEW: "เริ่มทบทวน",
    CharterState.SUPERSEDED: "มีฉบับใหม่ใช้แทน",
}
FIELDS = {
    "kind": "ประเภทเรื่อง",
    "measure": "สิ่งที่วัด",
    "allowance": "เวลาที่กำหนด",
    "count": "จำนวน",
    "unit": "หน่วยเวลา",
    "calendar": "ปฏิทินที่ใช้นับ",
    "starts": "เริ่มนับเมื่อ",
    "pausable": "หยุดนับระหว่างรอข้อมูลจากผู้รับบริการ",
    "stays_provisional": "เมื่อคณะกรรมการ กนอ. เห็นชอบกฎบัตร",
    "title_th": "คำมั่นต่อผู้รับบริการ (ไทย)",
    "title_en": "คำมั่นต่อผู้รับบริการ (อังกฤษ)",
    "basis": "ที่มาของตัวเลข",
}
_UNITS = {
    Unit.MINUTE: "นาที (นับตลอด 24 ชั่วโมง)",
    Unit.HOUR: "ชั่วโมง (นับตลอด 24 ชั่วโมง)",
    Unit.BUSINESS_MINUTE: "นาทีทำการ",
    Unit.BUSINESS_HOUR: "ชั่วโมงทำการ",
    Unit.WORKING_DAY: "วันทำการ",
    Unit.CALENDAR_DAY: "วัน (นับวันหยุดด้วย)",
}
_STARTS = {Starts.RECEIVED: "ได้รับเรื่อง", Starts.DOCUMENTS_COMPLETE: "ได้รับเอกสารครบถ้วน"}
_CASES = {
    Case.MORNING: "เช้าวันทำการปกติ",
    Case.BEFORE_THE_WEEKEND: "บ่ายวันศุกร์ก่อนปิดทำการ",
    Case.AFTER_CLOSING: "หลังปิดทำการ",
    Case.EVE_OF_SONGKRAN: "วันทำการสุดท้ายก่อนสงกรานต์",
    Case.QUESTION: "เจ้าหน้าที่ขอข้อมูลเพิ่มเติม รอคำตอบสองวัน",
}


def value_words(standard: ServiceStandard, field: str) -> str:
    """What stands in a field of a standard, in words."""
    value = getattr(standard, field)
    if field == "allowance":
        return allowance_told(value).th
    if field == "calendar":
        return calendar_words(value)
    if field == "starts":
        return _STARTS[value]
    if field == "pausable":
        return "หยุดนับ" if value else "ไม่หยุดนับ"
    return str(value)


def calendar_words(name: str) -> str:
    """What a calendar is called."""
    told = calendar_titles().get(name)
    return told.th if told else name


def moved_words(before: datetime | None, after: datetime | None) -> str:
    """Which way a due instant moves."""
    if before is None or after is None:
        return ""
    if before == after:
        return "เท่าเดิม"
    return "เร็วขึ้น" if after < before else "ช้าลง"


FILTERS: dict[str, Callable[..., Any]] = {
    "allowance_words": lambda written: allowance_told(Allowance.parse(written)).th,
    "bangkok_day": lambda instant: date_th(in_bangkok(instant).date(), Length.PLAIN),
    "calendar_words": calendar_words,
    "case_words": _CASES.__getitem__,
    "charter_tone": _TONES.__getitem__,
    "matter_words": lambda kind: matter_told(kind).th,
    "measure_words": lambda measure: measure_told(Measure(measure)).th,
    "moved_words": moved_words,
    "standard_field": FIELDS.__getitem__,
    "standard_value": value_words,
    "starts_words": lambda starts: _STARTS[Starts(starts)],
    "step_words": lambda step: (
        "ส่งกลับเป็นฉบับร่าง" if step.from_state and step.to_state is CharterState.DRAFT else _STEPS[step.to_state]
    ),
    "unit_of_time_words": lambda unit: _UNITS[Unit(unit)],
}
