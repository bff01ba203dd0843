"""How the time of a matter is counted, as the customer reads it: a card for each clock, with its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.ticket import Ticket
from backend.services import clocks
from backend.services.clocks import ClockReading
from bot import messages
from bot.messages import Json
from bot.words import say
from service_standards.amounts import allowance_told, amount_told, standing_told
from service_standards.charter import Standing
from service_standards.explain import due_told
from service_standards.ledger_told import Telling, ledger_folded
from service_standards.thai_dates import deadline_en, deadline_th
from service_standards.told import Told

MOST_LINES = 8
"""Of one ledger: a card with more is no longer short, and three of them must stay within LINE's 50 kB."""
SHOWN_QUESTION = 80
Row = tuple[str, str]


def ledger_cards(session: Session, ticket: Ticket, language: str, now: datetime) -> list[Json]:
    """A card for each clock of the matter; none where nothing is promised for its kind."""
    asked = clocks.questions(session, ticket)
    return [_card(ticket.number, clock, asked, language) for clock in clocks.readings(session, ticket, now)]


def _card(number: str, clock: ClockReading, asked: Mapping[str, str], language: str) -> Json:
    title = _in(language, Told(clock.standard.title_th, clock.standard.title_en))
    standing = _in(language, standing_told(clock.reading))
    lines = [_line(line, asked, language) for line in ledger_folded(clock.reading, MOST_LINES)]
    notes = [say("provisional", language)] if clock.standard.standing is Standing.PROVISIONAL else []
    rows = [(number, f"{title}: {standing}"), *_sums(clock, language), *lines]
    return messages.card(say("b_clock", language), rows, alt=f"{number} {title}: {standing}", notes=notes)


def _sums(clock: ClockReading, language: str) -> list[Row]:
    """When it is due and why then, and how much is used: of progress, in the present interval."""
    reading = clock.reading
    if reading.allowance is None:
        return []
    used = amount_told(reading.allowance.kind, reading.used)
    allowed = allowance_told(reading.allowance)
    counted = say("ledger_used_of", language, used=_in(language, used), allowed=_in(language, allowed))
    due = _in(language, due_told(reading, clock.calendar))
    return [(say("ledger_due", language), due), *_promised(clock, language), (say("ledger_used", language), counted)]


def _promised(clock: ClockReading, language: str) -> list[Row]:
    """By when the customer was told at first, where the calendar has moved it since."""
    due, promised = clock.due, clock.promised_due
    if due is None or promised is None or due == promised:
        return []
    return [(say("ledger_promised", language), _in(language, Told(deadline_th(promised), deadline_en(promised))))]


def _line(line: Telling, asked: Mapping[str, str], language: str) -> Row:
    question = asked.get(line.question.ref, "") if line.question else ""
    quoted = f" “{messages.shorten(question, SHOWN_QUESTION)}”" if question else ""
    return _in(language, line.when), f"{_in(language, line.what)}{quoted} – {_in(language, line.counted)}"


def _in(language: str, told: Told) -> str:
    return told.en if language == "en" else told.th
