"""The bot's own answers: timed from the question to LINE's yes, and never mixed with officers'."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy.orm import Session

from backend.models.contact import Author, Contact
from backend.models.outbox import OutboxMessage
from backend.queries.bot_answers import BotFigures, bot_answers
from backend.services import bot_answers as service
from backend.services import outbox
from service_standards.replay import Outcome
from service_standards.thai_dates import Quarter
from tests.factories import NOW, a_chat, a_contact, a_ticket, reference_data, told_all

QUARTER = Quarter(2569, 3)
SECOND = timedelta(seconds=1)


def an_answer(session: Session, asked_at: datetime = NOW) -> tuple[Contact, OutboxMessage]:
    """An answer that is owed, and the message that carries it."""
    chat = a_chat(session)
    contact = a_contact(session, chat, "น้ำไม่ไหลแจ้งได้ตลอดค่ะ", author=Author.BOT, what="answer", at=asked_at)
    service.given(session, contact, asked_at)
    outbox.say(session, chat, [{"type": "text", "text": "…"}], cause=f"inbox:{contact.id}", now=asked_at,
               reply=None, contact_id=contact.id)  # fmt: skip
    session.flush()
    row = next(row for row in outbox.unsent(session, chat.id) if row.contact_id == contact.id)
    return contact, row


def found(session: Session, at: datetime) -> BotFigures:
    session.flush()
    return bot_answers(session, QUARTER, at)


def test_an_answer_is_in_time_within_the_minute_that_is_promised(session: Session) -> None:
    reference_data(session)
    for seconds in (2, 60, 61):
        _, row = an_answer(session)
        service.sent(session, row, NOW + seconds * SECOND)
    figures = found(session, NOW + timedelta(hours=1))
    assert figures.counts == {Outcome.MET: 2, Outcome.MISSED: 1}
    assert figures.share == Fraction(2, 3)
    assert (figures.median_seconds, figures.ninetieth_seconds) == (60, 61)
    assert figures.provisional


def test_an_answer_that_line_has_not_taken_is_open_and_then_missed(session: Session) -> None:
    reference_data(session)
    an_answer(session)
    assert found(session, NOW + 60 * SECOND).counts == {Outcome.OPEN: 1}
    assert found(session, NOW + 61 * SECOND).counts == {Outcome.MISSED: 1}


def test_the_first_message_of_an_answer_answers(session: Session) -> None:
    reference_data(session)
    _, row = an_answer(session)
    service.sent(session, row, NOW + SECOND)
    service.sent(session, row, NOW + 90 * SECOND)
    assert found(session, NOW + timedelta(hours=1)).median_seconds == 1


def test_customers_say_what_they_think_of_it_and_the_last_word_counts(session: Session) -> None:
    reference_data(session)
    answers = [an_answer(session)[0] for _ in range(3)]
    session.flush()
    service.judged(session, answers[0], good=True)
    service.judged(session, answers[1], good=True)
    service.judged(session, answers[1], good=False)
    figures = found(session, NOW + SECOND)
    assert (figures.answers, figures.good, figures.bad) == (3, 1, 1)


def test_what_officers_write_is_no_answer_of_the_bot(session: Session) -> None:
    ticket = a_ticket(session)
    told_all(session, ticket, NOW)
    assert found(session, NOW + SECOND).answers == 0


def test_a_quarter_without_answers_is_empty(session: Session) -> None:
    figures = found(session, NOW)
    assert (figures.answers, figures.share, figures.median_seconds) == (0, None, None)
