"""What is sent next: order kept, tokens used once, the tray emptied for nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.models.outbox import OutboxMessage, Sending
from bot.line_client import Verdict
from bot.sending import ATTEMPTING, Push, Reply, WaitUntil, plan

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


def row(number: int, *, size: int = 1, token: str | None = None, tray: bool = False, **values: object) -> OutboxMessage:
    made = OutboxMessage(
        id=number,
        messages=[{"type": "text", "text": str(n)} for n in range(size)],
        state=Sending.TRAY if tray else Sending.WAITING,
        reply_token=token,
        reply_until=LATER if token else None,
        attempts=0,
        note="",
    )
    for name, value in values.items():
        setattr(made, name, value)
    return made


def test_nothing_owed_is_nothing_to_do() -> None:
    assert plan([], NOW) is None
    assert plan([row(1, tray=True)], NOW) is None


def test_a_living_token_makes_a_reply_and_a_dead_one_a_push() -> None:
    fresh, stale = row(1, token="t"), row(2, token="t", reply_until=NOW)

    assert plan([fresh], NOW) == Reply("t", (fresh,))
    assert plan([stale], NOW) == Push(stale)


def test_a_reply_takes_along_what_waits_before_it() -> None:
    earlier, reply = row(1), row(2, token="t")

    assert plan([earlier, reply], NOW) == Reply("t", (earlier, reply))


def test_a_reply_takes_along_of_the_tray_what_fits() -> None:
    old, long, reply = row(1, tray=True), row(2, size=4, tray=True), row(3, size=2, token="t")

    assert plan([old, long, reply], NOW) == Reply("t", (old, reply))


def test_what_does_not_fit_before_a_reply_goes_first_by_push() -> None:
    earlier, reply = row(1, size=4), row(2, size=2, token="t")

    assert plan([earlier, reply], NOW) == Push(earlier)


def test_an_unclear_push_is_repeated_alone_under_its_key() -> None:
    unclear = row(1, attempts=1, note=Verdict.UNKNOWN.value, next_try_at=NOW)
    reply = row(2, token="t")

    assert plan([unclear, reply], NOW) == Push(unclear)


def test_a_message_in_back_off_holds_the_later_ones() -> None:
    waiting = row(1, attempts=1, note=Verdict.SERVER_ERROR.value, next_try_at=LATER)

    assert plan([waiting, row(2)], NOW) == WaitUntil(LATER)


def test_a_customer_who_writes_ends_the_back_off_of_a_clean_failure() -> None:
    limited = row(1, attempts=3, note=Verdict.RATE_LIMITED.value, next_try_at=LATER)
    reply = row(2, token="t")

    assert plan([limited, reply], NOW) == Reply("t", (limited, reply))


def test_an_attempt_under_way_when_its_worker_died_is_made_again_just_so() -> None:
    first = row(1, token="t", attempts=1, note=ATTEMPTING, carried_by=2)
    second = row(2, token="t", attempts=1, note=ATTEMPTING, carried_by=2)

    assert plan([first, second, row(3, token="u")], NOW) == Reply("t", (first, second))


def test_when_the_token_has_died_each_goes_by_push_in_order() -> None:
    first = row(1, token="t", attempts=4, note=Verdict.UNKNOWN.value, carried_by=2, reply_until=NOW)
    second = row(2, token="t", attempts=4, note=Verdict.UNKNOWN.value, carried_by=2, reply_until=NOW)

    assert plan([first, second], NOW) == Push(first)
