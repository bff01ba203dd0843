"""Cells and sentences in words, with Thai or Arabic digits: for whatever shows text and not numbers."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from backend.papers.report import Amount, Cell, Kind
from service_standards.compliance import in_percent
from service_standards.thai_dates import Length, date_th, instant_th, thai_digits

NOTHING = "–"
_IDENTIFIERS = re.compile(
    r"[^\W\d_]+\.?(?:-\d+)+"  # กนอ-69-000123
    r"|[0-9.]*[A-Za-z][A-Za-z0-9._@:/-]*"  # ISO9001, an address, a hash
)


class Digits(StrEnum):
    """In which digits numbers are written."""

    THAI = "thai"
    ARABIC = "arabic"

    def write(self, text: str) -> str:
        """The text with numbers in these digits.

        Identifiers stay as they are: LINE and the desk show them in Arabic digits, and whoever copies one out of a
        document must find it again.
        """
        if self is Digits.ARABIC:
            return text
        parts, end = [], 0
        for found in _IDENTIFIERS.finditer(text):
            parts += [thai_digits(text[end : found.start()]), found[0]]
            end = found.end()
        return "".join([*parts, thai_digits(text[end:])])


def cell_told(cell: Cell, kind: Kind, digits: Digits) -> str:
    """A cell in words: 12,345 · 96.4 · 15 ม.ค. 2569."""
    if cell is None:
        return NOTHING
    if kind is Kind.CODE:
        return str(cell)
    return digits.write(_in_arabic(cell, kind))


def _in_arabic(cell: Cell, kind: Kind) -> str:
    if isinstance(cell, datetime):
        return instant_th(cell, Length.SHORT)
    if isinstance(cell, date):
        return date_th(cell, Length.PLAIN)
    if isinstance(cell, Amount):
        return f"{cell.value:,} {cell.unit}"
    if isinstance(cell, Fraction):
        return in_percent(cell) if kind is Kind.PERCENT else rounded(cell, 2)
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def rounded(number: Fraction, places: int) -> str:
    """With so many decimals, half away from zero up: from the exact number, never from a float."""
    scaled = (number * 10**places + Fraction(1, 2)).__floor__()
    sign, whole = ("-" if scaled < 0 else ""), abs(scaled)
    return f"{sign}{whole // 10**places:,}.{whole % 10**places:0{places}}"
