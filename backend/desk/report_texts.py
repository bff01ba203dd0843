"""The words of the quarter's report: the answer first, and each number by its name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from backend.desk.catalogue_texts import KINDS
from backend.queries.bot_answers import BotFigures
from backend.queries.figures import Mean, Pausing
from backend.queries.reports import Line, Summary, Taken
from service_standards.allowance import Allowance, Kind
from service_standards.amounts import allowance_told, amount_told
from service_standards.compliance import DEFINITIONS, Figure, in_percent
from service_standards.replay import Outcome
from service_standards.satisfaction import two_decimals
from service_standards.terms import Measure
from service_standards.thai_dates import MONTHS_TH

NO_STANDARD = "ไม่มีมาตรฐาน"
NO_ESTATE = "ไม่ระบุนิคม"
CHANNELS = {"line": "LINE"}
_UNCHANGED = "เท่าเดิม"
MEASURES = {
    Measure.FIRST_RESPONSE: "เจ้าหน้าที่ตอบครั้งแรก",
    Measure.PROGRESS: "แจ้งความคืบหน้า",
    Measure.RESOLUTION: "แจ้งผล",
}
OUTCOMES = {
    Outcome.MET: "ได้ตามมาตรฐาน",
    Outcome.MISSED: "เกินกำหนด",
    Outcome.OPEN: "ยังไม่ครบกำหนด",
    Outcome.WITHDRAWN: "ยกเลิกหรือรวมเรื่อง",
    Outcome.NO_STANDARD: NO_STANDARD,
    Outcome.UNKNOWN: "ยังคำนวณไม่ได้",
}
COLUMNS = (
    Figure.RECEIVED, Figure.TIMED, Figure.MET, Figure.MISSED, Figure.OPEN, Figure.WITHDRAWN, Figure.NO_STANDARD,
)  # fmt: skip
"""The numbers of a line, in the order in which they are read. What is unknown stands apart where there is any."""
BESIDE = (
    Figure.PAUSED, Figure.DOUBTFUL, Figure.REOPENED, Figure.DISPUTED, Figure.TURNED_TO_MET, Figure.TURNED_TO_MISSED,
    Figure.UNKNOWN,
)  # fmt: skip
"""What stands beside compliance."""
NAMED = 3
"""So many units are named in the answer."""


def answer(report: Summary) -> str:
    """ได้ตามมาตรฐานร้อยละ 96.4 เกินกำหนด 12 รายการใน 11 เรื่อง อยู่ที่ …"""
    if not report.all.count(Figure.RECEIVED):
        return "ไม่มีเรื่องที่รับในไตรมาสนี้" if report.is_over else "ยังไม่มีเรื่องที่รับในไตรมาสนี้"
    share, missed = report.all.share, report.all.count(Figure.MISSED)
    if share is None:
        return f"รับ {report.matters:,} เรื่อง ยังไม่มีรายการที่ทราบผลตามมาตรฐาน"
    if not missed:
        met = report.all.count(Figure.MET)
        return f"ได้ตามมาตรฐานร้อยละ 100 ทั้ง {met:,} รายการที่ทราบผลแล้ว จากเรื่องที่รับ {report.matters:,} เรื่อง"
    where = "" if "unit_id" in report.scope.only else f" อยู่ที่ {_where(report)}"
    told = f"เกินกำหนด {missed:,} รายการใน {report.matters_missed:,} เรื่อง{where}"
    return f"ได้ตามมาตรฐานร้อยละ {in_percent(share)} {told}"


def _where(report: Summary) -> str:
    named = [f"{line.name} ({line.tally.count(Figure.MISSED):,} รายการ)" for line in report.worst[:NAMED]]
    more = len(report.worst) - NAMED
    return " ".join(named) + (f" และอีก {more:,} หน่วยงาน" if more > 0 else "")


def percent(part: Fraction | None) -> str:
    """96.4, or a dash where nothing is decided."""
    return "–" if part is None else in_percent(part)


def points(share: Fraction | None, before: Fraction | None) -> str:
    """+1.5, −0.4, เท่าเดิม; a dash where one of the two is missing."""
    if share is None or before is None:
        return "–"
    tenths = round((share - before) * 1000)
    if not tenths:
        return _UNCHANGED if share == before else ("+0.1" if share > before else "−0.1")
    return f"{'+' if tenths > 0 else '−'}{abs(tenths) // 10}.{abs(tenths) % 10}"


def difference(share: Fraction, before: Fraction) -> str:
    """+1.5 จุดร้อยละ, เท่าเดิม"""
    told = points(share, before)
    return told if told == _UNCHANGED else f"{told} จุดร้อยละ"


def took(taken: Taken | None, which: str) -> str:
    """1 วันทำการ; of lengths in hours and minutes."""
    if taken is None:
        return "–"
    return spent_words(taken.median if which == "median" else taken.ninetieth, taken.spent_in)


def spent_words(spent: int | None, spent_in: str) -> str:
    """What a clock took, in its own kind of time; within the day where no closing of an office was passed."""
    if spent is None or not spent_in:
        return "–"
    kind = Kind(spent_in)
    if kind.in_days:
        return amount_told(kind, spent).th if spent else "ภายในวันแรก"
    return amount_told(kind, timedelta(minutes=spent)).th


def duration(minutes: int) -> str:
    """3 วัน 4 ชั่วโมง"""
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [(days, "วัน"), (hours, "ชั่วโมง"), (left, "นาที")]
    told = [f"{count:,} {unit}" for count, unit in parts if count][:2]
    return " ".join(told) or "0 นาที"


def pausing_words(pausing: Pausing) -> str:
    """หยุดนับเวลา 31 ครั้ง รวม 12 วัน 4 ชั่วโมง"""
    if not pausing.pauses:
        return "ไม่มีการหยุดนับเวลา"
    return f"หยุดนับเวลา {pausing.pauses:,} ครั้ง รวม {duration(pausing.minutes)}"


def mean_words(mean: Mean | None) -> str:
    """4.21 (ให้คะแนน 18 ครั้ง)"""
    if mean is None or mean.value is None:
        return "ยังไม่มีคะแนน"
    return f"{two_decimals(mean.value)} (ให้คะแนน {mean.count:,} ครั้ง)"


def bot_words(bot: BotFigures) -> str:
    """What the bot answered, in a sentence."""
    if not bot.answers:
        return "บอตยังไม่ได้ตอบคำถามใดในไตรมาสนี้"
    told = f"บอตตอบเอง {bot.answers:,} ครั้ง"
    if bot.share is not None:
        told += f" ได้ตามมาตรฐานร้อยละ {in_percent(bot.share)}"
    if bot.median_seconds is not None and bot.ninetieth_seconds is not None:
        median, ninetieth = float(bot.median_seconds), float(bot.ninetieth_seconds)
        told += f" ครึ่งหนึ่งของคำตอบใช้เวลาไม่เกิน {median:.1f} วินาที และร้อยละ 90 ใช้เวลาไม่เกิน {ninetieth:.1f} วินาที"
    return told


def line_name(line: Line) -> str:
    """The name of a line, in words."""
    (dimension, value) = next(iter(line.only.items()))
    if dimension == "code" and not value:
        return NO_STANDARD
    if dimension == "kind":
        return KINDS.get(str(value), str(value))
    if dimension == "month":
        return MONTHS_TH[int(value or 1) - 1]
    if dimension == "estate_id" and value is None:
        return NO_ESTATE
    if dimension == "channel":
        return CHANNELS.get(str(value), str(value))
    return line.name


def allowances(line: Line) -> str:
    """3 วันทำการ; where a version changed it in the quarter, one after the other."""
    return " แล้วเป็น ".join(allowance_told(Allowance.parse(one)).th for one in line.allowances)


FILTERS: dict[str, Callable[..., Any]] = {
    "report_answer": answer,
    "report_share": percent,
    "report_points": points,
    "report_took": took,
    "spent_words": spent_words,
    "pausing_words": pausing_words,
    "mean_words": mean_words,
    "bot_words": bot_words,
    "report_line": line_name,
    "report_allowances": allowances,
    "report_figure": lambda figure: DEFINITIONS[figure].title_th,
    "report_meaning": lambda figure: DEFINITIONS[figure].counts_th,
    "measured_outcome": lambda outcome: OUTCOMES[Outcome(outcome)],
    "report_measure": lambda measure: MEASURES.get(measure, measure),
}
