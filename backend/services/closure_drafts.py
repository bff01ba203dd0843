"""What an administrator typed about a holiday or a closure, read and checked field by field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from backend.errors import Refused
from backend.models.unit import Estate, Unit
from backend.services.fields import A_DAY, read_any_day
from backend.visible import says_something
from service_standards.announcements import MOST_DAYS, Announced, Announcement
from service_standards.errors import CalendarError
from service_standards.instants import BUDDHIST_ERA
from service_standards.office import office
from service_standards.shifts import Shift, Shifts, in_turn

EVERYBODY = "all"
LONGEST_REASON, LONGEST_SOURCE = 200, 300
MOST_AHEAD = 5
"""Years by which an announcement is made before its dates at most: what is older is a slip of the pen."""
_HOURS = re.compile(r"(\d{1,2})[.:](\d{2})\s*(?:น\.)?\s*(?:[-–—]|ถึง)\s*(\d{1,2})[.:](\d{2})(?:\s*น\.)?")
_BETWEEN = re.compile(r"(?:[\s,;]|และ)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedClosure:
    """The form as it was sent. ``scope``: "all", "unit:<id>" or "estate:<id>"; dates as 20/4/2569."""

    what: str = ""
    scope: str = EVERYBODY
    first_on: str = ""
    last_on: str = ""
    shifts: str = ""
    reason_th: str = ""
    reason_en: str = ""
    source: str = ""
    source_en: str = ""
    announced_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureDraft:
    """An announcement that may be entered, and whom it is for: everybody, one unit or one estate."""

    announcement: Announcement
    unit_id: str | None
    estate_id: str | None
    announced_on: date


class Faulty(Refused):
    """The form cannot be taken as it is: what to mend, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("ยังบันทึกไม่ได้ กรุณาแก้ไขช่องที่มีข้อความสีแดง")
        self.faults = faults


def draft_of(session: Session, typed: TypedClosure, today: date) -> ClosureDraft:
    """The draft that was typed.

    Raises:
        Faulty: with every fault there is.
    """
    faults: dict[str, str] = {}
    what = _what(typed, faults)
    unit_id, estate_id = _scope(session, typed, faults)
    first, last = _date(typed, "first_on", faults), _date(typed, "last_on", faults, otherwise="first_on")
    announced_on = _date(typed, "announced_on", faults)
    if first and last:
        _span(first, last, faults)
    if announced_on and announced_on > today:
        faults["announced_on"] = "วันที่ประกาศต้องไม่เกินวันนี้"
    elif announced_on and first and announced_on.year < first.year - MOST_AHEAD:
        faults["announced_on"] = f"วันที่ประกาศอยู่ก่อนวันแรกเกิน {MOST_AHEAD} ปี กรุณาตรวจปี พ.ศ."
    shifts = _shifts(typed, what, faults)
    words = {name: _words(typed, name, faults) for name in ("reason_th", "reason_en", "source", "source_en")}
    if faults or what is None or first is None or last is None or announced_on is None:
        raise Faulty(faults)
    announcement = Announcement(what=what, first_on=first, last_on=last, shifts=shifts, **words)
    return ClosureDraft(announcement=announcement, unit_id=unit_id, estate_id=estate_id, announced_on=announced_on)


def _what(typed: TypedClosure, faults: dict[str, str]) -> Announced | None:
    if typed.what in set(Announced):
        return Announced(typed.what)
    faults["what"] = "กรุณาเลือกประเภท"
    return None


def _scope(session: Session, typed: TypedClosure, faults: dict[str, str]) -> tuple[str | None, str | None]:
    kind, _, id = typed.scope.partition(":")
    if typed.scope == EVERYBODY:
        return None, None
    if kind == "unit" and session.get(Unit, id) is not None:
        return id, None
    if kind == "estate" and session.get(Estate, id) is not None:
        return None, id
    faults["scope"] = "กรุณาเลือกว่าใช้กับหน่วยงานหรือนิคมใด"
    return None, None


def _date(typed: TypedClosure, name: str, faults: dict[str, str], *, otherwise: str = "") -> date | None:
    written = (getattr(typed, name).strip() or (getattr(typed, otherwise) if otherwise else "")).strip()
    day = read_any_day(written)
    if day is None:
        faults[name] = A_DAY if written else "กรุณาระบุวันที่"
    return day


def _span(first: date, last: date, faults: dict[str, str]) -> None:
    known = office()
    if last < first:
        faults["last_on"] = "วันสุดท้ายต้องไม่อยู่ก่อนวันแรก"
    elif (last - first).days >= MOST_DAYS:
        faults["last_on"] = "ระบุได้ครั้งละไม่เกินหนึ่งปี"
    for name, day in (("first_on", first), ("last_on", last)):
        if not known.first_year <= day.year <= known.last_year and name not in faults:
            faults[name] = (
                f"ยังไม่มีปฏิทินวันหยุดราชการของปี พ.ศ. {day.year + BUDDHIST_ERA} "
                f"(มีปี {known.first_year + BUDDHIST_ERA}–{known.last_year + BUDDHIST_ERA})"
            )


def _shifts(typed: TypedClosure, what: Announced | None, faults: dict[str, str]) -> Shifts:
    written = typed.shifts.strip()
    if what is None or not what.has_shifts:
        if what is not None and written:
            faults["shifts"] = "วันหยุดและการปิดทำการปิดทั้งวัน ไม่ต้องระบุเวลา หากเปิดบางช่วงให้เลือก “เปิดไม่เต็มวัน”"
        return ()
    if not written:
        faults["shifts"] = "กรุณาระบุเวลาที่เปิด เช่น 08.30–12.00 น."
        return ()
    try:
        shifts = tuple(_hours(written))
    except CalendarError:
        faults["shifts"] = "อ่านเวลานี้ไม่ได้ กรุณาพิมพ์แบบ 08.30–12.00 น. หากมีหลายช่วงให้คั่นด้วยจุลภาค"
        return ()
    try:
        return in_turn(shifts)
    except CalendarError:
        faults["shifts"] = "ช่วงเวลาซ้อนกัน กรุณารวมเป็นช่วงเดียว"
        return ()


def _hours(written: str) -> Iterator[Shift]:
    """Hours as people write them: "08.30–12.00 น. และ 13.00–16.30 น.", in either digits.

    Raises:
        CalendarError: something else stands there too, or they are no hours.
    """
    hours = list(_HOURS.finditer(written))
    if not hours or not _BETWEEN.fullmatch(_HOURS.sub(" ", written)):
        raise CalendarError(f"{written[:40]!r} are no hours")
    for found in hours:
        opens, opens_at, closes, closes_at = map(int, found.groups())
        yield Shift.parse(f"{opens:02}:{opens_at:02}-{closes:02}:{closes_at:02}")


def _words(typed: TypedClosure, name: str, faults: dict[str, str]) -> str:
    written = str(getattr(typed, name))
    words = " ".join(written.split()) if says_something(written) else ""
    longest = LONGEST_SOURCE if name.startswith("source") else LONGEST_REASON
    if not words and name != "source_en":
        faults[name] = {
            "reason_th": "กรุณาระบุเหตุผลภาษาไทย",
            "reason_en": "กรุณาระบุเหตุผลภาษาอังกฤษ",
            "source": "กรุณาระบุที่มา เช่น มติคณะรัฐมนตรี หรือประกาศ กนอ. พร้อมวันที่",
        }[name]
    elif len(words) > longest:
        faults[name] = f"ยาวเกินไป กรุณาย่อให้ไม่เกิน {longest} ตัวอักษร"
    return words
