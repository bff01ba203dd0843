"""What the calendar moves: by when open matters are due, which verdicts turn, and who is told.

A change of the calendar is compared matter by matter, by the readings before and after it. What moved is written into
the matter's history; a customer who is to wait a day longer or less is told with the next message that costs nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import Session, selectinload

from backend.models.outbox import OutboxMessage
from backend.models.staff import Staff
from backend.models.ticket import DUE_MOVED, Ticket, TicketEvent, is_open
from backend.notices import DueMoved, from_json, to_json
from backend.services import clocks, locks, outbox
from backend.services.calendars import CalendarBook
from backend.services.clocks import ClockReading
from service_standards.clock import Verdict
from service_standards.terms import Measure
from service_standards.told import Told

WORTH_TELLING = timedelta(days=1)
"""By how much a due instant must move for its customer to be told."""
BATCH = 500
Dues = Mapping[Measure, datetime]
Clocks = Mapping[Measure, ClockReading]


@dataclass(frozen=True, slots=True)
class Move:
    """One running clock of an open matter that is up at another instant than before."""

    ticket: Ticket
    measure: Measure
    before: datetime
    after: datetime
    known: datetime
    """What the customer knows: ``before``, or where moves that were too small to tell began that led to it."""

    @property
    def is_told(self) -> bool:
        """Whether its customer is told."""
        return abs(self.after - self.known) >= WORTH_TELLING


@dataclass(frozen=True, slots=True)
class Turn:
    """One clock, of an open or an answered matter, whose verdict is another than before."""

    ticket: Ticket
    measure: Measure
    before: Verdict
    after: Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """All that one change of the calendar does, in the order of the matters' numbers in our books."""

    moves: Sequence[Move]
    turns: Sequence[Turn]
    dues: Mapping[int, Dues]
    """By when the running clocks of each moved matter are up afterwards, by the matter's id."""

    @property
    def digest(self) -> str:
        """The same for the same effect: what was looked at is what is saved."""
        told = [f"{one.ticket.id} {one.measure} {one.before.isoformat()} {one.after.isoformat()}" for one in self.moves]
        told += [f"{turn.ticket.id} {turn.measure} {turn.before} {turn.after}" for turn in self.turns]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def effect(
    session: Session,
    which: ColumnElement[bool],
    before: CalendarBook,
    after: CalendarBook,
    now: datetime,
    *,
    hold: bool = False,
) -> Effect:
    """What going from one book to the other does to the tickets that are ``which``.

    Args:
        hold: hold the open ones, in the order of their ids, to change them.
    """
    moves: list[Move] = []
    turns: list[Turn] = []
    dues: dict[int, Dues] = {}
    for ticket in _tickets(session, which, hold=hold):
        old, new = (
            {clock.standard.measure: clock for clock in clocks.readings(session, ticket, now, book)}
            for book in (before, after)
        )
        up, will_be_up = clocks.running(old.values()), clocks.running(new.values())
        if ticket.status.is_open and up != will_be_up:
            dues[ticket.id] = will_be_up
            moves += moves_of(ticket, up, will_be_up)
        turns += _turns(ticket, old, new)
    return Effect(tuple(moves), tuple(turns), dues)


def moves_of(ticket: Ticket, before: Dues, after: Dues) -> Iterator[Move]:
    """The clocks that run before and after and are up at another instant."""
    for measure in clocks.SHOWN:
        if measure in before and measure in after and before[measure] != after[measure]:
            known = _known(ticket, measure, before[measure])
            yield Move(ticket, measure, before[measure], after[measure], known)


def _known(ticket: Ticket, measure: Measure, before: datetime) -> datetime:
    """What the customer knows of a clock that is up at ``before``: moves too small to tell count in sum, and once."""
    known = due = before
    for event in ticket.events:
        for one in event.detail["moves"] if event.what == DUE_MOVED else ():
            if one["measure"] == measure:
                was = datetime.fromisoformat(one["was"])
                known = known if was == due else was  # else something has moved it that is told in its own way
                due = datetime.fromisoformat(one["due"])
                known = due if abs(due - known) >= WORTH_TELLING else known
    return known if due == before else before


def _turns(ticket: Ticket, before: Clocks, after: Clocks) -> Iterator[Turn]:
    for measure in clocks.SHOWN:
        if measure in before and measure in after:
            then, henceforth = before[measure].reading.verdict, after[measure].reading.verdict
            if then is not henceforth and then is not None and henceforth is not None:
                yield Turn(ticket, measure, then, henceforth)


def _tickets(session: Session, which: ColumnElement[bool], *, hold: bool) -> Iterator[Ticket]:
    """The tickets with their events, a batch at a time, in the order of their ids."""
    ids = session.scalars(select(Ticket.id).where(which).order_by(Ticket.id)).all()
    for first in range(0, len(ids), BATCH):
        these = Ticket.id.in_(ids[first : first + BATCH])
        if hold:
            locks.hold_all(session, Ticket, these & is_open())
        yield from session.scalars(
            select(Ticket)
            .where(these)
            .options(selectinload(Ticket.events), selectinload(Ticket.conversation), selectinload(Ticket.unit))
            .order_by(Ticket.id)
        )


