"""A date is given as it is written, and as a day only where the message itself says which."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.dates import DateKind, StatedDate
from intents.entities import entities_in

MONTHS = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
days = st.dates(date(2007, 1, 1), date(2056, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("นัดวันที่ 5 ธันวาคม 2569 ค่ะ", date(2026, 12, 5)),
        ("๕ ธ.ค. ๒๕๖๙", date(2026, 12, 5)),
        ("5 ธ.ค. 69", date(2026, 12, 5)),
        ("5ธันวา2569", date(2026, 12, 5)),
        ("5 เดือนธันวาคม พ.ศ. 2569", date(2026, 12, 5)),
        ("5/12/2569", date(2026, 12, 5)),
        ("05-12-2026", date(2026, 12, 5)),
        ("5/12/69", date(2026, 12, 5)),
        ("2026-12-05", date(2026, 12, 5)),
        ("on 5 Dec 2026 please", date(2026, 12, 5)),
        ("December 5th, 2026", date(2026, 12, 5)),
        ("29 กุมภาพันธ์ 2567", date(2024, 2, 29)),
        ("5 มี.ค. ค.ศ. 26", date(2026, 3, 5)),
        ("5/12/26", None),  # 2026 or 2526
    ],
)
def test_a_whole_date(text: str, day: date | None) -> None:
    found = entities_in(text).date

    assert found is not None
    assert (found.kind, found.day) == (DateKind.FULL, day)


@pytest.mark.parametrize(
    ("text", "written", "kind"),
    [
        ("ยื่นไปวันที่ 5", "วันที่ 5", DateKind.DAY_OF_MONTH),
        ("ขอเลื่อนเป็น 12 ม.ค. ได้ไหม", "12 ม.ค.", DateKind.DAY_AND_MONTH),
        ("ภายใน 5/12 นะคะ", "ภายใน 5/12", DateKind.DAY_AND_MONTH),
        ("by March 3rd", "march 3rd", DateKind.DAY_AND_MONTH),
        ("12月5日に行きます", "12月5日", DateKind.DAY_AND_MONTH),
        ("ใบเสร็จเดือนตุลา", "เดือนตุลา", DateKind.MONTH),
        ("ใบเสร็จตุลาคม 2569", "ตุลาคม 2569", DateKind.MONTH),
        ("แจ้งไว้วันศุกร์ที่แล้ว", "วันศุกร์ที่แล้ว", DateKind.WEEKDAY),
        ("since last Friday", "last friday", DateKind.WEEKDAY),
        ("ไฟดับเมื่อวาน", "เมื่อวาน", DateKind.RELATIVE),
        ("รอมา 3 เดือนก่อน", "3 เดือนก่อน", DateKind.RELATIVE),
        ("3 days ago", "3 days ago", DateKind.RELATIVE),
        ("昨天停水", "昨天", DateKind.RELATIVE),
        ("วันนี้ วันที่ 5", "วันที่ 5", DateKind.DAY_OF_MONTH),
    ],
)
def test_a_date_that_only_a_clock_could_complete(text: str, written: str, kind: DateKind) -> None:
    assert entities_in(text).date == StatedDate(written, kind)


@pytest.mark.parametrize(
    "text",
    [
        *("ยื่น 01/1", "กนอ. 03/1", "บ้านเลขที่ 5/12", "แปลง 5-12", "99/31 หมู่ 4", "โทร 02-207-2700", "เฟส 2"),
        *(
            "31/2/2569",
            "31/13/2569",
            "กนอ-69-000123",
            "1-01-1-101-00001-2568",
            "may 5 people enter",
            "24 ชั่วโมง",
            "",
            "11 คน",
        ),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert entities_in(text).date is None


@given(
    days, st.sampled_from(["{d} {m} {b}", "{d}/{n}/{b}", "{d}/{n}/{c}", "{d}-{n}-{c}", "{d} {m} {s}", "{d}/{n:02}/{s}"])
)
def test_every_day_comes_back_from_each_way_of_writing_it(day: date, way: str) -> None:
    year = day.year + 543
    written = way.format(d=day.day, n=day.month, m=MONTHS[day.month - 1], b=year, c=day.year, s=year - 2500)

    found = entities_in(f"ขอนัด {written} นะคะ").date

    assert found is not None
    assert found.day == day
    assert entities_in(f"ขอนัด {written} นะคะ") == entities_in(f"ขอนัด  {written}  นะคะ")


def test_it_reads_well() -> None:
    assert str(entities_in("5 ธ.ค. 2569").date) == "5 ธ.ค. 2569 (full, 2026-12-05)"
    assert str(entities_in("เมื่อวาน").date) == "เมื่อวาน (relative)"
