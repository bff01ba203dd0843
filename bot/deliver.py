"""Sends what is owed to one chat, in order, after it was committed; and makes sure that nothing is sent twice.

A reply is free and single-use: while its token lives, the same token may be tried again after any failure, and a
"bad token" after an unclear attempt means that the earlier one had arrived. A push carries a retry key made before
its first attempt: 409 means that LINE has it. Each attempt is written down before it is made, so that a worker that
is killed leaves an unclear attempt, not a forgotten one. Only when LINE gives no clear word for the whole life of a
reply token is the message sent by push: a customer may then read it twice, but never not at all.

Who sends to a chat holds a lease on it, longer than any call lasts; a sender that dies loses it by time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend.logs import fault, in_short
from backend.models.customer import ChatKind, Conversation
from backend.models.outbox import OutboxMessage, Sending
from backend.services import alarms, attempts, bot_answers, locks, outbox, tickets
from backend.work import Work
from bot.line_client import LineClient, Outcome, Verdict
from bot.sending import ATTEMPTING, ATTEMPTING_AGAIN, Push, Reply, WaitUntil, is_fresh, is_unclear, plan
from bot.wording import Wording

LEASE = timedelta(seconds=12)
UNSENT = frozenset({Sending.WAITING, Sending.TRAY})
LONGEST_PAUSE_WITH_TOKEN = timedelta(seconds=8)
GIVE_UP = timedelta(hours=20)
"""LINE remembers a retry key for 24 hours; after that the same key would be a new message."""
SAYS_NOTHING_OF_EARLIER = frozenset({Verdict.NOT_REACHED, Verdict.RATE_LIMITED, Verdict.UNAUTHORISED})
"""LINE turned this attempt away at the gate, or was not reached: whether it has the message already stays unknown."""
log = structlog.get_logger()


class Postman:
    """Delivers for one worker process. ``wake_at`` asks for another look at a chat at an instant."""

    def __init__(
        self, work: Work, line: LineClient, wording: Wording, wake_at: Callable[[str, datetime], None]
    ) -> None:
        self._work, self._line, self._wording, self._wake_at = work, line, wording, wake_at

    def deliver(self, conversation_key: str) -> None:
        """Send all that can be sent to this chat now. Returns at once when somebody else is sending to it."""
        conversation_id = self._take_lease(conversation_key)
        if conversation_id is None:
            return
        while self._one_attempt(conversation_id, conversation_key):
            pass

    def _take_lease(self, key: str) -> int | None:
        """The chat's id if it is owed something and nobody else is sending to it."""
        with self._work.read() as session:  # look first: most wake-ups have nothing to send
            conversation = session.scalar(select(Conversation).where(Conversation.key == key))
            if conversation is None or not outbox.unsent(session, conversation.id):
                return None
        now = self._work.now()
        with self._work.write() as session:
            taken: int | None = session.scalar(
                update(Conversation)
                .where(Conversation.key == key)
                .where(or_(Conversation.sending_until.is_(None), Conversation.sending_until < now))
                .values(sending_until=now + LEASE)
                .returning(Conversation.id)
            )
        if taken is None:
            self._wake_at(key, now + attempts.FIRST_PAUSE)
        return taken

    def _one_attempt(self, conversation_id: int, key: str) -> bool:
        """Plan, write down, call, settle. True when there may be more to send at once."""
        with self._work.write() as session:
            call = self._prepare(session, conversation_id)
            if call is None or isinstance(call, WaitUntil):
                _let_go(session, conversation_id)
        match call:
            case None:
                return False
            case WaitUntil(at):
                self._wake_at(key, at)
                return False
            case Reply(token, rows):
                outcome = self._line.reply(token, [message for row in rows for message in row.messages or ()])
            case Push(row):
                rows, outcome = (row,), self._line.push(key, row.messages or [], row.retry_key)
        with self._work.write() as session:
            locks.hold_one(session, Conversation, Conversation.id == conversation_id)  # before its tickets
            kept = [session.get_one(OutboxMessage, row.id) for row in rows]
            unsent = [row for row in kept if row.state in UNSENT]  # another may have taken over while we hung
            self._settle(session, unsent, outcome, by_reply=isinstance(call, Reply))
            session.flush()
            more = bool(outbox.unsent(session, conversation_id))
            if not more:
                _let_go(session, conversation_id)
        return more

    def _prepare(self, session: Session, conversation_id: int) -> Reply | Push | WaitUntil | None:
        now = self._work.now()
        conversation = locks.hold_one(session, Conversation, Conversation.id == conversation_id)
        conversation.sending_until = now + LEASE
        owed = outbox.unsent(session, conversation_id)
        if not conversation.reachable:
            _put_by(owed)
            return None
        worded = [row for row in _may_go(session, owed, now) if self._has_words(session, row, now)]
        for row in worded:
            _take_up(session, row, conversation.kind, now)
        call = plan([row for row in worded if row.state is not Sending.FAILED], now)
        _unword(worded, call)
        if isinstance(call, Reply):
            _note_reply(call, now)
        elif isinstance(call, Push):
            _note_attempt(call.row, now)
            call.row.reply_token, call.row.carried_by = None, None
        return call

    def _has_words(self, session: Session, row: OutboxMessage, now: datetime) -> bool:
        """Whether its messages are written out, now if not before. A notice that nobody can word holds up no other."""
        if row.messages is not None:
            return True
        if row.next_try_at is not None and row.next_try_at > now:
            return False
        try:
            row.messages = self._wording.of_notice(session, row, now)
        except Exception as problem:
            if attempts.is_the_databases(problem):
                raise
            log.error("notice_failed", **fault(problem))
            _not_worded(session, row, in_short(problem), now)
            return False
        if row.attempts:
            row.attempts, row.next_try_at, row.note = 0, None, ""  # those to find words; LINE was never asked
        if not row.messages:
            session.delete(row)  # nothing is left to say, so that it is owed no longer
            return False
        return True

    def _settle(self, session: Session, rows: list[OutboxMessage], outcome: Outcome, *, by_reply: bool) -> None:
        now = self._work.now()
        if by_reply and outcome.verdict is Verdict.REFUSED:
            if any(row.reply_tried for row in rows):
                outcome = Outcome(Verdict.ALREADY_ACCEPTED)  # the token is used up: an earlier attempt had arrived
            else:
                _without_token(rows)
                return
        if outcome.accepted:
            _sent(session, rows, outcome, now, by_reply=by_reply)
        else:
            _not_sent(session, rows, outcome, now, by_reply=by_reply)


