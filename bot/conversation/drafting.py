"""Leaving a matter, step by step: estate, details, phone, confirm. Cancel, back and a person work at every step."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation import acts
from bot.conversation.commands import command
from bot.conversation.heard import Said, Situation, Turn
from bot.conversation.state import Drafting, Idle, Need, Step
from bot.conversation.taps import Tap

ASK_FOR_TOPIC = frozenset({"talk_to_person", "unclear_fallback"})
ELSEWHERE = {"confirm": Step.CONFIRM, "no_estate": Step.ESTATE}
"""Commands of one step: at the others such a word may be just what the customer has to say."""
EVERYWHERE = frozenset({"cancel", "back", "person", "skip", "menu", "tickets", "clock"})
_OF_A_NUMBER = re.compile(r"[\d\s()+.\-–]|โทร|เบอร์|ครับ|ค่ะ|คะ|tel|phone", re.IGNORECASE)


def begin(need: Need, situation: Situation) -> Turn:
    """Start a draft with what has been said so far, at the first step that is still open."""
    draft = Drafting(
        key=situation.draft_key,
        step=Step.ESTATE,
        intent_id=need.intent_id,
        said=need.said,
        estate_id=need.estate_id,
        estate_candidates=need.estate_candidates,
        detailed=need.detailed and need.intent_id not in ASK_FOR_TOPIC,
        phone=need.phone,
        phone_said=need.phone_said,
    )
    return _onward(draft, situation)


def _onward(draft: Drafting, situation: Situation) -> Turn:
    """Go to the first step that still needs the customer."""
    needs_estate = draft.intent_id in situation.routed_by_estate
    if needs_estate and draft.estate_id is None and not draft.estate_unknown:
        return _at(draft, Step.ESTATE)
    if not draft.detailed:
        return _at(draft, Step.DETAILS)
    return _at(draft, Step.PHONE if not draft.phone else Step.CONFIRM)


def _at(draft: Drafting, step: Step) -> Turn:
    return ask_again(replace(draft, step=step))


def ask_again(draft: Drafting) -> Turn:
    """Put the question of the step the draft is at."""
    question: acts.Act
    match draft.step:
        case Step.ESTATE:
            question = acts.AskEstate(draft)
        case Step.DETAILS:
            question = acts.AskDetails(draft)
        case Step.PHONE:
            question = acts.AskPhone(draft)
        case Step.CONFIRM:
            question = acts.ShowSummary(draft)
    return Turn(draft, (question,))


def said(draft: Drafting, heard: Said, situation: Situation) -> Turn:
    """A text while a draft is open."""
    typed = command(heard.text)
    if typed in EVERYWHERE or (typed is not None and ELSEWHERE.get(typed) is draft.step):
        return tapped(draft, Tap(typed), situation)
    match draft.step:
        case Step.ESTATE:
            return _estate_named(draft, heard, situation)
        case Step.DETAILS:
            told = replace(draft, said=draft.said + heard.contact_ids, detailed=True)
            return _at(told, Step.PHONE if not draft.phone else Step.CONFIRM)
        case Step.PHONE:
            return _phone_given(draft, heard)
        case Step.CONFIRM:
            return _at(replace(draft, said=draft.said + heard.contact_ids), Step.CONFIRM)


def _estate_named(draft: Drafting, heard: Said, situation: Situation) -> Turn:
    """The estate, or a list to choose from; other words are kept as details and the question is put again."""
    understood = heard.understanding
    kept = replace(draft, said=draft.said + heard.contact_ids)
    estate_id = understood.estate or situation.named(heard.text, draft.estate_candidates)
    if estate_id is not None:
        return _onward(replace(kept, estate_id=estate_id, estate_candidates=()), situation)
    candidates = understood.estate_candidates or situation.estates_in(understood.province)
    if candidates:
        return _at(replace(kept, estate_candidates=candidates), Step.ESTATE)
    return Turn(replace(kept, estate_candidates=()), (acts.AskEstate(kept, again=True),))


def _phone_given(draft: Drafting, heard: Said) -> Turn:
    """The number; words beside it (an extension, whom to ask for) are kept among the details."""
    beside = heard.contact_ids if _OF_A_NUMBER.sub("", heard.text) else ()
    kept = replace(draft, said=draft.said + beside)
    if heard.understanding.phone is None:
        return Turn(kept, (acts.AskPhone(kept, bad=True),))
    return _at(replace(kept, phone=heard.understanding.phone, phone_said=heard.contact_ids), Step.CONFIRM)


def sent(draft: Drafting, contact_ids: tuple[int, ...]) -> Turn:
    """A picture, file or place while a draft is open: it belongs to the matter at whatever step."""
    kept = replace(draft, said=draft.said + contact_ids)
    got = acts.GotThing(kept)
    return Turn(kept, (got,) if kept.step is Step.DETAILS else (got, *ask_again(kept).acts))


def tapped(draft: Drafting, tap: Tap, situation: Situation) -> Turn:
    """A button of this draft, or a command typed."""
    match tap.action:
        case "cancel":
            return Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))
        case "person" | "confirm":
            return Turn(Idle(), (_opened(draft),))
        case "back":
            return _back(draft, situation)
        case "menu":
            return Turn(draft, (acts.ShowMenu(), acts.DraftKept(draft)))
        case "tickets":
            return Turn(draft, (acts.ShowTickets(), acts.DraftKept(draft)))
        case "clock":
            return Turn(draft, (acts.ShowClock(), acts.DraftKept(draft)))
        case "estate" if tap.estate_id is not None:
            return _onward(replace(draft, estate_id=tap.estate_id, estate_candidates=()), situation)
        case "no_estate" | "skip" if draft.step is Step.ESTATE:
            return _onward(replace(draft, estate_unknown=True, estate_candidates=()), situation)
        case "skip" if draft.step is Step.DETAILS:
            return _at(replace(draft, detailed=True), Step.PHONE if not draft.phone else Step.CONFIRM)
        case "skip" if draft.step is Step.PHONE:
            return _at(replace(draft, phone="", phone_said=()), Step.CONFIRM)
    return ask_again(draft)


def _opened(draft: Drafting) -> acts.OpenTicket:
    return acts.OpenTicket(draft.intent_id, draft.said, draft.estate_id, draft.phone, phone_said=draft.phone_said)


def _back(draft: Drafting, situation: Situation) -> Turn:
    """One step back; before the first one there is nothing but leaving."""
    match draft.step:
        case Step.CONFIRM:
            return _at(replace(draft, phone="", phone_said=()), Step.PHONE)
        case Step.PHONE:
            return _at(replace(draft, detailed=False), Step.DETAILS)
        case Step.DETAILS if draft.intent_id in situation.routed_by_estate:
            return _at(replace(draft, estate_id=None, estate_unknown=False), Step.ESTATE)
    return Turn(Idle(), (acts.SayCancelled(acts.Cancelled.DRAFT),))
