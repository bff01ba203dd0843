"""The words of the catalogue's pages as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from backend.models.catalogue_change import ChangeState
from backend.models.unanswered import Why
from backend.queries.catalogues import Standing
from backend.services.question_drafts import QuestionDraft
from intents.comparison import Outcome
from intents.evaluate import Share
from service_standards.thai_dates import Length, date_th

GROUPING_WANTED = "รับคำขอแล้ว ระบบกำลังจัดกลุ่มคำถามใหม่ โดยปกติเสร็จภายในหนึ่งนาที"
GROUP_GONE = "กลุ่มนี้ถูกจัดการหรือจัดใหม่ไปแล้ว"
PICK_A_QUESTION = "กรุณาเลือกคำถามที่ตรงกับกลุ่มนี้"
PROPOSED = "บันทึกข้อเสนอแล้ว รอเจ้าหน้าที่คนอื่นอนุมัติ"
DISMISSED = "นำกลุ่มนี้ออกจากรายการแล้ว"
NO_PREVIEW_YET = "ยังแสดงตัวอย่างไม่ได้ กรุณากรอกคำตอบและช่องที่จำเป็นให้ครบก่อน"
JUDGED = {
    "approve": "อนุมัติแล้ว ข้อเสนอนี้จะอยู่ในฉบับถัดไป",
    "reject": "บันทึกว่าไม่อนุมัติแล้ว",
    "withdraw": "ถอนข้อเสนอคืนแล้ว",
}
FAULTS = "ยังทำเป็นฉบับใหม่ไม่ได้ กรุณาแก้ไขตามรายการ"
VERSION_MADE = "สร้างฉบับใหม่แล้ว ระบบกำลังเตรียมและวัดผล"
VERSION_ACTS = {
    "publish": "เผยแพร่แล้ว บอตจะใช้ฉบับนี้ภายในหนึ่งนาที",
    "again": "รับคำขอแล้ว ระบบจะเตรียมฉบับนี้อีกครั้ง",
    "give_up": "ยกเลิกฉบับนี้แล้ว ข้อเสนอในฉบับกลับไปรอเผยแพร่",
}
FIELDS = {
    "id": "รหัสคำถาม",
    "title_th": "ชื่อคำถาม (ไทย)",
    "title_en": "ชื่อคำถาม (อังกฤษ)",
    "short_th": "ชื่อบนปุ่ม (ไทย)",
    "short_en": "ชื่อบนปุ่ม (อังกฤษ)",
    "kind": "ประเภท",
    "stage": "ช่วงของการดำเนินกิจการ",
    "touchpoint": "จุดสัมผัสบริการ",
    "unit": "หน่วยงานเจ้าของเรื่อง",
    "mode": "ใครเป็นผู้ตอบ",
    "basis": "หลักฐานหรือที่มาภายใน",
    "related": "คำถามที่เกี่ยวข้อง",
    "answer_th": "คำตอบ (ไทย)",
    "answer_en": "คำตอบ (อังกฤษ)",
    "source_th": "ที่มา (ไทย)",
    "source_en": "ที่มา (อังกฤษ)",
    "reviewed_on": "ทบทวนล่าสุด",
    "review_by": "ต้องทบทวนภายใน",
    "ask_th": "สิ่งที่ต้องถามก่อนรับเรื่อง (ไทย)",
    "ask_en": "สิ่งที่ต้องถามก่อนรับเรื่อง (อังกฤษ)",
}
KINDS = {
    "inquiry": "ข้อสอบถาม",
    "permit": "ใบอนุญาต",
    "utility": "สาธารณูปโภคและระบบบริการ",
    "environment": "สิ่งแวดล้อม",
    "complaint": "ข้อร้องเรียน",
    "emergency": "เหตุฉุกเฉิน",
    "suggestion": "ข้อเสนอแนะ",
    "integrity": "เบาะแสทุจริต",
    "none": "ไม่นับเป็นเรื่อง",
    "privacy_request": "คำขอเกี่ยวกับข้อมูลส่วนบุคคล",
}
MODES = {
    "A": "บอตตอบเอง",
    "A+H": "บอตตอบ และส่งต่อหน่วยงานได้",
    "H": "ส่งให้หน่วยงานตอบ",
    "M": "บอตดำเนินการให้ (ไม่มีคำตอบเป็นข้อความ)",
}
STAGES = {
    "L0": "ทุกช่วง",
    "L1": "สนใจลงทุน",
    "L2": "จองหรือทำสัญญาที่ดิน",
    "L3": "ขออนุญาตและก่อสร้าง",
    "L4": "เริ่มประกอบกิจการ",
    "L5": "ดำเนินกิจการ",
    "L6": "ขยายหรือเปลี่ยนแปลง",
    "L7": "โอนหรือเลิกกิจการ",
}
LANGUAGES = {"th": "ไทย", "en": "อังกฤษ", "ja": "ญี่ปุ่น", "zh": "จีน"}
_UNITS = {"OPS*": "สายปฏิบัติการของนิคมที่ระบุ", "bot": "บอต"}
_WHY = {
    Why.NOT_UNDERSTOOD: "ไม่เข้าใจ",
    Why.NOT_CHOSEN: "ถามกลับแล้วไม่ได้เลือก",
    Why.NONE_FITS: "ไม่ใช่ทั้งหมดที่เสนอ",
    Why.OFF_THE_MARK: "ผู้ถามบอกว่าตอบไม่ตรง",
}
_STANDINGS = {
    Standing.IN_FORCE: "ใช้งานอยู่",
    Standing.WAITING: "รอเตรียม",
    Standing.PREPARING: "กำลังเตรียม",
    Standing.READY: "พร้อมเผยแพร่",
    Standing.REFUSED: "เผยแพร่ไม่ได้",
    Standing.UNPREPARED: "ยังไม่ได้เตรียม",
}
_TONES = {
    Standing.IN_FORCE: "met",
    Standing.WAITING: "held",
    Standing.PREPARING: "held",
    Standing.READY: "running",
    Standing.REFUSED: "missed",
    Standing.UNPREPARED: "missed",
}
FIGURES = {
    "first": "เข้าใจเรื่องถูกเป็นอันดับแรก",
    "three": "เรื่องที่ถูกอยู่ในสามเรื่องที่เสนอ",
    "answered": "ตอบได้เลยโดยไม่ต้องถามกลับ",
    "right_when_answered": "ตอบถูกเมื่อตอบเอง",
    "out_of_scope_answered": "ตอบเรื่องที่อยู่นอกขอบเขตเหมือนรู้ (ยิ่งน้อยยิ่งดี)",
    "emergencies_seen": "จับเหตุฉุกเฉินได้",
    "false_alarms": "เตือนเหตุฉุกเฉินทั้งที่ไม่ใช่ (ยิ่งน้อยยิ่งดี)",
    "look_alikes_alarmed": "เตือนข้อความที่คล้ายเหตุฉุกเฉิน (ยิ่งน้อยยิ่งดี)",
    "both_needs_seen": "เห็นครบทั้งสองเรื่องในข้อความเดียว",
    "estates_found": "จับชื่อนิคมได้ถูก",
    "estates_asked": "ถามกลับเมื่อชื่อนิคมกำกวม",
}
_DECISIONS = {"answer": "ตอบเลย", "ask_which": "ถามกลับ", "hand_over": "ส่งให้เจ้าหน้าที่"}
_LESS_IS_BETTER = frozenset({"out_of_scope_answered", "false_alarms", "look_alikes_alarmed"})


def draft_field(draft: QuestionDraft, name: str, titles: Mapping[str, str]) -> str:
    """What stands in a field, in words; questions by their titles."""
    value = getattr(draft, name)
    if name == "related":
        return "\n".join(titles.get(one, one) for one in value)
    words = {"kind": KINDS.get(value), "stage": stage_words(value), "mode": MODES.get(value), "unit": unit_words(value)}
    return words.get(name) or str(value)


def stage_words(stage: str) -> str:
    """What a stage is called."""
    return f"{stage} {STAGES[stage]}" if stage in STAGES else stage


def unit_words(unit: str) -> str:
    """What the catalogue's name of a unit stands for."""
    return _UNITS.get(unit, unit)


