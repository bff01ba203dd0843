"""What a message says is needed, one thing or two, and how each is taken up."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import acts, drafting, emergencies
from bot.conversation.heard import Said, Situation, Turn
from bot.conversation.state import AddingTo, Choosing, Idle, Need, State
from intents.catalogue import Intent, Mode
from intents.understanding import COURTESIES, Decision, Understanding

UNCLEAR = "unclear_fallback"
PERSON = "talk_to_person"
BY_PROVINCE = "estate_list_by_province"
BY_ESTATE = frozenset({"contact_estate_office", "estate_information"})
MISSES_BEFORE_TICKET = 2
TOLD_ENOUGH = 60
"""Characters. Who has written this much has told the matter; asking for details first would be asking twice."""
NO_SECOND_NEED = frozenset({UNCLEAR, "ticket_add_information"})
"""Ways to go on, not things to be had beside another one."""


def sure_of(understanding: Understanding) -> tuple[str, ...]:
    """The intents that are surely meant, at most two, in the order said, an emergency first.

    A message that holds two needs is torn between them: then both are meant, and asking which would be asking for one.
    """
    intent, second, said = understanding.intent, also(understanding), understanding.needs
    if intent is None or not (understanding.decision is Decision.ANSWER or intent in said):
        return ()
    if intent in COURTESIES and said:
        return said[:2]
    both = (intent,) if second is None else (intent, second)
    return tuple(sorted(both, key=lambda one: said.index(one) if one in said and one != emergencies.INTENT else -1))


def also(understanding: Understanding) -> str | None:
    """The second thing that is needed, if it is one."""
    return None if understanding.also in NO_SECOND_NEED else understanding.also


def in_order(intent_ids: tuple[str, ...], situation: Situation, *, placed: bool) -> tuple[Intent, ...]:
    """What is told at once comes first, a matter after it; the person asked for besides comes with the matter.

    An answer that itself asks something back comes last, where its buttons are seen: one that is outdated, and one that
    needs an estate when none is named (``placed``), which a form may bring to light meanwhile.
    """
    needed = [situation.intents[one] for one in intent_ids]
    matters = [intent for intent in needed if intent.mode is Mode.HAND_OVER and intent.id != PERSON]
    if matters:
        needed = [intent for intent in needed if intent.id != PERSON]
    asks = situation.outdated if placed else situation.outdated | BY_ESTATE
    return tuple(sorted(needed, key=lambda intent: _rank(intent, asks)))


def _rank(intent: Intent, asks: frozenset[str]) -> int:
    if intent.id == emergencies.INTENT:
        return 0
    if intent.id == "change_language":
        return 1
    if intent.id in asks:
        return 4
    return 3 if intent.mode is Mode.HAND_OVER else 2


def of_message(needed: tuple[Intent, ...], heard: Said, situation: Situation) -> tuple[Need, ...]:
    """The needs with what the message says of them.

    What only one unit may read of is not shown to the other one: then the rest starts with empty hands.
    """
    understood = heard.understanding
    secret = {intent.id for intent in needed if intent.kind in situation.restricted}
    enough = len(heard.text) >= TOLD_ENOUGH * len(needed)
    place = (understood.estate, understood.estate_candidates, understood.province)
    return tuple(
        Need(intent.id, heard.contact_ids, *place, detailed=enough)
        if not secret or intent.id in secret
        else Need(intent.id, (), *place)
        for intent in needed
    )


def take_up(need: Need, situation: Situation, state: State) -> Turn:
    """Do what this need calls for: answer, begin a matter, or the bot's own business."""
    intent = situation.intents[need.intent_id]
    if intent.mode is Mode.DO:
        return _own_business(intent, need.said, state, situation)
    if intent.mode is Mode.HAND_OVER:
        said = tuple(dict.fromkeys(carried(state) + need.said))
        return drafting.begin(replace(need, said=said), situation)
    answer = acts.GiveAnswer(intent.id, need.estate_id, need.estate_candidates, need.province)
    return Turn(Idle(said=need.said, about=intent.id, offered=intent.id in situation.outdated), (answer,))


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
