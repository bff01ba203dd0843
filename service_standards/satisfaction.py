"""Satisfaction ความพึงพอใจ: the mean of what customers gave, and the level it stands for on one of two common scales.

The work manual's target is a mean at the level "มาก". No source tells which scale the agency reads that by, so that
it is a setting, and the scale used is printed wherever a level is.

**Between two bands.** Both scales publish their bands with two decimals and leave nothing said of a mean such as
3.405. A mean is rounded once, half up, to two decimals, from the exact fraction; that number is printed, and that
number is looked up. So 3.405 is 3.41 and มาก, and nobody reads "3.41, ปานกลาง" beside a band that begins at 3.41. It is
also what statistics calls the real lower limit of a class: that of 3.41–4.20 is 3.405.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction
from types import MappingProxyType

from service_standards.told import Told

LOWEST, HIGHEST = 1, 5
DEFINITION = Told(
    "คะแนน 1–5 ที่ผู้รับบริการให้หลังแจ้งผลแต่ละครั้ง ของเรื่องที่รับในช่วงเวลานั้น ตามเวลาประเทศไทย รวมแล้วหารด้วยจำนวนครั้ง "
    "ไม่รวมเรื่องตัวอย่าง เว้นแต่ระบุไว้ว่ารวม",
    "The scores of 1 to 5 that customers gave after each outcome of the matters received in the period, Bangkok time: "
    "their sum, divided by how many there are. Demo matters are left out, unless it says that they are counted.",
)


class Level(IntEnum):
    """What a mean stands for, from the lowest to the highest."""

    LEAST = 1
    LITTLE = 2
    MODERATE = 3
    HIGH = 4
    HIGHEST = 5

    @property
    def told(self) -> Told:
        """The words of a Thai questionnaire."""
        return _LEVELS[self]


_LEVELS = {
    Level.LEAST: Told("น้อยที่สุด", "lowest"),
    Level.LITTLE: Told("น้อย", "low"),
    Level.MODERATE: Told("ปานกลาง", "moderate"),
    Level.HIGH: Told("มาก", "high"),
    Level.HIGHEST: Told("มากที่สุด", "highest"),
}
TARGET = Level.HIGH
"""The work manual's section 11; above it is reached too."""


class ScaleName(StrEnum):
    """The two common scales."""

    EQUAL_WIDTH = "equal_width"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Band:
    """The means of one level, in hundredths, both ends included."""

    level: Level
    first: int
    last: int

    def __str__(self) -> str:
        return f"{_written(self.first)}–{_written(self.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scale of five levels: each band begins a hundredth above the one before it."""

    title: Told
    source: str
    bands: Sequence[Band]

    def band(self, mean: Fraction) -> Band:
        """The band of a mean.

        Raises:
            ValueError: no scores from 1 to 5 have this mean.
        """
        if not LOWEST <= mean <= HIGHEST:
            raise ValueError(f"a mean of scores from {LOWEST} to {HIGHEST} is no {mean}")
        hundredths = _rounded(mean)
        return next(band for band in self.bands if band.first <= hundredths <= band.last)


def _scale(title: Told, source: str, lasts: Sequence[int]) -> Scale:
    firsts = [LOWEST * 100, *(last + 1 for last in lasts)]
    bands = [Band(*ends) for ends in zip(Level, firsts, [*lasts, HIGHEST * 100], strict=True)]
    return Scale(title=title, source=source, bands=tuple(bands))


SCALES: Mapping[ScaleName, Scale] = MappingProxyType(
    {
        ScaleName.EQUAL_WIDTH: _scale(
            Told("ช่วงกว้างเท่ากัน 0.80", "bands of equal width, 0.80"),
            "thaiall (บล็อก)",
            (180, 260, 340, 420),
        ),
        ScaleName.ROUNDED: _scale(
            Told("เกณฑ์ของบุญชม ศรีสะอาด", "Boonchom Srisa-ard's bands"),
            "kruchamp และบทความของ bsru.ac.th",
            (150, 250, 350, 450),
        ),
    }
)
DEFAULT_SCALE = ScaleName.EQUAL_WIDTH


def is_reached(band: Band) -> bool:
    """Whether a mean of this band is at the target or above it."""
    return band.level >= TARGET


def two_decimals(mean: Fraction) -> str:
    """A mean as it is printed, and as it is looked up."""
    return _written(_rounded(mean))


def _rounded(mean: Fraction) -> int:
    return (mean * 100 + Fraction(1, 2)).__floor__()


def _written(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}"
