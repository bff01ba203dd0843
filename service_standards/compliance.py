"""Compliance: what each figure of the reports counts, in one place, with its definition in Thai and in English.

A figure is counted over *measurements*: what one clock of one matter came to, as of an instant. What it counts is data
(``Counted``), so that adding up in memory and asking a database for the rows are the same question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

from service_standards.replay import Outcome

TARGET = 100
"""Percent of what is decided that is to be met: the work manual's section 11."""


class Flag(StrEnum):
    """What else is true of a measurement. In this order they are kept as bits: a new one goes to the end."""

    PROVISIONAL = "provisional"
    PAUSED = "paused"
    DOUBTFUL = "doubtful"
    REOPENED = "reopened"
    DISPUTED = "disputed"


def bits(flags: Iterable[Flag]) -> int:
    """The flags as one number, as a database keeps them: the first is 1, the next 2, and so on."""
    return sum(1 << _PLACES[flag] for flag in flags)


@cache
def flags_of(bits: int) -> frozenset[Flag]:
    """The flags of such a number."""
    return frozenset(flag for flag, place in _PLACES.items() if bits >> place & 1)


_PLACES = {flag: place for place, flag in enumerate(Flag)}


class Facts(NamedTuple):
    """What a figure asks of a measurement. ``promised`` is the outcome by the calendar as it was known at receipt."""

    outcome: Outcome
    promised: Outcome
    flags: frozenset[Flag] = frozenset()


class Figure(StrEnum):
    """The numbers of the reports: received = timed + withdrawn + no standard + unknown, timed = met + missed + open."""

    RECEIVED = "received"
    TIMED = "timed"
    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    WITHDRAWN = "withdrawn"
    NO_STANDARD = "no_standard"
    UNKNOWN = "unknown"
    PROVISIONAL = "provisional"
    TURNED_TO_MET = "turned_to_met"
    TURNED_TO_MISSED = "turned_to_missed"
    PAUSED = "paused"
    DOUBTFUL = "doubtful"
    REOPENED = "reopened"
    DISPUTED = "disputed"


