"""Things said twice: in Thai and in English."""

from collections.abc import Sequence
from typing import NamedTuple


class Told(NamedTuple):
    """The same thing in both languages."""

    th: str
    en: str


def listed(parts: Sequence[Told]) -> Told:
    """ก ข และค / a, b and c: Thai lists by spaces."""
    return Told(_joined([part.th for part in parts], " ", " และ"), _joined([part.en for part in parts], ", ", " and "))


def _joined(words: list[str], comma: str, conjunction: str) -> str:
    return conjunction.join([*([comma.join(words[:-1])] if len(words) > 1 else []), *words[-1:]])
