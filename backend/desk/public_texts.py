"""The sentences of the public page of the charter, in Thai and in English."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from backend.queries.public_charter import Announced
from service_standards.calendar import AfterHours, Calendar
from service_standards.closures import run_told, runs
from service_standards.instants import in_bangkok
from service_standards.opening_hours import week_told
from service_standards.promise import counting_told, matter_told, since_told, time_told
from service_standards.thai_dates import Length, date_en, date_th
from service_standards.told import Told

AHEAD = timedelta(days=366)
AGENCY = Told("การนิคมอุตสาหกรรมแห่งประเทศไทย (กนอ.)", "Industrial Estate Authority of Thailand (IEAT)")
TITLE = Told("กฎบัตรและมาตรฐานด้านบริการ", "Customer Service Charter and Service Standards")
SENTENCES = {
    "lead": Told(
        "กนอ. จะตอบและดูแลเรื่องที่ท่านแจ้งภายในเวลาต่อไปนี้",
        "These are the times within which the IEAT answers you and deals with your matter.",
    ),
    "all_provisional": Told(
        "มาตรฐานทุกข้อในหน้านี้เป็นมาตรฐานทดลอง ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
        "Every standard on this page is provisional: a trial value, not yet one of the published Charter.",
    ),
    "some_provisional": Told(
        "ข้อที่มีป้าย “มาตรฐานทดลอง” ยังไม่ได้รับอนุมัติ",
        "Standards marked “provisional” have not been approved yet.",
    ),
    "trial": Told("ระบบทดลอง ข้อมูลในหน้านี้ใช้สำหรับทดลองเท่านั้น", "Trial system: what stands here is for trying out only."),
    "provisional": Told("มาตรฐานทดลอง", "provisional"),
    "version": Told("ฉบับที่ใช้อยู่", "Version in force"),
    "since": Told("มีผลตั้งแต่", "In force from"),
    "until_dated": Told("ใช้ระหว่างทดลอง จนกว่าจะมีฉบับที่ประกาศใช้", "used during the trial, until a version is published"),
    "promised": Told("สิ่งที่ท่านจะได้รับ", "What you can expect"),
    "time": Told("เวลา", "Time"),
    "counting": Told("นับเวลาอย่างไร", "How time is counted"),
    "hours": Told("เวลาทำการ", "Office hours"),
    "holidays": Told("วันหยุดที่ไม่นับเวลา ในหนึ่งปีข้างหน้า", "Public holidays of the next twelve months"),
    "no_holidays": Told("ยังไม่มีวันหยุดที่ประกาศแล้ว", "None has been announced yet."),
    "other_language": Told("English", "ภาษาไทย"),
    "as_of": Told("ข้อมูล ณ", "As of"),
    "none_title": Told("ยังไม่มีกฎบัตรที่ใช้อยู่", "There is no charter in force"),
    "none": Told(
        "ขณะนี้ยังไม่มีมาตรฐานด้านบริการที่ใช้อยู่ กรุณาเข้ามาดูอีกครั้งในภายหลัง",
        "There are no service standards to show at the moment. Please come back later.",
    ),
    "skip": Told("ข้ามไปยังเนื้อหา", "Skip to the content"),
}
_RECEIVED = Told(
    "เริ่มนับเมื่อเรื่องของท่านมาถึงระบบของ กนอ. เว้นแต่มาตรฐานข้อนั้นเริ่มนับเมื่อได้รับเอกสารครบถ้วน",
    "Time starts when your matter reaches the IEAT, unless the standard starts when the documents are complete.",
)
_HOURS = Told("ชั่วโมงทำการนับเฉพาะเวลาทำการ", "Business hours count only while the office is open.")
_WORKING_DAYS = Told(
    "วันทำการไม่นับวันที่รับเรื่อง และครบกำหนดเมื่อสิ้นเวลาทำการของวันทำการสุดท้าย",
    "Working days leave out the day of receipt; the last one ends when the office closes.",
)
_NEXT_DAY = Told(
    "เรื่องที่มาถึงหลังเวลาทำการหรือในวันหยุด ถือว่ารับในวันทำการถัดไป",
    "What comes in after closing or on a day off counts as received on the next working day.",
)
_DAYS = Told(
    "มาตรฐานที่เขียนว่า “วัน” นับทุกวันรวมวันหยุด ไม่นับวันที่รับเรื่อง และครบกำหนดเมื่อสิ้นวันสุดท้าย (24.00 น.)",
    "Calendar days count every day but the day of receipt, and end at 24:00 of the last one.",
)
_ROLLS = Told(
    "ถ้าวันสุดท้ายตรงกับวันหยุด จะเลื่อนเป็นสิ้นวันทำการถัดไป",
    "If the last day is a day off, it moves to the end of the next working day.",
)
_ALWAYS = Told(
    "มาตรฐานที่เขียนว่า “ตลอด 24 ชั่วโมง” นับทุกนาที รวมกลางคืนและวันหยุด",
    "Where it says “day and night” every minute counts, nights and days off included.",
)
_PAUSE = Told(
    "เมื่อเจ้าหน้าที่ขอข้อมูลเพิ่มเติมจากท่าน จะหยุดนับเวลาจนกว่าท่านจะตอบ เฉพาะข้อที่เขียนว่าหยุดนับระหว่างรอข้อมูล "
    "การตอบครั้งแรกและเหตุฉุกเฉินไม่หยุดนับ",
    "When an officer asks you for something, time stops until you reply, but only where the standard says so. "
    "It never stops for a first answer or in an emergency.",
)
_KEPT = Told(
    "เรื่องของท่านใช้มาตรฐานของฉบับที่มีผลในเวลาที่รับเรื่องไปจนจบเรื่อง แม้จะมีฉบับใหม่ในภายหลัง",
    "Your matter keeps the version in force when it was received, even if a new one follows.",
)


def counting(office: Calendar) -> list[Told]:
    """The rules of counting, as this calendar is set."""
    working_days = [_WORKING_DAYS, *([_NEXT_DAY] if office.after_hours is AfterHours.NEXT_WORKING_DAY else [])]
    days = [_DAYS, *([_ROLLS] if office.roll_forward else [])]
    return [_RECEIVED, _HOURS, _joined(working_days), _joined(days), _ALWAYS, _PAUSE, _KEPT]


def _joined(sentences: Sequence[Told]) -> Told:
    return Told(" ".join(one.th for one in sentences), " ".join(one.en for one in sentences))


def hours(office: Calendar) -> list[Told]:
    """When the office is usually open."""
    return week_told(office.week)


def holidays(office: Calendar, now: datetime) -> list[Told]:
    """The closures of the coming year, as far as they are known."""
    return [run_told(run) for run in runs(office.closures_between(now, now + AHEAD))]


def following(announced: Announced) -> Told:
    """The version that is published and not yet in force, with its date."""
    name, since = announced.name, since_told(announced.since)
    return Told(
        f"ประกาศแล้ว: {name.th} จะมีผลตั้งแต่{since.th} ระหว่างนี้ยังใช้ฉบับนี้",
        f"Announced: {name.en} comes into force on {since.en}. Until then this one holds.",
    )


def day(instant: datetime) -> Told:
    """The Bangkok date of an instant."""
    date = in_bangkok(instant).date()
    return Told(date_th(date, Length.LONG), date_en(date, Length.LONG))


FILTERS: dict[str, Callable[..., Any]] = {
    "counting_told": counting_told,
    "matter_told": matter_told,
    "since_told": since_told,
    "time_told": time_told,
}
