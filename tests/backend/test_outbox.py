"""The outbox: what is owed is written once for each cause and stands in the order in which it came about."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import notices
from backend.models.outbox import OutboxMessage, Sending
from backend.notices import (
    Notice,
    OfficerAnswered,
    OfficerAsked,
    TicketReopened,
    TicketResolved,
    TicketTransferred,
)
from backend.services import attempts, outbox
from backend.services.outbox import ReplyTicket
from tests.factories import NOW, a_chat, a_ticket, after

HELLO = [{"type": "text", "text": "สวัสดีค่ะ"}]
KINDS = (OfficerAnswered, OfficerAsked, TicketTransferred, TicketResolved, TicketReopened)


def an_answer(number: str = "กนอ-69-000001") -> Notice:
    return OfficerAnswered(number, "ops1", "กำลังตรวจสอบค่ะ")


@given(st.one_of([st.builds(kind) for kind in KINDS]))
def test_every_notice_comes_back_from_the_outbox_as_it_went_in(notice: Notice) -> None:
    kept = json.loads(json.dumps(notices.to_json(notice)))

    assert notices.from_json(kept) == notice
    assert type(notices.from_json(kept)) is type(notice)


def test_a_notice_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        notices.from_json({"notice": "TicketEaten", "number": "กนอ-69-000001"})


def test_a_notice_survives_the_database(session: Session) -> None:
    ticket = a_ticket(session)
    notice = TicketResolved(ticket.number, "ops1", "เรียบร้อยค่ะ 🙏", ticket.id, 1)
    row = outbox.tell(session, ticket, notice, cause="contact:1", now=NOW)
    session.flush()
    session.expire(row)

    assert notices.from_json(row.notice or {}) == notice
    assert (row.state, row.attempts, row.messages, row.sent_at) == (Sending.WAITING, 0, None, None)


def test_the_same_cause_never_speaks_twice(session: Session) -> None:
    ticket = a_ticket(session)
    outbox.tell(session, ticket, an_answer(), cause="contact:1", now=NOW)
    session.flush()
    outbox.tell(session, ticket, an_answer(), cause="contact:1", now=after(1))

    with pytest.raises(IntegrityError):
        session.flush()


def test_not_even_as_a_notice_and_as_words(session: Session) -> None:
    ticket = a_ticket(session)
    outbox.tell(session, ticket, an_answer(), cause="contact:1", now=NOW)
    outbox.say(session, ticket.conversation, HELLO, cause="contact:1", now=NOW, reply=None)

    with pytest.raises(IntegrityError):
        session.flush()


def test_the_retry_key_follows_from_the_cause_so_that_line_knows_a_repetition(session: Session) -> None:
    chat = a_chat(session)
    one, other, one_again = (
        outbox.say(session, chat, HELLO, cause=cause, now=now, reply=None).retry_key
        for cause, now in (("inbox:1:0", NOW), ("inbox:2:0", NOW), ("inbox:1:0", after(60)))
    )

    assert one == one_again != other
    assert str(UUID(one)) == one


def test_what_is_owed_stands_in_the_order_it_came_about_and_only_what_is_not_settled(session: Session) -> None:
    chat, stranger = a_chat(session), a_chat(session)
    rows = [outbox.say(session, chat, HELLO, cause=f"inbox:{n}:0", now=NOW, reply=None) for n in range(5)]
    outbox.say(session, stranger, HELLO, cause="inbox:9:0", now=NOW, reply=None)
    session.flush()
    rows[1].state, rows[2].state, rows[3].state = Sending.SENT, Sending.FAILED, Sending.TRAY
    session.flush()

    assert outbox.unsent(session, chat.id) == [rows[0], rows[3], rows[4]]


def test_only_what_never_found_words_is_tried_again(session: Session) -> None:
    ticket = a_ticket(session)
    rows = [outbox.tell(session, ticket, an_answer(), cause=f"contact:{n}", now=NOW) for n in range(4)]
    wordless, held, refused, fresh = rows
    wordless.state, wordless.attempts, wordless.note = Sending.FAILED, attempts.MOST, "KeyError"
    held.attempts, held.next_try_at, held.note = 3, after(5), "KeyError"
    refused.messages, refused.state, refused.attempts, refused.note = HELLO, Sending.FAILED, 1, "refused"
    session.flush()
    outbox.try_again(session)
    session.expire_all()

    assert outbox.unsent(session, ticket.conversation_id) == [wordless, held, fresh]
    assert [(row.attempts, row.next_try_at, row.note) for row in (wordless, held)] == [(0, None, "")] * 2
    assert (refused.state, refused.attempts, refused.note) == (Sending.FAILED, 1, "refused")


def test_a_reply_is_free_while_its_token_lives(session: Session) -> None:
    chat = a_chat(session)
    reply = ReplyTicket("token", NOW + outbox.REPLY_TOKEN_LIFE)
    row: OutboxMessage = outbox.say(session, chat, HELLO, cause="inbox:1:0", now=NOW, reply=reply, contact_id=None)
    session.flush()
    session.expire(row)

    assert (row.reply_token, row.reply_until) == ("token", NOW + outbox.REPLY_TOKEN_LIFE)
    assert row.messages == HELLO
