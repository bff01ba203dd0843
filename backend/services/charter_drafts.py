"""Editing the standards of a draft: what is typed becomes a promise, or every fault is told beside its field.

Only a draft may be edited; whoever edits holds it and has seen it as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from backend.errors import NotFound, Refused
from backend.models.charter import CharterVersion, StandardRow
from backend.services import charters
from backend.services.fields import Faulty
from backend.visible import says_something
from service_standards.allowance import Allowance, Kind, Unit
from service_standards.amounts import allowance_told
from service_standards.charter import ALWAYS_OPEN, ANY_KIND, EMERGENCY, ServiceStandard, Standing, may_pause
from service_standards.errors import AllowanceError
from service_standards.office import calendars
from service_standards.promise import KINDS
from service_standards.terms import Measure, Starts, Terms
from service_standards.thai_dates import arabic_digits
from service_standards.told_time import tells, ways_to_tell

Problems = dict[str, str]
"""What is wrong, by the name of the field."""
TIMED_BY = frozenset({"kind", "measure", "count", "unit", "calendar", "starts", "pausable"})
"""The fields that the clock counts by."""
BY_OPENING_HOURS = "วันทำการและเวลาทำการต้องนับตามปฏิทินที่มีเวลาเปิดปิด กรุณาเลือกปฏิทินสำนักงาน หรือเลือกหน่วยเป็นนาที ชั่วโมง หรือวัน"
"""What is wrong with working time on a calendar that never closes."""
LONGEST_TITLE = 300
LONGEST_BASIS = 1_000
_LONGEST = {
    Unit.MINUTE: 365 * 24 * 60,
    Unit.HOUR: 365 * 24,
    Unit.BUSINESS_MINUTE: 240 * 8 * 60,
    Unit.BUSINESS_HOUR: 240 * 8,
    Unit.WORKING_DAY: 240,
    Unit.CALENDAR_DAY: 365,
}
"""About a year of each. Holidays are announced year by year: beyond them no matter could be told when it is due."""
_BEGINS = {
    Measure.BOT_ANSWER: "answer",
    Measure.FIRST_RESPONSE: "response",
    Measure.RESOLUTION: "resolution",
    Measure.PROGRESS: "progress",
}
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardDraft:
    """A standard as it is typed into the form. ``kind`` and ``measure`` say which promise it is."""

    kind: str
    measure: str
    count: str = ""
    unit: str = ""
    calendar: str = ""
    starts: str = ""
    pausable: bool = False
    stays_provisional: bool = False
    basis: str = ""
    title_th: str = ""
    title_en: str = ""


def draft_of(row: StandardRow) -> StandardDraft:
    """A stored standard as the form shows it."""
    allowance = Allowance.parse(row.allowance)
    return StandardDraft(
        kind=row.kind, measure=row.measure, count=str(allowance.count), unit=allowance.unit.value,
        calendar=row.calendar, starts=row.starts, pausable=row.pausable, stays_provisional=row.stays_provisional,
        basis=row.basis, title_th=row.title_th, title_en=row.title_en,
    )  # fmt: skip


def standard_in(draft: StandardDraft, code: str = "") -> ServiceStandard:
    """The promise that was typed. Nothing in a draft is approved, so it is provisional.

    Raises:
        Faulty: fields that must be put right first.
    """
    problems = _problems(draft)
    if problems:
        raise Faulty(problems)
    return ServiceStandard(
        code=code or code_for(draft),
        kind=draft.kind,
        measure=Measure(draft.measure),
        allowance=_allowance(draft),
        calendar=draft.calendar,
        starts=Starts(draft.starts),
        pausable=draft.pausable,
        standing=Standing.PROVISIONAL,
        basis=_line(draft.basis),
        title_th=_line(draft.title_th),
        title_en=_line(draft.title_en),
    )


def terms_in(draft: StandardDraft) -> Terms | None:
    """How a matter would be timed by what was typed, whatever its words say; None where it is not clear."""
    if TIMED_BY & _problems(draft).keys():
        return None
    return Terms(
        measure=Measure(draft.measure),
        allowance=_allowance(draft),
        pausable=draft.pausable,
        starts=Starts(draft.starts),
    )


def code_for(draft: StandardDraft) -> str:
    """The code of a new promise: what it measures, and for which kind of matter."""
    return f"{_BEGINS[Measure(draft.measure)]}.{draft.kind}"


def set_standard(session: Session, charter_id: int, code: str, draft: StandardDraft, *, seen: int) -> CharterVersion:
    """Change a standard of a draft. Which kind of matter it is for and what it measures stay.

    Raises:
        NotFound: there is no such version, or no such standard in it.
        Conflict: somebody has changed the version meanwhile.
        Refused: it is no draft.
        Faulty: fields that must be put right first.
    """
    version = _editable(session, charter_id, seen)
    row = row_of(version, code)
    _fill(row, standard_in(replace(draft, kind=row.kind, measure=row.measure), code), draft)
    version.version += 1
    session.flush()
    return version


def add_standard(session: Session, charter_id: int, draft: StandardDraft, *, seen: int) -> StandardRow:
    """Add a standard to a draft.

    Raises:
        NotFound, Conflict, Refused: as for ``set_standard``.
        Faulty: fields that must be put right first, or the draft promises this already.
    """
    version = _editable(session, charter_id, seen)
    standard = standard_in(draft)
    if any((row.kind, row.measure) == (draft.kind, draft.measure) for row in version.standards):
        raise Faulty({"kind": "ร่างนี้มีมาตรฐานของเรื่องประเภทนี้ที่วัดสิ่งเดียวกันอยู่แล้ว กรุณาแก้ไขข้อนั้นแทน"})
    row = StandardRow(code=standard.code, kind=standard.kind, measure=standard.measure.value)
    _fill(row, standard, draft)
    version.standards.append(row)
    version.version += 1
    session.flush()
    return row


def drop_standard(session: Session, charter_id: int, code: str, *, seen: int) -> CharterVersion:
    """Take a standard out of a draft. The version it was drafted from still has it.

    Raises:
        NotFound, Conflict, Refused: as for ``set_standard``.
    """
    version = _editable(session, charter_id, seen)
    version.standards.remove(row_of(version, code))
    version.version += 1
    session.flush()
    return version


def row_of(version: CharterVersion, code: str) -> StandardRow:
    """The standard of this code.

    Raises:
        NotFound: the version has none.
    """
    found = next((row for row in version.standards if row.code == code), None)
    if found is None:
        raise NotFound("ไม่พบมาตรฐานข้อนี้ในกฎบัตรฉบับนี้")
    return found


def _editable(session: Session, charter_id: int, seen: int) -> CharterVersion:
    state = charters.find(session, charter_id).state
    if not state.may_be_edited:  # said first: who edits what is approved must not be told to try again
        raise Refused(f"กฎบัตรฉบับนี้มีสถานะ “{state.label_th}” จึงแก้ไขไม่ได้ แก้ไขได้เฉพาะฉบับร่าง")
    return charters.hold(session, charter_id, seen)  # a step taken meanwhile is a conflict here


def _fill(row: StandardRow, standard: ServiceStandard, draft: StandardDraft) -> None:
    row.allowance, row.calendar, row.starts = str(standard.allowance), standard.calendar, standard.starts.value
    row.pausable, row.basis = standard.pausable, standard.basis
    row.title_th, row.title_en = standard.title_th, standard.title_en
    row.standing, row.source = Standing.PROVISIONAL.value, ""
    row.stays_provisional = draft.stays_provisional


# --- what can be wrong ---


def _problems(draft: StandardDraft) -> Problems:
    found = {
        "kind": "" if draft.kind in (ANY_KIND, *KINDS) else "กรุณาเลือกประเภทเรื่อง",
        "measure": "" if draft.measure in set(Measure) else "กรุณาเลือกสิ่งที่วัด",
        "count": _fault_in_time(draft),
        "unit": "" if draft.unit in set(Unit) else "กรุณาเลือกหน่วยเวลา",
        "calendar": _fault_in_calendar(draft),
        "starts": "" if draft.starts in set(Starts) else "กรุณาเลือกว่าเริ่มนับเมื่อใด",
        "pausable": _fault_in_pause(draft),
        "basis": _fault_in_line(draft.basis, LONGEST_BASIS, "กรุณาระบุที่มาของตัวเลข เช่น ผลการดำเนินงานปีก่อน"),
        "title_th": _fault_in_title(draft, "th", draft.title_th, "กรุณาเขียนคำมั่นเป็นภาษาไทย"),
        "title_en": _fault_in_title(draft, "en", draft.title_en, "กรุณาเขียนคำมั่นเป็นภาษาอังกฤษ"),
    }
    return {field: fault for field, fault in found.items() if fault}


def _allowance(draft: StandardDraft) -> Allowance:
    return Allowance(int(_count(draft)), Unit(draft.unit))


def _count(draft: StandardDraft) -> str:
    return arabic_digits(draft.count.strip())


def _fault_in_time(draft: StandardDraft) -> str:
    if not _NUMBER.fullmatch(_count(draft)):
        return "กรุณากรอกจำนวนเป็นตัวเลขจำนวนเต็ม"
    if draft.unit not in set(Unit):
        return ""
    try:
        allowance = _allowance(draft)
    except AllowanceError:
        return f"ต้องเป็นจำนวนตั้งแต่ 1 ขึ้นไป แต่{_too_long(Unit(draft.unit))}"
    return f"ต้อง{_too_long(allowance.unit)}" if allowance.count > _LONGEST[allowance.unit] else ""


def _too_long(unit: Unit) -> str:
    most = allowance_told(Allowance(_LONGEST[unit], unit)).th
    return f"ไม่เกินหนึ่งปี ({most}) เพราะวันหยุดราชการประกาศเป็นรายปี หากนานกว่านั้นจะบอกวันครบกำหนดไม่ได้"


def _fault_in_calendar(draft: StandardDraft) -> str:
    if draft.calendar not in calendars():
        return "กรุณาเลือกปฏิทินที่ใช้นับ"
    if draft.unit not in set(Unit):
        return ""
    kind = Unit(draft.unit).kind
    if kind.by_opening_hours and draft.calendar == ALWAYS_OPEN:
        return BY_OPENING_HOURS
    if kind is Kind.MINUTES and draft.calendar != ALWAYS_OPEN:
        return "นาทีและชั่วโมงนับตลอด 24 ชั่วโมง หากต้องการนับเฉพาะเวลาทำการ กรุณาเลือกหน่วยเป็นนาทีทำการหรือชั่วโมงทำการ"
    return ""


def _fault_in_pause(draft: StandardDraft) -> str:
    if not draft.pausable or draft.measure not in set(Measure) or may_pause(draft.kind, Measure(draft.measure)):
        return ""
    if draft.kind == EMERGENCY:
        return "เหตุฉุกเฉินหยุดนับเวลาไม่ได้"
    return "การตอบครั้งแรกและคำตอบของบอตหยุดนับเวลาไม่ได้"


def _fault_in_line(text: str, longest: int, missing: str) -> str:
    if not says_something(text):
        return missing
    return f"ยาวได้ไม่เกิน {longest:,} ตัวอักษร" if len(text) > longest else ""


def _fault_in_title(draft: StandardDraft, language: str, title: str, missing: str) -> str:
    """A promise whose words tell another time than the clock counts would deceive whoever reads it."""
    fault = _fault_in_line(title, LONGEST_TITLE, missing)
    if fault or _fault_in_time(draft) or draft.unit not in set(Unit):
        return fault
    allowance = _allowance(draft)
    if tells(title, allowance):
        return ""
    ways = dict.fromkeys(way.th if language == "th" else way.en for way in ways_to_tell(allowance))
    return f"คำมั่นต้องบอกเวลาตรงกับที่กำหนดไว้ คือ {' หรือ '.join(ways)}"


def _line(text: str) -> str:
    return " ".join(text.split())
