"""Emergencies: the numbers first, then an urgent ticket without a form, then where it is.

What was being written meanwhile is kept aside and taken up again afterwards.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import acts
from bot.conversation.heard import Said, Situation, TicketInView, Turn
from bot.conversation.state import Drafting, Idle, PlacingEmergency, State, Withdrawing
from intents.understanding import Understanding

INTENT = "emergency_report"


def cried(state: State, heard: Said, situation: Situation) -> Turn:
    """Somebody cries for help. A cry that may be about the urgent ticket already open goes there."""
    understanding, aside = heard.understanding, _aside(state)
    urgent = next((t for t in situation.tickets if _is_about(t, understanding)), None)
    if urgent is None:
        return _open(heard.contact_ids, understanding.estate, understanding.estate_candidates, aside)
    added = acts.AddToTicket(urgent.id, heard.contact_ids, cry=True)
    if not urgent.unplaced:
        return _back_to(aside, added)
    if understanding.estate:
        return _back_to(aside, added, acts.PlaceTicket(urgent.id, understanding.estate))
    candidates = understanding.estate_candidates
    return Turn(PlacingEmergency(urgent.id, candidates, aside), (added, acts.AskEmergencyPlace(urgent.id, candidates)))


def _is_about(ticket: TicketInView, understanding: Understanding) -> bool:
    """Another place or another day is another emergency."""
    same_place = ticket.unplaced or understanding.estate in (None, ticket.estate_id)
    return ticket.urgent and ticket.recent and same_place


def confirmed(state: State, said: tuple[int, ...], situation: Situation) -> Turn:
    """The button under the numbers: it is happening now."""
    urgent = next((t for t in situation.tickets if t.urgent and t.recent), None)
    if urgent is not None:
        return _back_to(_aside(state), acts.AskWhatToAdd(urgent.id))
    return _open(said, None, (), _aside(state))


def _aside(state: State) -> Drafting | None:
    if isinstance(state, Drafting):
        return state
    return state.aside if isinstance(state, PlacingEmergency) else None


def _open(said: tuple[int, ...], estate_id: str | None, candidates: tuple[str, ...], aside: Drafting | None) -> Turn:
    opened = acts.OpenTicket(INTENT, said, estate_id, urgent=True)
    if estate_id:
        return _back_to(aside, opened)
    return Turn(PlacingEmergency(0, candidates, aside), (opened, acts.AskEmergencyPlace(0, candidates)))


def _back_to(aside: Drafting | None, *done: acts.Act) -> Turn:
    """After the emergency what was being written goes on, and the customer is told so."""
    return Turn(aside, (*done, acts.DraftKept(aside))) if aside else Turn(Idle(), done)


def left(state: PlacingEmergency) -> State:
    """What we were in the middle of, once the urgent ticket is no longer open."""
    return state.aside or Idle()


def placing(state: PlacingEmergency, heard: Said, situation: Situation, typed: str | None) -> Turn:
    """What is said after "where is it?" belongs to the urgent ticket; an estate named in it routes it."""
    match typed:
        case "menu":
            return Turn(state, (acts.ShowMenu(),))
        case "tickets":
            return Turn(state, (acts.ShowTickets(),))
        case "clock":
            return Turn(state, (acts.ShowClock(),))
        case "cancel":
            return Turn(Withdrawing(state.ticket_id), (acts.AskWithdraw(state.ticket_id),))
        case "no_estate":
            return place_unknown(state)
    understanding = heard.understanding
    added = acts.AddToTicket(state.ticket_id, heard.contact_ids)
    estate_id = understanding.estate or situation.named(heard.text, state.candidates)
    if estate_id is not None:
        return _back_to(state.aside, added, acts.PlaceTicket(state.ticket_id, estate_id))
    asked = replace(state, candidates=understanding.estate_candidates or state.candidates)
    return Turn(asked, (added, acts.AskEmergencyPlace(state.ticket_id, asked.candidates)))


def placed(state: State, ticket_id: int, estate_id: str) -> Turn:
    """An estate was chosen by button."""
    done = acts.PlaceTicket(ticket_id, estate_id)
    return _back_to(state.aside, done) if isinstance(state, PlacingEmergency) else Turn(state, (done,))


def place_unknown(state: State) -> Turn:
    """The customer cannot say where: a person will ask on."""
    told = acts.SayUnplaced()
    return _back_to(state.aside, told) if isinstance(state, PlacingEmergency) else Turn(state, (told,))
