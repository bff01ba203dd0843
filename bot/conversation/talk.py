"""How a conversation goes: state × what is heard × what is known → what to do. Pure: no database, no clock, no LINE.

In this order: an emergency comes before everything; then a matter being written; then a message that belongs to an
open matter; then a question. While an officer has a matter in hand the bot answers only a clear new question.
"""

from __future__ import annotations

from typing import assert_never

from bot.conversation import acts, drafting, emergencies, tapping
from bot.conversation.commands import command
from bot.conversation.heard import Heard, Said, Sent, Situation, Stickered, TicketInView, Turn
from bot.conversation.state import AddingTo, Choosing, Drafting, GivingReason, Idle, PlacingEmergency, State
from bot.conversation.taps import Tap
from intents.catalogue import Intent, Mode
from intents.understanding import Decision, Understanding

UNCLEAR = "unclear_fallback"
MISSES_BEFORE_TICKET = 2
LONGEST_FRAGMENT = 60
"""Characters. A longer text is no fragment: waiting for more of it would only keep the customer waiting."""
SMALL_TALK = frozenset({"greeting", "thanks_goodbye", UNCLEAR, "ticket_add_information", "satisfaction_rating"})


def respond(state: State, heard: Heard, situation: Situation) -> Turn:
    """Decide what to do about one thing heard."""
    match heard:
        case Said():
            return _said(state, heard, situation)
        case Sent():
            return _sent(state, heard, situation)
        case Stickered():
            return _stickered(state, heard, situation)
        case Tap():
            return tapping.tapped(state, heard, situation)
    assert_never(heard)


def worth_waiting(state: State, text: str, understanding: Understanding, situation: Situation) -> bool:
    """Whether this is an unclear fragment, after which more is likely to come within a second or two."""
    return (
        isinstance(state, Idle | Choosing)
        and understanding.decision is not Decision.ANSWER
        and not understanding.emergency
        and not situation.in_hand
        and len(text) <= LONGEST_FRAGMENT
        and command(text) is None
        and understanding.ticket_number is None
    )


def _said(state: State, heard: Said, situation: Situation) -> Turn:
    if heard.understanding.emergency:
        return emergencies.cried(heard, situation)
    if isinstance(state, Drafting):
        return drafting.said(state, heard, situation)
    if isinstance(state, PlacingEmergency):
        return emergencies.placing(state, heard)
    if isinstance(state, GivingReason):
        return Turn(Idle(), (acts.KeepReason(state.ticket_id, state.resolution, heard.contact_ids),))
    if isinstance(state, AddingTo):
        return _adding(state, heard.contact_ids, situation)
    typed = command(heard.text)
    if typed is not None:
        return tapping.tapped(state, Tap(typed), situation)
    return _question(state, heard, situation)


def _adding(state: AddingTo, contact_ids: tuple[int, ...], situation: Situation) -> Turn:
    if any(ticket.id == state.ticket_id for ticket in situation.tickets):
        return Turn(Idle(), (acts.AddToTicket(state.ticket_id, contact_ids),))
    return Turn(Idle(), (acts.SayStale(),))


def _question(state: State, heard: Said, situation: Situation) -> Turn:
    understanding = heard.understanding
    if heard.quoted_ticket_id is not None and any(t.id == heard.quoted_ticket_id for t in situation.tickets):
        return Turn(Idle(), (_add(heard.quoted_ticket_id, heard.contact_ids, situation),))
    if understanding.ticket_number is not None:
        return _about_number(understanding.ticket_number, heard, situation)
    held = situation.in_hand
    if understanding.decision is Decision.ANSWER and understanding.intent is not None:
        intent = situation.intents[understanding.intent]
        if held is not None and _belongs(intent, held):
            return Turn(Idle(), (_add(held.id, heard.contact_ids, situation),))
        return need(intent, heard.contact_ids, heard.text, understanding, situation, state)
    if situation.tickets:
        ticket = held or situation.tickets[0]
        return Turn(Idle(), (_add(ticket.id, heard.contact_ids, situation),))
    if understanding.decision is Decision.ASK_WHICH and understanding.candidates:
        return Turn(
            Choosing(understanding.candidates, carried(state) + heard.contact_ids, misses(state)),
            (acts.AskWhich(understanding.candidates),),
        )
    return missed(state, heard.contact_ids)


