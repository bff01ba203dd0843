"""The words of the closing of a quarter as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from backend.desk.catalogue_texts import KINDS
from backend.desk.report_texts import OUTCOMES, percent
from backend.models.seal import QuarterSeal, SealState
from backend.services.restatements import Sort
from service_standards.compliance import Figure, share
from service_standards.replay import Outcome
from service_standards.thai_dates import Length, instant_th

ASKED = "เริ่มปิดไตรมาสแล้ว ระบบกำลังจัดเก็บผลให้คงเดิม"
ASKED_AGAIN = "เริ่มปิดไตรมาสอีกครั้งแล้ว"
PUBLISHED = "เผยแพร่ผลของไตรมาสแล้ว"
WITHDRAWN = "ถอนการเผยแพร่แล้ว"
NOT_SEALED = "ไตรมาสนี้ยังไม่ปิด"
UNREADABLE = "อ่านผลที่ปิดไว้ไม่ได้ ข้อมูลที่จัดเก็บไม่ตรงกับรูปแบบที่ปิดไตรมาสไว้ กรุณาแจ้งผู้ดูแลระบบให้ตรวจสอบ"
RESTATED = "บันทึกการแก้ไขหลังปิดไตรมาสแล้ว ผลที่ปิดไว้ยังคงเดิม"
_SORTS = {
    Sort.TURNED: "ผลเปลี่ยน",
    Sort.SETTLED: "ยังไม่ครบกำหนดเมื่อปิดไตรมาส มีผลแล้ว",
    Sort.MOVED: "นับที่อื่น",
    Sort.ADDED: "เพิ่มหลังปิดไตรมาส",
    Sort.REMOVED: "ไม่นับแล้ว",
    Sort.OTHER: "ข้อเท็จจริงอื่นเปลี่ยน",
}
_NAMES = {
    "unit_id": "หน่วยงาน",
    "code": "มาตรฐาน",
    "kind": "ประเภทเรื่อง",
    "estate_id": "นิคมฯ",
    "channel": "ช่องทาง",
    "demo": "เรื่องตัวอย่าง",
    "due_at": "ครบกำหนด",
    "stopped_at": "ดำเนินการ",
    "outcome": "ผล",
    "promised_outcome": "ผลตามปฏิทินที่ประกาศไว้เมื่อรับเรื่อง",
    "flags": "ข้อสังเกต",
}
_FLAGS = {
    "provisional": "มาตรฐานทดลอง",
    "paused": "เคยหยุดนับเวลา",
    "doubtful": "การหยุดนับเวลาที่ควรตรวจ",
    "reopened": "เปิดเรื่องอีกครั้ง",
    "disputed": "ผู้รับบริการโต้แย้งผล",
}
_STATES = {
    SealState.ASKED: ("รอปิด", "soon"),
    SealState.SEALING: ("กำลังปิด", "running"),
    SealState.SEALED: ("ปิดแล้ว", "met"),
}


def seal_words(seal: QuarterSeal | None) -> str:
    """How far the closing is."""
    if seal is None:
        return "ยังไม่ปิด"
    return "ปิดไม่สำเร็จ" if _is_given_up(seal) else _STATES[seal.state][0]


def seal_tone(seal: QuarterSeal | None) -> str:
    """How loud that is."""
    if seal is None:
        return "none"
    return "late" if _is_given_up(seal) else _STATES[seal.state][1]


def _is_given_up(seal: QuarterSeal) -> bool:
    return seal.state is not SealState.SEALED and seal.next_try_at is None


def counts_share(counts: Mapping[str, int]) -> str:
    """The per cent met; a dash where nothing is decided."""
    return percent(share(counts[Figure.MET], counts[Figure.MISSED]))


def change_words(name: str, value: Any, names: Mapping[str, str]) -> str:
    """One side of a change: เกินกำหนด, 16 เม.ย. 69 16.30 น., a unit's name."""
    if value in (None, "", []):
        return "ไม่มี"
    if name in ("outcome", "promised_outcome"):
        return OUTCOMES[Outcome(value)]
    if name.endswith("_at"):
        return instant_th(datetime.fromisoformat(value), Length.SHORT)
    if name == "flags":
        return ", ".join(_FLAGS.get(flag, flag) for flag in value)
    if name == "kind":
        return KINDS.get(str(value), str(value))
    if name == "demo":
        return "ใช่" if value else "ไม่ใช่"
    return names.get(str(value), str(value))


def in_groups(sha256: str) -> str:
    """A hash in groups of eight, to be compared by eye."""
    return " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))


FILTERS: dict[str, Callable[..., Any]] = {
    "change_name": lambda name: _NAMES.get(name, name),
    "change_side": change_words,
    "counts_share": counts_share,
    "difference_sort": _SORTS.__getitem__,
    "in_groups": in_groups,
    "seal_tone": seal_tone,
    "seal_words": seal_words,
}
