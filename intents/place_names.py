"""Names of places as people write them: in Thai or English, run together, misspelt, without tones.

A text is *folded* before names are looked for in it: tones, spaces and signs are dropped, and each way of writing a
name becomes the one name we keep. What stood beside a letter is remembered, so that "RIL" is not found in "April".
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from intents.normalise import skeleton
from intents.spelling import spell

_DIGITS = {"หนึ่ง": "1", "สอง": "2", "สาม": "3", "สี่": "4", "ห้า": "5", "หก": "6", "เจ็ด": "7", "แปด": "8"}
_SPOKEN_NUMBER = re.compile(rf"(ทอง|ซีบอร์ด|เฟส|โครงการ|ชลบุรี|เอฟดี)(?:ที่)? ?({'|'.join(_DIGITS)})")
_PROJECT = re.compile(r"\s*\(?(?:โครงการ|เฟส|ระยะ|phase|project|no\.?|หมายเลข)\s*(?:ที่)?\s*(?=\d)")
_KEPT = re.compile("[^\\W_]|[\u0e30-\u0e4e]")
_DIVIDES = re.compile("[^\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_END = ""


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` folded, and ``origin[i]``: where its i-th letter stands in ``written``."""

    text: str
    written: str
    origin: tuple[int, ...]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether the piece neither begins nor ends inside a Latin word or a number."""
        return self._parts_at(start) and self._parts_at(end)

    def is_apart(self, at: int) -> bool:
        """Whether something – a space, a sign, the beginning or the end – divides the text there."""
        if at in (0, len(self.text)):
            return True
        return bool(_DIVIDES.search(self.written, self.origin[at - 1] + 1, self.origin[at]))

    def written_before(self, start: int) -> str:
        return self.written[: self.origin[start]]

    def replaced(self, start: int, end: int, name: str) -> "Folded":
        """The same with ``text[start:end]`` written as ``name``."""
        middle = (*(self.origin[start] for _ in name[1:]), self.origin[end - 1])
        text = self.text[:start] + name + self.text[end:]
        return Folded(text, self.written, (*self.origin[:start], *middle, *self.origin[end:]))

    def _parts_at(self, at: int) -> bool:
        if self.is_apart(at):
            return True
        left, right = self.text[at - 1], self.text[at]
        return not ((left.isdigit() and right.isdigit()) or (_is_latin(left) and _is_latin(right)))


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
        """The whole names that begin at ``start``, the longest first."""
        found: list[str] = []
        node = self._root
        for at in range(start, len(folded.text)):
            if folded.text[at] not in node:
                break
            node = node[folded.text[at]]
            if _END in node:
                found.insert(0, node[_END])
        return [name for name in found if folded.is_whole(start, start + len(name))] if found else ()


def fold(text: str) -> Folded:
    """``text`` folded, with every known way of writing a place name in one."""
    written = _SPOKEN_NUMBER.sub(lambda found: f"{found[1]} {_DIGITS[found[2]]}", spell(text))
    folded = _letters(_PROJECT.sub(" ", written))
    names, meant = spellings()
    start = 0
    while start < len(folded.text):
        step = 1
        for written in names.starting_at(folded, start)[:1]:
            folded = folded.replaced(start, start + len(written), meant[written])
            step = len(meant[written])
        start += step
    return folded


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


class Corrector:
    """Mends a misspelt name. The first letter must be right: few get it wrong, and many words differ only in it."""

    def __init__(self, names: Iterable[str], allowed: Mapping[int, int]) -> None:
        """``allowed``: how many letters may be wrong, added or missing, from the shortest name it applies to."""
        self._by_first_letter = defaultdict[str, list[tuple[str, int, frozenset[str]]]](list)
        for name in sorted(names):
            errors = max((errors for length, errors in allowed.items() if len(name) >= length), default=0)
            if errors:
                self._by_first_letter[name[0]].append((name, errors, frozenset(name)))

    def nearest(self, text: str, start: int) -> Sequence[tuple[str, int]]:
        """The names closest to what stands at ``text[start:]``, each with where its misspelling ends; () if none is."""
        best: list[tuple[str, int]] = []
        least = len(text)
        for name, allowed, letters in self._by_first_letter.get(text[start : start + 1], ()):
            limit = min(least, allowed)
            written = text[start : start + len(name) + limit]
            if len(letters.difference(written)) > limit:
                continue
            errors, end = _distance_to_a_beginning(name, written)
            if errors <= limit:
                best = [*(best if errors == least else ()), (name, start + end)]
                least = errors
        return best


def _distance_to_a_beginning(name: str, text: str) -> tuple[int, int]:
    """The fewest single-letter edits between ``name`` and some beginning of ``text``, and where that beginning ends."""
    row = list(range(len(text) + 1))
    for i, letter in enumerate(name, start=1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(text, start=1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (letter != other))
    errors = min(row)
    return errors, row.index(errors)


def _letters(written: str) -> Folded:
    kept = [(letter, at) for at, char in enumerate(written) if (letter := _folded_letter(char))]
    return Folded("".join(letter for letter, _ in kept), written, tuple(at for _, at in kept))


@cache
def _folded_letter(char: str) -> str:
    return skeleton(char) if _KEPT.match(char) else ""


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
