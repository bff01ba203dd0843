"""The ledger of a clock as people read it.

    ส. 11 – พ. 15 เม.ย.   วันเสาร์–อาทิตย์ และวันหยุดสงกรานต์ (มติคณะรัฐมนตรี …)   ไม่นับ

Neighbours that were closed, for whatever reason, are told as one line. Where there is little room, days that counted
are joined over the nights and days off between them.
"""

from collections.abc import Callable, Iterable, Iterator
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

Group = tuple[str, list[LedgerLine]]
"""Neighbouring lines told as one, and as what."""
Sort = Callable[[Reading, Kind, LedgerLine], str]


class Telling(NamedTuple):
    """A line in words: when it was, what the time was, what it counted; for a wait, the question it was for."""

    when: Told
    what: Told
    counted: Told
    question: Event | None


_CLOSED = (Was.CLOSED, Was.DAY_OFF, Was.HOLIDAY)
_EVERY_DAY = "every day"
_CARRIED = "carried"
_RUN = "run"
_EARLIER = "earlier"
_JOINED_IN_RUNS = (Was.OPEN, Was.WORKING_DAY, Was.CLOSED)
_WHAT = {
    Was.WORKING_DAY: Told("วันทำการ", "working days"),
    Was.RECEIPT_DAY: Told("วันรับเรื่อง", "day of receipt"),
    Was.WAITING: Told("รอข้อมูลเพิ่มเติม", "waiting for more information"),
    Was.INCOMPLETE: Told("รอเอกสารครบถ้วน", "waiting for complete documents"),
    Was.RESOLVED: Told("แจ้งผลแล้ว จนเปิดเรื่องอีกครั้ง", "answered, until it was reopened"),
    _EVERY_DAY: Told("นับทุกวัน รวมวันหยุด", "every day counts, days off too"),
    _EARLIER: Told("ช่วงก่อนหน้านี้รวมกัน", "all that came before"),
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
    return _told(reading, _groups(reading, _sort))


def ledger_folded(reading: Reading, most: int) -> list[Telling]:
    """The same in at most `most` lines, two or more: joined in runs, then with the earliest taken together."""
    groups = _groups(reading, _sort)
    if len(groups) > most:
        groups = _groups(reading, _sort_in_runs)
    if len(groups) > most:
        earlier = [line for _, lines in groups[: 1 - most] for line in lines]
        groups = [(_EARLIER, earlier), *groups[1 - most :]]
    return _told(reading, groups)


def _groups(reading: Reading, sort: Sort) -> list[Group]:
    if reading.allowance is None:
        return []
    kind = reading.allowance.kind
    groups = groupby(_split_at_carried(reading), key=lambda line: (sort(reading, kind, line), line.question))
    return [(sorted_as, list(lines)) for (sorted_as, _), lines in groups]


def _told(reading: Reading, groups: Iterable[Group]) -> list[Telling]:
    return [_telling(reading.allowance.kind, sort, lines) for sort, lines in groups] if reading.allowance else []


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


def _sort_in_runs(reading: Reading, kind: Kind, line: LedgerLine) -> str:
    sort = _sort(reading, kind, line)
    return _RUN if line.closure is None and sort in _JOINED_IN_RUNS else sort


def _telling(kind: Kind, sort: str, lines: list[LedgerLine]) -> Telling:
    start, end = lines[0].start, lines[-1].end
    spent: Spent = kind.nothing
    for line in lines:
        spent = total(spent, line.spent)
    when = Told(period_th(start, end), period_en(start, end))
    question = lines[0].question if sort != _EARLIER else None
    return Telling(when, _what(kind, sort, lines), _count(kind, sort, spent), question)


def _what(kind: Kind, sort: str, lines: list[LedgerLine]) -> Told:
    if sort in (Was.CLOSED, _CARRIED) or (sort == _RUN and all(line.was in _CLOSED for line in lines)):
        return _closed(lines)
    if sort == _RUN:
        return _run(kind, lines)
    return _OPEN[kind] if sort == Was.OPEN else _WHAT[sort]


def _run(kind: Kind, lines: list[LedgerLine]) -> Told:
    counting = _WHAT[Was.WORKING_DAY] if kind is Kind.WORKING_DAYS else _OPEN[kind]
    weekdays = _weekdays_off(lines)
    if not weekdays:
        return counting
    off = days_off_told(weekdays)
    return Told(f"{counting.th} ไม่รวม{off.th}", f"{counting.en}, leaving out {off.en}")


def _weekdays_off(lines: list[LedgerLine]) -> list[int]:
    return [
        date.fromordinal(day).weekday()
        for line in lines
        if line.was is Was.DAY_OFF
        for day in range(line.start.toordinal(), (line.end - INSTANT).toordinal() + 1)
    ]


def _closed(lines: list[LedgerLine]) -> Told:
    off = _weekdays_off(lines)
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
