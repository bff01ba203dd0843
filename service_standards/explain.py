"""Why a matter is due when it is, in words a customer understands.

Everything is told in Thai and in English. Whoever shows it adds the standing of the standard: a provisional one
is called so wherever it is seen.
"""

from collections.abc import Iterator
from datetime import date, datetime

from service_standards.allowance import MINUTE, Kind
from service_standards.calendar import AfterHours, Calendar
from service_standards.clock import Reading
from service_standards.closures import days_off_told, run_told, runs
from service_standards.instants import DAY, INSTANT, midnight
from service_standards.thai_dates import deadline_en, deadline_th
from service_standards.timeline import Was
from service_standards.told import Told, listed


def due_told(reading: Reading, calendar: Calendar) -> Told:
    """The due instant, and why then: "วันพฤหัสบดีที่ 16 เม.ย. 2569 เวลา 09.00 น. (ติดวันหยุดสงกรานต์ 13–15 เม.ย.)"."""
    if reading.allowance is None:
        return Told("ยังไม่มีมาตรฐานด้านบริการ", "no standard")
    if reading.due is None:
        return Told("ยังไม่กำหนด หยุดนับเวลาไว้ก่อน", "not set: the clock is paused")
    th, en = deadline_th(reading.due), deadline_en(reading.due)
    why = why_told(reading, calendar)
    return Told(f"{th} ({why.th})", f"{en} ({why.en})") if why else Told(th, en)


def why_told(reading: Reading, calendar: Calendar) -> Told | None:
    """What moved the due instant away from the plain count: after hours, days off, holidays, waits. None if nothing."""
    start = reading.interval_from if reading.due == reading.next_due else reading.started_at
    if reading.allowance is None or reading.due is None or start is None:
        return None
    reasons = [*_closed(reading.allowance.kind, reading, calendar, start), *_stood_still(reading, start)]
    return Told(" ".join(r.th for r in reasons), "; ".join(r.en for r in reasons)) if reasons else None


def _closed(kind: Kind, reading: Reading, calendar: Calendar, start: datetime) -> Iterator[Told]:
    if kind is Kind.CALENDAR_DAYS:
        yield from _carried(reading, calendar)
    elif kind is not Kind.MINUTES and reading.due:
        if _outside_hours(calendar, kind, start):
            yield Told("รับเรื่องนอกเวลาทำการ", "received outside office hours")
        if between := closed_days(calendar, start, reading.due):
            yield Told(f"ติด{listed(between).th}", f"not counting {listed(between).en}")


def _stood_still(reading: Reading, start: datetime) -> Iterator[Told]:
    still = {line.was for line in reading.ledger if start <= line.start and reading.due and line.start < reading.due}
    if Was.WAITING in still:
        yield Told("ไม่รวมเวลาที่รอข้อมูลเพิ่มเติม", "without the time spent waiting for more information")
    if Was.RESOLVED in still:
        yield Told("ไม่รวมเวลาตั้งแต่แจ้งผลจนเปิดเรื่องอีกครั้ง", "without the time from the answer to the reopening")


def closed_days(calendar: Calendar, start: datetime, end: datetime) -> list[Told]:
    """The days off and closures between two instants: วันเสาร์–อาทิตย์, วันหยุดสงกรานต์ 13–15 เม.ย."""
    days = map(date.fromordinal, range(start.toordinal(), (end - INSTANT).toordinal() + 1))
    off = [day.weekday() for day in days if not calendar.week[day.weekday()] and not calendar.shifts_on(day)]
    told = [run_told(run) for run in runs(calendar.closures_between(start, end))]
    return [days_off_told(off), *told] if off else told


def _outside_hours(calendar: Calendar, kind: Kind, start: datetime) -> bool:
    """Whether counting waited for the next opening, or for the next working day."""
    minute = (start - midnight(start.date())) / MINUTE
    shifts = calendar.shifts_on(start.date())
    if kind is Kind.BUSINESS_MINUTES:
        return not any(shift.opens <= minute < shift.closes for shift in shifts)
    return calendar.after_hours is AfterHours.NEXT_WORKING_DAY and not any(minute < shift.closes for shift in shifts)


def _carried(reading: Reading, calendar: Calendar) -> Iterator[Told]:
    if reading.carried_from is None or reading.due is None:
        return
    off = closed_days(calendar, midnight(reading.carried_from), reading.due - DAY)
    yield Told(
        f"วันสุดท้ายตรงกับ{listed(off).th} จึงเลื่อนเป็นสิ้นวันทำการถัดไป",
        f"the last day fell on {listed(off).en} and moved to the end of the next working day",
    )
