"""The words of the plan's, the register's and the benchmarks' pages as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from backend.models.plan import Happening
from backend.queries.follow_ups import Handed
from backend.queries.own_figures import Figure
from backend.queries.plans import ActivityRow, EventView, Standing
from backend.services.plan_indicator import Outcome
from service_standards.satisfaction import two_decimals
from service_standards.thai_dates import MONTHS_SHORT_TH, Length, date_th

PLAN_MADE = "จัดทำแผนฉบับร่างแล้ว กรุณาตรวจและกำหนดวันให้ครบก่อนกำหนดใช้แผน"
PLAN_SET = "กำหนดใช้แผนแล้ว ตัวชี้วัดจะคิดจากวันครบกำหนดในแผนนี้ การเลื่อนวันต้องมีเหตุผล"
ACTIVITY_SAVED = "บันทึกกิจกรรมแล้ว"
ACTED = {
    "edit": ACTIVITY_SAVED,
    "move": "เลื่อนวันแล้ว วันเดิมเก็บไว้ในประวัติ",
    "withdraw": "ยกเลิกกิจกรรมแล้ว",
    "follow-up": "บันทึกผลการติดตามแล้ว",
    "evidence": "แนบหลักฐานแล้ว",
    "withdraw-evidence": "ถอนหลักฐานแล้ว เอกสารยังเปิดดูได้",
    "done": "บันทึกแล้วว่าดำเนินการแล้วเสร็จ",
    "reopen": "เปิดกิจกรรมอีกครั้งแล้ว",
}
FOLLOW_UP_SAVED = "บันทึกการติดตามแล้ว"
REVIEW_SAVED = "บันทึกการทบทวนแล้ว ยังแก้ไขได้จนกว่าจะลงนาม"
REVIEW_SIGNED = "ลงนามและปิดการทบทวนแล้ว"
REVIEW_REOPENED = "เปิดการทบทวนอีกครั้งแล้ว ต้องลงนามใหม่เมื่อแก้ไขเสร็จ"
ENTRY_SAVED = "บันทึกลงทะเบียนแล้ว"
ENTRY_WITHDRAWN = "ถอนรายการแล้ว"
BENCHMARK_SAVED = "บันทึกค่าเทียบเคียงแล้ว"
BENCHMARK_WITHDRAWN = "ถอนค่าเทียบเคียงแล้ว"
NO_ACTIVITY = "ไม่พบกิจกรรมนี้"
FOR_MARKETING = "รายการนี้ดำเนินการได้เฉพาะ ฝตล."
NO_FILE = "กรุณาเลือกไฟล์หลักฐาน"

_STANDING = {
    Standing.LATE: "เกินกำหนด",
    Standing.SOON: "ใกล้ครบกำหนด",
    Standing.DATELESS: "รอกำหนดวัน",
    Standing.RUNNING: "กำลังดำเนินการ",
    Standing.AHEAD: "ยังไม่เริ่ม",
    Standing.DONE_LATE: "แล้วเสร็จหลังกำหนด",
    Standing.DONE: "แล้วเสร็จตามกำหนด",
    Standing.WITHDRAWN: "ยกเลิก",
}
_TONES = {
    Standing.LATE: "late",
    Standing.SOON: "soon",
    Standing.DATELESS: "soon",
    Standing.RUNNING: "running",
    Standing.AHEAD: "none",
    Standing.DONE_LATE: "missed",
    Standing.DONE: "met",
    Standing.WITHDRAWN: "none",
}
_HAPPENINGS = {
    Happening.FOLLOWED_UP: "ติดตามผล",
    Happening.MOVED: "เลื่อนวัน",
    Happening.DONE: "ดำเนินการแล้วเสร็จ",
    Happening.REOPENED: "เปิดกิจกรรมอีกครั้ง",
    Happening.WITHDRAWN: "ยกเลิกกิจกรรม",
}
_OUTCOMES = {
    Outcome.ON_TIME: "แล้วเสร็จตามกำหนด",
    Outcome.DONE_LATE: "แล้วเสร็จหลังกำหนด",
    Outcome.NOT_DONE: "ครบกำหนดแล้ว ยังไม่แล้วเสร็จ",
    Outcome.NOT_DUE: "ยังไม่ครบกำหนด (ไม่นับ)",
    Outcome.WITHDRAWN: "ยกเลิกก่อนครบกำหนด (ไม่นับ)",
    Outcome.SET_TOO_LATE: "กำหนดแผนหลังวันครบกำหนด (ไม่นับ)",
}
_HANDED = {
    Handed.IN_TIME: ("บันทึกแล้ว", "met"),
    Handed.LATE: ("บันทึกหลังสิ้นไตรมาส", "missed"),
    Handed.MISSING: ("เกินกำหนด ยังไม่บันทึก", "late"),
    Handed.OPEN: ("ยังไม่บันทึก", "soon"),
    Handed.NOT_YET: ("ยังไม่เริ่มไตรมาส", "none"),
}


def standing_words(activity: ActivityRow, today: date) -> str:
    """How an activity stands, with how long it is late or when it was done."""
    words = _STANDING[activity.standing]
    if activity.standing is Standing.LATE and activity.due_on:
        return f"{words} {(today - activity.due_on).days} วัน"
    if activity.done_on is not None:
        return f"{words} {day_words(activity.done_on)}"
    return words


def day_words(day: date) -> str:
    """A day with its year: "31 มี.ค. 2570"."""
    return date_th(day, Length.PLAIN)


def moved_words(event: EventView) -> str:
    """Which dates were moved, and where to."""
    pairs = (("เริ่ม", "starts_on"), ("ครบกำหนด", "due_on"))
    parts = []
    for words, name in pairs:
        before, after = event.day(name), event.day(f"new_{name}")
        if before != after and after is not None:
            parts.append(f"{words} จาก {day_words(before) if before else 'ไม่มี'} เป็น {day_words(after)}")
    return " · ".join(parts)


def percent_words(share: Fraction | None) -> str:
    """A share of one in percent, one decimal where there is one; never rounded up to a hundred."""
    if share is None:
        return "–"
    tenths = share * 1000
    whole = int(tenths) if share < 1 and round(tenths) == 1000 else round(tenths)
    return f"{whole // 10}" if whole % 10 == 0 else f"{whole // 10}.{whole % 10}"


def grouped(number: str) -> str:
    """A decimal number with its thousands marked: "1234.50" is "1,234.50"."""
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole != "-0" else number


def figure_words(figure: Figure) -> str:
    """Our own figure with what it was counted from."""
    if figure.is_share:
        return f"{percent_words(Fraction(figure.total, figure.count))} ({figure.total:,} จาก {figure.count:,})"
    return f"{two_decimals(figure.value)} (จาก {figure.count:,} ครั้ง)"


FILTERS: dict[str, Callable[..., Any]] = {
    "own_figure_words": figure_words,
    "grouped": grouped,
    "handed_tone": lambda handed: _HANDED[handed][1],
    "handed_words": lambda handed: _HANDED[handed][0],
    "happening_words": _HAPPENINGS.__getitem__,
    "month_words": lambda day: MONTHS_SHORT_TH[day.month - 1],
    "plan_moved_words": moved_words,
    "plan_outcome_words": _OUTCOMES.__getitem__,
    "plan_tone": lambda activity: _TONES[activity.standing],
    "percent_words": percent_words,
    "standing_of": standing_words,
}
