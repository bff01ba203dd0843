"""How a clock stands, in the words of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.services.clocks import ClockReading, why_moved
from service_standards.amounts import allowance_told, amount_told, standing_told
from service_standards.charter import Standing
from service_standards.clock import Reading, Verdict
from service_standards.course import State
from service_standards.explain import why_told
from service_standards.instants import INSTANT, in_bangkok
from service_standards.ledger_told import ledger_told
from service_standards.terms import Measure
from service_standards.thai_dates import Length, deadline_th, instant_th

SOON = 0.75
"""From this share of its allowance on a clock asks for attention."""
_NO_REPLY = "หยุดนับ: รอข้อมูลจากผู้รับบริการ"
_NO_DOCUMENTS = "หยุดนับ: รอเอกสารครบถ้วน"
_WITHDRAWN = "ยกเลิกหรือรวมเรื่อง"
_ENDED = {
    (Measure.BOT_ANSWER, Verdict.MET): "ตอบทันกำหนด",
    (Measure.BOT_ANSWER, Verdict.MISSED): "ตอบเกินกำหนด",
    (Measure.FIRST_RESPONSE, Verdict.MET): "ตอบครั้งแรกทันกำหนด",
    (Measure.FIRST_RESPONSE, Verdict.MISSED): "ตอบครั้งแรกเกินกำหนด",
    (Measure.RESOLUTION, Verdict.MET): "แจ้งผลทันกำหนด",
    (Measure.RESOLUTION, Verdict.MISSED): "แจ้งผลเกินกำหนด",
    (Measure.PROGRESS, Verdict.MET): "แจ้งความคืบหน้าตามกำหนด",
    (Measure.PROGRESS, Verdict.MISSED): "แจ้งความคืบหน้าเกินกำหนด",
}


def tone(clock: ClockReading) -> str:
    """How loud the clock is: late, soon, running, held, missed, met or none."""
    reading = clock.reading
    if reading.verdict in (None, Verdict.NO_STANDARD):
        return "none"
    if reading.state is State.STOPPED:
        return "met" if reading.verdict is Verdict.MET else "missed"
    if reading.verdict is Verdict.MISSED:
        return "late" if reading.due == reading.next_due else "missed"
    if reading.state is State.PAUSED:
        return "held"
    return "soon" if reading.share_used >= SOON or _due_today(reading) else "running"


def clock_words(clock: ClockReading) -> str:
    """Where the clock stands, in a few words."""
    reading = clock.reading
    if reading.state is State.STOPPED and reading.verdict in (Verdict.MET, Verdict.MISSED):
        return _ENDED[clock.standard.measure, reading.verdict]
    if reading.state is State.PAUSED and reading.verdict is Verdict.OPEN:
        return _NO_DOCUMENTS if reading.started_at is None else _NO_REPLY
    if reading.state is State.WITHDRAWN and reading.allowance is not None:
        return _WITHDRAWN
    return standing_told(reading).th


def why(clock: ClockReading) -> str:
    """What moved the due instant away from the plain count; nothing where nothing did."""
    told = why_told(clock.reading, clock.calendar)
    return told.th if told else ""


def adjusted(clock: ClockReading) -> str:
    """By when the customer was told at first, and why it is another instant now; nothing where it is not."""
    due, promised = clock.due, clock.promised_due
    if due is None or promised is None or due == promised:
        return ""
    reasons = " ".join(one.th for one in why_moved(clock))
    told = f"เดิม {deadline_th(promised, Length.SHORT)} ปรับเป็น {deadline_th(due, Length.SHORT)}"
    return f"{told} เพราะ{reasons}" if reasons else told


def used_words(clock: ClockReading) -> str:
    """How much of the allowance is used in the present interval: what the ledger adds up to."""
    reading = clock.reading
    if reading.allowance is None:
        return ""
    used = amount_told(reading.allowance.kind, reading.used).th
    return f"นับแล้ว {used} จาก {allowance_told(reading.allowance).th}"


def _due_today(reading: Reading) -> bool:
    """Deadlines at midnight belong to the day they end."""
    due = reading.next_due
    return due is not None and in_bangkok(due - INSTANT).date() == reading.now.date()


FILTERS: dict[str, Callable[..., Any]] = {
    "adjusted": adjusted,
    "clock_words": clock_words,
    "due_words": lambda due: deadline_th(due, Length.SHORT),
    "is_provisional": lambda clock: clock.standard.standing is Standing.PROVISIONAL,
    "ledger": lambda clock: ledger_told(clock.reading),
    "tone": tone,
    "used_words": used_words,
    "why": why,
    "when": lambda instant: instant_th(instant, Length.SHORT),
    "when_in_full": lambda instant: instant_th(instant, Length.PLAIN),
}
