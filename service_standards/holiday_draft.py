"""Drafts a year's holiday file from the `holidays` library, for a person to review.

    python -m service_standards holidays 2571 > service_standards/data/holidays_2571.toml

The clock never reads the library: it reads the reviewed files. What a reviewer has to fill in is marked REVIEW,
and a file with such a mark in it is refused when it is loaded.
"""

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from typing import NamedTuple

import holidays

from service_standards.instants import BUDDHIST_ERA

_SUBSTITUTE = "ชดเชย"
_SPECIAL = "วันหยุดพิเศษ (เพิ่มเติม)"
_CHILDREN, _LABOUR, _PLOUGHING = "วันเด็กแห่งชาติ", "วันแรงงานแห่งชาติ", "วันพืชมงคล"

# What the library calls public and offices of the state keep open on, and why.
_OPEN = {
    _CHILDREN: "a Saturday in January; no day off",
    _LABOUR: "offices of the state work; private firms, banks and state enterprises rest: ask IEAT which it keeps",
}
# Full names are for the page; a chat says these.
_SHORT = {
    "วันพระบาทสมเด็จพระพุทธยอดฟ้าจุฬาโลกมหาราช และวันที่ระลึกมหาจักรีบรมราชวงศ์": "วันจักรี",
    "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าสุทิดา พัชรสุธาพิมลลักษณ พระบรมราชินี": ("วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี"),
    "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระปรเมนทรรามาธิบดีศรีสินทรมหาวชิราลงกรณ พระวชิรเกล้าเจ้าอยู่หัว": (
        "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว"
    ),
    "วันเฉลิมพระชนมพรรษาสมเด็จพระบรมราชชนนีพันปีหลวง": "วันแม่แห่งชาติ",
    "วันคล้ายวันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระบรมชนกาธิเบศร มหาภูมิพลอดุลยเดชมหาราช บรมนาถบพิตร": ("วันพ่อแห่งชาติ"),
    "วันชาติ": "วันพ่อแห่งชาติ",
}
_SHORT_EN = {
    "HM Queen Sirikit The Queen Mother's Birthday": "National Mother's Day",
    "HM King Bhumibol Adulyadej the Great's Birthday": "National Father's Day",
    "National Day": "National Father's Day",
}


class Day(NamedTuple):
    """One date as the library has it."""

    on: date
    names_th: list[str]
    names_en: list[str]


def draft(year_be: int) -> str:
    """The text of `holidays_<year_be>.toml`, to be reviewed."""
    year = year_be - BUDDHIST_ERA
    days = list(_days(year))
    kept = [day for day in days if not _kept_open(day)]
    parts = [
        f"# Days on which offices of the state are closed in B.E. {year_be} ({year}).\n",
        f"year = {year}\n",
        f'made_from = "holidays {version("holidays")}: Thailand, public and government days, with substitution days"\n',
        'reviewed = "REVIEW: date, by whom, against which announcements"\n',
        f"open_questions = [{', '.join(map(_quoted, _unknown(kept)))}]\n",
        *map(_closed, kept),
        *(_open(day) for day in days if _kept_open(day)),
    ]
    return "".join(parts)


def _days(year: int) -> Iterator[Day]:
    kinds = (holidays.PUBLIC, holidays.GOVERNMENT)
    thai = holidays.country_holidays("TH", years=year, categories=kinds, language="th")
    english = holidays.country_holidays("TH", years=year, categories=kinds, language="en_US")
    for on in sorted(thai):
        yield Day(on, thai.get_list(on), english.get_list(on))


def _kept_open(day: Day) -> bool:
    return all(name.removeprefix(_SUBSTITUTE) in _OPEN for name in day.names_th)


def _unknown(kept: list[Day]) -> list[str]:
    names = {name for day in kept for name in day.names_th}
    unknown = [] if _PLOUGHING in names else [f"{_PLOUGHING} (พฤษภาคม): ยังไม่พบประกาศของสำนักพระราชวัง"]
    if _SPECIAL not in names:
        unknown.append("วันหยุดราชการเพิ่มเป็นกรณีพิเศษ: ยังไม่พบมติคณะรัฐมนตรี")
    return unknown


def _closed(day: Day) -> str:
    fields: dict[str, date | str] = {
        "on": day.on,
        "name_th": _thai(day.names_th),
        "name_en": " / ".join(dict.fromkeys(day.names_en)),
    }
    short_th = _thai([_shortened(name) for name in day.names_th])
    short_en = " / ".join(dict.fromkeys(_shortened_en(name) for name in day.names_en))
    if _SPECIAL in day.names_th:
        fields["name_en"], short_en = "Additional special holiday", "special holiday"
    fields |= {"short_th": short_th} if short_th != fields["name_th"] else {}
    fields |= {"short_en": short_en} if short_en != fields["name_en"] else {}
    return _table("closed", fields | _source(day))


def _source(day: Day) -> dict[str, date | str]:
    if _SPECIAL in day.names_th:
        return {"source": "REVIEW: มติคณะรัฐมนตรี", "source_en": "REVIEW: cabinet resolution", "announced_on": "REVIEW"}
    if day.names_th[0].startswith(_SUBSTITUTE):
        return {"source": "มติคณะรัฐมนตรี เรื่องวันหยุดชดเชย", "source_en": "cabinet resolution on substitution days"}
    return {
        "source": "ประกาศสำนักนายกรัฐมนตรี เรื่องวันหยุดราชการ",
        "source_en": "announcement of the Prime Minister's Office on public holidays",
    }


def _open(day: Day) -> str:
    why = _OPEN[day.names_th[0].removeprefix(_SUBSTITUTE)]
    return _table("open", {"on": day.on, "name_th": _thai(day.names_th), "why": why})


def _thai(names: list[str]) -> str:
    """Several names of one day as one, with a substitute's word said once and in full."""
    plain = list(dict.fromkeys(name.removeprefix(_SUBSTITUTE) for name in names))
    if plain == [_SPECIAL]:
        return "วันหยุดราชการเพิ่มเป็นกรณีพิเศษ"
    prefix = "วันหยุดชดเชย" if names[0].startswith(_SUBSTITUTE) else ""
    return prefix + (" ".join(plain[:-1]) + " และ" if len(plain) > 1 else "") + plain[-1]


def _shortened(name: str) -> str:
    if name == _SPECIAL:
        return "วันหยุดพิเศษ"
    prefix = _SUBSTITUTE if name.startswith(_SUBSTITUTE) else ""
    plain = name.removeprefix(prefix)
    return prefix + _SHORT.get(plain, plain)


def _shortened_en(name: str) -> str:
    plain, mark, _ = name.partition(" (in lieu)")
    return _SHORT_EN.get(plain, plain) + mark


def _table(name: str, fields: dict[str, date | str]) -> str:
    lines = (f"{key} = {value if isinstance(value, date) else _quoted(value)}\n" for key, value in fields.items())
    return f"\n[[{name}]]\n{''.join(lines)}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
