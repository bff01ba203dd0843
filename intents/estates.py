"""The industrial estates, and which of them a message names."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from importlib import resources

from intents.corrector import Corrector, Near
from intents.place_names import Folded, Names, fold, fold_name, spellings

MOST_OF_A_PROVINCE = 8  # more than these cannot be asked about in one message
_NO_ESTATE = "none"  # the row of estate_aliases.csv with phrases that only sound like an estate

_NIKHOM = f"(?:{fold_name('นิคม')}(?:{fold_name('อุตสาหกรรม')}|{fold_name('อุตสาหกรม')}|{fold_name('อุต')})?)"
_IN_PROVINCE = f"(?:{'|'.join(map(fold_name, ('ใน', 'แถว', 'จังหวัด', 'แถวๆ', 'เขต', 'ทั้งหมด', 'ที่', 'จ.', 'อยู่', 'ของ')))})"
_BESIDE_BEFORE = re.compile(
    f"{_NIKHOM}(?:{fold_name('ที่')}|{fold_name('ชื่อ')}|{fold_name('ของ')})?$|estate(?:of|at|in)?$|ie$"
)
_BESIDE_AFTER = re.compile("(?:city)?(?:industrial)?(?:estate|ie(?![a-z])|park)|工業団地|工业区|工业园|工業區|园区|นิคม")
_IS_ALL_BEFORE = re.compile(f"^(?:{'|'.join(map(fold_name, ('อยู่', 'ที่', 'ของ', 'โรงงานอยู่', 'คือ', 'โรงงาน')))})*$")
_POLITE = ("ครับผม", "ครับ", "ค่ะ", "คะ", "คับ", "จ้า", "จ้ะ", "ค่า", "ฮะ", "อะ", "นะ", "please", "です")
_IS_ALL_AFTER = re.compile(f"^(?:{'|'.join(map(fold_name, _POLITE))})*$")
_PLACE_OF_ANOTHER_KIND = re.compile(
    r"(?:อำเภอ|(?<!\S)อ\.|ตำบล|(?<!\S)ต\.|แขวง|เขต|ถนน|(?<!\S)ถ\.|แยก|จังหวัด|(?<!\S)จ\.|สถานี|เทศบาล\S*|สภ\.?|รพ\.?|โรงพยาบาล|ธนาคาร|วัด|ตลาด)\s*$"
)
_ESTATE_AHEAD = re.compile(f"{_NIKHOM}(?:{fold_name('ที่')})?|(?<![a-z])estate(?:of|at|in)?")
_PLACE_AHEAD = re.compile(
    r"(?:ที่?|ใน|โซน|แถว|ย่าน|แปลง|สาขา|โรงงาน(?:ของ)?(?:เรา|ผม|ฉัน|หนู)?(?:อยู่)?)\s*$|\b(?:at|in|near)\s*$"
)
_PLACE_WORD = re.compile(r"(?:ที่|แถว|แถวๆ|อยู่|ใน|โซน|ย่าน|จาก|ไป|แปลง|สาขา|เขต|โรงงาน)\s*")
# Who writes of these to us writes of an estate: then a place's name is the estate's there, wherever it stands.
_OF_AN_ESTATE = re.compile(
    r"นิคม(?!พัฒนา|สร้าง)|โรงงาน|น้ำ(?:ไม่ไหล|ประปา|เสีย|ไหลอ่อน)|ไฟ(?:ดับ|ตก|ไม่มา|ฟ้าดับ)|กลิ่น|เหม็น|ควัน|ขยะ|แปลง|เช่า|ที่ว่าง|ผู้ประกอบ"
    r"|สำนักงาน|สนง|กนอ|ค่าน้ำ|factor(?:y|ies)|estate|power (?:outage|cut)|no water|rent\b|工場|工厂|停水|停电|断水"
)
_TO_OR_FROM = re.compile(r"(?:ไป|จาก|มา)\s*$")
_ON_THE_WAY = re.compile(r"(?:อยู่|จาก|ไป|เขต)\s*$")
_ORDINARY = re.compile("บ้าง")  # "อะไรในนิคมบ้าง" names no estate, though many names begin so but for the tone
_LONG_ENOUGH = 5
# How far off a name may be, by its length: two for a wrong letter, one for a letter that sounds alike.
_OFF_BESIDE_NIKHOM = {5: 2, 7: 3, 8: 4, 13: 6}
_OFF_WHERE_A_PLACE_STANDS = {5: 1, 7: 2, 10: 3, 13: 4}
_LONG_ENOUGH_TO_RUN_ON = 7  # a shorter one is only mended where it ends before a space or a sign


_PROVINCES_SAID = {"อยุธยา": "พระนครศรีอยุธยา", "กรุงเทพ": "กรุงเทพมหานคร", "กทม": "กรุงเทพมหานคร", "แปดริ้ว": "ฉะเชิงเทรา"}
PHONES_AS_OF = date(2026, 8, 4)
"""The day of the list that the telephone numbers were taken from."""
_DEVELOPERS_NUMBER = re.compile("number.*(?:developer|group)|(?:developer|group).*number")


class EstateDataError(ValueError):
    """The estates' files contradict each other; the message says where."""


