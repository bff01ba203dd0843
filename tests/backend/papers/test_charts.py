"""Charts for a page, and cells in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from backend.papers import charts
from backend.papers.report import Amount, Bar, Cell, Kind, Month, Months, Shares
from backend.papers.told import Digits, cell_told
from tests.backend.papers import samples

MONTHS = Months(title="รายเดือน", months=[Month("ต.ค. 68", 12, 3, 0), Month("พ.ย. 68", 0, 0, 0)])


@pytest.mark.parametrize(
    "chart",
    [Shares(title="ไม่มี", bars=[]), Months(title="ไม่มี", months=[]), MONTHS],
    ids=["no bars", "no months", "months"],
)
def test_a_chart_is_a_picture_with_its_sentence_and_without_styles(chart: Shares | Months) -> None:
    made = charts.svg(chart)
    root = ET.fromstring(made)
    assert root.get("role") == "img"
    assert root.get("aria-label") == charts.told(chart, Digits.ARABIC)
    assert not [one for one in root.iter() if one.get("style") or one.tag.endswith(("}style", "}script"))]
    assert made == charts.svg(chart)


def test_a_chart_in_words_tells_all_its_numbers() -> None:
    assert charts.told(MONTHS, Digits.THAI) == (
        "รายเดือน: ต.ค. ๖๘ ได้ตามมาตรฐาน ๑๒ เกินกำหนด ๓ ยังไม่ครบกำหนด ๐ · พ.ย. ๖๘ ได้ตามมาตรฐาน ๐ เกินกำหนด ๐ ยังไม่ครบกำหนด ๐"
    )


def test_a_name_cannot_break_out_of_the_label() -> None:
    bars = [Bar(f'{name} "><script>', Fraction(1, 2)) for name in samples.HARSH]
    assert ET.fromstring(charts.svg(Shares(title="ก", bars=bars))).get("role") == "img"


def test_of_very_many_bars_the_rest_is_told() -> None:
    chart = Shares(title="ก", bars=[Bar(f"กอง {number}", None) for number in range(400)])
    assert charts.told(chart, Digits.ARABIC).endswith("กอง 24 – · อีก 375 รายการอยู่ในตาราง")


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        (None, Kind.COUNT, "–"),
        (12345, Kind.COUNT, "๑๒,๓๔๕"),
        (Fraction(9999, 10_000), Kind.PERCENT, "๙๙.๙"),
        (Fraction(17, 4), Kind.MEAN, "๔.๒๕"),
        (Amount(1200, "นาทีทำการ"), Kind.AMOUNT, "๑,๒๐๐ นาทีทำการ"),
        (samples.AS_OF, Kind.INSTANT, "๕ ม.ค. ๖๙ ๑๐.๓๐ น."),
        (samples.AS_OF.date(), Kind.DATE, "๕ ม.ค. ๒๕๖๙"),
        ("กนอ-69-000123", Kind.CODE, "กนอ-69-000123"),
        ("เรื่องกนอ-69-000123 ใน 3-5 วัน ตาม ISO9001 ข้อ 4", Kind.TEXT, "เรื่องกนอ-69-000123 ใน ๓-๕ วัน ตาม ISO9001 ข้อ ๔"),
    ],
)
def test_a_cell_in_thai_digits(cell: Cell, kind: Kind, told: str) -> None:
    assert cell_told(cell, kind, Digits.THAI) == told
