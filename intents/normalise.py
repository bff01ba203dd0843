"""The form in which texts are compared and learned from: one spelling, and nothing in it that names a person.

Each function is idempotent.
"""

import re

from intents.layout import fix_layout
from intents.spelling import sanitise, spell

__all__ = ["fix_layout", "mask", "normalise", "sanitise", "skeleton"]

_URL = re.compile(r"(?:https?://|www\.)[^\s\u0e00-\u0e7f]+")
_MAIL = re.compile(r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_CITIZEN_ID = re.compile(r"(?<![\d-])\d[- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d(?![\d-])")
_PHONE = re.compile(r"(?<![\d-])(?:\+?66[- ]?\d|0\d)(?:[- .]?\d){7,8}(?![\d-])")
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[- ]?\d){8,}(?!\d)")
_TICKET = re.compile(r"กนอ[-. ]*\d{2}[-. ]*\d{3,6}(?!\d)")
_REQUEST = re.compile(r"(?<!\d)\d-\d{2}-\d-\d{3}-\d{5}-\d{4}(?!\d)")
# Two digits or fewer carry meaning (01/1, มาตรา 44, ข.1, เฟส 2); longer numbers are plots, amounts and codes.
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d{3,}(?:\.\d+)?")

_SKELETON = str.maketrans("ีืึูใัณญศษฎฏ", "ิิิุไะนยสสดต", "่้๊๋์็ \n")


def mask(text: str) -> str:
    """``text`` with what could name a person by number replaced: e-mail, telephone, citizen id, other long numbers."""
    text = _MAIL.sub("xmail", text)
    text = _CITIZEN_ID.sub("xid", text)
    text = _PHONE.sub("xphone", text)
    return _LONG_NUMBER.sub("xid", text)


def normalise(text: str) -> str:
    """The form in which texts are compared and learned from: :func:`spell`, with numbers and addresses masked."""
    text = _URL.sub("xurl", spell(text))
    text = _REQUEST.sub("xrequest", _TICKET.sub("xticket", text))
    return _NUMBER.sub("xnum", mask(text))


def skeleton(normalised: str) -> str:
    """``normalised`` without what people leave out or mix up when typing fast: tones, vowel length, spaces."""
    return normalised.translate(_SKELETON)
