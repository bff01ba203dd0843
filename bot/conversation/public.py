"""In a group, or with somebody LINE does not name: answers only, nothing personal, nothing to be in the middle of."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import acts, emergencies
from bot.conversation.heard import Heard, Said, Situation
from bot.conversation.needs import sure_of
from bot.conversation.taps import Tap
from intents.catalogue import Mode


def respond(heard: Heard, situation: Situation) -> tuple[acts.Act, ...]:
    """What to do about one thing said to us in public."""
    match heard:
        case Said(understanding=understanding) if understanding.emergency:
            return (acts.NumbersInPublic(),)
        case Said(understanding=understanding) if sure := sure_of(understanding):
            return _about_all(sure, situation, understanding.estate)
        case Said():
            return (acts.NotUnderstood(),)
        case Tap(action="good" | "bad", contact_id=int(contact_id)):
            return (acts.KeepVerdict(contact_id, good=heard.action == "good"),)
        case Tap(action="ask", intent_id=str(intent_id)) if intent_id in situation.intents:
            return _about(intent_id, situation, heard.estate_id)
        case Tap(action="menu"):
            return (acts.ShowMenu(),)
        case Tap(action="standards"):
            return (acts.ShowStandards(),)
        case Tap():
            return (acts.SayPrivately(),)
    return ()


def _about_all(intent_ids: tuple[str, ...], situation: Situation, estate_id: str | None) -> tuple[acts.Act, ...]:
    """One thing or two; each is said once, and the emergency numbers stand alone."""
    said = list(dict.fromkeys(act for one in intent_ids for act in _about(one, situation, estate_id)))
    if acts.NumbersInPublic() in said:
        return (acts.NumbersInPublic(),)
    match said:
        case [acts.GiveAnswer() as first, acts.GiveAnswer() as second]:
            return (replace(first, more=True), replace(second, after=first.intent_id))
        case [acts.GiveAnswer() as only, *_] if len(said) > 1:
            return (*said[1:], only)
    return tuple(said)


def _about(intent_id: str, situation: Situation, estate_id: str | None) -> tuple[acts.Act, ...]:
    match situation.intents[intent_id].mode, intent_id:
        case _, emergencies.INTENT:
            return (acts.NumbersInPublic(),)
        case ((Mode.ANSWER | Mode.ANSWER_AND_HAND_OVER), _):
            return (acts.GiveAnswer(intent_id, estate_id),)
        case _, "greeting":
            return (acts.Greet(),)
        case _, "thanks_goodbye":
            return (acts.Thank(),)
        case _, "bot_help":
            return (acts.ShowMenu(),)
    return (acts.SayPrivately(),)
