"""How a conversation goes: state × what is heard × what is known → what to do. Pure: no database, no clock, no LINE.

In this order: an emergency comes before everything; then what we are in the middle of; then a typed command; then a
message that belongs to an open matter; then a question. While an officer has a matter in hand the bot answers only a
clear new question.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.conversation import acts, afterwards, drafting, emergencies, tapping
from bot.conversation.commands import command, score
from bot.conversation.heard import Heard, Said, Sent, Situation, Stickered, TicketInView, Turn
from bot.conversation.needs import (
    BY_ESTATE,
    BY_PROVINCE,
    MISSES_BEFORE_TICKET,
    PERSON,
    UNCLEAR,
    also,
    carried,
    in_order,
    missed,
    misses,
    of_message,
    sure_of,
    take_up,
)
from bot.conversation.state import (
    AddingTo,
    Choosing,
    Drafting,
    GivingReason,
    Idle,
    Need,
    PlacingEmergency,
    State,
    Withdrawing,
    said_before,
)
from bot.conversation.taps import Tap
from intents.catalogue import Intent, Mode
from intents.normalise import normalise
from intents.understanding import Decision, Understanding

LONGEST_FRAGMENT = 60
"""Characters. A longer text is no fragment: waiting for more of it would only keep the customer waiting."""
SMALL_TALK = frozenset({"greeting", "thanks_goodbye", UNCLEAR, "ticket_add_information", "satisfaction_rating"})
LEAVES = frozenset({"cancel", "menu", "tickets", "person", "clock"})
"""Commands that end the wait for something else; any other word may be just what was waited for."""
SENT_TO_THE_UNIT = frozenset({"report", "report_first", "report_second"})
FOR_THE_OFFICER = frozenset({"cancel", "person"})
"""Said to whoever is talking with the customer, when somebody is."""


def respond(state: State, heard: Heard, situation: Situation, later: tuple[Need, ...] = ()) -> Turn:
    """Decide what to do about one thing heard. ``later``: what else was needed before and waits."""
    later = tuple(need for need in later if need.intent_id in situation.intents)  # it may be of an older catalogue
    if later and isinstance(state, Idle) and _asks_for_the_next(heard):
        return afterwards.resume(later, situation)
    return afterwards.go_on(state, _decide(state, heard, situation), later, situation)


def _asks_for_the_next(heard: Heard) -> bool:
    match heard:
        case Tap(action="next"):
            return True
        case Said(text=text, understanding=understanding):
            return command(text) == "next" and not understanding.emergency
    return False


def _decide(state: State, heard: Heard, situation: Situation) -> Turn:
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
        and not sure_of(understanding)
        and not understanding.emergency
        and not situation.in_hand
        and len(text) <= LONGEST_FRAGMENT
        and command(text) is None
        and score(text) is None
        and understanding.ticket_number is None
    )


def _said(state: State, heard: Said, situation: Situation) -> Turn:
    if heard.understanding.emergency:
        return replace(emergencies.cried(state, heard, situation), later=_besides_the_emergency(heard, situation))
    typed = command(heard.text)
    if isinstance(state, Drafting):
        return _while_drafting(state, heard, typed, situation)
    awaited = _awaited(state, heard, typed, situation)
    if awaited is not None:
        return awaited
    free = state if isinstance(state, Idle | Choosing) else _left(state)
    if isinstance(free, Drafting):
        return _while_drafting(free, heard, typed, situation)
    tap = _meant_tap(free, heard.text, typed, situation)
    return tapping.tapped(free, tap, situation) if tap else _question(free, heard, situation)


def _while_drafting(draft: Drafting, heard: Said, typed: str | None, situation: Situation) -> Turn:
    """A text goes to the matter being written, unless an officer asked something since: then it is the answer."""
    if situation.asking is not None and typed is None:
        return Turn(draft, (acts.AddToTicket(situation.asking.id, heard.contact_ids), acts.DraftKept(draft)))
    return drafting.said(draft, heard, situation)


def _awaited(state: State, heard: Said, typed: str | None, situation: Situation) -> Turn | None:
    """What we asked for, if this is it."""
    match state:
        case PlacingEmergency(ticket_id) if situation.ticket(ticket_id) is not None:
            return emergencies.placing(state, heard, situation, typed)
        case GivingReason(ticket_id, resolution) if typed not in LEAVES and not _is_question(heard, situation):
            return Turn(Idle(), (acts.KeepReason(ticket_id, resolution, heard.contact_ids),))
        case AddingTo(ticket_id) if typed == "cancel":
            return Turn(Idle(), (acts.SayCancelled(acts.Cancelled.ADDING),))
        case AddingTo(ticket_id) if typed not in LEAVES and situation.ticket(ticket_id) is not None:
            return Turn(Idle(), _add(ticket_id, heard, situation))
        case Withdrawing(ticket_id) if typed in {"confirm", "withdraw_yes"}:
            return Turn(Idle(), (acts.Withdraw(ticket_id),))
    return None


def _left(state: State) -> State:
    return emergencies.left(state) if isinstance(state, PlacingEmergency) else Idle()


def _is_question(heard: Said, situation: Situation) -> bool:
    """Whether this is clearly a question that has an answer, rather than the reason for a low score."""
    understanding = heard.understanding
    known = situation.intents.get(understanding.intent or "")
    return understanding.decision is Decision.ANSWER and known is not None and known.mode is Mode.ANSWER


def _meant_tap(state: State, text: str, typed: str | None, situation: Situation) -> Tap | None:
    """The button that these words stand for, where one of them was offered."""
    number, rateable = score(text), situation.rateable
    if isinstance(state, Choosing):
        intent_id = _chosen(state, text, number, situation)
        if intent_id or typed == "none":
            return Tap("ask", intent_id=intent_id) if intent_id else Tap("none")
    if rateable is not None and (number is not None or typed == "unsolved"):
        action = "unsolved" if number is None else "rate"
        return Tap(action, ticket_id=rateable.ticket_id, resolution=rateable.resolution, score=number)
    if situation.in_hand is not None and typed in FOR_THE_OFFICER:
        return None
    if isinstance(state, Idle) and state.about is not None and typed is not None:
        tap = _about_the_answer(state, state.about, typed)
        if tap is not None:
            return tap
    return Tap(typed) if typed in {*LEAVES, "happening", "standards"} else None


def _about_the_answer(state: Idle, about: str, typed: str) -> Tap | None:
    """A word about the answer just given: it was right or not, or the unit is wanted."""
    if typed in SENT_TO_THE_UNIT or (state.offered and typed == "confirm"):
        first = typed == "report_first" and state.about_first is not None
        return Tap("report", intent_id=state.about_first if first else about)
    if typed in {"good", "bad", "confirm"} and about != emergencies.INTENT:
        return Tap("bad" if typed == "bad" else "good")
    return None


def _chosen(state: Choosing, text: str, number: int | None, situation: Situation) -> str | None:
    if number is not None and number <= len(state.candidates):
        return state.candidates[number - 1]
    said = normalise(text)
    offered = [situation.intents[one] for one in state.candidates if one in situation.intents]
    return next((one.id for one in offered if said in map(normalise, (one.title_th, one.title_en))), None)


def _question(state: State, heard: Said, situation: Situation) -> Turn:
    understanding, held = heard.understanding, situation.in_hand
    if heard.quoted_ticket_id is not None and situation.ticket(heard.quoted_ticket_id) is not None:
        return Turn(Idle(), _add(heard.quoted_ticket_id, heard, situation))
    if understanding.ticket_number is not None:
        return _about_number(understanding.ticket_number, heard, situation)
    if (sure := sure_of(understanding)) and (held is None or understanding.decision is Decision.ANSWER):
        placed = understanding.estate is not None
        return _understood(state, in_order(sure, situation, placed=placed), heard, situation)
    about = situation.intents.get(state.about or "") if isinstance(state, Idle) else None
    if about is not None and _names_the_place(about, understanding):
        (need,) = of_message((about,), heard, situation)
        return take_up(need, situation, state)
    if held is None and about is not None and _may_be_sent(about, state):
        return _more_about(about.id, state, heard.contact_ids)
    if held is not None:
        return Turn(Idle(), _add(held.id, heard, situation))
    second = of_message(_second_alone(understanding, situation), heard, situation)
    if situation.tickets:
        return Turn(Idle(), _add(situation.tickets[0].id, heard, situation), second)
    candidates = tuple(one for one in understanding.candidates if one not in SMALL_TALK)
    if understanding.decision is Decision.ASK_WHICH and candidates:
        place = (understanding.estate, understanding.estate_candidates)
        choosing = Choosing(candidates, carried(state) + heard.contact_ids, misses(state), *place)
        return Turn(choosing, (acts.AskWhich(candidates),), second)
    return replace(missed(state, heard.contact_ids), later=second)


def _second_alone(understanding: Understanding, situation: Situation) -> tuple[Intent, ...]:
    """The second need of a message, where the first one is not what it is about here."""
    second = also(understanding)
    return (situation.intents[second],) if second is not None and second != PERSON else ()


def _besides_the_emergency(heard: Said, situation: Situation) -> tuple[Need, ...]:
    """What else a cry for help asks for; the numbers and a person it gets anyway."""
    second = _second_alone(heard.understanding, situation)
    return of_message(tuple(intent for intent in second if intent.id != emergencies.INTENT), heard, situation)


def _understood(state: State, needed: tuple[Intent, ...], heard: Said, situation: Situation) -> Turn:
    """What goes on about an open matter goes there; everything else is taken up, one after the other."""
    homes = {intent.id: _home(intent, heard.understanding, situation) for intent in needed}
    home = next((ticket for ticket in homes.values() if ticket is not None), None)
    if home is not None:
        new = tuple(intent for intent in needed if homes[intent.id] is None)
        return Turn(Idle(), _add(home.id, heard, situation), of_message(new, heard, situation))
    first, *second = of_message(needed, heard, situation)
    if not second and _goes_on_about(state, first, situation):
        return drafting.begin(replace(first, said=said_before(state) + first.said), situation)
    return replace(take_up(first, situation, state), later=tuple(second))


def _home(intent: Intent, understanding: Understanding, situation: Situation) -> TicketInView | None:
    """The open matter that this is about, if it is about one."""
    if situation.in_hand is not None and _belongs(intent, situation.in_hand):
        return situation.in_hand
    return next((ticket for ticket in situation.tickets if _is_same_matter(intent, ticket, understanding)), None)


def _is_same_matter(intent: Intent, ticket: TicketInView, understanding: Understanding) -> bool:
    """Whether a matter is told of that is open already; the customer can say that it is a new one."""
    same_place = understanding.estate in (None, ticket.estate_id)
    return intent.mode is Mode.HAND_OVER and intent.id == ticket.intent_id and same_place


def _names_the_place(intent: Intent, understanding: Understanding) -> bool:
    """Whether the answer before asked for a place and this is one."""
    if intent.id == BY_PROVINCE:
        return understanding.province is not None
    return intent.id in BY_ESTATE and bool(understanding.estate or understanding.estate_candidates)


def _may_be_sent(intent: Intent, state: State) -> bool:
    """Whether the unit was offered after its answer: then what is said next may be the details for it."""
    offered = isinstance(state, Idle) and state.offered
    return (offered or intent.mode is Mode.ANSWER_AND_HAND_OVER) and intent.id != emergencies.INTENT


def _goes_on_about(state: State, need: Need, situation: Situation) -> bool:
    """The answer to this has just been given and was not enough; another estate's would be another answer."""
    again = isinstance(state, Idle) and need.intent_id in (state.about, state.about_first)
    offered = again and _may_be_sent(situation.intents[need.intent_id], state)
    return offered and need.estate_id is None and not need.estate_candidates


