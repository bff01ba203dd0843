"""Benchmarks against competitors and peers: entered by marketing with their source, put right, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend.errors import Conflict, NotFound
from backend.models.benchmark import Benchmark, Compared, OwnFigure
from backend.models.staff import Staff
from backend.services import access, locks
from backend.services.fields import Checked
from backend.whole_numbers import read_whole
from service_standards.instants import BUDDHIST_ERA, in_bangkok
from service_standards.thai_dates import arabic_digits

FOR_MARKETING = "ค่าเทียบเคียงบันทึกและแก้ไขได้เฉพาะ ฝตล."
FIRST_YEAR = 2540
"""Before this no benchmark is meant; a year like that, of the Common Era too, is a slip."""
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?", re.ASCII)


def read_number(typed: str) -> str | None:
    """A decimal number as people type it, Thai digits and thousands marked or not: "๑,๒๓๔.๕๐" is "1234.50".

    None for whatever else: no exponent, no "about", at most twelve digits before the point and four behind it.
    """
    plain = arabic_digits(typed.strip())
    if not _NUMBER.fullmatch(plain):
        return None
    sign, digits = plain[: plain.startswith("-")], plain.removeprefix("-").replace(",", "")
    whole, point, rest = digits.partition(".")
    whole = whole.lstrip("0") or "0"
    if len(whole) > 12 or (sign and not (whole + rest).strip("0")):
        return None
    return f"{sign}{whole}{point}{rest}"


def add(session: Session, typed: Mapping[str, str], by: Staff, now: datetime) -> Benchmark:
    """A new benchmark.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        Faulty: fields that must be put right first.
    """
    access.expect_marketing(by, FOR_MARKETING)
    benchmark = Benchmark(version=0)
    _write(benchmark, typed, by, now)
    session.add(benchmark)
    session.flush()
    return benchmark


def edit(
    session: Session, benchmark_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> Benchmark:
    """Put a benchmark right.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: there is no such benchmark.
        Conflict: it is withdrawn, or was changed since it was ``seen``.
        Faulty: fields that must be put right first.
    """
    benchmark = _hold(session, benchmark_id, by, seen)
    _write(benchmark, typed, by, now)
    return benchmark


def withdraw(
    session: Session, benchmark_id: int, typed: Mapping[str, str], by: Staff, *, seen: int, now: datetime
) -> Benchmark:
    """Take a benchmark off the list, with a reason.

    Raises:
        NotAllowed: ``by`` is not of marketing.
        NotFound: there is no such benchmark.
        Conflict: it is withdrawn, or was changed since it was ``seen``.
        Faulty: no reason is given.
    """
    benchmark = _hold(session, benchmark_id, by, seen)
    checked = Checked(typed)
    benchmark.withdrawn_why = checked.text("why", missing="กรุณาเขียนเหตุผลที่ถอนค่านี้")
    checked.done()
    benchmark.withdrawn_at, benchmark.withdrawn_by_id = now, by.id
    benchmark.version += 1
    return benchmark


def _write(benchmark: Benchmark, typed: Mapping[str, str], by: Staff, now: datetime) -> None:
    checked = Checked(typed)
    words = {
        "indicator": checked.line("indicator", longest=200, missing="กรุณากรอกชื่อตัวชี้วัด"),
        "organisation": checked.line("organisation", longest=200, missing="กรุณากรอกชื่อองค์กรที่เทียบเคียง"),
        "source": checked.text("source", longest=1_000, missing="กรุณากรอกที่มาของค่านี้ เช่น ชื่อรายงานและปีที่พิมพ์"),
        "value_unit": checked.line("value_unit", longest=60, missing="กรุณากรอกหน่วยของค่า เช่น ร้อยละ คะแนน วันทำการ"),
        "note": checked.text("note"),
    }
    value = read_number(typed.get("value", ""))
    if value is None:
        checked.wrong("value", "กรุณากรอกค่าเป็นตัวเลข เช่น 92.5 หรือ 1,250 ทศนิยมไม่เกิน 4 ตำแหน่ง")
    last = in_bangkok(now).year + BUDDHIST_ERA + 1
    year = read_whole(arabic_digits(typed.get("year", "").strip()), least=4, most=4) or 0
    if not FIRST_YEAR <= year <= last:
        checked.wrong("year", f"กรุณากรอกปี พ.ศ. ตั้งแต่ {FIRST_YEAR} ถึง {last}")
    if typed.get("compared") not in set(Compared):
        checked.wrong("compared", "กรุณาเลือกว่าเป็นคู่แข่งหรือคู่เทียบ")
    if typed.get("own") and typed["own"] not in set(OwnFigure):
        checked.wrong("own", "กรุณาเลือกค่าของ กนอ. จากรายการ")
    checked.done()
    for name, text in words.items():
        setattr(benchmark, name, text)
    benchmark.value, benchmark.year, benchmark.compared = value or "", year, Compared(typed["compared"])
    benchmark.own = OwnFigure(typed["own"]) if typed.get("own") else None
    benchmark.last_by_id, benchmark.last_at = by.id, now
    benchmark.version += 1


def _hold(session: Session, benchmark_id: int, by: Staff, seen: int) -> Benchmark:
    access.expect_marketing(by, FOR_MARKETING)
    benchmark = locks.hold(session, Benchmark, Benchmark.id == benchmark_id)
    if benchmark is None:
        raise NotFound("ไม่พบค่าเทียบเคียงนี้")
    if benchmark.withdrawn_at is not None:
        raise Conflict("ค่านี้ถอนไปแล้ว")
    if benchmark.version != seen:
        raise Conflict("มีผู้แก้ไขค่านี้ไปก่อนแล้ว กรุณาตรวจรายการล่าสุดแล้วบันทึกอีกครั้ง")
    return benchmark
