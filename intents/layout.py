"""Text typed with the keyboard set to the other language: "l;ylfu" is สวัสดี, "้ำสสน" is hello.

The layouts are Kedmanee (TIS 820-2538) and US QWERTY, key by key. A text is only changed when it is surely one: it must
make no sense as typed and full sense on the other layout.
"""

import re
from functools import cache
from importlib import resources

from intents.spelling import sanitise, spell
from intents.tokens import is_known, words

_ENGLISH_KEYS = "1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
_THAI_KEYS = 'ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
TO_THAI = str.maketrans(_ENGLISH_KEYS, _THAI_KEYS)
TO_ENGLISH = str.maketrans(_THAI_KEYS, _ENGLISH_KEYS)

_FEWEST_LETTERS = 4
_ADDRESS = re.compile(r"://|www\.|@[a-z]", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"(?<!\S)[\d/.,:-]+(?!\S)")
_PRONOUNCEABLE = re.compile(r"[a-z]*[aeiouy][a-z]*('[a-z]{1,2})?|[a-z]{2,3}|[a-z]", re.IGNORECASE)
_ILL_FORMED_THAI = re.compile(r"(?:^|[\s\d])[\u0e30-\u0e3a\u0e45-\u0e4e]|[\u0e40-\u0e44](?:[^\u0e01-\u0e2e]|$)")


def fix_layout(text: str) -> str | None:
    """What was meant, if ``text`` was surely typed on the wrong keyboard layout; otherwise None."""
    text = sanitise(text)
    if sum(char.isalpha() for char in text) < _FEWEST_LETTERS or _ADDRESS.search(text):
        return None
    if text.isascii():
        return _as_thai(text)
    return _as_english(text)


def _as_thai(text: str) -> str | None:
    if _reads_as_english(text):
        return None
    meant = _convert(text, TO_THAI)
    return meant if not _ILL_FORMED_THAI.search(meant) and _known_share(meant) >= 0.8 else None


def _as_english(text: str) -> str | None:
    if any(char.isascii() and char.isalpha() for char in text) or _known_share(text) >= 0.5:
        return None
    meant = _convert(text, TO_ENGLISH)
    enough = 0.3 if _ILL_FORMED_THAI.search(text) else 0.6
    return meant if meant.isascii() and _share_of_english(meant) >= enough else None


def _convert(text: str, keys: dict[int, int]) -> str:
    """Every key turned over, but for numbers standing alone: their keys are the same on a keypad."""
    parts, end = [], 0
    for number in _NUMBER_ALONE.finditer(text):
        parts += [text[end : number.start()].translate(keys), number[0]]
        end = number.end()
    return "".join([*parts, text[end:].translate(keys)])


def _reads_as_english(text: str) -> bool:
    said = _said(text)
    return _share_of_english(text) >= 0.5 or sum(map(bool, map(_PRONOUNCEABLE.fullmatch, said))) >= 0.8 * len(said)


def _share_of_english(text: str) -> float:
    said = _said(text)
    return sum(word in _english_words() for word in said) / len(said) if said else 0.0


def _said(text: str) -> list[str]:
    """The words of an ASCII text without the punctuation around them, nor what is punctuation only."""
    return [word for word in (part.strip(".,!?:;()'\"#*-=") for part in text.lower().split()) if word]


def _known_share(text: str) -> float:
    """How much of ``text`` (by length, numbers aside) consists of words in the Thai dictionary."""
    broken = [word for word in words(spell(text)) if not word.isdigit()]
    length = sum(map(len, broken))
    return sum(len(word) for word in broken if is_known(word)) / length if length else 0.0


@cache
def _english_words() -> frozenset[str]:
    return frozenset(resources.files("intents").joinpath("data/english_words.txt").read_text("utf-8").split())
