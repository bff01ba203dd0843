"""What to send to a chat next: pure, from the rows it is owed and the present instant.

Order is kept among what waits. A reply token that lives takes along, for nothing, what waits before it and what the
quota could not pay for, as long as LINE's five messages a call allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.models.outbox import OutboxMessage, Sending
from bot.line_client import Verdict

MOST_MESSAGES = 5
ATTEMPTING = "attempting"
"""The note on a row while a call is under way: who finds it after a crash knows nothing of the outcome."""
ATTEMPTING_AGAIN = "attempting again"
"""The same when the outcome of an earlier attempt is not known: no clean failure makes that one known."""
_UNCLEAR = frozenset({ATTEMPTING, ATTEMPTING_AGAIN, Verdict.UNKNOWN.value, Verdict.SERVER_ERROR.value})


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer by token, all rows in one call."""

    token: str
    rows: tuple[OutboxMessage, ...]


@dataclass(frozen=True, slots=True)
class Push:
    """Send one row, paid for, under its retry key."""

    row: OutboxMessage


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """Nothing may be tried before this instant."""

    at: datetime


Plan = Reply | Push | WaitUntil | None


def plan(owed: list[OutboxMessage], now: datetime) -> Plan:
    """The next call for one chat. ``owed``: its unsent rows, oldest first, with their messages written out."""
    waiting = [row for row in owed if row.state is Sending.WAITING]
    if not waiting:
        return None
    head, newest = waiting[0], waiting[-1]
    not_yet = head.next_try_at is not None and head.next_try_at > now
    if head.carried_by is not None and is_fresh(head, now):
        group = tuple(row for row in owed if row.carried_by == head.carried_by)
        return WaitUntil(head.next_try_at) if not_yet and head.next_try_at else Reply(str(head.reply_token), group)
    if newest.attempts == 0 and is_fresh(newest, now) and not any(is_unclear(row) for row in waiting):
        together = _together(owed, waiting)
        if together:
            return Reply(str(newest.reply_token), together)
    if not_yet and head.next_try_at:
        return WaitUntil(head.next_try_at)
    return Reply(str(head.reply_token), (head,)) if is_fresh(head, now) else Push(head)


def lend(owed: list[OutboxMessage], token: str, until: datetime) -> None:
    """Give a reply token that nothing else needs to what lies in the tray: free, and at once.

    What may have arrived already keeps its own way of being asked about.
    """
    clear = [row for row in owed if not is_unclear(row)]
    if clear and any(row.state is Sending.TRAY for row in clear):
        newest = clear[-1]
        newest.state, newest.reply_token, newest.reply_until = Sending.WAITING, token, until
        newest.attempts, newest.next_try_at, newest.note = 0, None, ""


def _together(owed: list[OutboxMessage], waiting: list[OutboxMessage]) -> tuple[OutboxMessage, ...]:
    """All that waits, and of the tray, oldest first, what still fits; nothing when not even the waiting fits."""
    room = MOST_MESSAGES - sum(_size(row) for row in waiting)
    if room < 0:
        return ()
    taken = {row.id for row in waiting}
    for row in owed:
        if row.state is Sending.TRAY and _size(row) <= room:
            room -= _size(row)
            taken.add(row.id)
    return tuple(row for row in owed if row.id in taken)


def _size(row: OutboxMessage) -> int:
    return len(row.messages or ())


def is_fresh(row: OutboxMessage, now: datetime) -> bool:
    """Whether the row's reply token lives."""
    return row.reply_token is not None and row.reply_until is not None and now < row.reply_until


def is_unclear(row: OutboxMessage) -> bool:
    """Whether an earlier attempt may have arrived, so that only the same call again is safe."""
    return row.attempts > 0 and row.note in _UNCLEAR