class Counts(IntEnum):
    """Where a name counts as an estate's: each includes the places of those before it."""

    ANYWHERE = 0
    WHERE_A_PLACE_STANDS = 1
    BESIDE_NIKHOM = 2


@dataclass(frozen=True, slots=True)
class Estate:
    """One industrial estate. What is not known is None, never a guess; ``ops_line`` is "1", "2" or "3".

    ``aliases`` name it anywhere; ``after_place_word`` are ordinary places too, and name it where a place stands
    ("โรงงานที่ลำพูน"); ``only_beside_nikhom`` name it in "นิคม…" or "… estate" alone. The labels fit a button.
    """

    id: str
    name_th: str
    name_en: str
    label_th: str
    label_en: str
    province_th: str | None
    province_en: str | None
    province_is_sourced: bool
    """False where it was concluded from a map or a name, or where sources disagree: not to be told as a fact."""
    ops_line: str | None
    office_phone: str | None
    phone_source: str | None
    phone_is_developers: bool
    """The number is the developer's or one for a group of estates, not the estate office's own."""
    aliases: tuple[str, ...]
    after_place_word: tuple[str, ...]
    only_beside_nikhom: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class EstateMatch:
    """``estate_id`` if one estate is named; ``candidates`` if the name fits several or several are named."""

    estate_id: str | None = None
    candidates: tuple[str, ...] = ()


def load_estates() -> Mapping[str, Estate]:
    """Every estate by its id, in the order of the file.

    Raises EstateDataError if the aliases name an estate that the table does not have.
    """
    table = {row["estate_id"]: row for row in _rows("estates.csv")}
    aliases, labels = _about(table, "estate_aliases.csv"), _about(table, "estate_labels.csv")
    return {one: _estate(row, aliases.get(one, {}), labels.get(one, {})) for one, row in table.items()}


def _about(table: Mapping[str, object], name: str) -> dict[str, dict[str, str]]:
    """The rows of another file on the same estates."""
    rows = {row["estate_id"]: row for row in _rows(name)}
    if unknown := rows.keys() - table.keys() - {_NO_ESTATE}:
        raise EstateDataError(f"{name}: no estate in estates.csv has the id {', '.join(sorted(unknown))}")
    return rows


