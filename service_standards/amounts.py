"""Amounts of time in words: an allowance, what is left of it, what it is overdue by."""

from datetime import timedelta

from service_standards.allowance import MINUTE, Allowance, Kind, Spent, Unit
from service_standards.clock import Reading, Verdict
from service_standards.course import State
from service_standards.instants import INSTANT, midnight
from service_standards.told import Told

_UNITS = {
    Unit.MINUTE: Told("นาที", "minute"),
    Unit.HOUR: Told("ชั่วโมง", "hour"),
    Unit.BUSINESS_MINUTE: Told("นาทีทำการ", "business minute"),
    Unit.BUSINESS_HOUR: Told("ชั่วโมงทำการ", "business hour"),
    Unit.WORKING_DAY: Told("วันทำการ", "working day"),
    Unit.CALENDAR_DAY: Told("วัน", "calendar day"),
}
_IN_TIME = {
    Kind.MINUTES: (Unit.HOUR, Unit.MINUTE),
    Kind.BUSINESS_MINUTES: (Unit.BUSINESS_HOUR, Unit.BUSINESS_MINUTE),
}
_IN_DAYS = {Kind.WORKING_DAYS: Unit.WORKING_DAY, Kind.CALENDAR_DAYS: Unit.CALENDAR_DAY}


def allowance_told(allowance: Allowance) -> Told:
    """3 วันทำการ / 3 working days"""
    return _counted(allowance.count, allowance.unit)


def amount_told(kind: Kind, amount: Spent) -> Told:
    """What was spent, is left or is overdue: 2 ชั่วโมงทำการ 15 นาที / 2 business hours 15 minutes.

    Lengths are told in whole minutes, rounded down.
    """
    if not isinstance(amount, timedelta):
        return _counted(amount, _IN_DAYS[kind])
    in_hours, in_minutes = _IN_TIME[kind]
    hours, minutes = divmod(amount // MINUTE, 60)
    if not hours:
        return _counted(minutes, in_minutes)
    if not minutes:
        return _counted(hours, in_hours)
    # The kind of time is said once, with the hours.
    whole, rest = _counted(hours, in_hours), _counted(minutes, Unit.MINUTE)
    return Told(f"{whole.th} {rest.th}", f"{whole.en} {rest.en}")


def standing_told(reading: Reading) -> Told:
    """How a clock stands, in a few words for a list: อีก 2 ชั่วโมงทำการ, เกินกำหนด 1 วันทำการ, ทันกำหนด."""
    allowance = reading.allowance
    if allowance is None:
        return Told("ยังไม่มีมาตรฐานด้านบริการ", "no standard")
    if reading.state is State.WITHDRAWN:
        return Told("ยกเลิกเรื่อง", "withdrawn")
    if reading.verdict is Verdict.MISSED:
        return _overdue(reading, allowance)
    if reading.verdict is Verdict.MET:
        return Told("ทันกำหนด", "in time")
    if reading.state is State.PAUSED:
        return _waiting(reading)
    return _left(reading, allowance)


def _waiting(reading: Reading) -> Told:
    if reading.started_at is None:
        return Told("ยังไม่เริ่มนับเวลา รอเอกสารครบ", "not started: waiting for documents")
    return Told("หยุดนับเวลา รอข้อมูลเพิ่มเติม", "paused: waiting for more information")


def _left(reading: Reading, allowance: Allowance) -> Told:
    due = reading.due
    if allowance.kind.in_days and due and reading.now >= midnight((due - INSTANT).date()):
        hour = "24.00" if due == midnight(due.date()) else f"{due:%H.%M}"
        return Told(f"ครบกำหนดวันนี้ {hour} น.", f"due today, {hour.replace('.', ':')}")
    left = allowance.left(reading.used)
    if _too_little(left):
        return Told("อีกไม่ถึง 1 นาที", "less than a minute left")
    amount = amount_told(allowance.kind, left)
    return Told(f"อีก {amount.th}", f"{amount.en} left")


def _overdue(reading: Reading, allowance: Allowance) -> Told:
    if reading.due != reading.next_due:
        return Told("เกินกำหนดในรอบก่อน", "overran in an earlier interval")
    left = allowance.left(reading.used)
    if _too_little(-left):
        return Told("เกินกำหนดแล้ว", "overdue")
    amount = amount_told(allowance.kind, -left)
    return Told(f"เกินกำหนด {amount.th}", f"{amount.en} overdue")


def _counted(count: int, unit: Unit) -> Told:
    words = _UNITS[unit]
    return Told(f"{count} {words.th}", f"{count} {words.en}{'' if count == 1 else 's'}")


def _too_little(amount: Spent) -> bool:
    """Whether an amount is less than the least that is told: a minute, or a day."""
    return amount < MINUTE if isinstance(amount, timedelta) else amount < 1