def share_words(share: Share | None) -> str:
    """A share as an analyst reads it: in percent, with how many of how many."""
    if share is None or not share.of:
        return "ไม่มีข้อมูล"
    return f"{100 * share.yes / share.of:.1f}% ({share.yes:,} จาก {share.of:,})"


def move_words(name: str, before: Share | None, after: Share) -> str:
    """Which way a figure moved."""
    moved = _moved(before, after)
    if moved is None:
        return ""
    if not moved:
        return "เท่าเดิม"
    better = (moved < 0) if name in _LESS_IS_BETTER else (moved > 0)
    return f"{'ดีขึ้น' if better else 'แย่ลง'} {abs(float(moved)) * 100:.1f} จุด"


def _moved(before: Share | None, after: Share) -> Fraction | None:
    if before is None or not before.of or not after.of:
        return None
    return Fraction(after.yes, after.of) - Fraction(before.yes, before.of)


def outcome_words(outcome: Outcome, titles: Mapping[str, str]) -> str:
    """What the bot does with a question."""
    about = f" “{titles.get(outcome.intent, outcome.intent)}”" if outcome.intent else ""
    emergency = " และแจ้งเหตุฉุกเฉิน" if outcome.emergency else ""
    return f"{_DECISIONS.get(outcome.decision, outcome.decision)}{about}{emergency}"


FILTERS: dict[str, Callable[..., Any]] = {
    "change_tone": lambda state: "new" if state is ChangeState.PROPOSED else state.value,
    "day_words": lambda day: date_th(day, Length.PLAIN),
    "field_words": FIELDS.__getitem__,
    "figure_words": lambda name: FIGURES.get(name, name),
    "language_words": lambda language: LANGUAGES.get(language, language),
    "mode_words": lambda mode: MODES.get(mode, mode),
    "move_words": move_words,
    "outcome_words": outcome_words,
    "share_words": share_words,
    "stage_words": stage_words,
    "standing_tone": _TONES.__getitem__,
    "standing_words": _STANDINGS.__getitem__,
    "unit_words": unit_words,
    "why_words": _WHY.__getitem__,
}
