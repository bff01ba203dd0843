"""How LINE counts the length of a text: UTF-16 units for most fields, graphemes for labels."""

import unicodedata

_SPACING_VOWELS = frozenset("\u0e33\u0eb3")  # sara am joins the letter before it, though Unicode calls it a letter
_JOINER = "\u200d"


def utf16_units(text: str) -> int:
    """Length in UTF-16 code units; a lone surrogate counts one."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def graphemes(text: str) -> int:
    """Number of user-perceived characters: close to Unicode's extended grapheme clusters, without its tables."""
    count, joined, flag_open = 0, False, False
    for char in text:
        is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if not (joined or _extends(char) or (is_flag and flag_open)):
            count += 1
        flag_open = is_flag and not flag_open
        joined = char == _JOINER
    return count


def _extends(char: str) -> bool:
    return (
        char == _JOINER
        or char in _SPACING_VOWELS
        or "\U0001f3fb" <= char <= "\U0001f3ff"  # skin tones
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
    )