def _more_about(intent_id: str, state: State, contact_ids: tuple[int, ...]) -> Turn:
    """Unclear by itself, but the answer before it offered the unit: offer once to send it there, then send it."""
    said, count = said_before(state) + contact_ids, misses(state) + 1
    if count >= MISSES_BEFORE_TICKET:
        return Turn(Idle(), (acts.OpenTicket(intent_id, said, unasked=True),))
    return Turn(Idle(said, count, intent_id, offered=True), (acts.OfferToSend(intent_id),))


def _about_number(number: str, heard: Said, situation: Situation) -> Turn:
    """A ticket number alone asks how it stands; with more words it adds to that ticket."""
    if command(heard.text.replace(number, " ")) == "clock":
        return Turn(Idle(), (acts.ShowClock(number=number),))
    ticket = next((t for t in situation.tickets if t.number == number), None)
    only_number = len(heard.text.strip()) <= len(number) + 12
    if ticket is None or only_number or heard.understanding.intent == "ticket_status":
        return Turn(Idle(), (acts.ShowTickets(number),))
    return Turn(Idle(), _add(ticket.id, heard, situation))


def _belongs(intent: Intent, ticket: TicketInView) -> bool:
    """Whether something clearly understood is still about the matter in an officer's hands."""
    return intent.id == ticket.intent_id or intent.id in SMALL_TALK or intent.id == "talk_to_person"


