"""The form in which texts are compared and learned from: one spelling, and nothing in it that names a person.

Each function is idempotent.
"""

import re
from functools import lru_cache

from intents.layout import fix_layout
from intents.spelling import clean, sanitise, spell

__all__ = ["fix_layout", "masked", "normalise", "sanitise", "skeleton"]

_PLAIN = str.maketrans(
    "๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "01234567890123456789--------"
)
_URL = re.compile(r"(?:https?://|www\.|line\.me/)[^\s\u0e00-\u0e7f]+", re.IGNORECASE)
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_TICKET = re.compile(r"กนอ[-. ]*\d{2}[-. ]*\d{3,6}(?!\d)|(?<![\d-])\d{2}-\d{6}(?![\d-])")
_REQUEST = re.compile(r"(?<!\d)\d[- ]{1,3}\d{2}[- ]{1,3}\d[- ]{1,3}\d{3}[- ]{1,3}\d{5}[- ]{1,3}\d{4}(?!\d)")
_CITIZEN_ID = re.compile(r"(?<![\d-])\d[- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d(?![\d-])")
_PHONE = re.compile(
    r"(?<![\d-])(?:\+?66[- ]?(?:\(0\) ?)?\d|\(0\d{1,2}\)|0\d)(?:(?: - |[- .])?\d){7,8}(?!-?\d)"
    r"|\+\d(?:[- ]?\d){8,13}(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[- ]?\d){8,}(?!\d)")
_SAID_DIGIT = "(?:ศูนย์|หนึ่ง|เอ็ด|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า|zero|one|two|three|four|five|six|seven|eight|nine)"
_SAID_NUMBER = re.compile(rf"{_SAID_DIGIT}(?:[ -]?{_SAID_DIGIT}){{6,}}", re.IGNORECASE)
# Two digits or fewer carry meaning (01/1, มาตรา 44, ข.1, เฟส 2); longer numbers are plots, amounts and codes.
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d{3,}(?:\.\d+)?")

_SKELETON = str.maketrans("ีืึูใัณญศษฎฏ", "ิิิุไะนยสสดต", "่้๊๋์็ \n")


def masked(text: str) -> str:
    """``text`` with a fixed word for whatever may name a person by number or address; its digits and dashes made plain.

    ``xurl`` a web address, ``xmail``, ``xticket`` a number of ours, ``xrequest`` one of e-PP, ``xphone``, and ``xid`` a
    citizen's id and every other number of nine digits or more, or of seven that are spoken one by one.
    """
    text = _MAIL.sub("xmail", _URL.sub("xurl", clean(text).translate(_PLAIN)))
    text = _TICKET.sub("xticket", _REQUEST.sub("xrequest", text))
    text = _PHONE.sub("xphone", _CITIZEN_ID.sub("xid", text))
    return _SAID_NUMBER.sub("xid", _LONG_NUMBER.sub("xid", text))


@lru_cache(maxsize=16)  # one message is normalised by each of its readers in turn
def normalise(text: str) -> str:
    """The form in which texts are compared and learned from: :func:`spell`, with numbers and addresses masked."""
    return _NUMBER.sub("xnum", masked(spell(text)))


def skeleton(normalised: str) -> str:
    """``normalised`` without what people leave out or mix up when typing fast: tones, vowel length, spaces."""
    return normalised.translate(_SKELETON)