def _let_go(session: Session, conversation_id: int) -> None:
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(sending_until=None))


def _put_by(owed: list[OutboxMessage]) -> None:
    """The customer has blocked us: what is owed waits for a free reply, should they come back."""
    for row in owed:
        row.state, row.next_try_at = Sending.TRAY, None
        row.note = row.note if is_unclear(row) else "blocked"


def _may_go(session: Session, owed: list[OutboxMessage], now: datetime) -> list[OutboxMessage]:
    """Of what is owed all but what only a free reply may carry, and that too where there is one.

    What is never paid for is put back when its token has died, even if LINE may have it: read twice beats never.
    """
    for row in owed:
        if row.only_free and row.state is Sending.WAITING and not is_fresh(row, now):
            row.state, row.messages, row.attempts, row.next_try_at, row.note = Sending.TRAY, None, 0, None, ""
            row.reply_token, row.reply_until, row.reply_tried, row.carried_by = None, None, False, None
    if not any(is_fresh(row, now) for row in owed):
        return [row for row in owed if not row.only_free]
    for row in owed:
        if row.only_free and row.messages is None:  # whoever changes what it says has ended, or waits for us
            locks.hold_one(session, OutboxMessage, OutboxMessage.id == row.id)
    return owed


def _unword(worded: list[OutboxMessage], call: Reply | Push | WaitUntil | None) -> None:
    """What only a free reply may carry and this call leaves behind is worded anew when one takes it."""
    going = call.rows if isinstance(call, Reply) else ()
    for row in worded:
        if row.only_free and row.attempts == 0 and row not in going:
            row.messages = None


