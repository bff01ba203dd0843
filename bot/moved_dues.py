"""The notice that the calendar has moved by when matters are due: the dates first, then why.

A closure is blamed for no more than it did. What has happened to a matter since its customer was owed this word, such
as waiting for their reply, is named beside its date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.ticket import Ticket
from backend.notices import DueMoved
from backend.services import clocks
from backend.services.clocks import ClockReading
from bot import messages
from bot.messages import Json
from bot.words import say
from service_standards.course import State
from service_standards.terms import Measure
from service_standards.thai_dates import deadline_en, deadline_th

MOST_TICKETS = 10
MOST_REASONS = 5
SHOWN_REASON = 200
"""Code units of one reason: all of them leave room for the dates in one message."""
MEASURES = {
    Measure.FIRST_RESPONSE: "due_response",
    Measure.PROGRESS: "due_progress",
    Measure.RESOLUTION: "due_resolution",
}
"""What is told of when the calendar moves it, and how it is called."""
OTHERWISE = {
    "customer_replied": "moved_by_wait",
    "kind_corrected": "moved_by_kind",
    "transferred": "moved_by_transfer",
    "reopened": "moved_by_reopening",
}
"""What else moves a due instant, by the event that does."""


def told(session: Session, notice: DueMoved, since: datetime, language: str, now: datetime) -> list[Json]:
    """By when the matters are due as things stand now, beside what the customer knew; why, and how sure it is.

    Args:
        since: from when on the customer has been owed this.

    Returns:
        No message where nothing is left to say.
    """
    paragraphs: list[str] = []
    reasons = [why[language == "en"] for why in notice.why]
    alone, provisional = True, False
    for ticket_id, was in notice.was.items():
        ticket = session.get_one(Ticket, int(ticket_id))
        moved = [
            clock
            for clock in clocks.readings(session, ticket, now)
            if clock.standard.measure in was
            and clock.reading.state is State.RUNNING
            and clock.due != datetime.fromisoformat(was[clock.standard.measure])
        ]
        if not moved:
            continue
        others = _otherwise(ticket, moved, notice.led_to.get(ticket_id, {}), since)
        lines = [_line(clock, was[clock.standard.measure], language) for clock in moved]
        lines += [say(other, language) for other in others]
        paragraphs.append("\n".join([say("officer_says", language, number=ticket.number), *lines]))
        alone = alone and not others
        provisional = provisional or clocks.is_provisional(session, ticket)
        reasons = reasons or [one.en if language == "en" else one.th for one in clocks.why_moved(moved[0])]
    if not paragraphs:
        return []
    left = len(paragraphs) - MOST_TICKETS
    more = [say("due_moved_more", language, count=left)] if left > 0 else []
    why = say("due_moved_why" if alone else "due_moved_too", language, why=_why(reasons, language))
    notes = [say("provisional", language)] if provisional else []
    whole = [say("due_moved", language), *paragraphs[:MOST_TICKETS], *more, why, *notes]
    return [messages.text("\n\n".join(whole))]


def _otherwise(
    ticket: Ticket, moved: Sequence[ClockReading], led_to: Mapping[str, str], since: datetime
) -> Sequence[str]:
    """What beside the calendar made the dates what they are; nothing where they are just where the moves led."""
    if all(clock.due and clock.due.isoformat() == led_to.get(clock.standard.measure) for clock in moved):
        return ()
    happened = [event.what for event in ticket.events if event.recorded_at > since]
    return [words for what, words in OTHERWISE.items() if what in happened]


def _line(clock: ClockReading, was: str, language: str) -> str:
    tell = deadline_en if language == "en" else deadline_th
    before = datetime.fromisoformat(was)
    what = say(MEASURES[clock.standard.measure], language)
    return say("due_moved_line", language, what=what, due=tell(clock.due or before), was=tell(before))


def _why(reasons: Sequence[str], language: str) -> str:
    shown = [messages.shorten(reason, SHOWN_REASON) for reason in reasons[:MOST_REASONS]]
    left = len(reasons) - MOST_REASONS
    more = [say("reasons_more", language, count=left)] if left > 0 else []
    return ("; " if language == "en" else " ").join([*shown, *more]) or say("working_days_changed", language)
