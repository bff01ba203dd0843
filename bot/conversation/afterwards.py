"""What else was needed is taken up when what is under way has come to its end: one thing after the other.

After an emergency, or beside what the customer wants to look at, it is not thrust upon them: a button is offered.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import acts, emergencies, needs
from bot.conversation.heard import Situation, Turn
from bot.conversation.state import Choosing, Drafting, Idle, Need, PlacingEmergency, State

LOOKED_AT = (acts.ShowMenu, acts.ShowTickets, acts.SetLanguage)
OF_AN_EMERGENCY = (acts.AskEmergencyPlace, acts.PlaceTicket, acts.SayUnplaced)


def go_on(before: State, turn: Turn, later: tuple[Need, ...], situation: Situation) -> Turn:
    """The whole turn: what was just decided, then what waits, as far as it can be done now.

    Args:
        before: what we were in the middle of.
        turn: what was decided; its ``later`` is what else this message asks for.
        later: what waited before.
    """
    waiting = _still_needed(turn, later)
    if not waiting:
        return replace(turn, later=())
    if turn.acts == (acts.SayCancelled(acts.Cancelled.NOTHING),):
        return Turn(turn.state, (acts.SayCancelled(acts.Cancelled.DRAFT),))
    if _is_urgent(before, turn):
        return _offered(turn, waiting) if isinstance(turn.state, Idle) else replace(turn, later=waiting)
    if not isinstance(turn.state, Idle):
        return replace(turn, acts=(*turn.acts[:-1], *_noted(turn.later), *turn.acts[-1:]), later=waiting)
    if turn.later or (isinstance(before, Drafting | Choosing) and not _has(turn, LOOKED_AT)):
        return _taken_up(before, turn, waiting, situation)
    return replace(turn, later=waiting) if isinstance(before, Idle) else _offered(turn, waiting)


def resume(later: tuple[Need, ...], situation: Situation) -> Turn:
    """The customer wants to go on with what waits."""
    return _taken_up(Idle(), Turn(Idle()), later, situation)


def _still_needed(turn: Turn, later: tuple[Need, ...]) -> tuple[Need, ...]:
    """What this message asks for, then the older; each need once, and none that is being seen to already."""
    begun = {act.intent_id for act in turn.acts if isinstance(act, acts.GiveAnswer | acts.OpenTicket)}
    if isinstance(turn.state, Drafting):
        begun.add(turn.state.intent_id)
    waiting: dict[str, Need] = {}
    for need in (*turn.later, *later):
        waiting.setdefault(need.intent_id, need)
    return tuple(need for need in waiting.values() if need.intent_id not in begun)


def _is_urgent(before: State, turn: Turn) -> bool:
    """Whether this is about an emergency, in which nobody wants to hear of anything else."""
    told = any(isinstance(act, acts.GiveAnswer) and act.intent_id == emergencies.INTENT for act in turn.acts)
    opened = any(isinstance(act, acts.OpenTicket) and act.urgent for act in turn.acts)
    cried = any(isinstance(act, acts.AddToTicket) and act.cry for act in turn.acts)
    return told or opened or cried or _has(turn, OF_AN_EMERGENCY) or isinstance(before, PlacingEmergency)


def _has(turn: Turn, sorts: tuple[type[acts.Act], ...]) -> bool:
    return any(isinstance(act, sorts) for act in turn.acts)


def _noted(later: tuple[Need, ...]) -> tuple[acts.NoteNeed, ...]:
    """A word that the second need was seen, before the question, under which the buttons are."""
    return tuple(acts.NoteNeed(need.intent_id) for need in later)


def _offered(turn: Turn, waiting: tuple[Need, ...]) -> Turn:
    return replace(turn, acts=(*turn.acts, acts.OfferNext(waiting[0].intent_id)), later=waiting)


def _taken_up(before: State, turn: Turn, waiting: tuple[Need, ...], situation: Situation) -> Turn:
    done, state, rest = turn.acts, turn.state, waiting
    while rest and isinstance(state, Idle):
        need, rest = _with_what_was_told(rest[0], before), rest[1:]
        begun = needs.take_up(need, situation, state)
        if need.intent_id not in {new.intent_id for new in turn.later}:
            begun = replace(begun, acts=(acts.NextNeed(need.intent_id), *begun.acts))
        done, state = _joined(done, begun)
    return Turn(state, done, rest)


def _with_what_was_told(need: Need, before: State) -> Need:
    """What the matter just left has brought to light is not asked again."""
    if not isinstance(before, Drafting):
        return need
    return replace(
        need,
        estate_id=need.estate_id or before.estate_id,
        phone=need.phone or before.phone,
        phone_said=need.phone_said or before.phone_said,
    )


def _joined(done: tuple[acts.Act, ...], then: Turn) -> tuple[tuple[acts.Act, ...], State]:
    """One thing after the other. LINE shows only the last buttons: an answer before them asks for no tap."""
    if not done:
        return then.acts, then.state
    *earlier, last = done
    first, *rest = then.acts
    if isinstance(last, acts.SayCancelled):
        last = acts.SayCancelled(acts.Cancelled.ONE)
    if not isinstance(last, acts.GiveAnswer):
        return (*earlier, last, first, *rest), then.state
    last = replace(last, more=True)
    if isinstance(first, acts.GiveAnswer) and isinstance(then.state, Idle):
        first = replace(first, after=last.intent_id)
        return (*earlier, last, first, *rest), replace(then.state, about_first=last.intent_id)
    return (*earlier, last, first, *rest), then.state