class EstateFinder:
    """Finds the estate a message names. Built once, used from many threads."""

    def __init__(self, estates: Mapping[str, Estate]) -> None:
        self._estates = estates
        self._names = _names(estates)
        self._finder = Names(self._names)
        self._meant = {
            stem: stem for name, meant in self._names.items() if meant and (stem := name.rstrip("0123456789"))
        } | spellings()[1]
        self._beside_nikhom = Corrector(self._meant, _OFF_BESIDE_NIKHOM)
        self._where_a_place_stands = Corrector(self._meant, _OFF_WHERE_A_PLACE_STANDS)
        self._provinces = _provinces(estates)
        provinces = "|".join(self._provinces)
        self._said_to_be_in = re.compile(
            f"{_NIKHOM}{_IN_PROVINCE}+({provinces})|estates?(?:in|at|near|around)({provinces})"
        )
        self._named_after = re.compile(f"{_NIKHOM}({provinces})")
        self._province_names = _province_names(estates)

    def find(self, text: str) -> EstateMatch:
        """The estate named in ``text``, by name or alias, in Thai or English, if need be misspelt."""
        folded = fold(text)
        province = self._in_province(folded, self._said_to_be_in)
        if province:
            return self._settle(folded, [province])
        for mended in self._mended(folded):
            mentions = self._named(mended)
            if mentions:
                return self._settle(mended, mentions)
        return self._settle(folded, self._named(folded))

    def _named(self, folded: Folded) -> Sequence[frozenset[str]]:
        found = list(self._mentions(folded)) or [self._in_province(folded, self._named_after)]
        return [ids for ids in found if ids]

    def province(self, text: str) -> str | None:
        """The Thai name of the province named in ``text``, of those that have an estate."""
        said = fold(text).text
        return next((province for name, province in self._province_names if name in said), None)

    def _mentions(self, folded: Folded) -> Iterator[frozenset[str]]:
        """For each name in the text, from left to right, the estates it may mean (none: it only sounds like one)."""
        start = 0
        while start < len(folded.text):
            step = 1
            for name in self._finder.starting_at(folded, start):
                ids = self._meant_by(folded, start, name)
                if ids is not None:
                    yield ids
                    step = len(name)
                    break
            start += step

    def _meant_by(self, folded: Folded, start: int, name: str) -> frozenset[str] | None:
        """The estates ``name`` means where it stands; None if there it is an ordinary word."""
        counting = self._names[name]
        if not counting:
            return frozenset()
        reach = _reach(folded, start, start + len(name))
        ids = frozenset(estate_id for counts, estate_id in counting if reach is not None and counts <= reach)
        return ids or None

    def _in_province(self, folded: Folded, asked: re.Pattern[str]) -> frozenset[str]:
        """The estates of a province asked about ("นิคมแถวอยุธยา"), unless they are too many to choose from."""
        found = asked.search(folded.text)
        ids = self._provinces[found[found.lastindex or 0]] if found else frozenset[str]()
        return ids if len(ids) <= MOST_OF_A_PROVINCE else frozenset()

    def _mended(self, folded: Folded) -> Iterator[Folded]:
        """``folded`` with the first misspelt name in it put right: once for each that it may be."""
        covered = 0
        for start in self._where_a_name_may_stand(folded):
            if start < covered or _ORDINARY.match(folded.written, folded.origin[start]):
                continue
            exact = max(map(len, self._finder.starting_at(folded, start)), default=0)
            covered = start + exact
            nearest = self._nearest(folded, start, exact)
            if nearest:
                yield from (folded.replaced(start, near.end, self._meant[near.name]) for near in nearest)
                return

    def _nearest(self, folded: Folded, start: int, exact: int) -> Sequence[Near]:
        """The names that are nearly written at ``start``, if they are longer than what is written there exactly."""
        is_beside = bool(_BESIDE_BEFORE.search(folded.text[:start]))
        corrector = self._beside_nikhom if is_beside else self._where_a_place_stands
        near = [one for one in corrector.nearest(folded, start, exact) if is_beside or _may_end(folded, one)]
        if not near and not is_beside and _BESIDE_AFTER.search(folded.text, start):
            beside = self._beside_nikhom.nearest(folded, start, exact)
            near = [one for one in beside if _BESIDE_AFTER.match(folded.text[one.end :])]
        return [one for one in near if 0 < one.errors * 2 <= len(one.name) - exact]

    def _where_a_name_may_stand(self, folded: Folded) -> Sequence[int]:
        ends = (found.end() for found in _ESTATE_AHEAD.finditer(folded.text))
        after = (folded.begins_at(found.end()) for found in _PLACE_WORD.finditer(folded.written))
        apart = filter(folded.is_apart, range(len(folded.text)))
        return sorted({place for places in (ends, after, apart) for place in places if place < len(folded.text)})

    def _settle(self, folded: Folded, mentions: Sequence[frozenset[str]]) -> EstateMatch:
        if not mentions:
            return EstateMatch()
        shared = frozenset.intersection(*mentions)
        possible = shared or frozenset().union(*mentions)
        if len(possible) > 1 and len(mentions) == 1:
            possible = self._of_named_province(folded, possible)
        if len(possible) == 1:
            return EstateMatch(estate_id=next(iter(possible)))
        return EstateMatch(candidates=tuple(estate_id for estate_id in self._estates if estate_id in possible))

    def _of_named_province(self, folded: Folded, possible: frozenset[str]) -> frozenset[str]:
        for province, ids in self._provinces.items():
            if province in folded.text and possible & ids:
                return possible & ids
        return possible


def _may_end(folded: Folded, near: Near) -> bool:
    return len(near.name) >= _LONG_ENOUGH_TO_RUN_ON or folded.is_apart(near.end)


