"""Finds the name that a misspelt one is nearest to, by wrong letters and by letters that sound alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from intents.place_names import Folded

# Letters that are taken for each other because they sound alike, or alike at the end of a syllable.
_THAI = ("กขคฆ", "จฉชฌ", "ดตถทธฐฑ", "บปผฝพฟภ", "นรลฬ", "สซ", "ะาอ", "เแ")
_LATIN = ("aeiouy", "ckqg", "dt", "bp", "vwf", "lr", "sz", "mn")
_SOUNDS = str.maketrans({letter: group[0] for group in (*_THAI, *_LATIN) for letter in group})
_LEFT_OUT_OR_ADDED = frozenset("ะาอรhr")  # unwritten vowels, clusters that nobody pronounces, the h of aspiration
_SLIP, _ERROR = 1, 2


@dataclass(frozen=True, slots=True)
class Near:
    """A name that is nearly written, where its misspelling ends in the folded text, and how far it is off."""

    name: str
    end: int
    errors: int


@dataclass(frozen=True, slots=True)
class _Name:
    """``costs``: of each letter, if it is left out; ``heard``: each sound once."""

    text: str
    sounds: str
    costs: tuple[int, ...]
    heard: frozenset[str]
    allowed: int


class Corrector:
    """Knows names and how far off each may be: a wrong, missing or added letter counts 2, one that sounds alike 1."""

    def __init__(self, names: Iterable[str], allowed: Mapping[int, int]) -> None:
        """``allowed``: how far off a name may be in all, from the shortest name it applies to."""
        self._by_first_sound = defaultdict[str, list[_Name]](list)
        for name in sorted(names):
            limit = max((errors for length, errors in allowed.items() if len(name) >= length), default=0)
            if limit:
                sounds = name.translate(_SOUNDS)
                costs = tuple(_cost_of_one_more(name, at) for at in range(len(name)))
                self._by_first_sound[sounds[0]].append(_Name(name, sounds, costs, frozenset(sounds), limit))
        known = [name for names in self._by_first_sound.values() for name in names]
        self._reach = max((len(name.text) + name.allowed for name in known), default=0)

    def nearest(self, folded: Folded, start: int, longer_than: int) -> Sequence[Near]:
        """The closest names to what stands at ``start``, with more letters than that; () if none is close.

        The first letter must sound right: few get it wrong, and many words differ only in it.
        """
        best: list[Near] = []
        heard = folded.text[start : start + self._reach].translate(_SOUNDS)
        all_heard = frozenset(heard)
        for known in self._by_first_sound.get(heard[:1], ()):
            limit = min(known.allowed, best[0].errors) if best else known.allowed
            if len(known.text) <= longer_than or len(known.heard - all_heard) > limit:
                continue
            if _surely_beyond(known, heard, limit):
                continue
            written = folded.text[start : start + len(known.text) + limit]
            far = _distances_to_the_beginnings(known, written, limit)
            ends = [(errors, -end) for end, errors in enumerate(far) if errors <= limit and folded.divides(start + end)]
            if ends:
                errors, end = min(ends)
                tied = best if best and errors == best[0].errors else []
                best = [*tied, Near(known.text, start - end, errors)]
        return best


def _surely_beyond(known: _Name, heard: str, limit: int) -> bool:
    """A quick look that spares most names the long one: too many letters do not sound anywhere near their place."""
    errors = 0
    for at, sound in enumerate(known.sounds):
        if sound not in heard[max(0, at - limit) : at + limit + 1]:
            errors += known.costs[at]
            if errors > limit:
                return True
    return False


def _distances_to_the_beginnings(name: _Name, text: str, limit: int) -> Sequence[int]:
    """How far ``name`` is off from each beginning of ``text``, the empty one first; exact up to ``limit``."""
    heard = text.translate(_SOUNDS)
    added = [_cost_of_one_more(text, at) for at in range(len(text))]
    row = [0, *accumulate(added)]
    for at, letter in enumerate(name.text, start=1):
        left_out = name.costs[at - 1]
        above, row = row, [limit + 1] * len(row)
        row[0] = above[0] + left_out
        for j in range(
            max(1, at - limit), min(len(text), at + limit) + 1
        ):  # every letter more or less costs at least 1
            other = text[j - 1]
            swapped = 0 if letter == other else _SLIP if name.sounds[at - 1] == heard[j - 1] else _ERROR
            row[j] = min(above[j] + left_out, row[j - 1] + added[j - 1], above[j - 1] + swapped)
        if min(row) > limit:
            break
    return row


def _cost_of_one_more(written: str, at: int) -> int:
    doubled = at > 0 and written[at] == written[at - 1]
    return _SLIP if doubled or written[at] in _LEFT_OUT_OR_ADDED else _ERROR
