"""Numbers in a message that mean something to us. Found or absent, never guessed."""

import re
from dataclasses import dataclass

from intents.dates import StatedDate, stated_date
from intents.spelling import spell

_DASH = re.compile("[\u2010-\u2015\u2212\uff0d]")
_GAP = "[-. ]{0,3}"
# With the agency's letters in front nearly any spacing is believed; without them only the printed form is.
_TICKET = re.compile(
    rf"กนอ{_GAP}(\d{{2}}){_GAP}(\d{{6}})(?!\d)|กนอ{_GAP}([6-9]\d)-(\d{{1,6}})(?!\d)|(?<![\d-])(\d{{2}})-(\d{{6}})(?![\d-])"
)
_REQUEST = re.compile(r"(?<!\d)(\d)[- ]{1,3}(\d{2})[- ]{1,3}(\d)[- ]{1,3}(\d{3})[- ]{1,3}(\d{5})[- ]{1,3}(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d/-])(?:\+?66[- ]?\(?0?\)?|0)([2-9](?:[- .]?\d){7,8})(?![\d-])")
_A_FORM = r"(?:กนอ|แบบ(?:ฟอร์ม)?|ฟอร์ม|form)[-. ]*"
_FORM = re.compile(rf"(?<![\d/-])(0[1-3])/([1-9](?:-[1-9])?)(?![\d/])|{_A_FORM}(0?[1-3])[-/ .]([1-9])(?![\d/])")
# Of the other families each is believed as it is printed. A bare "17-1" may be a house, and "ข.1" after แปลง a plot.
_OTHER_FORMS = (
    re.compile(r"(?<![a-z])(?:ieat-)?(?:i-0[1-6](?:-1|-r)?|e-0[1-3](?:-r(?:-0[1-3])?)?)(?![\w-])"),
    re.compile(r"(?<![\u0e01-\u0e4e])(?<!แปลง )(?<!โซน )(?:ขร|ยผ|ข)\. ?[1-7](?![\d/])"),
    re.compile(r"(?<=แบบ)(?:ขร|ยผ|ข)\. ?[1-7](?![\d/])"),
    re.compile(r"(?<![\d.])15(?:\.[12])? ?ส(?!\. ?ค(?![\u0e01-\u0e4e]))(?:\.|(?![\u0e01-\u0e4e]))"),
    re.compile(rf"(?:{_A_FORM}|ยื่น ?|เอกสาร ?)(17-[1-3])(?![\d-])"),
)

_LANDLINE_DIGITS, _MOBILE_DIGITS = 9, 10


@dataclass(frozen=True, slots=True)
class Entities:
    """``ticket_number`` กนอ-69-000123 · ``request_number`` 1-01-1-101-00001-2568 · ``phone`` digits.

    ``form`` as it is printed, without "กนอ." and "IEAT-": 01/1, ข.1, 17-1, I-03-1, 15ส.
    """

    ticket_number: str | None = None
    request_number: str | None = None
    phone: str | None = None
    form: str | None = None
    date: StatedDate | None = None


def entities_in(text: str) -> Entities:
    """The first of each kind in ``text``, in its printed form."""
    plain = _DASH.sub("-", spell(text))
    request = _REQUEST.search(plain)
    rest = plain if request is None else plain.replace(request[0], " ")
    ticket = _TICKET.search(rest)
    rest = rest if ticket is None else rest.replace(ticket[0], " ")
    form, rest = _form(rest)
    return Entities(
        ticket_number=_ticket_number(ticket) if ticket else None,
        request_number="-".join(request.groups()) if request else None,
        phone=_phone(rest),
        form=form,
        date=stated_date(_PHONE.sub(" ", rest)),
    )


def _ticket_number(found: re.Match[str]) -> str:
    year, serial = (part for part in found.groups() if part is not None)
    return f"กนอ-{year}-{int(serial):06d}"


def _phone(text: str) -> str | None:
    for found in _PHONE.finditer(text):
        number = "0" + re.sub(r"\D", "", found[1])
        if len(number) == (_MOBILE_DIGITS if number[1] in "689" else _LANDLINE_DIGITS):
            return number
    return None


def _form(text: str) -> tuple[str | None, str]:
    """The number of the first form, and ``text`` without it: 01/1 is no day of a month."""
    if found := _FORM.search(text):
        chapter, number = (part for part in found.groups() if part is not None)
        return f"{int(chapter):02d}/{number}", text.replace(found[0], " ")
    for pattern in _OTHER_FORMS:
        if found := pattern.search(text):
            printed = found[found.lastindex or 0].removeprefix("ieat-").replace(" ", "").upper()
            return printed if not printed.startswith("15") else f"{printed.rstrip('.')}.", text.replace(found[0], " ")
    return None, text
