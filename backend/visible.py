"""Whether a text says anything to whoever sees it: signs of which nothing is seen are no name, reason or answer."""

from __future__ import annotations

import unicodedata

_LOOKS_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs of which nothing is seen."""


def says_something(text: str) -> bool:
    """Whether there is a letter, number or sign in it that can be seen: marks and blanks of all kinds are none."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in _LOOKS_EMPTY for sign in text)
