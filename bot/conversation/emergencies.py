"""Emergencies: the numbers first, then an urgent ticket without a form, then where it is."""

from __future__ import annotations

from bot.conversation import acts
from bot.conversation.heard import Said, Situation, TicketInView, Turn
from bot.conversation.state import Idle, PlacingEmergency
from intents.understanding import Understanding

INTENT = "emergency_report"


def cried(heard: Said, situation: Situation) -> Turn:
    """Somebody cries for help. A second cry goes to the urgent ticket already open."""
    understanding = heard.understanding
    urgent = _urgent(situation)
    if urgent is not None:
        placed = _place(urgent, understanding)
        added = acts.AddToTicket(urgent.id, heard.contact_ids)
        return Turn(PlacingEmergency(urgent.id) if urgent.unplaced and not placed else Idle(), (added, *placed))
    return _open(heard.contact_ids, understanding.estate, understanding.estate_candidates)


def confirmed(said: tuple[int, ...], situation: Situation) -> Turn:
    """The button under the numbers: it is happening now."""
    urgent = _urgent(situation)
    if urgent is not None:
        return Turn(Idle(), (acts.AskWhatToAdd(urgent.id),))
    return _open(said, None, ())


def _open(said: tuple[int, ...], estate_id: str | None, candidates: tuple[str, ...]) -> Turn:
    opened = acts.OpenTicket(INTENT, said, estate_id, urgent=True)
    if estate_id:
        return Turn(Idle(), (opened,))
    return Turn(PlacingEmergency(ticket_id=0), (opened, acts.AskEmergencyPlace(candidates)))


def placing(state: PlacingEmergency, heard: Said) -> Turn:
    """What is said after "where is it?" belongs to the urgent ticket; an estate named in it routes it."""
    understanding = heard.understanding
    added = acts.AddToTicket(state.ticket_id, heard.contact_ids)
    if understanding.estate:
        return Turn(Idle(), (added, acts.PlaceTicket(state.ticket_id, understanding.estate)))
    if understanding.estate_candidates:
        return Turn(state, (added, acts.AskEmergencyPlace(understanding.estate_candidates)))
    return Turn(Idle(), (added,))


def _urgent(situation: Situation) -> TicketInView | None:
    return next((ticket for ticket in situation.tickets if ticket.urgent), None)


def _place(urgent: TicketInView, understanding: Understanding) -> tuple[acts.Act, ...]:
    if urgent.unplaced and understanding.estate:
        return (acts.PlaceTicket(urgent.id, understanding.estate),)
    return ()