def carry_out(session: Session, moved: Effect, why: Told | None, now: datetime, *, by: Staff | None = None) -> None:
    """Write the moves into the matters, which are held, and owe their customers a word where it is worth one.

    Args:
        why: what moved them; None: each matter's own calendar tells (``changes_told``).
    """
    noted = _note(session, moved.moves, why, now, by)
    for ticket_id, dues in moved.dues.items():
        ticket = session.get_one(Ticket, ticket_id)
        clocks.keep_dues(ticket, dues)
        ticket.warn_at = now  # the clock process looks, and finds when to warn of it
    session.flush()
    of_chat: dict[int, list[Move]] = defaultdict(list)
    for move in moved.moves:
        if move.is_told:
            of_chat[move.ticket.conversation_id].append(move)
    waiting = _waiting(session, of_chat)
    for chat, moves in of_chat.items():
        _tell(session, moves, why, noted[moves[0].ticket.id], waiting.get(chat), now)


def _note(
    session: Session, moves: Iterable[Move], why: Told | None, now: datetime, by: Staff | None
) -> Mapping[int, int]:
    """Write an event into each moved matter, in one go: thousands may be. The events' ids by their matters'."""
    of_ticket: dict[Ticket, list[dict[str, str]]] = defaultdict(list)
    for move in moves:
        told = {"measure": move.measure.value, "was": move.before.isoformat(), "due": move.after.isoformat()}
        of_ticket[move.ticket].append(told)
    if not of_ticket:
        return {}
    shared = {
        "what": DUE_MOVED,
        "at": now,
        "recorded_at": now,
        "staff_id": by.id if by else None,
        "unit_id": by.unit_id if by else None,
    }
    text = why.th if why else ""
    session.execute(
        insert(TicketEvent),
        [
            {**shared, "ticket_id": ticket.id, "detail": {"text": text, "moves": told}}
            for ticket, told in of_ticket.items()
        ],
    )
    noted: dict[int, int] = {}
    ids = [ticket.id for ticket in of_ticket]
    for first in range(0, len(ids), BATCH):
        these = TicketEvent.ticket_id.in_(ids[first : first + BATCH]), TicketEvent.what == DUE_MOVED
        latest = select(TicketEvent.ticket_id, func.max(TicketEvent.id)).where(*these).group_by(TicketEvent.ticket_id)
        noted |= {row[0]: row[1] for row in session.execute(latest)}
    for ticket in of_ticket:
        session.expire(ticket, ["events"])
    return noted


def _waiting(session: Session, chats: Iterable[int]) -> dict[int, OutboxMessage]:
    """Of each chat the notice of moves that waits for a free reply; none that somebody is just sending."""
    found: dict[int, OutboxMessage] = {}
    ids = sorted(chats)
    for first in range(0, len(ids), BATCH):
        rows = session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.conversation_id.in_(ids[first : first + BATCH]),
                outbox.is_unsent(),
                OutboxMessage.only_free,
                OutboxMessage.attempts == 0,
            )
            .order_by(OutboxMessage.id)
            .with_for_update(skip_locked=True, key_share=True)
            .execution_options(populate_existing=True)
        )
        found |= {row.conversation_id: row for row in rows if (row.notice or {}).get("notice") == DueMoved.__name__}
    return found


def _tell(
    session: Session,
    moves: Sequence[Move],
    why: Told | None,
    noted: int,
    waiting: OutboxMessage | None,
    now: datetime,
) -> None:
    """Owe the chat one notice; one that still waits takes these moves along and keeps what the customer knows."""
    kept = from_json(waiting.notice or {}) if waiting else None
    known = kept if isinstance(kept, DueMoved) else DueMoved({}, [])
    was, led_to = _copy(known.was), _copy(known.led_to)
    for move in moves:
        ticket_id, measure = str(move.ticket.id), move.measure.value
        led = led_to[ticket_id].pop(measure, None)
        if measure not in was[ticket_id]:
            was[ticket_id][measure] = led = move.known.isoformat()
        if led == move.known.isoformat():  # else something other than the calendar has moved it in between
            led_to[ticket_id][measure] = move.after.isoformat()
    reasons = [*known.why, *([list(why)] if why and list(why) not in known.why else [])]
    notice = DueMoved(dict(was), reasons, dict(led_to))
    if waiting is None:
        ticket, alone = moves[0].ticket, len(was) == 1
        outbox.tell_when_free(session, ticket, notice, cause=f"event:{noted}", now=now, alone=alone)
        return
    waiting.notice = to_json(notice)
    waiting.ticket_id = waiting.ticket_id if len(was) == 1 else None


def take_from_notice(session: Session, ticket: Ticket, measures: Iterable[Measure]) -> Mapping[str, str]:
    """Tell no more of these clocks by the notice that waits, because their dates are told otherwise.

    Returns:
        What the customer knew of them, by measure; empty where nothing waits.
    """
    waiting = _waiting(session, [ticket.conversation_id]).get(ticket.conversation_id)
    known = from_json(waiting.notice or {}) if waiting else None
    if waiting is None or not isinstance(known, DueMoved):
        return {}
    was, measures = _copy(known.was), set(measures)
    dues = was.pop(str(ticket.id), {})
    if left := {measure: due for measure, due in dues.items() if measure not in measures}:
        was[str(ticket.id)] = left
    if was:
        waiting.notice = to_json(DueMoved(dict(was), known.why, known.led_to))
    else:
        session.delete(waiting)
    return {measure: due for measure, due in dues.items() if measure in measures}


def _copy(by_ticket: Mapping[str, Mapping[str, str]]) -> defaultdict[str, dict[str, str]]:
    return defaultdict(dict, {ticket_id: dict(dues) for ticket_id, dues in by_ticket.items()})
