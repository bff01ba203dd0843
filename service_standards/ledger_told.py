"""The ledger of a clock as people read it.

    ส. 11 – พ. 15 เม.ย.   วันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ (มติคณะรัฐมนตรี …)   ไม่นับ

Neighbours that were closed, for whatever reason, are told as one line.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import NamedTuple

from service_standards.allowance import Kind, Spent, total
from service_standards.amounts import amount_told
from service_standards.clock import Reading
from service_standards.closures import Run, closure_name, days_off_told, run_told, sourced
from service_standards.events import Event
from service_standards.instants import INSTANT, midnight
from service_standards.ledger import LedgerLine
from service_standards.thai_dates import period_en, period_th
from service_standards.timeline import Was
from service_standards.told import Told, listed


class Telling(NamedTuple):
    """A line in words: when it was, what the time was, what it counted; for a wait, the question it was for."""

    when: Told
    what: Told
    counted: Told
    question: Event | None


_CLOSED = (Was.CLOSED, Was.DAY_OFF, Was.HOLIDAY)
_EVERY_DAY = "every day"
_CARRIED = "carried"
_WHAT = {
    Was.WORKING_DAY: Told("วันทำการ", "working days"),
    Was.RECEIPT_DAY: Told("วันรับเรื่อง", "day of receipt"),
    Was.WAITING: Told("รอข้อมูลเพิ่มเติม", "waiting for more information"),
    Was.INCOMPLETE: Told("รอเอกสารครบถ้วน", "waiting for complete documents"),
    Was.RESOLVED: Told("แจ้งผลแล้ว จนเปิดเรื่องอีกครั้ง", "answered, until it was reopened"),
    _EVERY_DAY: Told("นับทุกวัน รวมวันหยุด", "every day counts, days off too"),
}
_OPEN = {
    Kind.MINUTES: Told("นับต่อเนื่องตลอด 24 ชั่วโมง", "day and night"),
    Kind.BUSINESS_MINUTES: Told("เวลาทำการ", "office hours"),
}
_AFTER_HOURS = Told("นอกเวลาทำการ", "outside office hours")
_NOT_COUNTED = Told("ไม่นับ", "not counted")
_DAY_NOT_OVER = Told("ไม่นับ ยังไม่ครบวัน", "not counted: the day was not over")
_LAST_DAY_MOVED = Told("ไม่นับ วันสุดท้ายเลื่อนไปวันทำการถัดไป", "not counted: the last day moves to the next working day")


def ledger_told(reading: Reading) -> list[Telling]:
    """The lines of a reading's ledger in words, in order."""
    if reading.allowance is None:
        return []
    kind = reading.allowance.kind
    groups = groupby(_split_at_carried(reading), key=lambda line: (_sort(reading, kind, line), line.question))
    return [_telling(kind, sort, list(lines)) for (sort, _), lines in groups]


def _split_at_carried(reading: Reading) -> Iterator[LedgerLine]:
    """The ledger's lines, days off cut where the last day began to be carried: before that they counted."""
    since = midnight(reading.carried_from) if reading.carried_from else None
    for line in reading.ledger:
        if since and line.was in _CLOSED and line.start < since < line.end:
            yield line._replace(end=since)
            yield line._replace(start=since, spent=0)
        else:
            yield line


def _sort(reading: Reading, kind: Kind, line: LedgerLine) -> str:
    """What a line is told as."""
    closed = line.was in _CLOSED
    if kind is not Kind.CALENDAR_DAYS:
        return Was.CLOSED if closed else line.was
    since = reading.carried_from
    if closed and since and not line.spent and line.start >= midnight(since):
        return _CARRIED
    return _EVERY_DAY if closed or line.was is Was.WORKING_DAY else line.was


def _telling(kind: Kind, sort: str, lines: list[LedgerLine]) -> Telling:
    start, end = lines[0].start, lines[-1].end
    spent: Spent = kind.nothing
    for line in lines:
        spent = total(spent, line.spent)
    when = Told(period_th(start, end), period_en(start, end))
    return Telling(when, _what(kind, sort, lines), _count(kind, sort, spent), lines[0].question)


def _what(kind: Kind, sort: str, lines: list[LedgerLine]) -> Told:
    if sort in (Was.CLOSED, _CARRIED):
        return _closed(lines)
    return _OPEN[kind] if sort == Was.OPEN else _WHAT[sort]


def _closed(lines: list[LedgerLine]) -> Told:
    off = [
        date.fromordinal(day).weekday()
        for line in lines
        if line.was is Was.DAY_OFF
        for day in range(line.start.toordinal(), (line.end - INSTANT).toordinal() + 1)
    ]
    closed = [
        Run(line.closure, line.start.date(), (line.end - INSTANT).date()) for line in lines if line.closure is not None
    ]
    # One closure among plain days off has its dates in the line's own; of several each needs its own.
    names = [sourced(run_told(run) if len(closed) > 1 else closure_name(run.closure), run.closure) for run in closed]
    after_hours = [_AFTER_HOURS] if any(line.was is Was.CLOSED and line.closure is None for line in lines) else []
    return listed([*after_hours, *([days_off_told(off)] if off else []), *names])


def _count(kind: Kind, sort: str, spent: Spent) -> Told:
    if spent:
        amount = amount_told(kind, spent)
        return Told(f"นับ {amount.th}", f"{amount.en} counted")
    if sort == _CARRIED:
        return _LAST_DAY_MOVED
    return _DAY_NOT_OVER if sort in (Was.WORKING_DAY, _EVERY_DAY) else _NOT_COUNTED
