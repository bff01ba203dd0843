"""Whether the words of a promise tell the very time that its clock counts: the number together with its unit."""

from __future__ import annotations

import re

from service_standards.allowance import Allowance, Unit
from service_standards.amounts import allowance_told, amount_told
from service_standards.thai_dates import arabic_digits
from service_standards.told import Told

Run = tuple[tuple[int, Unit], ...]
"""An amount as it is written: "2 hours 30 minutes" is one of two parts."""
_WORDS = {
    Unit.BUSINESS_MINUTE: r"นาที\s*ทำ(?:การ|งาน)|(?:business|working)[\s-]+minutes?\b",
    Unit.BUSINESS_HOUR: r"ชั่วโมง\s*ทำ(?:การ|งาน)|(?:business|working)[\s-]+hours?\b",
    Unit.WORKING_DAY: r"วัน\s*(?:ทำการ|ทำงาน|ราชการ)|(?:business|working)[\s-]+days?\b",
    Unit.MINUTE: r"นาที|minutes?\b",
    Unit.HOUR: r"ชั่วโมง|hours?\b",
    Unit.CALENDAR_DAY: r"วัน|(?:calendar[\s-]+)?days?\b",
}
"""How a unit is written; what is longer comes first, for วันทำการ begins with วัน."""
_UNITS = "|".join(f"(?P<{unit.value}>{words})" for unit, words in _WORDS.items())
_AMOUNT = re.compile(rf"(?<![0-9.,])([0-9][0-9,]*)[\s-]*(?:{_UNITS})", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:และ|กับ|and)?\s*", re.IGNORECASE)


def tells(words: str, allowance: Allowance) -> bool:
    """Whether the words, Thai or English, hold the allowance; other times may stand beside it ("day and night")."""
    told = _runs(words)
    return any(run in told for way in ways_to_tell(allowance) for run in _runs(way.th))


def ways_to_tell(allowance: Allowance) -> tuple[Told, ...]:
    """How it may be told: 120 minutes are 2 hours to a reader, but days are never hours."""
    written = allowance_told(allowance)
    if allowance.kind.in_days:
        return (written,)
    in_hours = amount_told(allowance.kind, allowance.time)
    return (written,) if in_hours == written else (written, in_hours)


def _runs(words: str) -> list[Run]:
    """The amounts of time in a text, those that follow each other immediately as one."""
    text = arabic_digits(words)
    runs: list[Run] = []
    end: int | None = None
    for found in _AMOUNT.finditer(text):
        part = int(found[1].replace(",", "")), Unit(str(found.lastgroup))
        if end is not None and _JOINED.fullmatch(text, end, found.start()):
            runs[-1] = (*runs[-1], part)
        else:
            runs.append((part,))
        end = found.end()
    return runs
