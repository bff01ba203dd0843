"""Charts: laid out as data for typst, which draws them in the PDF and, outlined, as SVG for a page.

typst shapes Thai rightly and draws the same on every machine. Its SVG holds no style attribute, which the desk's
content policy would refuse.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import typst
from markupsafe import Markup, escape

from backend.papers.faces import faces, writable
from backend.papers.report import Bar, Chart, Month, Shares
from backend.papers.told import NOTHING, Digits
from backend.papers.words import printable
from service_standards.compliance import in_percent

TEMPLATES = Path(__file__).parent / "typst"
MOST_BARS = 25
"""More are no picture any more: the rest is told in a line and stands in the table."""
SHARES_LEGEND = ("ได้ตามมาตรฐาน", "ส่วนที่ขาดจากเป้าหมายร้อยละ 100")
MONTHS_LEGEND = ("ได้ตามมาตรฐาน", "เกินกำหนด", "ยังไม่ครบกำหนด")


def svg(chart: Chart, digits: Digits = Digits.ARABIC) -> Markup:
    """The chart as an ``<svg role="img">`` to put into a page, with its sentence for whoever does not see it."""
    data = as_data(chart, digits)
    compiler = typst.Compiler(TEMPLATES / "chart.typ", root=TEMPLATES, font_paths=faces())
    drawn = compiler.compile(format="svg", sys_inputs={"chart": json.dumps(data, ensure_ascii=False)})
    text = (drawn[0] if isinstance(drawn, list) else drawn or b"").decode()
    return Markup(text.replace("<svg ", f'<svg role="img" aria-label="{escape(printable(told(chart, digits)))}" ', 1))  # noqa: S704 - typst escapes


def told(chart: Chart, digits: Digits) -> str:
    """The chart in words."""
    if isinstance(chart, Shares):
        parts = [f"{bar.label} {_percent(bar.share)}" for bar in chart.bars[:MOST_BARS]]
        parts += [_more(chart)] if _more(chart) else []
    else:
        parts = [_month_told(month) for month in chart.months]
    return digits.write(f"{chart.title}: {' · '.join(parts) or 'ไม่มีข้อมูล'}")


def as_data(chart: Chart, digits: Digits) -> dict[str, Any]:
    """What the template reads. All words in it can be written."""

    def words(text: str) -> str:
        return writable(digits.write(text))

    common = {"title": words(chart.title), "alt": writable(told(chart, digits))}
    if isinstance(chart, Shares):
        bars = [_bar(bar, words) for bar in chart.bars[:MOST_BARS]]
        legend = list(map(words, SHARES_LEGEND))
        return common | {"kind": "shares", "bars": bars, "legend": legend, "more": words(_more(chart))}
    highest = max((month.met + month.missed + month.open for month in chart.months), default=0)
    months = [_month(month, highest, words) for month in chart.months]
    return common | {"kind": "months", "months": months, "legend": list(map(words, MONTHS_LEGEND))}


def _bar(bar: Bar, words: Any) -> dict[str, Any]:
    part = None if bar.share is None else round(float(bar.share), 4)
    return {"label": words(bar.label), "part": part, "told": words(_percent(bar.share))}


def _percent(share: Fraction | None) -> str:
    return NOTHING if share is None else f"{in_percent(share)}%"


def _more(chart: Shares) -> str:
    left_off = len(chart.bars) - MOST_BARS
    return f"อีก {left_off:,} รายการอยู่ในตาราง" if left_off > 0 else ""


def _month(month: Month, highest: int, words: Any) -> dict[str, Any]:
    counts = {"met": month.met, "missed": month.missed, "open": month.open}
    parts = {
        name: {"part": round(count / highest, 4) if highest else 0, "told": words(f"{count:,}")}
        for name, count in counts.items()
    }
    return {"label": words(month.label), "total": words(f"{sum(counts.values()):,}"), **parts}


def _month_told(month: Month) -> str:
    counts = zip(MONTHS_LEGEND, (month.met, month.missed, month.open), strict=True)
    return f"{month.label} " + " ".join(f"{name} {count:,}" for name, count in counts)
