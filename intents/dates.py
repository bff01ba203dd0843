"""The date a message states, as far as its own words say which one: no clock is read and no year is guessed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DateKind(StrEnum):
    """How much of a date is said."""

    FULL = "full"  # 5 ธ.ค. 2569
    DAY_AND_MONTH = "day_and_month"  # 5 ธ.ค.
    DAY_OF_MONTH = "day_of_month"  # วันที่ 5
    MONTH = "month"  # เดือนธันวา, ธ.ค. 2569
    WEEKDAY = "weekday"  # วันศุกร์ที่แล้ว
    RELATIVE = "relative"  # เมื่อวาน, อีก 3 วัน


@dataclass(frozen=True, slots=True)
class StatedDate:
    """``written`` as it stands in the message; ``day`` only if day, month and year are said beyond doubt."""

    written: str
    kind: DateKind
    day: date | None = None

    def __str__(self) -> str:
        return f"{self.written} ({self.kind}{f', {self.day}' if self.day else ''})"


_MONTHS = (
    r"ม\.? ?ค\.?|มกรา(?:คม)?|jan(?:uary)?\.?",
    r"ก\.? ?พ\.?|กุมภา(?:พันธ์)?|feb(?:ruary)?\.?",
    r"มี\.? ?ค\.?|มีนา(?:คม)?|mar(?:ch)?\.?",
    r"เม\.? ?ย\.?|เมษา(?:ยน)?|apr(?:il)?\.?",
    r"พ\.? ?ค\.?|พฤษภา(?:คม)?|may",
    r"มิ\.? ?ย\.?|มิถุนา(?:ยน)?|june?\.?",
    r"ก\.? ?ค\.?|กรกฎา(?:คม)?|july?\.?",
    r"ส\.? ?ค\.?|สิงหา(?:คม)?|aug(?:ust)?\.?",
    r"ก\.? ?ย\.?|กันยา(?:ยน)?|sept?(?:ember)?\.?",
    r"ต\.? ?ค\.?|ตุลา(?:คม)?|oct(?:ober)?\.?",
    r"พ\.? ?ย\.?|พฤศจิกา(?:ยน)?|nov(?:ember)?\.?",
    r"ธ\.? ?ค\.?|ธันวา(?:คม)?|dec(?:ember)?\.?",
)
_ANY_MONTH = "|".join(_MONTHS)
# Without a day before it a month is believed by its whole name, or by "เดือน" in front; "may" is mostly the verb.
_MONTH_NAME = (
    "มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|\b(?:january|february|april|june|july|august|september|october|november|december)\b"
)
_YEAR = r"(?P<era>พ\.? ?ศ\.?|ค\.? ?ศ\.?|b\.?e\.?|a\.?d\.?)? ?(?P<year>\d{4}|\d{2})(?!\d)"
_DAY = r"(?<![\d/.,-])(?P<day>\d{1,2})"
_BUDDHIST_ERA = 543

_WITH_YEAR = (
    re.compile(r"(?<![\d/-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])(?P<era>)"),
    re.compile(rf"{_DAY} ?[/.-] ?(?P<month>\d{{1,2}}) ?[/.-] ?{_YEAR}(?![/-])"),
    re.compile(rf"{_DAY}(?:st|nd|rd|th)? ?(?:of |เดือน ?)?(?P<month>{_ANY_MONTH}),? ?(?:ปี ?)?{_YEAR}"),
    re.compile(rf"\b(?P<month>{_ANY_MONTH}) ?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? ?{_YEAR}"),
)
_WITHOUT_YEAR: Mapping[DateKind, re.Pattern[str]] = {
    DateKind.DAY_AND_MONTH: re.compile(
        rf"{_DAY}(?:st|nd|rd|th)? ?(?:of |เดือน ?)?(?:{_ANY_MONTH})(?![a-z\u0e01-\u0e2e])"
        rf"|(?<![a-z])(?!may \d+(?!\d|st|nd|rd|th))(?:{_ANY_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?(?![\d:])"
        r"|(?:วันที่|ภายใน|ก่อนวันที่) ?\d{1,2}/\d{1,2}(?![\d/])|\b(?:on|by|before) \d{1,2}/\d{1,2}(?![\d/])"
        r"|\d{1,2}月\d{1,2}[日号號]"
    ),
    DateKind.DAY_OF_MONTH: re.compile(
        r"วันที่ ?\d{1,2}(?![\d/-])|\bon the \d{1,2}(?:st|nd|rd|th)\b|(?<![\d月])\d{1,2}[日号號](?!間)"
    ),
    DateKind.MONTH: re.compile(rf"(?:เดือน ?(?:{_ANY_MONTH})|{_MONTH_NAME})(?: ?(?:ปี )?\d{{4}})?(?![\u0e01-\u0e2e\d])"),
    DateKind.WEEKDAY: re.compile(
        "วัน(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์)(?: ?(?:ที่แล้ว|ที่ผ่านมา|ก่อน|หน้า|นี้))?"
        r"|\b(?:(?:last|next|this) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
        "|[月火水木金土日]曜日?|(?:上|下|本|这)?(?:周|星期|礼拜)[一二三四五六日天]"
    ),
    DateKind.RELATIVE: re.compile(
        r"(?:เมื่อ)?วานซืน|เมื่อวาน(?:นี้)?|วานนี้|เมื่อคืน(?:นี้)?|เมื่อเช้า(?:นี้)?|วันนี้|คืนนี้|พรุ่งนี้|มะรืน(?:นี้)?"
        r"|(?:\d+ ?)?(?:วัน|อาทิตย์|สัปดาห์|เดือน|ปี)(?:ที่แล้ว|ที่ผ่านมา|ก่อน(?!หน้า)|หน้า)"
        r"|(?:สัปดาห์|เดือน|ปี)นี้|อีก ?\d+ ?(?:วัน|อาทิตย์|สัปดาห์|เดือน)"
        r"|\b(?:yesterday|today|tonight|tomorrow|(?:last|next|this) (?:night|week|month|year))\b"
        r"|\b\d+ (?:days?|weeks?|months?) ago\b"
        "|昨日|今日|明日|先週|来週|先月|来月|去年|昨天|今天|明天|上周|下周|上个月|下个月"
    ),
}


def stated_date(spelt: str) -> StatedDate | None:
    """The date that says most of those in ``spelt`` (a text as :func:`intents.spelling.spell` gives it)."""
    full = next(_full(spelt), None)
    if full is not None:
        return full
    found = ((kind, pattern.search(spelt)) for kind, pattern in _WITHOUT_YEAR.items())
    return next((StatedDate(match[0].strip(), kind) for kind, match in found if match), None)


def _full(spelt: str) -> Iterator[StatedDate]:
    """Every date with a year; one that the calendar does not have is none."""
    for pattern in _WITH_YEAR:
        for found in pattern.finditer(spelt):
            years = _years(found["year"], found["era"] or "")
            days = [day for year in years if (day := _day(year, _month(found["month"]), int(found["day"])))]
            if days:
                yield StatedDate(found[0].strip(), DateKind.FULL, days[0] if len(years) == 1 else None)


def _years(written: str, era: str) -> list[int]:
    """The years of the common era that ``written`` may mean. Of two digits, those from 50 are of the Buddhist era."""
    year = int(written)
    buddhist, common = era.startswith(("พ", "b")), era.startswith(("ค", "a"))
    if len(written) == 4:
        is_buddhist = buddhist or (not common and year >= 2400)
        return [year - _BUDDHIST_ERA if is_buddhist else year]
    if buddhist or (not common and year >= 50):
        return [2500 + year - _BUDDHIST_ERA]
    return [2000 + year] if common else [2000 + year, 2500 + year - _BUDDHIST_ERA]


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(number for number, names in enumerate(_MONTHS, start=1) if re.fullmatch(names, written))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1900 <= year < 2200 else None
    except ValueError:
        return None
