"""The bot's own answers, timed by the standard for them: noted when found, given when the channel has accepted them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.models.bot_answer import BotAnswer
from backend.models.contact import Contact
from backend.models.outbox import OutboxMessage
from backend.services import clocks
from backend.services.calendars import book_of
from service_standards.charter import ANY_KIND, ServiceStandard, Standing
from service_standards.clock import read_clock
from service_standards.errors import BeyondCalendar
from service_standards.events import Event, What
from service_standards.instants import in_bangkok
from service_standards.terms import Measure
from service_standards.thai_dates import quarter_of


def given(session: Session, answer: Contact, asked_at: datetime) -> None:
    """The bot has found an answer: it is owed to the customer from now on. The first answer of a reply is timed."""
    if session.get(BotAnswer, answer.id) is not None:
        return
    version = clocks.find_charter_in_force(session, asked_at)
    charter = clocks.charter_of(session, version.id) if version else None
    standard = charter.standard_for(ANY_KIND, Measure.BOT_ANSWER) if charter else None
    quarter = quarter_of(in_bangkok(asked_at).date())
    session.add(
        BotAnswer(
            contact_id=answer.id,
            asked_at=asked_at,
            fiscal_year=quarter.fiscal_year,
            quarter=quarter.number,
            charter_id=version.id if version else None,
            code=standard.code if standard else "",
            provisional=standard is not None and standard.standing is Standing.PROVISIONAL,
            due_at=_due(session, standard, asked_at) if standard else None,
        )
    )


def _due(session: Session, standard: ServiceStandard, asked_at: datetime) -> datetime | None:
    calendar = book_of(session).for_everybody(standard.calendar)
    try:
        return read_clock(standard.terms, calendar, [Event(asked_at, What.RECEIVED)], asked_at).due
    except BeyondCalendar:
        return None


def sent(session: Session, row: OutboxMessage, at: datetime) -> None:
    """The channel has accepted a message of ours: if it is such an answer, that is when it was given.

    An answer of more than five messages goes out in several; the first of them answers.
    """
    if row.contact_id is None or row.ticket_id is not None:
        return
    answer = session.get(BotAnswer, row.contact_id)
    if answer is not None and answer.answered_at is None:
        answer.answered_at = at
        answer.tenths = max(at - answer.asked_at, timedelta(0)) // timedelta(milliseconds=100)


def judged(session: Session, answer: Contact, *, good: bool) -> None:
    """What the customer says of an answer; the last word counts."""
    session.execute(update(BotAnswer).where(BotAnswer.contact_id == answer.id).values(good=good))