def _add(ticket_id: int, heard: Said | Sent | Stickered, situation: Situation) -> tuple[acts.Act, ...]:
    """It belongs to this matter; an estate named in it places an emergency that has none yet."""
    ticket = situation.ticket(ticket_id)
    added = acts.AddToTicket(ticket_id, heard.contact_ids, quiet=ticket is not None and ticket.in_hand)
    estate_id = heard.understanding.estate if isinstance(heard, Said) else None
    if ticket is not None and ticket.unplaced and estate_id is not None:
        return (added, acts.PlaceTicket(ticket_id, estate_id))
    return (added,)


def _sent(state: State, heard: Sent, situation: Situation) -> Turn:
    match state:
        case Drafting() if situation.asking is not None:
            return Turn(state, (acts.AddToTicket(situation.asking.id, heard.contact_ids), acts.DraftKept(state)))
        case Drafting():
            return drafting.sent(state, heard.contact_ids)
        case PlacingEmergency(ticket_id) if situation.ticket(ticket_id) is not None:
            return Turn(state, (acts.AddToTicket(ticket_id, heard.contact_ids),))
        case AddingTo(ticket_id) if situation.ticket(ticket_id) is not None:
            return Turn(Idle(), _add(ticket_id, heard, situation))
    ticket = situation.in_hand or next(iter(situation.tickets), None)
    if ticket is not None:
        return Turn(Idle(), _add(ticket.id, heard, situation))
    return Turn(Idle(carried(state) + heard.contact_ids, misses(state)), (acts.OfferMatter(),))


def _stickered(state: State, heard: Stickered, situation: Situation) -> Turn:
    if situation.in_hand is not None:
        return Turn(state, (acts.AddToTicket(situation.in_hand.id, heard.contact_ids, quiet=True),))
    if isinstance(state, Drafting):
        return drafting.ask_again(state)
    return Turn(state, (acts.Greet(),))
