"""Names of places as people write them: in Thai or English, run together, misspelt, without tones.

A text is *folded* before names are looked for in it: tones, spaces and signs are dropped, and each way of writing a
name becomes the one name we keep. What stood beside a letter is remembered, so that "RIL" is not found in "April".
"""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from intents.normalise import skeleton
from intents.spelling import spell

_DIGITS = {"หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "แปด": "8"}
_SPOKEN_NUMBER = re.compile(rf"(ทอง|ซีบอร์ด|เฟส|โครงการ|ชลบุรี|เอฟดี)(?:ที่)? ?({'|'.join(_DIGITS)})")
_PROJECT = re.compile(
    r"\s*\(?(?:โครงการ|เฟส|ระยะ|phase|project|no\.?|หมายเลข|(?<=\s)(?:industrial\s+)?estate)\s*(?:ที่)?\s*(?=\d)"
)
_KEPT = re.compile("[^\\W_]|[\u0e30-\u0e4e]")
_DIVIDES = re.compile("[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_SILENT = re.compile("(?<=[\u0e01-\u0e4e])[\u0e01-\u0e2e][\u0e34\u0e38]?\u0e4c")  # as ว์ in เวลโกรว์
_KANA = str.maketrans("ァィゥェォャュョヮ", "アイウエオヤユヨワ", "ッー・")
_END = ""


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` folded; its i-th letter stands for ``written[origin[i]:until[i]]``."""

    text: str
    written: str
    origin: tuple[int, ...]
    until: tuple[int, ...]

    def divides(self, at: int) -> bool:
        """Whether a name may begin or end here: not inside a Latin word or a number."""
        if self.is_apart(at):
            return True
        left, right = self.text[at - 1], self.text[at]
        return not ((left.isdigit() and right.isdigit()) or (_is_latin(left) and _is_latin(right)))

    def is_apart(self, at: int) -> bool:
        """Whether something – a space, a sign, the beginning or the end – divides the text there."""
        if at in (0, len(self.text)):
            return True
        return bool(_DIVIDES.search(self.written, self.until[at - 1], self.origin[at]))

    def written_before(self, start: int) -> str:
        return self.written[: self.origin[start]]

    def begins_at(self, place: int) -> int:
        """Where in the folded text the first letter stands that is written at ``place`` or later."""
        return bisect_left(self.origin, place)

    def replaced(self, start: int, end: int, name: str) -> "Folded":
        """The same with ``text[start:end]`` written as ``name``."""
        text = self.text[:start] + name + self.text[end:]
        origin = (*self.origin[:start], *(self.origin[start] for _ in name), *self.origin[end:])
        until = (*self.until[:start], *(self.until[end - 1] for _ in name), *self.until[end:])
        return Folded(text, self.written, origin, until)


class Names:
    """Finds which of many folded names stand in a folded text, the longest first at each place."""

    def __init__(self, names: Iterable[str]) -> None:
        self._root: dict[str, Any] = {}
        for name in names:
            node = self._root
            for letter in name:
                node = node.setdefault(letter, {})
            node[_END] = name

    def starting_at(self, folded: Folded, start: int) -> Sequence[str]:
        """The whole names that begin at ``start``, the longest first; two may be glued together ("amatacity")."""
        beginnings = self._beginnings(folded, start)
        if not beginnings or not folded.divides(start):
            return ()
        return [name for name in beginnings if self._ends(folded, start + len(name))]

    def _beginnings(self, folded: Folded, start: int) -> list[str]:
        found: list[str] = []
        node = self._root
        for at in range(start, len(folded.text)):
            if folded.text[at] not in node:
                break
            node = node[folded.text[at]]
            if _END in node:
                found.insert(0, node[_END])
        return found

    def _ends(self, folded: Folded, end: int) -> bool:
        return folded.divides(end) or any(folded.divides(end + len(name)) for name in self._beginnings(folded, end))


@lru_cache(maxsize=16)  # one message is read for its estate and for its province
def fold(text: str) -> Folded:
    """``text`` folded, with every known way of writing a place name in one."""
    written = _SPOKEN_NUMBER.sub(lambda found: f"{found[1]} {_DIGITS[found[2]]}", spell(text))
    folded = _letters(_PROJECT.sub(" ", written))
    names, meant = spellings()
    start = 0
    while start < len(folded.text):
        step = 1
        for written in names.starting_at(folded, start)[:1]:
            if _takes_from_the_next(names, folded, start, start + len(written)):
                continue
            folded = folded.replaced(start, start + len(written), meant[written])
            step = len(meant[written])
        start += step
    return folded


def _takes_from_the_next(names: Names, folded: Folded, start: int, end: int) -> bool:
    """Whether the piece reaches over a space into another name, as ไฮเทก would in "ไฮเท กบินทร์"."""
    inside = filter(folded.is_apart, range(start + 1, end))
    return any(at + len(name) > end for at in inside for name in names.starting_at(folded, at))


def fold_name(name: str) -> str:
    return fold(name).text


@cache
def spellings() -> tuple[Names, dict[str, str]]:
    """Every folded way of writing a name, and for each the folded name that is meant."""
    meant: dict[str, str] = {}
    with resources.files("intents").joinpath("data/estate_spellings.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name = _letters(spell(row["name"])).text
            meant |= {_letters(spell(written)).text: name for written in (row["name"], *row["spellings"].split(";"))}
    return Names(meant), meant


def _letters(written: str) -> Folded:
    silent = {at for found in _SILENT.finditer(written) for at in range(*found.span())}
    text, origin, until = [], [], []
    for at, char in enumerate(written):
        letter = "" if at in silent else _folded_letter(char)
        if letter:
            text.append(letter)
            origin.append(at)
            until.append(at + 1)
        elif until and at in silent:
            until[-1] = at + 1
    return Folded("".join(text), written, tuple(origin), tuple(until))


@cache
def _folded_letter(char: str) -> str:
    return skeleton(char).translate(_KANA) if _KEPT.match(char) else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