def _reach(folded: Folded, start: int, end: int) -> Counts | None:
    """Which names count at this place in the text; None where none does."""
    before, after, written = folded.text[:start], folded.text[end:], folded.written_before(start)
    if _BESIDE_BEFORE.search(before) or _BESIDE_AFTER.match(after):
        return Counts.BESIDE_NIKHOM
    if _IS_ALL_BEFORE.match(before) and _IS_ALL_AFTER.match(after):
        return Counts.BESIDE_NIKHOM
    if _PLACE_OF_ANOTHER_KIND.search(written):
        return None
    apart = folded.is_apart(start)
    if _PLACE_AHEAD.search(written) or (apart and folded.is_apart(end) and not (before and after)):
        return Counts.WHERE_A_PLACE_STANDS
    if (
        folded.until[end - 1] - folded.origin[start] >= _LONG_ENOUGH
        and _OF_AN_ESTATE.search(folded.written)
        and not _TO_OR_FROM.search(written)
    ):
        return Counts.WHERE_A_PLACE_STANDS
    # Thai has no spaces between words: "อมตะ" is also in "หลอมตะกั่ว".
    return Counts.ANYWHERE if end - start >= _LONG_ENOUGH or apart or _ON_THE_WAY.search(written) else None


def _names(estates: Mapping[str, Estate]) -> Mapping[str, frozenset[tuple[Counts, str]]]:
    """For each folded name the estates it may mean, and where it counts as their name; none: it is no estate's."""
    names = defaultdict[str, set[tuple[Counts, str]]](set)
    for estate in estates.values():
        listed = (estate.aliases, estate.after_place_word, estate.only_beside_nikhom)
        for counts, aliases in zip(Counts, listed, strict=True):
            for alias in aliases:
                names[fold_name(alias)].add((counts, estate.id))
    for estate in estates.values():
        for name in set(map(fold_name, _official_names(estate))) - names.keys():
            names[name].add((Counts.ANYWHERE, estate.id))
    for row in _rows("estate_aliases.csv"):
        if row["estate_id"] == _NO_ESTATE:
            names |= {fold_name(phrase): set() for phrase in row["aliases"].split(";")}
    return {name: frozenset(meant) for name, meant in names.items()}


def _official_names(estate: Estate) -> Iterator[str]:
    for name in (estate.name_th.removeprefix("นิคมอุตสาหกรรม"), estate.name_en):
        yield name
        yield re.sub(r"\(.*?\)", "", name)


def _province_names(estates: Mapping[str, Estate]) -> list[tuple[str, str]]:
    """Folded names of provinces, short ones and English ones too, each with the Thai name; the longest first."""
    names = dict(_PROVINCES_SAID)
    for estate in estates.values():
        if estate.province_th and estate.province_en:
            names |= {estate.province_th: estate.province_th, estate.province_en: estate.province_th}
    return sorted(((fold_name(name), province) for name, province in names.items()), key=lambda pair: -len(pair[0]))


def _provinces(estates: Mapping[str, Estate]) -> Mapping[str, frozenset[str]]:
    members = defaultdict[str, set[str]](set)
    for estate in estates.values():
        if estate.province_th:
            members[fold_name(estate.province_th)].add(estate.id)
    return {province: frozenset(ids) for province, ids in members.items()}


def _estate(row: Mapping[str, str], aliases: Mapping[str, str], labels: Mapping[str, str]) -> Estate:
    return Estate(
        id=row["estate_id"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        label_th=labels.get("label_th") or row["name_th"].removeprefix("นิคมอุตสาหกรรม").strip(),
        label_en=labels.get("label_en") or row["name_en"],
        province_th=row["province_th"] or None,
        province_en=row["province_en"] or None,
        province_is_sourced=row["province_status"].startswith("sourced"),
        ops_line=row["ops_line"] or None,
        office_phone=row["office_phone"] or None,
        phone_source=row["phone_source"] or None,
        phone_is_developers=bool(_DEVELOPERS_NUMBER.search(row["note"])),
        aliases=_parts(aliases.get("aliases", "")),
        after_place_word=_parts(aliases.get("after_place_word", "")),
        only_beside_nikhom=_parts(aliases.get("only_beside_nikhom", "")),
        note=row["note"],
    )


def _parts(listed: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, listed.split(";"))))


def _rows(name: str) -> list[dict[str, str]]:
    with resources.files("intents").joinpath("data", name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
