"""Numbers in a message that mean something to us. Found or absent, never guessed."""

import re
from dataclasses import dataclass

from intents.spelling import spell

_DASH = re.compile("[\u2010-\u2015\u2212\uff0d]")
_GAP = "[-. ]{0,3}"
# With the agency's letters in front nearly any spacing is believed; without them only the printed form is.
_TICKET = re.compile(
    rf"กนอ{_GAP}(\d{{2}}){_GAP}(\d{{6}})(?!\d)|กนอ{_GAP}([6-9]\d)-(\d{{1,6}})(?!\d)|(?<![\d-])(\d{{2}})-(\d{{6}})(?![\d-])"
)
_REQUEST = re.compile(r"(?<!\d)(\d)[- ]{1,3}(\d{2})[- ]{1,3}(\d)[- ]{1,3}(\d{3})[- ]{1,3}(\d{5})[- ]{1,3}(\d{4})(?!\d)")
_PHONE = re.compile(r"(?<![\d/-])(?:\+?66[- ]?\(?0?\)?|0)([2-9](?:[- .]?\d){7,8})(?![\d-])")
_FORM = re.compile(
    r"(?<![\d/-])(0[1-3])/([1-9](?:-[1-9])?)(?![\d/])|(?:กนอ|แบบ|ฟอร์ม|form)[-. ]*(0?[1-3])[-/ .]([1-9])(?![\d/])"
)

_LANDLINE_DIGITS, _MOBILE_DIGITS = 9, 10


@dataclass(frozen=True, slots=True)
class Entities:
    """``ticket_number`` กนอ-69-000123 · ``request_number`` 1-01-1-101-00001-2568 · ``phone`` digits · ``form`` 01/1."""

    ticket_number: str | None = None
    request_number: str | None = None
    phone: str | None = None
    form: str | None = None


def entities_in(text: str) -> Entities:
    """The first of each kind in ``text``, in its printed form."""
    plain = _DASH.sub("-", spell(text))
    request = _REQUEST.search(plain)
    rest = plain if request is None else plain.replace(request[0], " ")
    ticket = _TICKET.search(rest)
    rest = rest if ticket is None else rest.replace(ticket[0], " ")
    form = _FORM.search(rest)
    return Entities(
        ticket_number=_ticket_number(ticket) if ticket else None,
        request_number="-".join(request.groups()) if request else None,
        phone=_phone(rest),
        form=_form_number(form) if form else None,
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


def _form_number(found: re.Match[str]) -> str:
    chapter, number = (part for part in found.groups() if part is not None)
    return f"{int(chapter):02d}/{number}"
