"""One spelling for what people type in many: valid Unicode, marks once and in order, plain digits.

Thai is written with marks that stack in any order, are doubled by sticky keys and split by copying from PDF; the same
word must come out the same, and no word may become another. Each function is idempotent.
"""

import re
import unicodedata
from functools import lru_cache
from re import Match

LONGEST_MESSAGE = 5000  # LINE's own limit for a text message
LONGEST_UNDERSTOOD = 300
_HEAD = 120  # of a longer story the opening and the end are kept: that is where the question stands

_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufe0e\ufe0f]"
)
_SAYING_SOMETHING = str.maketrans({"⭐": " xstar ", "★": " xstar ", "👍": " xgood ", "👎": " xbad ", "🙏": " xthanks "})
_PICTURES = re.compile("[\u2190-\u2bff\ue000-\uf8ff\ufffc\ufffd\U0001f000-\U0001fbff\U000e0000-\U000e007f]+")
_FULL_OR_HALF_WIDTH = re.compile("[\uff01-\uffef]+")
_THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_TONE = "[\u0e48-\u0e4b]"
_VOWEL = "[\u0e31\u0e34-\u0e3a\u0e47]"  # written above or below the consonant
_DOUBLED_MARK = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_SPLIT_SARA_AM = re.compile(f"\u0e4d({_TONE}?)\u0e32|({_TONE})\u0e4d\u0e32")
_MORE_THAN_SARA_AM = re.compile(f"\u0e4d({_TONE}?)\u0e33")  # its ring is written already
_TONE_AFTER_SARA_AM = re.compile(f"\u0e33({_TONE})")
_TONE_BEFORE_VOWEL = re.compile(f"({_TONE})({_VOWEL})")
_SECOND_TONE = re.compile(f"({_TONE}){_TONE}+")
_TWO_MARKS = re.compile(
    "[\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]{2}|\u0e4d\u0e32"
)  # two marks may be out of order; one is not

_THAI_LETTER = "[\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e4e]"
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_SIGN = re.compile(r"([^\w\s/])\1+|(\u0e46)[\u0e46\s]+(?=\u0e46)")
_LAUGH = re.compile(r"(?<![\d/.,-])5{3,}\+*(?![\d/.,-])")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """``text`` as valid Unicode without control, zero-width and direction marks, at most LINE's length."""
    joined = text[:LONGEST_MESSAGE].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _UNSEEN.sub("", joined)


def sanitise(text: str) -> str:
    """What of ``text`` is understood: clean, and of a long story its opening and its end (300 characters in all)."""
    cleaned = clean(text).strip()
    if len(cleaned) <= LONGEST_UNDERSTOOD:
        return cleaned
    return f"{cleaned[:_HEAD]} {cleaned[_HEAD + 1 - LONGEST_UNDERSTOOD :]}"


@lru_cache(maxsize=16)  # one message is spelt by each of its readers in turn
def spell(text: str) -> str:
    """``text`` in one spelling: lower case, marks once and in order, plain digits, no emoji but a few words for them.

    Numbers, addresses and names stay readable; :func:`normalise` goes on from here.
    """
    text = _FULL_OR_HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), clean(text)).lower()
    text = unicodedata.normalize("NFC", _PICTURES.sub(" ", text.translate(_SAYING_SOMETHING)))
    text = _order_marks(text.replace("เเ", "แ").translate(_THAI_DIGITS))
    text = _REPEATED.sub(_once, _LAUGH.sub(" ", text))
    text = _REPEATED_SIGN.sub(lambda sign: sign[1] or "", text)
    return _SPACES.sub(" ", text).strip()


def folded(text: str) -> str:
    """``text`` as it is searched: lower case, marks once and in order, plain digits, no spaces.

    Unlike :func:`spell` it leaves every letter and sign in its place, so that a part of a text is found in the whole.
    """
    text = _FULL_OR_HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), clean(text)).lower()
    text = _SPACES.sub("", unicodedata.normalize("NFC", text)).replace("เเ", "แ")
    return _order_marks(text.translate(_THAI_DIGITS))


def _order_marks(text: str) -> str:
    before = "" if _TWO_MARKS.search(text) else text
    while text != before:
        before = text
        text = _DOUBLED_MARK.sub(r"\1", text)
        text = _SPLIT_SARA_AM.sub("\\1\\2\u0e33", text)
        text = _MORE_THAN_SARA_AM.sub("\\1\u0e33", text)
        text = _TONE_AFTER_SARA_AM.sub("\\1\u0e33", text)
        text = _TONE_BEFORE_VOWEL.sub(r"\2\1", text)
        text = _SECOND_TONE.sub(r"\1", text)
    return text


def _once(run: Match[str]) -> str:
    """One of a run of repeated letters – but ขอออก and คนนนท are words meeting, not a long-drawn letter."""
    letters, follows = run[0], run.string[run.end() : run.end() + 1]
    if letters in {"อออ", "นนน"} and re.match(_THAI_LETTER, follows):
        return letters
    return letters[0]
