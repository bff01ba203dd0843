"""The words of the page "what if"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from backend.desk.charter_texts import calendar_words
from backend.desk.whatif_form import Period
from service_standards.amounts import allowance_told
from service_standards.charter import ServiceStandard
from service_standards.instants import BUDDHIST_ERA
from service_standards.replay import Outcome, Part, Read, Tally
from service_standards.thai_dates import MONTHS_SHORT_TH, Length, date_th

OUTCOMES = {
    Outcome.MET: "ทันกำหนด",
    Outcome.MISSED: "เกินกำหนด",
    Outcome.OPEN: "ยังไม่ครบกำหนด",
    Outcome.WITHDRAWN: "ยกเลิกหรือรวมเรื่อง",
    Outcome.NO_STANDARD: "ไม่มีมาตรฐาน",
    Outcome.UNKNOWN: "เลยปฏิทินวันหยุดที่มี",
}
PARTS = {
    Part.RECEIVED: "รับเรื่อง",
    Part.WITHDRAWN: "ยกเลิกหรือรวมเรื่อง",
    Part.UNCOUNTED: "ไม่มีมาตรฐานเมื่อรับเรื่อง",
    Part.MET: "ทันมาตรฐานเดิม",
    Part.MISSED: "เกินกำหนดตามมาตรฐานเดิม",
    Part.OPEN: "ยังไม่ครบกำหนดตามมาตรฐานเดิม",
    Part.WOULD_MEET: "ทันมาตรฐานที่เสนอ",
    Part.WOULD_MISS: "เกินกำหนดตามมาตรฐานที่เสนอ",
    Part.WOULD_BE_OPEN: "ยังไม่ครบกำหนดตามมาตรฐานที่เสนอ",
    Part.NEWLY_MISSED: "เกินกำหนดเพิ่มขึ้น",
    Part.NEWLY_KEPT: "เกินกำหนดลดลง",
}
_TONES = {Part.NEWLY_MISSED: "worse", Part.NEWLY_KEPT: "better"}


def answer(all_of_them: Tally, proposed: ServiceStandard, period: Period) -> str:
    """What came of it: how many more would have missed, and what share would have been in time."""
    count = all_of_them.count
    when, allowed = period_words(period), allowance_told(proposed.allowance).th
    if not count(Part.RECEIVED):
        return f"ไม่มีเรื่องที่ใช้มาตรฐานนี้รับเข้ามาใน{when}"
    missed, would_miss = count(Part.MISSED), count(Part.WOULD_MISS)
    if count(Part.NEWLY_MISSED) or count(Part.NEWLY_KEPT):
        outcome = f"เรื่องที่เกินกำหนดจะเปลี่ยนจาก {missed:,} เป็น {would_miss:,} เรื่อง"
    else:
        outcome = f"ผลไม่เปลี่ยน เกินกำหนด {missed:,} เรื่องเท่าเดิม"
    was, would = all_of_them.share, all_of_them.would_share
    shares = f" ทันกำหนดร้อยละ {share_number(would)} จากเดิมร้อยละ {share_number(was)}" if was is not None else ""
    return f"ถ้าใช้กำหนด {allowed} กับ {count(Part.RECEIVED):,} เรื่องที่รับใน{when} {outcome}{shares}"


def period_words(period: Period) -> str:
    """ไตรมาส 4 ปีงบประมาณ 2569, or the dates."""
    if period.quarter:
        return str(period.quarter)
    return f"ช่วง {date_th(period.first, Length.PLAIN)} – {date_th(period.last, Length.PLAIN)}"


def share_number(share: float | None) -> str:
    """95.0, rounded down so that less than all is never told as all; a dash where nothing is decided."""
    return "–" if share is None else f"{int(share * 1000) / 10:.1f}"


def month_words(month: date) -> str:
    """ก.ค. 2569"""
    return f"{MONTHS_SHORT_TH[month.month - 1]} {month.year + BUDDHIST_ERA}"


def terms_words(standard: ServiceStandard) -> str:
    """3 วันทำการ · ปฏิทินสำนักงาน · หยุดนับระหว่างรอข้อมูลจากผู้รับบริการ"""
    pausing = "หยุดนับระหว่างรอข้อมูลจากผู้รับบริการ" if standard.pausable else "ไม่หยุดนับ"
    return f"{allowance_told(standard.allowance).th} · {calendar_words(standard.calendar)} · {pausing}"


def outcome_words(one: Read) -> str:
    """How a matter stands under one of the two."""
    return OUTCOMES[one.outcome]


FILTERS: dict[str, Callable[..., Any]] = {
    "what_if_month": month_words,
    "what_if_outcome": outcome_words,
    "what_if_tone": lambda part: _TONES.get(part, ""),
    "what_if_words": PARTS.__getitem__,
    "what_if_period": period_words,
    "what_if_share": share_number,
    "what_if_terms": terms_words,
}
