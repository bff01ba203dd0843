"""Tone marks given back to a text that was typed without any: by the words that people use here.

In a hurry, or on a small keyboard, people leave all tones out; then words are not found and the sentence's meaning is
lost. The words of the catalogue, as often as they are used there, say how each was likely meant.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log

from intents.tokens import words

_TONE = re.compile("[\u0e48-\u0e4c]")
_THAI = re.compile("[\u0e01-\u0e4e]+")
_FEWEST_LETTERS = 8
"""Of so short a text it cannot be told whether its words have no tones or lost them."""
_LONGEST_WORD = 24
_UNKNOWN = -14.0
"""The cost of a letter that belongs to no known word, beside the logarithm of a word's share."""


class Toning:
    """Knows the words of ``texts``. Pure once made."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted = Counter(word for text in texts for word in words(text) if _THAI.fullmatch(word))
        total = sum(counted.values()) or 1
        spelt: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for word, count in counted.items():
            spelt[_TONE.sub("", word)][word] += count
        self._spelt = {bare: forms.most_common(1)[0][0] for bare, forms in spelt.items()}
        self._cost: Mapping[str, float] = {bare: log(forms.total() / total) for bare, forms in spelt.items()}

    def restored(self, text: str) -> str:
        """``text`` with tone marks where it likely lost them; as it is, if it has any or is too short to tell."""
        if _TONE.search(text) or sum(map(len, _THAI.findall(text))) < _FEWEST_LETTERS:
            return text
        return _THAI.sub(lambda run: self._said(run[0]), text)

    def _said(self, run: str) -> str:
        """The likeliest words of a run of Thai letters, spelt as they mostly are."""
        best: list[tuple[float, str]] = [(0.0, "")]
        for end in range(1, len(run) + 1):
            score, said = best[end - 1]
            found = (score + _UNKNOWN, said + run[end - 1])
            for start in range(max(0, end - _LONGEST_WORD), end):
                cost = self._cost.get(run[start:end])
                if cost is not None and best[start][0] + cost > found[0]:
                    found = (best[start][0] + cost, best[start][1] + self._spelt[run[start:end]])
            best.append(found)
        return best[-1][1]
