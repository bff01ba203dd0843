"""The sentences of the public pages of results, in Thai and in English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from backend.desk.public_texts import AGENCY as AGENCY
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, Quarter, date_en, date_th
from service_standards.told import Told

TITLE = Told("ผลตามมาตรฐานการให้บริการ", "Results against the service standards")
BY_UNIT = Told("จำแนกตามหน่วยงาน", "By unit")
BY_STANDARD = Told("จำแนกตามมาตรฐาน", "By standard")
SENTENCES = {
    "skip": Told("ข้ามไปยังเนื้อหา", "Skip to the content"),
    "other_language": Told("English", "ภาษาไทย"),
    "trial": Told("ระบบทดลอง ข้อมูลในหน้านี้ใช้สำหรับทดลองเท่านั้น", "Trial system: what stands here is for trying out only."),
    "demo": Told("รวมเรื่องตัวอย่างที่ไม่ใช่เรื่องจริง", "Made-up matters are counted."),
    "provisional": Told(
        "บางส่วนหรือทั้งหมดนับเวลาตามมาตรฐานทดลอง ซึ่งยังไม่มีเอกสารอนุมัติ",
        "Some or all of it was timed by provisional standards, which no document approves yet.",
    ),
    "restated": Told(
        "มีการแก้ไขหลังปิดไตรมาส ผลในหน้านี้คือผลที่ปิดไว้",
        "Corrections were issued after the quarter was closed; what stands here is what was closed.",
    ),
    "few": Told(
        "จำนวนน้อยจนอาจทำให้ทราบเรื่องของบุคคล จึงไม่แสดงรายละเอียด",
        "The numbers are so small that they might tell of single people, so no details are shown.",
    ),
    "together": Told(
        "แถวที่มีจำนวน 1 ถึง 4 แสดงรวมกัน เพื่อไม่ให้ทราบเรื่องของบุคคล",
        "Lines with a count of 1 to 4 are shown together, so that nothing is told of single people.",
    ),
    "line": Told("หน่วยงานหรือมาตรฐาน", "Line"),
    "received": Told("รายการทั้งหมด", "Received"),
    "met": Told("ได้ตามมาตรฐาน", "Met"),
    "missed": Told("เกินกำหนด", "Missed"),
    "neither": Told("ยังไม่มีผล ยกเลิกหรือรวมเรื่อง หรือไม่มีมาตรฐาน", "Open, withdrawn or without a standard"),
    "percent": Told("ร้อยละที่ได้ตามมาตรฐาน", "Per cent met"),
    "total": Told("รวม", "Total"),
    "counted": Told("นับอย่างไร", "How it is counted"),
    "clocks": Told(
        "หน่วยนับคือรายการ เรื่องหนึ่งมีรายการเจ้าหน้าที่ตอบครั้งแรกและรายการแจ้งผลอย่างละหนึ่ง และบางประเภทมีรายการแจ้งความคืบหน้า",
        "Clocks are counted: each matter has one of the first response and one of the resolution; "
        "some have one of progress.",
    ),
    "data": Told("ข้อมูลเปิด", "Open data"),
    "schema": Told("โครงสร้างข้อมูล JSON", "Schema of the JSON"),
    "seal": Told("รหัสยืนยันผลที่ปิดไว้ (SHA-256)", "Seal (SHA-256) of what was closed"),
    "closed": Told("ปิดไตรมาสเมื่อ", "Closed on"),
    "published": Told("เผยแพร่เมื่อ", "Published on"),
    "others": Told("ไตรมาสอื่น", "Other quarters"),
    "none_title": Told("ยังไม่มีผลที่เผยแพร่", "No results are published"),
    "none": Told("ยังไม่มีผลของไตรมาสนี้ที่เผยแพร่", "No results of this quarter are published yet."),
}


def answer(found: Mapping[str, Any]) -> Told:
    """ได้ตามมาตรฐานร้อยละ 96.4 เกินกำหนด 43 รายการ จาก 1,203 รายการที่ทราบผลแล้ว …"""
    received, total = found["received"], found["total"]
    if received == 0:
        return Told("ไม่มีเรื่องที่รับในไตรมาสนี้", "Nothing was received in this quarter.")
    if total is None or total["percent_met"] is None:
        few = Told("น้อยเกินกว่าจะแสดง", "too few to be told")
        count = few if received is None else Told(f"{received:,}", f"{received:,}")
        return Told(f"รายการทั้งหมด: {count.th}", f"Clocks received: {count.en}")
    percent, missed, decided = total["percent_met"], total["missed"], total["met"] + total["missed"]
    return Told(
        f"ได้ตามมาตรฐานร้อยละ {percent} เกินกำหนด {missed:,} รายการ จาก {decided:,} รายการที่ทราบผลแล้ว เป้าหมายร้อยละ 100",
        f"{percent} per cent met: {missed:,} missed of {decided:,} clocks with a result. The target is 100 per cent.",
    )


def quarter(which: Quarter) -> Told:
    """ไตรมาส 4 ปีงบประมาณ 2569 (1 ก.ค. – 30 ก.ย. 2569), and with Christian years."""
    days = (which.first, which.last)
    thai, english = (" – ".join(one(day, Length.PLAIN) for day in days) for one in (date_th, date_en))
    return Told(f"{which} ({thai})", f"Fiscal quarter {which.number}/{which.fiscal_year} B.E. ({english})")


def day(instant: datetime | str) -> Told:
    """The date of an instant in Bangkok."""
    at = in_bangkok(datetime.fromisoformat(instant) if isinstance(instant, str) else instant).date()
    return Told(date_th(at, Length.PLAIN), date_en(at, Length.PLAIN))


def names(line: Mapping[str, Any], language: str) -> str:
    """What a line is of."""
    return " · ".join(one["en" if language == "en" else "th"] for one in line["of"])
