"""Why a matter is due when it is, in words a customer understands.

Everything is told in Thai and in English. Whoever shows it adds the standing of the standard: a provisional one
is called so wherever it is seen.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from service_standards.allowance import Kind
from service_standards.calendar import AfterHours, Calendar
from service_standards.clock import Reading
from service_standards.closures import days_off_told, run_told, runs
from service_standards.instants import DAY, INSTANT, midnight
from service_standards.thai_dates import deadline_en, deadline_th
from service_standards.timeline import Was
from service_standards.told import Told, listed


def due_told(reading: Reading, calendar: Calendar) -> Told:
    """The due instant, and why then: "พฤหัสบดีที่ 16 เม.ย. 2569 เวลา 09.00 น. (ติดวันหยุดสงกรานต์ 13–15 เม.ย.)"."""
    if reading.allowance is None:
        return Told("ไม่มีมาตรฐานกำหนดเวลา", "no standard")
    if reading.due is None:
        return Told("ยังไม่กำหนด หยุดนับเวลาไว้ก่อน", "not set: the clock is paused")
    th, en = deadline_th(reading.due), deadline_en(reading.due)
    why = why_told(reading, calendar)
    return Told(f"{th} ({why.th})", f"{en} ({why.en})") if why else Told(th, en)


def why_told(reading: Reading, calendar: Calendar) -> Told | None:
    """What moved the due instant away from the plain count: after hours, days off, holidays, waits. None if nothing."""
    if reading.allowance is None or reading.due is None or reading.started_at is None:
        return None
    kind, start, due = reading.allowance.kind, reading.started_at, reading.due
    reasons: list[Told] = []
    if kind is Kind.CALENDAR_DAYS:
        reasons += _carried(reading, calendar)
    elif kind is not Kind.MINUTES:
        if _after_hours(calendar, kind, start):
            reasons.append(Told("รับเรื่องนอกเวลาทำการ", "received after hours"))
        if between := closed_days(calendar, start, due):
            reasons.append(Told(f"ติด{listed(between).th}", f"closed in between: {listed(between).en}"))
    if any(line.was is Was.WAITING for line in reading.ledger):
        reasons.append(Told("ไม่รวมเวลาที่รอข้อมูลเพิ่มเติม", "without the time spent waiting for more information"))
    return Told("; ".join(r.th for r in reasons), "; ".join(r.en for r in reasons)) if reasons else None


def closed_days(calendar: Calendar, start: datetime, end: datetime) -> list[Told]:
    """The days off and closures between two instants: วันเสาร์–อาทิตย์, วันหยุดสงกรานต์ 13–15 เม.ย."""
    days = map(date.fromordinal, range(start.toordinal(), (end - INSTANT).toordinal() + 1))
    off = [day.weekday() for day in days if not calendar.week[day.weekday()] and not calendar.shifts_on(day)]
    told = [run_told(run) for run in runs(calendar.closures_between(start, end))]
    return [days_off_told(off), *told] if off else told


def _after_hours(calendar: Calendar, kind: Kind, start: datetime) -> bool:
    """Whether counting waited for the next opening, or for the next working day."""
    if kind is Kind.WORKING_DAYS and calendar.after_hours is AfterHours.SAME_DAY:
        return False
    shifts = calendar.shifts_on(start.date())
    return not shifts or start >= midnight(start.date()) + timedelta(minutes=shifts[-1].closes)


def _carried(reading: Reading, calendar: Calendar) -> Iterator[Told]:
    if reading.carried_from is None or reading.due is None:
        return
    off = closed_days(calendar, midnight(reading.carried_from), reading.due - DAY)
    yield Told(
        f"วันสุดท้ายตรงกับ{listed(off).th} จึงเลื่อนเป็นสิ้นวันทำการถัดไป",
        f"the last day fell on {listed(off).en} and moved to the end of the next working day",
    )
