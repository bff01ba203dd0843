"""Notices of the backend and cards of the conversation, put into LINE messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from backend.models.customer import Conversation
from backend.models.outbox import OutboxMessage
from backend.models.ticket import Status, Ticket
from backend.models.unit import Unit
from backend.notices import (
    DueMoved,
    OfficerAnswered,
    OfficerAsked,
    TicketReopened,
    TicketResolved,
    TicketTransferred,
    from_json,
)
from backend.services import clocks
from bot import messages, moved_dues
from bot.answering import Knowledge, action
from bot.conversation import taps
from bot.conversation.state import Drafting, Step
from bot.messages import Json
from bot.words import say
from service_standards.course import State
from service_standards.explain import due_told
from service_standards.terms import Measure

MOST_TICKETS = 10
MOST_ESTATE_BUTTONS = 9
"""With the four that every step has they make the thirteen that LINE allows."""
SHOWN_DETAILS = 600
DUE = {Measure.FIRST_RESPONSE: "due_response", Measure.RESOLUTION: "due_resolution"}
"""What is promised to the customer, and how it is called."""


def unit_name(session: Session, unit_id: str, language: str) -> str:
    """What a unit is called to a customer."""
    unit = session.get_one(Unit, unit_id)
    if language == "en":
        return unit.name_en
    return unit.name_th if unit.short_th in unit.name_th else f"{unit.name_th} ({unit.short_th})"


class Wording:
    """Puts things into words; needs only the catalogue, the estates, and where people reach the public pages."""

    def __init__(self, knowledge: Knowledge, public_url: str = "") -> None:
        self.knowledge = knowledge
        self.public_url = public_url

    def of_notice(self, session: Session, row: OutboxMessage, now: datetime) -> list[Json]:
        """The messages for a notice in the outbox, under the name of the unit that speaks.

        None where nothing is left to say: what was moved has gone back, or its matter has ended.
        """
        if row.notice is None:
            raise ValueError(f"outbox row {row.id} has nothing to say")
        language = session.get_one(Conversation, row.conversation_id).customer.language
        match from_json(row.notice):
            case OfficerAnswered(number, unit_id, text):
                return [self._from_unit(session, unit_id, say("officer_says", language, number=number), text)]
            case OfficerAsked(number, unit_id, text):
                return [self._from_unit(session, unit_id, say("officer_asks", language, number=number), text)]
            case TicketReopened(number, unit_id, text):
                return [self._from_unit(session, unit_id, say("officer_reopened", language, number=number), text)]
            case TicketTransferred(number, unit_id, moved):
                unit = unit_name(session, unit_id, language)
                head = say("transferred_moved" if moved else "transferred", language, number=number, unit=unit)
                ticket = session.get_one(Ticket, row.ticket_id) if moved else None
                rows = self._due_rows(session, ticket, language, now) if ticket else []
                return [messages.text("\n".join([head, *(" ".join(row) for row in rows)]))]
            case DueMoved() as moves:
                return moved_dues.told(session, moves, row.created_at, language, now)
            case TicketResolved(number, unit_id, text, ticket_id, resolution):
                head = say("officer_outcome", language, number=number)
                outcome = self._from_unit(session, unit_id, head, text)
                return [outcome, rating_card(number, ticket_id, resolution, language)]

    def _from_unit(self, session: Session, unit_id: str, head: str, text: str) -> Json:
        unit = session.get_one(Unit, unit_id)
        return messages.text(f"[{head}]\n{text}", sender=unit.short_th)

    def opened(self, session: Session, ticket: Ticket, language: str, now: datetime, *, unasked: bool) -> Json:
        """The receipt: number, unit, when an answer is due and why then, marked provisional."""
        rows = [
            (say("number", language), ticket.number),
            (say("unit", language), unit_name(session, ticket.unit_id, language)),
            *self._due_rows(session, ticket, language, now),
        ]
        notes = [] if ticket.urgent else [say("add_more", language)]
        if clocks.is_provisional(session, ticket):
            notes.insert(0, say("provisional", language))
        title = say("opened_urgent" if ticket.urgent else "opened_title", language)
        alt = " ".join([title, *(f"{label} {value}" for label, value in rows)])
        lead = [say("opened_unasked", language)] if unasked else []
        return messages.card(
            title, rows, alt=" ".join([*lead, alt]), notes=[*lead, *notes], urgent=ticket.urgent,
            buttons=[action("b_clock", language, "clock", ticket_id=ticket.id)],
            quick=[
                action("b_tickets", language, "tickets"),
                action("b_add", language, "add", ticket_id=ticket.id),
                action("b_menu", language, "menu"),
            ],
        )  # fmt: skip

    def _due_rows(self, session: Session, ticket: Ticket, language: str, now: datetime) -> list[tuple[str, str]]:
        """When the customer will hear, clock by clock; a clock that has stopped has nothing more to promise."""
        timed = [clock for clock in clocks.readings(session, ticket, now) if clock.standard.measure in DUE]
        if not timed:
            return [(say("deadline", language), say("no_standard", language))]
        rows = []
        for clock in timed:
            if clock.reading.state is State.PAUSED and clock.reading.due is None:
                rows.append((say(DUE[clock.standard.measure], language), say("clock_paused", language)))
            elif clock.reading.state is not State.STOPPED and clock.reading.due is not None:
                due = due_told(clock.reading, clock.calendar)
                rows.append((say(DUE[clock.standard.measure], language), due.en if language == "en" else due.th))
        return rows

    def summary(
        self, session: Session, draft: Drafting, details: Sequence[str], files: int, unit_id: str, language: str
    ) -> Json:
        """The draft as it would be sent, to be confirmed."""
        nothing = say("not_given", language)
        attached = say("files_count", language, count=files) if files else say("no_files", language)
        estate = self.knowledge.estate(draft.estate_id, language) if draft.estate_id else nothing
        rows = [
            (say("summary_topic", language), self.knowledge.title(draft.intent_id, language)),
            (say("summary_estate", language), estate),
            (say("summary_details", language), messages.shorten("\n".join(details), SHOWN_DETAILS) or nothing),
            (say("summary_files", language), attached),
            (say("summary_phone", language), draft.phone or nothing),
            (say("summary_unit", language), unit_name(session, unit_id, language)),
        ]
        title = say("summary_title", language)
        buttons = [
            action("b_confirm", language, "confirm", draft_key=draft.key),
            action("b_change", language, "back", draft_key=draft.key),
            action("b_cancel", language, "cancel", draft_key=draft.key),
        ]
        person = action("b_person", language, "person", draft_key=draft.key)
        hint = say("summary_hint", language)
        return messages.card(title, rows, alt=title, notes=[hint], buttons=buttons, quick=[person])

    def step_buttons(self, draft: Drafting, language: str) -> list[Json]:
        """The quick replies of a step: its own, then back, cancel and a person, which work everywhere."""
        own: list[Json] = []
        if draft.step is Step.ESTATE:
            own = [
                messages.button(
                    self.knowledge.estate_label(one, language), taps.data("estate", estate_id=one, draft_key=draft.key)
                )
                for one in draft.estate_candidates[:MOST_ESTATE_BUTTONS]
            ]
            own.append(action("b_unknown_estate", language, "no_estate", draft_key=draft.key))
        elif draft.step is Step.DETAILS:
            more = "b_go_on" if len(draft.said) > 1 else "b_nothing_more"
            own = [
                action(more, language, "skip", draft_key=draft.key),
                messages.send_picture(say("b_picture", language)),
                messages.send_location(say("b_location", language)),
            ]
        elif draft.step is Step.PHONE:
            own = [action("b_skip", language, "skip", draft_key=draft.key)]
        return [
            *own,
            action("b_back", language, "back", draft_key=draft.key),
            action("b_cancel", language, "cancel", draft_key=draft.key),
            action("b_person", language, "person", draft_key=draft.key),
        ]

    def tickets(self, session: Session, found: Sequence[Ticket], language: str, now: datetime) -> Json:
        """My matters, a card each."""
        cards = [self._ticket_card(session, ticket, language, now) for ticket in found[:MOST_TICKETS]]
        alt = say("my_tickets", language) + ": " + ", ".join(ticket.number for ticket in found[:MOST_TICKETS])
        quick = [action("b_menu", language, "menu"), action("b_person", language, "person")]
        return messages.carousel(cards, alt=alt, quick=quick)

    def _ticket_card(self, session: Session, ticket: Ticket, language: str, now: datetime) -> Json:
        rows = [
            (say("status", language), _status(ticket.status, language)),
            (say("unit", language), unit_name(session, ticket.unit_id, language)),
            (say("summary_topic", language), self.knowledge.title(ticket.intent_id, language)),
        ]
        clock = action("b_clock", language, "clock", ticket_id=ticket.id)
        notes, buttons = [], [clock]
        if ticket.status.is_open:
            rows += self._due_rows(session, ticket, language, now)
            notes = [say("provisional", language)] if clocks.is_provisional(session, ticket) else []
            buttons = [
                action("b_add", language, "add", ticket_id=ticket.id),
                clock,
                action("b_withdraw", language, "withdraw", ticket_id=ticket.id),
            ]
        elif ticket.status is not Status.CANCELLED:
            resolution = sum(event.what == "resolved" for event in ticket.events)
            buttons = [action("b_unsolved", language, "unsolved", ticket_id=ticket.id, resolution=resolution), clock]
        return messages.card(ticket.number, rows, alt=ticket.number, notes=notes, buttons=buttons, urgent=ticket.urgent)


def _status(status: Status, language: str) -> str:
    """How a matter stands, as said to the customer: the desk speaks of them in the third person."""
    if status is Status.WAITING:
        return say("status_waiting", language)
    return status.label_en if language == "en" else status.label


def rating_card(number: str, ticket_id: int, resolution: int, language: str) -> Json:
    """One tap from one to five, or not solved."""
    scores = [
        messages.button(
            say("b_rate", language, score=score),
            taps.data("rate", ticket_id=ticket_id, resolution=resolution, score=score),
        )
        for score in range(5, 0, -1)
    ]
    unsolved = action("b_unsolved", language, "unsolved", ticket_id=ticket_id, resolution=resolution)
    return messages.text(say("ask_rating", language, number=number), quick=[*scores, unsolved])
