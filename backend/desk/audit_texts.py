"""The words of the self-audit as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from service_standards.compliance import DEFINITIONS, Figure
from service_standards.thai_dates import Length, Quarter, deadline_th

MEASURES = {"first_response": "เจ้าหน้าที่ตอบครั้งแรก", "progress": "แจ้งความคืบหน้า", "resolution": "แจ้งผล"}
_WHAT = {
    "row": "รายการวัดผล",
    "seal": "ไม่ตรงกับที่ปิดไตรมาสไว้",
    "events": "เหตุการณ์ของเรื่อง",
    "code": "มาตรฐาน",
    "charter_id": "ฉบับของกฎบัตร",
    "allowance": "เวลาตามมาตรฐาน",
    "kind": "ประเภทเรื่อง",
    "unit_id": "หน่วยงานที่รับผิดชอบ",
    "estate_id": "นิคมอุตสาหกรรม",
    "channel": "ช่องทาง",
    "number": "เลขที่เรื่อง",
    "received_at": "เวลารับเรื่อง",
    "fiscal_year": "ปีงบประมาณ",
    "quarter": "ไตรมาส",
    "month": "เดือน",
    "provisional": "มาตรฐานทดลอง",
    "urgent": "เรื่องด่วน",
    "demo": "เรื่องตัวอย่าง",
    "outcome": "ผล",
    "due_at": "เวลาครบกำหนด",
    "stopped_at": "เวลาที่ดำเนินการ",
    "promised_outcome": "ผลตามปฏิทินที่ประกาศไว้ในวันรับเรื่อง",
    "promised_due_at": "เวลาครบกำหนดตามปฏิทินที่ประกาศไว้ในวันรับเรื่อง",
    "spent": "เวลาที่ใช้",
    "spent_in": "หน่วยของเวลาที่ใช้",
    "pauses": "จำนวนครั้งที่หยุดนับเวลา",
    "paused_minutes": "นาทีที่หยุดนับเวลา",
    "paused_since": "หยุดนับเวลาตั้งแต่",
    "doubtful": "จำนวนการหยุดนับเวลาที่ควรตรวจ",
    "reopenings": "จำนวนครั้งที่เปิดเรื่องอีก",
    "disputes": "จำนวนครั้งที่ผู้รับบริการโต้แย้งผล",
    "flags": "เครื่องหมายสำหรับนับ",
    "lasting": "ผลยังเปลี่ยนได้ตามเวลา",
    "dues.first_response": "กำหนดตอบครั้งแรกที่ใช้เรียงงาน",
    "dues.progress": "กำหนดแจ้งความคืบหน้าที่ใช้เรียงงาน",
    "dues.resolution": "กำหนดแจ้งผลที่ใช้เรียงงาน",
    "p50": "เวลาที่ใช้ มัธยฐาน",
    "p90": "เวลาที่ใช้ เปอร์เซ็นไทล์ที่ 90",
    "satisfaction": "ความพึงพอใจ (คะแนนรวม/จำนวนครั้ง)",
}
_OUTCOMES = frozenset({"outcome", "promised_outcome", "row"})
_YES_OR_NO = {"True": "ใช่", "False": "ไม่ใช่"}


def differing_words(what: str) -> str:
    """What differs, in a few words."""
    return DEFINITIONS[Figure(what)].title_th if what in set(Figure) and what not in _WHAT else _WHAT.get(what, what)


def value_words(value: str, what: str) -> str:
    """One of its two values; "ไม่มี" for none at all."""
    if not value:
        return "ไม่มี"
    if what in _OUTCOMES and value in set(Figure):
        return DEFINITIONS[Figure(value)].title_th
    if what.endswith("_at") or what.startswith("dues.") or what == "paused_since":
        return deadline_th(datetime.fromisoformat(value), Length.SHORT)
    return _YES_OR_NO.get(value, value)


def where_words(subject: str) -> str:
    """Where a figure is counted: its quarter, then its standard, or its estate and channel."""
    quarter, *places = subject.split(" ")
    year, number = map(int, quarter.split("/"))
    return " · ".join([str(Quarter(year, number)), *("ไม่ระบุนิคม" if place == "-" else place for place in places)])


FILTERS: dict[str, Callable[..., Any]] = {
    "differing_words": differing_words,
    "differing_measure": lambda measure: MEASURES.get(measure, ""),
    "differing_value": value_words,
    "differing_where": where_words,
}