ANY = frozenset(Outcome)
TIMED = frozenset({Outcome.MET, Outcome.MISSED, Outcome.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Which measurements a figure counts: those of these outcomes, promised these, with all of these flags."""

    outcomes: frozenset[Outcome] = ANY
    promised: frozenset[Outcome] = ANY
    flags: frozenset[Flag] = frozenset()

    def holds(self, facts: Facts) -> bool:
        """Whether a measurement is counted."""
        return facts.outcome in self.outcomes and facts.promised in self.promised and self.flags <= facts.flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A number in words: its name, what it counts, and what it leaves out."""

    title_th: str
    title_en: str
    counts_th: str
    counts_en: str
    excludes_th: str = ""
    excludes_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition(Meaning):
    """A figure in words, and what it counts as data."""

    counted: Counted


_OF_MATTERS_TH = "นับเป็นจำนวนเรื่อง โดยดูจากรายการแจ้งผลของเรื่องนั้น"
_OF_MATTERS_EN = "Counted in matters, by the clock of the matter's resolution."

DEFINITIONS: Mapping[Figure, Definition] = MappingProxyType(
    {
        Figure.RECEIVED: Definition(
            title_th="รายการทั้งหมด",
            title_en="Received",
            counts_th="รายการวัดผลของทุกเรื่องที่รับในช่วงเวลานั้น ตามเวลาประเทศไทย "
            "หนึ่งเรื่องมีรายการเจ้าหน้าที่ตอบครั้งแรกและรายการแจ้งผลอย่างละหนึ่ง และมีรายการแจ้งความคืบหน้าเฉพาะเมื่อมีมาตรฐานกำหนด",
            counts_en="The clocks of all matters received in the period, Bangkok time. Each matter has one clock of "
            "the first response and one of the resolution, and one of progress only where a standard promises it.",
            excludes_th="เรื่องตัวอย่าง เว้นแต่ระบุไว้ว่ารวม",
            excludes_en="Demo matters, unless it says that they are counted.",
            counted=Counted(),
        ),
        Figure.TIMED: Definition(
            title_th="นับเวลา",
            title_en="Timed",
            counts_th="รายการที่มีมาตรฐานกำหนดเวลา เท่ากับผลรวมของได้ตามมาตรฐาน เกินกำหนด และยังไม่ครบกำหนด",
            counts_en="Clocks with a standard whose matter was not withdrawn: met, missed and open together.",
            excludes_th="ยกเลิกหรือรวมเรื่อง ไม่มีมาตรฐาน และยังคำนวณไม่ได้",
            excludes_en="Withdrawn, without a standard, not computable yet.",
            counted=Counted(outcomes=TIMED),
        ),
        Figure.MET: Definition(
            title_th="ได้ตามมาตรฐาน",
            title_en="Met",
            counts_th="รายการที่ดำเนินการภายในเวลาครบกำหนด ตามปฏิทินที่ประกาศแล้ว ณ วันที่จัดทำตัวเลข",
            counts_en="Clocks that stopped by their due instant, by the calendar as announced when this was made.",
            counted=Counted(outcomes=frozenset({Outcome.MET})),
        ),
        Figure.MISSED: Definition(
            title_th="เกินกำหนด",
            title_en="Missed",
            counts_th="รายการที่ดำเนินการหลังเวลาครบกำหนด หรือยังไม่ได้ดำเนินการทั้งที่พ้นกำหนดแล้ว "
            "การหยุดนับเวลาหรือเปิดเรื่องอีกครั้งในภายหลังไม่ลบล้างการเกินกำหนดที่เกิดขึ้นแล้ว",
            counts_en="Clocks that stopped after their due instant, or run past it. "
            "A later pause or reopening undoes no miss.",
            counted=Counted(outcomes=frozenset({Outcome.MISSED})),
        ),
        Figure.OPEN: Definition(
            title_th="ยังไม่ครบกำหนด",
            title_en="Open",
            counts_th="รายการที่ยังไม่ได้ดำเนินการและยังไม่พ้นกำหนด รวมรายการที่หยุดนับเวลาระหว่างรอผู้รับบริการ",
            counts_en="Clocks that neither stopped nor ran past their due instant, paused ones included.",
            counted=Counted(outcomes=frozenset({Outcome.OPEN})),
        ),
        Figure.WITHDRAWN: Definition(
            title_th="ยกเลิกหรือรวมเรื่อง",
            title_en="Withdrawn or merged",
            counts_th="รายการที่ยังไม่ได้ดำเนินการเมื่อผู้รับบริการยกเลิกเรื่อง หรือเมื่อรวมกับเรื่องที่ซ้ำกัน "
            "แม้ขณะนั้นพ้นกำหนดแล้ว จึงไม่นับเป็นได้ตามมาตรฐานหรือเกินกำหนด",
            counts_en="Clocks that still ran when the customer withdrew the matter or it was found a duplicate, "
            "even if it was past due by then.",
            counted=Counted(outcomes=frozenset({Outcome.WITHDRAWN})),
        ),
        Figure.NO_STANDARD: Definition(
            title_th="ไม่มีมาตรฐาน",
            title_en="Without a standard",
            counts_th="รายการที่กฎบัตรซึ่งใช้บังคับเมื่อรับเรื่องไม่ได้กำหนดมาตรฐานไว้ ไม่นับเป็นได้ตามมาตรฐาน",
            counts_en="Clocks for which the charter in force at receipt promises nothing. Never counted as met.",
            counted=Counted(outcomes=frozenset({Outcome.NO_STANDARD})),
        ),
        Figure.UNKNOWN: Definition(
            title_th="ยังคำนวณไม่ได้",
            title_en="Not computable yet",
            counts_th="รายการที่ต้องนับเวลาไปถึงช่วงที่ยังไม่มีประกาศวันหยุดราชการ จึงยังคำนวณเวลาครบกำหนดไม่ได้",
            counts_en="Clocks that run beyond the public holidays known so far.",
            counted=Counted(outcomes=frozenset({Outcome.UNKNOWN})),
        ),
        Figure.PROVISIONAL: Definition(
            title_th="ใช้มาตรฐานทดลอง",
            title_en="By a provisional standard",
            counts_th="รายการที่นับเวลาตามมาตรฐานทดลอง ซึ่งยังไม่มีเอกสารอนุมัติ",
            counts_en="Timed clocks whose standard is a trial value that no document approves.",
            counted=Counted(outcomes=TIMED, flags=frozenset({Flag.PROVISIONAL})),
        ),
        Figure.TURNED_TO_MET: Definition(
            title_th="เปลี่ยนเป็นไม่เกินกำหนดเพราะปฏิทิน",
            title_en="No longer missed, by a holiday announced late",
            counts_th="รายการที่เกินกำหนดตามปฏิทินที่ประกาศไว้ในวันที่รับเรื่อง แต่ได้ตามมาตรฐานหรือยังไม่ครบกำหนดตามปฏิทินที่ประกาศภายหลัง",
            counts_en="Missed by the calendar known at receipt; met or open by what was announced since.",
            counted=Counted(outcomes=frozenset({Outcome.MET, Outcome.OPEN}), promised=frozenset({Outcome.MISSED})),
        ),
        Figure.TURNED_TO_MISSED: Definition(
            title_th="เปลี่ยนเป็นเกินกำหนดเพราะปฏิทิน",
            title_en="Missed, by a calendar changed late",
            counts_th="รายการที่ได้ตามมาตรฐานหรือยังไม่ครบกำหนดตามปฏิทินที่ประกาศไว้ในวันที่รับเรื่อง แต่เกินกำหนดตามปฏิทินที่ประกาศภายหลัง",
            counts_en="Met or open by the calendar known at receipt; missed by what was announced since.",
            counted=Counted(outcomes=frozenset({Outcome.MISSED}), promised=frozenset({Outcome.MET, Outcome.OPEN})),
        ),
        Figure.PAUSED: Definition(
            title_th="เรื่องที่หยุดนับเวลา",
            title_en="Paused",
            counts_th=f"เรื่องที่หยุดนับเวลาอย่างน้อยหนึ่งครั้งเพื่อรอคำตอบจากผู้รับบริการ {_OF_MATTERS_TH}",
            counts_en=f"Matters whose clock waited for the customer at least once. {_OF_MATTERS_EN}",
            counted=Counted(flags=frozenset({Flag.PAUSED})),
        ),
        Figure.DOUBTFUL: Definition(
            title_th="เรื่องที่ควรตรวจการหยุดนับเวลา",
            title_en="Doubtful pauses",
            counts_th="เรื่องที่มีการหยุดนับเวลาซึ่งเริ่มในครึ่งชั่วโมงก่อนครบกำหนด หรือข้อความที่ส่งไม่มีคำถามหรือคำขอ หรือหยุดนานกว่าสิบวัน "
            f"{_OF_MATTERS_TH}",
            counts_en="Matters with a pause that began in the half hour before the due instant, whose message asks for "
            f"nothing, or that lasted over ten days. {_OF_MATTERS_EN}",
            counted=Counted(flags=frozenset({Flag.DOUBTFUL})),
        ),
        Figure.REOPENED: Definition(
            title_th="เรื่องที่เปิดอีกครั้ง",
            title_en="Reopened",
            counts_th=f"เรื่องที่เคยแจ้งผลแล้วเปิดดำเนินการอีกอย่างน้อยหนึ่งครั้ง {_OF_MATTERS_TH}",
            counts_en=f"Matters taken up again after their outcome was told. {_OF_MATTERS_EN}",
            counted=Counted(flags=frozenset({Flag.REOPENED})),
        ),
        Figure.DISPUTED: Definition(
            title_th="เรื่องที่ผู้รับบริการโต้แย้งผล",
            title_en="Disputed",
            counts_th=f"เรื่องที่ผู้รับบริการแจ้งว่ายังไม่เรียบร้อยหลังแจ้งผลแล้ว {_OF_MATTERS_TH}",
            counts_en=f"Matters that the customer said were not solved after the outcome was told. {_OF_MATTERS_EN}",
            counted=Counted(flags=frozenset({Flag.DISPUTED})),
        ),
    }
)


class Derived(StrEnum):
    """The numbers that are worked out from figures, or from the clocks that a figure counts."""

    SHARE = "share"
    MATTERS = "matters"
    MATTERS_MISSED = "matters_missed"
    MEDIAN = "median"
    NINETIETH = "ninetieth"
    PAUSED_TIME = "paused_time"


ONCE_A_MATTER: Mapping[Derived, Figure] = MappingProxyType(
    {Derived.MATTERS: Figure.RECEIVED, Derived.MATTERS_MISSED: Figure.MISSED}
)
"""The numbers that count each matter once of which a figure counts any clock."""

_NOT_TIMED_TH = "รายการที่ยังไม่ได้ดำเนินการ และมาตรฐานที่กฎบัตรต่างฉบับนับเวลาคนละแบบ"
_NOT_TIMED_EN = "Clocks that still run, and standards that two charters count in different kinds of time."

MEANINGS: Mapping[Derived, Meaning] = MappingProxyType(
    {
        Derived.SHARE: Meaning(
            title_th="ร้อยละที่ได้ตามมาตรฐาน",
            title_en="Percent met",
            counts_th="จำนวนที่ได้ตามมาตรฐาน หารด้วยจำนวนที่ได้ตามมาตรฐานและที่เกินกำหนดรวมกัน คูณด้วย 100 เป้าหมายร้อยละ 100",
            counts_en="Met, divided by met and missed together, times 100. The target is 100.",
            excludes_th="รายการที่ยังไม่ครบกำหนด ยกเลิกหรือรวมเรื่อง ไม่มีมาตรฐาน และยังคำนวณไม่ได้",
            excludes_en="Open clocks, withdrawn ones, those without a standard and those not computable yet.",
        ),
        Derived.MATTERS: Meaning(
            title_th="เรื่องที่รับ",
            title_en="Matters received",
            counts_th="เรื่องที่รับในช่วงเวลานั้น ตามเวลาประเทศไทย นับเรื่องละหนึ่ง ไม่ว่าเรื่องนั้นจะมีกี่รายการ",
            counts_en="The matters received in the period, Bangkok time, each once, however many clocks it has.",
            excludes_th="เรื่องตัวอย่าง เว้นแต่ระบุไว้ว่ารวม",
            excludes_en="Demo matters, unless it says that they are counted.",
        ),
        Derived.MATTERS_MISSED: Meaning(
            title_th="เรื่องที่เกินกำหนด",
            title_en="Matters with a miss",
            counts_th="เรื่องที่มีรายการเกินกำหนดอย่างน้อยหนึ่งรายการ นับเรื่องละหนึ่ง แม้เกินกำหนดทั้งการตอบครั้งแรกและการแจ้งผล",
            counts_en="The matters with at least one missed clock, each once, also where several of its clocks missed.",
        ),
        Derived.MEDIAN: Meaning(
            title_th="มัธยฐาน",
            title_en="Median",
            counts_th="รายการที่ดำเนินการแล้วครึ่งหนึ่งใช้เวลาไม่เกินค่านี้ นับทั้งที่ได้ตามมาตรฐานและที่เกินกำหนด ไม่รวมช่วงที่หยุดนับเวลา",
            counts_en="What half of the clocks that have stopped, met and missed, did not exceed; pauses are left out.",
            excludes_th=_NOT_TIMED_TH,
            excludes_en=_NOT_TIMED_EN,
        ),
        Derived.NINETIETH: Meaning(
            title_th="เปอร์เซ็นไทล์ที่ 90",
            title_en="90th percentile",
            counts_th="รายการที่ดำเนินการแล้วร้อยละ 90 ใช้เวลาไม่เกินค่านี้ นับอย่างเดียวกับมัธยฐาน",
            counts_en="What nine in ten of the clocks that have stopped did not exceed, counted as the median is.",
            excludes_th=_NOT_TIMED_TH,
            excludes_en=_NOT_TIMED_EN,
        ),
        Derived.PAUSED_TIME: Meaning(
            title_th="เวลาที่หยุดรวม",
            title_en="Time paused",
            counts_th="เวลาตามจริง ทั้งในและนอกเวลาทำการ ของทุกช่วงที่หยุดนับเวลารอผู้รับบริการ จากรายการแจ้งผล",
            counts_en="The time, office hours or not, of all pauses of the clocks of resolutions.",
            excludes_th="ช่วงที่ยังไม่สิ้นสุด",
            excludes_en="Pauses that are not over.",
        ),
    }
)


class Tally:
    """How many measurements of a group there are of each sort, and so every figure of the group."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: dict[Facts, int] = {}

    def add(self, facts: Facts, times: int = 1) -> None:
        """Count so many more."""
        self._counts[facts] = self._counts.get(facts, 0) + times

    def count(self, figure: Figure) -> int:
        """How many measurements the figure counts."""
        counted = DEFINITIONS[figure].counted
        return sum(times for facts, times in self._counts.items() if counted.holds(facts))

    @property
    def share(self) -> Fraction | None:
        """Met of what is decided, from 0 to 1; None where nothing is decided."""
        return share(self.count(Figure.MET), self.count(Figure.MISSED))


def share(met: int, missed: int) -> Fraction | None:
    """Met of what is decided: open ones, withdrawn ones and those without a standard are in neither number."""
    return Fraction(met, met + missed) if met or missed else None


def percentile(histogram: Mapping[int, int] | Iterable[tuple[int, int]], percent: int) -> int | None:
    """The nearest rank: the smallest value that at least so many percent do not exceed. None without values.

    Args:
        histogram: how often each value occurs.
    """
    counts = sorted(dict(histogram).items())
    total = sum(times for _, times in counts)
    rank = max(1, ceil(Fraction(percent * total, 100)))
    seen = 0
    for value, times in counts:
        seen += times
        if times and seen >= rank:
            return value
    return None


def in_percent(part: Fraction) -> str:
    """A share with one decimal: never 100.0 for less than all, never 0.0 for more than nothing."""
    tenths = (part * 1000 + Fraction(1, 2)).__floor__()
    if part < 1:
        tenths = min(tenths, 999)
    if part > 0:
        tenths = max(tenths, 1)
    return f"{tenths // 10}.{tenths % 10}"