def _take_up(session: Session, row: OutboxMessage, kind: ChatKind, now: datetime) -> None:
    """Before a plan is made: what can never be sent any more fails, what may have arrived does not lie in the tray."""
    if is_unclear(row):
        row.state = Sending.WAITING  # only its own token or key can tell; the next free reply would say it twice
    if is_fresh(row, now):
        return
    if kind is ChatKind.UNKNOWN:
        row.state, row.note = Sending.FAILED, "nobody to push to"
    elif is_unclear(row) and row.first_try_at is not None and now - row.first_try_at > GIVE_UP:
        _give_up(session, row, now)


def _give_up(session: Session, row: OutboxMessage, now: datetime) -> None:
    row.state = Sending.FAILED
    alarms.raise_alarm(session, "not_sent", f"outbox {row.id}", now, row.note)


def _not_worded(session: Session, row: OutboxMessage, note: str, now: datetime) -> None:
    row.attempts += 1
    row.note, row.next_try_at = note[:200], attempts.next_try(row.attempts, now)
    if row.attempts == 1:
        alarms.raise_alarm(session, "notice_failed", note[:120], now)
    if row.next_try_at is None:
        _give_up(session, row, now)


def _note_attempt(row: OutboxMessage, now: datetime) -> None:
    row.note = ATTEMPTING_AGAIN if is_unclear(row) else ATTEMPTING
    row.attempts += 1
    row.first_try_at = row.first_try_at or now


def _note_reply(call: Reply, now: datetime) -> None:
    """Write down that this token is being tried for these rows; whether it was before is what a refusal means."""
    carrier = call.rows[-1]
    for row in call.rows:
        row.reply_tried = is_unclear(row) and row.reply_token == call.token
        _note_attempt(row, now)
        row.state = Sending.WAITING
        row.reply_token, row.reply_until = call.token, carrier.reply_until
        row.carried_by = carrier.id


def _without_token(rows: list[OutboxMessage]) -> None:
    """The token had expired before our first attempt: from now on each row goes by push."""
    for row in rows:
        row.reply_token, row.carried_by, row.next_try_at, row.note = None, None, None, ""


def _sent(session: Session, rows: list[OutboxMessage], outcome: Outcome, now: datetime, *, by_reply: bool) -> None:
    ids = list(outcome.message_ids)
    for row in rows:
        count = len(row.messages or ())
        row.line_message_ids, ids = ids[:count], ids[count:]
        row.state, row.sent_at, row.sent_by = Sending.SENT, now, "reply" if by_reply else "push"
        row.reply_token, row.next_try_at, row.note = None, None, ""
        tickets.told(session, row, now)
        bot_answers.sent(session, row, now)


def _not_sent(session: Session, rows: list[OutboxMessage], outcome: Outcome, now: datetime, *, by_reply: bool) -> None:
    longest = LONGEST_PAUSE_WITH_TOKEN if by_reply else attempts.LONGEST_PAUSE
    for row in rows:
        still_unclear = row.note == ATTEMPTING_AGAIN and outcome.verdict in SAYS_NOTHING_OF_EARLIER
        row.note = Verdict.UNKNOWN.value if still_unclear else outcome.verdict.value
        row.next_try_at = now + attempts.pause(row.attempts, longest)
        if outcome.verdict is Verdict.REFUSED:
            _give_up(session, row, now)
        elif outcome.verdict is Verdict.QUOTA_USED_UP:
            row.state, row.next_try_at = Sending.TRAY, None
            alarms.raise_alarm(session, "quota", "line", now)
    if outcome.verdict is Verdict.UNAUTHORISED:
        alarms.raise_alarm(session, "line_token", "line", now, f"status {outcome.status}")
