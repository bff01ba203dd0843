"""Answers from the catalogue and from the estates table, with source, unit and what to do next."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import messages
from bot.conversation import taps
from bot.messages import Json
from bot.words import say
from intents.catalogue import Catalogue, Intent, Mode
from intents.estates import Estate
from service_standards.thai_dates import date_en, date_th

BY_ESTATE = frozenset({"contact_estate_office", "estate_information"})
MOST_RELATED = 3


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What answers are made of: the approved catalogue and the estates."""

    catalogue: Catalogue
    estates: Mapping[str, Estate]

    def title(self, intent_id: str, language: str) -> str:
        """What an intent is called."""
        intent = self.catalogue.intents[intent_id]
        return intent.title_en if language == "en" else intent.title_th

    def label(self, intent_id: str, language: str) -> str:
        """The same, short enough for a button: the first of the things a title lists."""
        return re.split(r"[/,(]", self.title(intent_id, language))[0].strip()

    def estate(self, estate_id: str, language: str) -> str:
        """What an estate is called."""
        estate = self.estates[estate_id]
        return f"{estate.name_en} Industrial Estate" if language == "en" else estate.name_th


def action(name: str, language: str, tap: str, /, **carried: str | int | None) -> Json:
    """A button of ours: the label's word, the tap it makes, what that carries."""
    return messages.button(say(name, language), taps.data(tap, **carried))


def answer(
    knowledge: Knowledge,
    intent: Intent,
    language: str,
    *,
    unit_name: str,
    contact_id: int,
    estate_id: str | None,
    estate_candidates: Sequence[str],
    today: date,
) -> list[Json]:
    """The messages of one answer. A stale answer is not given as fact; the unit is offered instead."""
    if intent.answer is None or intent.answer.review_by < today:
        stale = say("out_of_date", language, title=knowledge.title(intent.id, language))
        return [messages.text(stale, quick=_quick(intent, language, contact_id, knowledge))]
    if intent.id in BY_ESTATE and estate_id is None and estate_candidates:
        return [_which_estate(knowledge, intent.id, estate_candidates, language)]
    said = intent.answer.en if language == "en" else intent.answer.th
    if intent.id in BY_ESTATE and estate_id is not None:
        said = _estate_facts(knowledge.estates[estate_id], intent.id, language)
    told = [said.strip(), _source(intent, language), say("ask_unit", language, unit=unit_name)]
    told.append(say("b_sure_verdict", language))
    words = "\n\n".join([told[0], "\n".join(part for part in told[1:3] if part), told[3]])
    return [messages.text(words, quick=_quick(intent, language, contact_id, knowledge))]


def _source(intent: Intent, language: str) -> str:
    if intent.answer is None or intent.id in BY_ESTATE:
        return ""
    english = language == "en"
    source = intent.answer.source_en if english else intent.answer.source_th
    day = date_en(intent.answer.reviewed_on) if english else date_th(intent.answer.reviewed_on)
    return say("source", language, source=source, date=day)


def _quick(intent: Intent, language: str, contact_id: int, knowledge: Knowledge) -> list[Json]:
    offered = [
        action("b_good", language, "good", contact_id=contact_id),
        action("b_bad", language, "bad", contact_id=contact_id),
    ]
    if intent.kind == "emergency":
        offered.insert(0, action("b_happening", language, "happening"))
    elif intent.mode is Mode.ANSWER_AND_HAND_OVER:
        offered.append(action("b_report", language, "report", intent_id=intent.id))
    offered.append(action("b_person", language, "person", intent_id=intent.id))
    for related in intent.related[:MOST_RELATED]:
        label = knowledge.label(related, language)
        offered.append(messages.button(label, taps.data("ask", intent_id=related)))
    return offered


def _which_estate(knowledge: Knowledge, intent_id: str, candidates: Sequence[str], language: str) -> Json:
    choices = [
        messages.button(short_estate(knowledge, one, language), taps.data("ask", intent_id=intent_id, estate_id=one))
        for one in candidates
    ]
    return messages.text(say("which_estate", language), quick=choices)


def short_estate(knowledge: Knowledge, estate_id: str, language: str) -> str:
    """An estate's name without the words that all of them share, to fit a button."""
    estate = knowledge.estates[estate_id]
    return estate.name_en if language == "en" else estate.name_th.removeprefix("นิคมอุตสาหกรรม").strip()


def _estate_facts(estate: Estate, intent_id: str, language: str) -> str:
    english = language == "en"
    name = f"{estate.name_en} Industrial Estate" if english else estate.name_th
    province = (estate.province_en if english else estate.province_th) or say("not_given", language)
    if intent_id != "contact_estate_office":
        return say("estate_fact", language, estate=name, province=province)
    if not estate.office_phone:
        return say("estate_no_phone", language, estate=name, province=province)
    return say(
        "estate_phone", language, estate=name, province=province, phone=estate.office_phone, source=estate.phone_source
    )


def _names(estate: Estate, text: str) -> bool:
    in_thai = estate.province_th is not None and estate.province_th in text
    in_english = estate.province_en is not None and estate.province_en.lower() in text.lower()
    return in_thai or in_english


def estates_in(knowledge: Knowledge, text: str, language: str) -> str | None:
    """The estates of the province that a text names; None when it names none."""
    for estate in knowledge.estates.values():
        if estate.province_th and _names(estate, text):
            names = [
                short_estate(knowledge, one.id, language)
                for one in knowledge.estates.values()
                if one.province_th == estate.province_th
            ]
            province = estate.province_en if language == "en" else estate.province_th
            return say("estates_in", language, province=province, names="\n".join(f"• {name}" for name in names))
    return None
