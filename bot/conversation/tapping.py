"""Buttons and typed commands. Those of a draft that is over, or of nobody's matter, are answered politely.

A matter being written is never lost by a tap: what can be done beside it is done, what would begin something else
has to wait.
"""

from __future__ import annotations

from bot.conversation import acts, drafting, emergencies
from bot.conversation.heard import Situation, Turn
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
from intents.catalogue import Mode

OF_A_DRAFT = frozenset({"estate", "no_estate", "skip", "back", "confirm"})
BEGINS_SOMETHING = frozenset({"add", "unsolved", "withdraw", "report", "new", "none", "next"})
LOW = 3


def tapped(state: State, tap: Tap, situation: Situation) -> Turn:
    """Decide what a tap does."""
    if tap.draft_key is not None and not (isinstance(state, Drafting) and tap.draft_key == state.key):
        return Turn(state, (acts.SayStale(),))  # of an older draft: it does nothing to the one under way
    if isinstance(state, Drafting):
        return _beside(state, tap, situation)
    if tap.action in OF_A_DRAFT:
        return Turn(state, (acts.SayStale(),))
    return _of_a_matter(state, tap) if tap.ticket_id is not None else _general(state, tap, situation)


def _beside(draft: Drafting, tap: Tap, situation: Situation) -> Turn:
    """A tap while a matter is being written."""
    if tap.action in OF_A_DRAFT or tap.action in {"cancel", "person", "menu", "tickets"}:
        return drafting.tapped(draft, tap, situation)
    if tap.action in {"happening", "place"}:
        return _general(draft, tap, situation) if tap.ticket_id is None else _of_a_matter(draft, tap)
    if tap.action in BEGINS_SOMETHING or (tap.action == "ask" and _hands_over(tap, situation)):
        return Turn(draft, (acts.FinishFirst(draft),))
    if tap.action == "rate" and tap.score is not None:
        rated = acts.Rate(int(tap.ticket_id or 0), tap.resolution or 0, tap.score, ask_why=False)
        return Turn(draft, (rated, acts.DraftKept(draft)))
    beside = _of_a_matter(Idle(), tap) if tap.ticket_id is not None else _general(Idle(), tap, situation)
    return Turn(draft, (*beside.acts, acts.DraftKept(draft)))


def _hands_over(tap: Tap, situation: Situation) -> bool:
    intent = situation.intents.get(tap.intent_id or "")
    return intent is not None and intent.mode is Mode.HAND_OVER


def _general(state: State, tap: Tap, situation: Situation) -> Turn:
    match tap.action:
        case "menu":
            return Turn(_set_aside(state), (acts.ShowMenu(),))
        case "tickets":
            return Turn(_set_aside(state), (acts.ShowTickets(),))
        case "clock":
            return Turn(_set_aside(state), (acts.ShowClock(),))
        case "language":
            return Turn(state, (acts.SetLanguage(tap.language),))
        case "standards":
            return Turn(state, (acts.ShowStandards(),))
        case "cancel":
            adding = acts.Cancelled.ADDING if isinstance(state, AddingTo) else acts.Cancelled.NOTHING
            return Turn(_set_aside(state), (acts.SayCancelled(adding),))
        case "person" | "report" | "new":
            return _to_a_person(state, tap, situation)
        case "ask" if tap.intent_id in situation.intents:
            return _asked(state, str(tap.intent_id), tap.estate_id, situation)
        case "none":
            return _none_of_these(state)
        case "good" | "bad":
            verdict = acts.KeepVerdict(tap.contact_id, good=tap.action == "good")
            return Turn(Idle() if tap.action == "good" else state, (verdict,))
        case "emergency":
            return Turn(_set_aside(state), (acts.GiveAnswer(emergencies.INTENT),))
        case "happening":
            return emergencies.confirmed(state, said_before(state), situation)
    return Turn(state, (acts.SayStale(),))


def _set_aside(state: State) -> State:
    """Looking at the menu or at one's matters does not lose the question where an emergency is."""
    return state if isinstance(state, PlacingEmergency) else Idle()


def _to_a_person(state: State, tap: Tap, situation: Situation) -> Turn:
    """Begin a matter with what was said before; of a new topic only its own words go along."""
    if tap.action == "new" and tap.contact_id is not None:
        off = acts.TakeOffTicket((tap.contact_id,))
        turn = drafting.begin(Need("talk_to_person", (tap.contact_id,)), situation)
        return Turn(turn.state, (off, *turn.acts))
    about = tap.intent_id or (state.about if isinstance(state, Idle) and state.about_first is None else None)
    intent_id = about if about in situation.intents else "talk_to_person"
    return drafting.begin(Need(str(intent_id), said_before(state)), situation)


def _asked(state: State, intent_id: str, estate_id: str | None, situation: Situation) -> Turn:
    """A question chosen by button: from the menu, from "which do you mean", or a related one."""
    learned: tuple[acts.Act, ...] = ()
    need = Need(intent_id, said_before(state), estate_id)
    if isinstance(state, Choosing) and intent_id in state.candidates:
        learned = (acts.LearnChoice(state.said, intent_id),)
        place = (estate_id or state.estate_id, state.estate_candidates)
        need = Need(intent_id, state.said, *place)
    elif isinstance(state, Idle) and state.about is not None:
        need = Need(intent_id, (), estate_id)
    intent = situation.intents[intent_id]
    if intent.mode is Mode.HAND_OVER:
        turn = drafting.begin(need, situation)
        return Turn(turn.state, learned + turn.acts)
    if intent.mode is Mode.DO:
        return Turn(Idle(), (*learned, acts.ShowMenu()))
    after = Idle(said=need.said, about=intent_id, offered=intent_id in situation.outdated)
    return Turn(after, (*learned, acts.GiveAnswer(intent_id, need.estate_id, need.estate_candidates)))


def _none_of_these(state: State) -> Turn:
    if isinstance(state, Choosing):
        return Turn(Idle(said=state.said, misses=state.misses + 1), (acts.NotUnderstood(),))
    return Turn(state, (acts.NotUnderstood(),))


def _of_a_matter(state: State, tap: Tap) -> Turn:
    """Buttons under a ticket. Whether it is this customer's is checked where it is carried out."""
    ticket_id, resolution = int(tap.ticket_id or 0), tap.resolution or 0
    match tap.action:
        case "clock":
            return Turn(_set_aside(state), (acts.ShowClock(ticket_id),))
        case "add":
            return Turn(AddingTo(ticket_id), (acts.AskWhatToAdd(ticket_id),))
        case "withdraw":
            return Turn(Withdrawing(ticket_id), (acts.AskWithdraw(ticket_id),))
        case "withdraw_yes":
            return Turn(Idle(), (acts.Withdraw(ticket_id),))
        case "unsolved":
            return Turn(AddingTo(ticket_id), (acts.Reopen(ticket_id, resolution),))
        case "rate" if tap.score is not None:
            after = GivingReason(ticket_id, resolution) if tap.score < LOW else Idle()
            return Turn(after, (acts.Rate(ticket_id, resolution, tap.score),))
        case "place" if tap.estate_id is not None:
            return emergencies.placed(state, ticket_id, tap.estate_id)
        case "place":
            return emergencies.place_unknown(state)
    return Turn(state, (acts.SayStale(),))
