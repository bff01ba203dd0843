"""Words of the pages about holidays and closures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from service_standards.announcements import Announced
from service_standards.clock import Verdict
from service_standards.instants import BUDDHIST_ERA
from service_standards.terms import Measure
from service_standards.thai_dates import WEEKDAYS_SHORT_TH, Length, date_th, dates_th

ENTERED = "บันทึกแล้ว และคำนวณกำหนดเวลาของเรื่องที่เกี่ยวข้องใหม่แล้ว"
WITHDRAWN = "ยกเลิกรายการแล้ว และคำนวณกำหนดเวลาของเรื่องที่เกี่ยวข้องใหม่แล้ว"
_KINDS = {
    Announced.HOLIDAY: "วันหยุด",
    Announced.HALF_DAY: "เปิดไม่เต็มวัน",
    Announced.CLOSURE: "ปิดทำการ",
    Announced.SPECIAL_DAY: "วันทำการพิเศษ",
}
_EXPLAINED = {
    Announced.HOLIDAY: "วันหยุด (ปิดทั้งวัน เช่น มติคณะรัฐมนตรีเพิ่มวันหยุด)",
    Announced.HALF_DAY: "เปิดไม่เต็มวัน (ระบุเวลาที่เปิด)",
    Announced.CLOSURE: "ปิดทำการ (ปิดทั้งวัน เช่น น้ำท่วม ไฟฟ้าดับ)",
    Announced.SPECIAL_DAY: "วันทำการพิเศษ (เปิดในวันหยุด ระบุเวลาที่เปิด)",
}
_MEASURES = {
    Measure.BOT_ANSWER: "บอตตอบ",
    Measure.FIRST_RESPONSE: "เจ้าหน้าที่ตอบครั้งแรก",
    Measure.PROGRESS: "แจ้งความคืบหน้า",
    Measure.RESOLUTION: "แจ้งผล",
}
_VERDICTS = {
    Verdict.MET: "ทันกำหนด",
    Verdict.MISSED: "เกินกำหนด",
    Verdict.OPEN: "ยังไม่เกินกำหนด",
    Verdict.NO_STANDARD: "ไม่มีมาตรฐาน",
}


def span_words(first: date, last: date) -> str:
    """จ. 20 – พ. 22 เม.ย. 2569: a run of dates with its weekdays and its year."""
    if first == last:
        return f"{WEEKDAYS_SHORT_TH[first.weekday()]} {date_th(first, Length.PLAIN)}"
    if first.year != last.year:
        return f"{date_th(first, Length.PLAIN)} – {date_th(last, Length.PLAIN)}"
    return f"{dates_th(first, last)} {last.year + BUDDHIST_ERA}"


def hours_words(shifts: Sequence[str]) -> str:
    """08.30–12.00 น.; nothing for what is closed all day."""
    told = " และ ".join(shift.replace(":", ".").replace("-", "–") for shift in shifts)
    return f"{told} น." if told else ""


FILTERS: dict[str, Callable[..., Any]] = {
    "closure_kind": lambda what: _KINDS[Announced(what)],
    "closure_kind_explained": lambda what: _EXPLAINED[Announced(what)],
    "closure_date": lambda day: f"{WEEKDAYS_SHORT_TH[day.weekday()]} {date_th(day, Length.PLAIN)}",
    "closure_hours": hours_words,
    "closure_span": lambda entry: span_words(entry.first_on, entry.last_on),
    "clock_name": lambda measure: _MEASURES[measure],
    "verdict_words": lambda verdict: _VERDICTS[verdict],
}
