"""The inbox from the handling side: in order, each to its end, nothing waiting for ever, nothing kept too long."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.customer import Conversation
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import Sending
from backend.services import attempts, inbox, outbox
from backend.work import make_sessions
from bot.line_client import Verdict
from tests.factories import NOW, a_chat, after

_serial = count(1)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def an_event(
    session: Session,
    key: str = "user:U1",
    *,
    at: datetime = NOW,
    received: datetime | None = None,
    event_id: str | None = None,
    kind: str = "message",
    body: dict[str, Any] | None = None,
) -> InboxEvent:
    """A kept event of one chat, as the webhook keeps it."""
    event = InboxEvent(
        event_id=event_id or f"event{next(_serial)}",
        conversation_key=key,
        kind=kind,
        occurred_ms=ms(at),
        received_ms=ms(received or at),
        digest="0" * 64,
        body=json.dumps(
            body or {"destination": "U0", "event": {"type": "message", "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA"}}
        ),
    )
    session.add(event)
    session.flush()
    return event


def owe(session: Session, chat: Conversation, cause: str, *, state: Sending = Sending.WAITING, note: str = "") -> Any:
    row = outbox.say(session, chat, [{"type": "text", "text": "ค่ะ"}], cause=cause, now=NOW, reply=None)
    row.state, row.note = state, note
    session.flush()
    return row


def forgotten(session: Session, now: datetime = NOW, before: datetime = NOW) -> list[str]:
    return inbox.forgotten_keys(session, now, ms(before))


# The order


def test_what_waits_comes_as_it_happened_and_not_as_it_arrived(session: Session) -> None:
    third = an_event(session, at=after(3))
    first = an_event(session, at=after(1))
    also_first = an_event(session, at=after(1))
    an_event(session, "user:U2", at=NOW)

    assert inbox.waiting(session, "user:U1", 20, NOW) == [first, also_first, third]
    assert inbox.waiting(session, "user:U1", 2, NOW) == [first, also_first]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 3)), max_size=10), st.sets(st.integers(0, 9)))
def test_each_chat_has_its_own_order_by_time_and_then_by_arrival(
    shared_sqlite: Engine, arrivals: list[tuple[str, int]], handled: set[int]
) -> None:
    with make_sessions(shared_sqlite)() as session:
        kept = [an_event(session, key, at=after(minute)) for key, minute in arrivals]
        for place in handled & set(range(len(kept))):
            inbox.finish(kept[place], Handling.DONE, NOW)
        left = [event for place, event in enumerate(kept) if place not in handled]

        for key in "AB":
            of_chat = [event for event in left if event.conversation_key == key]
            assert inbox.waiting(session, key, 20, NOW) == sorted(of_chat, key=lambda one: (one.occurred_ms, one.id))


def test_the_same_event_is_kept_once(session: Session) -> None:
    an_event(session, event_id="01HXYZ")

    with pytest.raises(IntegrityError):
        an_event(session, event_id="01HXYZ")


# The end of an event


def test_what_is_done_keeps_nothing_of_what_was_said(session: Session) -> None:
    event = an_event(session)
    inbox.finish(event, Handling.DONE, after(1))

    assert (event.handling, event.handled_at, event.note, event.body) == (Handling.DONE, after(1), None, None)
    assert inbox.waiting(session, "user:U1", 20, NOW) == []


@pytest.mark.parametrize("how", [Handling.SKIPPED, Handling.FAILED])
def test_what_was_not_handled_is_kept_for_study_without_its_reply_token(session: Session, how: Handling) -> None:
    event = an_event(
        session, body={"destination": "U0", "event": {"type": "beacon", "replyToken": "secret", "hwid": "d"}}
    )
    inbox.finish(event, how, after(1), "unknown kind")

    assert (event.handling, event.note) == (how, "unknown kind")
    kept = {"type": "beacon", "replyToken": inbox.EXPIRED, "hwid": "d"}
    assert json.loads(event.body or "") == {"destination": "U0", "event": kept}


@pytest.mark.parametrize("body", [{"event": "a text"}, {"event": None}, {"destination": "U0"}])
def test_an_event_of_no_known_shape_can_be_skipped_too(session: Session, body: dict[str, Any]) -> None:
    event = an_event(session, body=body)
    inbox.finish(event, Handling.SKIPPED, after(1), "not an event")

    assert json.loads(event.body or "") == body


# Failures


def kinds_of_alarms(session: Session) -> set[str]:
    return set(session.scalars(select(Alarm.kind)))


def test_an_event_that_failed_holds_up_what_came_after_it_until_its_next_attempt(session: Session) -> None:
    earlier, event, neighbour = (an_event(session, at=after(minute)) for minute in (0, 1, 2))
    again_at = inbox.failed_once(session, event.id, after(3), "KeyError")

    assert again_at is not None
    assert after(3) < again_at < after(3.1)
    assert (event.attempts, event.next_try_at, event.note) == (1, again_at, "KeyError")
    assert inbox.waiting(session, "user:U1", 20, after(3)) == [earlier]
    assert inbox.waiting(session, "user:U1", 20, again_at) == [earlier, event, neighbour]


def test_the_first_failure_raises_an_alarm_and_the_next_ones_do_not(session: Session) -> None:
    event = an_event(session)
    for minute in range(3):
        inbox.failed_once(session, event.id, after(minute), "KeyError")

    assert [(alarm.kind, alarm.subject, alarm.count) for alarm in session.scalars(select(Alarm))] == [
        ("event_failed", "KeyError", 1)
    ]


def test_after_its_last_attempt_an_event_holds_up_nobody(session: Session) -> None:
    event, neighbour = an_event(session, at=after(0)), an_event(session, at=after(1))
    outcomes = [inbox.failed_once(session, event.id, after(n), "KeyError") for n in range(attempts.MOST)]

    assert [outcome is None for outcome in outcomes] == [False] * (attempts.MOST - 1) + [True]
    assert (event.handling, event.note, event.handled_at) == (Handling.FAILED, "KeyError", after(attempts.MOST - 1))
    assert event.next_try_at is None
    assert inbox.waiting(session, "user:U1", 20, NOW) == [neighbour]
    assert kinds_of_alarms(session) == {"event_failed", "event_given_up"}


def test_a_failure_of_an_event_that_another_worker_has_handled_does_not_count(session: Session) -> None:
    event = an_event(session)
    inbox.finish(event, Handling.DONE, NOW)
    session.flush()

    assert inbox.failed_once(session, event.id, after(1), "KeyError") is None
    assert (event.handling, event.attempts) == (Handling.DONE, 0)
    assert kinds_of_alarms(session) == set()


def test_what_is_taken_back_waits_for_nothing_that_fails(session: Session) -> None:
    event = an_event(session, at=after(0))
    inbox.failed_once(session, event.id, after(1), "KeyError")
    unsend = an_event(session, at=after(2), kind="unsend")

    assert inbox.waiting(session, "user:U1", 20, after(1)) == [unsend]
    assert inbox.waiting(session, "user:U1", 20, after(9)) == [unsend, event]


def test_what_failed_and_what_was_given_up_can_be_tried_again_at_once(session: Session) -> None:
    failed, held, done, skipped = (an_event(session, at=after(minute)) for minute in range(4))
    inbox.finish(failed, Handling.FAILED, NOW, "KeyError")
    failed.attempts = attempts.MOST
    inbox.failed_once(session, held.id, NOW, "KeyError")
    inbox.finish(done, Handling.DONE, NOW)
    inbox.finish(skipped, Handling.SKIPPED, NOW, "unknown kind")
    session.flush()
    inbox.try_again(session)
    session.expire_all()

    assert inbox.waiting(session, "user:U1", 20, NOW) == [failed, held]
    for event in (failed, held):
        assert (event.attempts, event.next_try_at, event.handled_at, event.note) == (0, None, None, None)
    assert (done.handling, skipped.handling, skipped.note) == (Handling.DONE, Handling.SKIPPED, "unknown kind")


def test_what_has_come_to_its_end_is_forgotten_in_time_and_what_waits_never(session: Session) -> None:
    old, new, waiting = (an_event(session, event_id=name) for name in ("old", "new", "waiting"))
    inbox.finish(old, Handling.SKIPPED, NOW - timedelta(days=31), "too old")
    inbox.finish(new, Handling.DONE, NOW)
    waiting.received_ms = ms(NOW - timedelta(days=90))
    session.flush()
    inbox.forget_handled(session, NOW - timedelta(days=30))

    assert set(session.scalars(select(InboxEvent.event_id))) == {"new", "waiting"}


# Whom nobody was woken for


def test_chats_with_events_nobody_came_for_are_found_the_longest_waiting_first(session: Session) -> None:
    for key, minute in (("user:U2", 2), ("user:U1", 1), ("user:U2", 0), ("user:U3", 3)):
        an_event(session, key, received=after(minute))

    assert forgotten(session, after(3), before=after(2)) == ["user:U2", "user:U1"]


def test_a_fragment_that_waits_for_more_is_not_forgotten_until_its_time_is_up(session: Session) -> None:
    chat = a_chat(session, key="user:U1")
    chat.waits_until = after(1)
    an_event(session, "user:U1")

    assert forgotten(session, after(0.5)) == []
    assert forgotten(session, after(1)) == ["user:U1"]


def test_a_chat_is_not_rung_for_while_its_first_event_waits_for_its_next_attempt(session: Session) -> None:
    event = an_event(session, at=after(0))
    an_event(session, at=after(1))
    again_at = inbox.failed_once(session, event.id, after(2), "KeyError")
    assert again_at is not None

    assert forgotten(session, after(2), before=after(2)) == []
    assert forgotten(session, again_at, before=after(2)) == ["user:U1"]


@pytest.mark.parametrize(("kind", "minute"), [("message", 0), ("unsend", 2)])
def test_what_does_not_wait_for_an_event_that_fails_is_rung_for(session: Session, kind: str, minute: float) -> None:
    event = an_event(session, at=after(1))
    inbox.failed_once(session, event.id, after(3), "KeyError")
    an_event(session, at=after(minute), received=after(3), kind=kind)

    assert forgotten(session, after(3), before=after(2)) == []
    assert forgotten(session, after(3), before=after(3)) == ["user:U1"]


def test_chats_with_messages_that_may_go_now_are_found(session: Session) -> None:
    now_chat, later, tray, sent = (a_chat(session, key=f"user:U{n}") for n in range(1, 5))
    owe(session, now_chat, "a")
    owe(session, now_chat, "b")
    owe(session, later, "c").next_try_at = after(5)
    owe(session, tray, "d", state=Sending.TRAY)
    owe(session, sent, "e", state=Sending.SENT)
    session.flush()

    assert forgotten(session) == ["user:U1"]
    assert set(forgotten(session, after(5))) == {"user:U1", "user:U2"}


def test_a_chat_that_somebody_is_sending_to_is_left_to_them_until_their_lease_ends(session: Session) -> None:
    chat = a_chat(session, key="user:U1")
    owe(session, chat, "a")
    chat.sending_until = after(1)
    session.flush()

    assert forgotten(session, after(0.5)) == []
    assert forgotten(session, after(1.5)) == ["user:U1"]


def test_a_chat_with_both_is_named_once(session: Session) -> None:
    owe(session, a_chat(session, key="user:U1"), "a")
    an_event(session, "user:U1")

    assert forgotten(session) == ["user:U1"]


def test_what_the_quota_did_not_pay_for_is_tried_again_and_what_was_blocked_is_not(session: Session) -> None:
    chat = a_chat(session)
    unpaid = owe(session, chat, "a", state=Sending.TRAY, note=Verdict.QUOTA_USED_UP.value)
    blocked = owe(session, chat, "b", state=Sending.TRAY, note="blocked")
    inbox.try_tray_again(session)
    for row in (unpaid, blocked):
        session.refresh(row)

    assert (unpaid.state, blocked.state) == (Sending.WAITING, Sending.TRAY)