def _about_number(number: str, heard: Said, situation: Situation) -> Turn:
    """A ticket number alone asks how it stands; with more words it adds to that ticket."""
    ticket = next((t for t in situation.tickets if t.number == number), None)
    only_number = len(heard.text.strip()) <= len(number) + 12
    if ticket is None or only_number or heard.understanding.intent == "ticket_status":
        return Turn(Idle(), (acts.ShowTickets(number),))
    return Turn(Idle(), (_add(ticket.id, heard.contact_ids, situation),))


def _belongs(intent: Intent, ticket: TicketInView) -> bool:
    """Whether something clearly understood is still about the matter in an officer's hands."""
    return intent.id == ticket.intent_id or intent.id in SMALL_TALK or intent.id == "talk_to_person"


def _add(ticket_id: int, contact_ids: tuple[int, ...], situation: Situation) -> acts.AddToTicket:
    in_hand = any(ticket.id == ticket_id and ticket.in_hand for ticket in situation.tickets)
    return acts.AddToTicket(ticket_id, contact_ids, quiet=in_hand)


def missed(state: State, contact_ids: tuple[int, ...]) -> Turn:
    """Not understood: say so once, and after two misses open a matter ourselves."""
    said, count = carried(state) + contact_ids, misses(state) + 1
    if count >= MISSES_BEFORE_TICKET:
        return Turn(Idle(), (acts.OpenTicket(UNCLEAR, said, unasked=True),))
    return Turn(Idle(said=said, misses=count), (acts.NotUnderstood(),))


def carried(state: State) -> tuple[int, ...]:
    """What was said and has not been answered to the point yet."""
    return state.said if isinstance(state, Choosing) or (isinstance(state, Idle) and state.about is None) else ()


def misses(state: State) -> int:
    """How often in a row we did not understand."""
    return state.misses if isinstance(state, Idle | Choosing) else 0


def need(
    intent: Intent,
    contact_ids: tuple[int, ...],
    text: str,
    understanding: Understanding,
    situation: Situation,
    state: State,
) -> Turn:
    """Do what this intent calls for: answer, begin a matter, or the bot's own business."""
    if intent.mode is Mode.DO:
        return _own_business(intent, contact_ids, state, situation)
    if intent.mode is Mode.HAND_OVER:
        return drafting.begin(intent.id, carried(state) + contact_ids, text, understanding, situation)
    answer = acts.GiveAnswer(intent.id, understanding.estate, understanding.estate_candidates)
    return Turn(Idle(said=contact_ids, about=intent.id), (answer,))


def _own_business(intent: Intent, contact_ids: tuple[int, ...], state: State, situation: Situation) -> Turn:
    match intent.id:
        case "greeting":
            return Turn(Idle(carried(state), misses(state)), (acts.Greet(),))
        case "thanks_goodbye":
            return Turn(Idle(), (acts.Thank(),))
        case "bot_help":
            return Turn(Idle(), (acts.ShowMenu(),))
        case "ticket_status":
            return Turn(Idle(), (acts.ShowTickets(),))
        case "change_language":
            return Turn(state, (acts.SetLanguage(),))
        case "satisfaction_rating":
            return Turn(Idle(), (acts.AskRating(),))
        case "ticket_add_information" if situation.tickets:
            ticket = situation.tickets[0]
            return Turn(AddingTo(ticket.id), (acts.AskWhatToAdd(ticket.id),))
        case "ticket_add_information":
            return Turn(Idle(), (acts.ShowTickets(),))
    return missed(state, contact_ids)


def _sent(state: State, heard: Sent, situation: Situation) -> Turn:
    match state:
        case Drafting():
            return drafting.sent(state, heard.contact_ids)
        case PlacingEmergency(ticket_id):
            return Turn(state, (acts.AddToTicket(ticket_id, heard.contact_ids),))
        case AddingTo():
            return _adding(state, heard.contact_ids, situation)
    ticket = situation.in_hand or next(iter(situation.tickets), None)
    if ticket is not None:
        return Turn(Idle(), (_add(ticket.id, heard.contact_ids, situation),))
    return Turn(Idle(carried(state) + heard.contact_ids, misses(state)), (acts.OfferMatter(),))


def _stickered(state: State, heard: Stickered, situation: Situation) -> Turn:
    if situation.in_hand is not None:
        return Turn(state, (acts.AddToTicket(situation.in_hand.id, heard.contact_ids, quiet=True),))
    if isinstance(state, Drafting):
        return drafting.ask_again(state)
    return Turn(state, (acts.Greet(),))
