"""Answers from the catalogue and from the estates table, with source, unit and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot import messages
from bot.conversation import taps
from bot.messages import Json
from bot.words import say
from intents.catalogue import Catalogue, Intent, Mode
from intents.estates import PHONES_AS_OF, Estate
from service_standards.thai_dates import Length, date_en, date_th

BY_PROVINCE = "estate_list_by_province"
ESTATE_OFFICE = "contact_estate_office"
STANDARDS = "charter_standards"
BY_ESTATE = frozenset({ESTATE_OFFICE, "estate_information"})
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
        """The same, short enough for a button; the catalogue's check sees to it."""
        intent = self.catalogue.intents[intent_id]
        return (intent.short_en if language == "en" else intent.short_th) or self.title(intent_id, language)

    def outdated(self, today: date) -> frozenset[str]:
        """The intents whose answers are not given as fact any more. The numbers to call in an emergency always are."""
        intents = self.catalogue.intents
        return frozenset(one for one in self.catalogue.past_review(today) if intents[one].kind != "emergency")

    def estate_label(self, estate_id: str, language: str) -> str:
        """What an estate is called on a button."""
        estate = self.estates[estate_id]
        return estate.label_en if language == "en" else estate.label_th

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
    province: str | None = None,
    more: bool = False,
    after: Intent | None = None,
) -> list[Json]:
    """The messages of one answer. A stale answer is not given as fact; the unit is offered instead.

    ``unit_name`` is empty where no rule says yet who will be responsible: then no unit is named.
    ``more``: another message follows, which alone can be tapped. ``after``: what was answered just before this one.
    """
    emergency = intent.kind == "emergency"
    stale = knowledge.outdated(today)
    quick = [] if more else _quick(intent, language, contact_id, knowledge, after=after, stale=stale)
    if intent.answer is None or intent.id in stale:
        return [messages.text(say("out_of_date", language, title=knowledge.title(intent.id, language)), quick=quick)]
    if intent.id in BY_ESTATE and estate_id is None and estate_candidates:
        return [_which_estate(knowledge, intent.id, estate_candidates, language)]
    said = intent.answer.en if language == "en" else intent.answer.th
    if intent.id in BY_ESTATE and estate_id is not None:
        said = _estate_facts(knowledge.estates[estate_id], intent.id, language)
    elif intent.id == BY_PROVINCE and province is not None:
        said = _estates_in(knowledge, province, language)
    parts = [said.strip()]
    if not emergency:  # whoever runs reads the numbers and nothing else
        whence = [_source(intent, language), say("ask_unit", language, unit=unit_name) if unit_name else ""]
        parts += ["\n".join(filter(None, whence)), "" if more else say("b_sure_verdict", language)]
    return [messages.text("\n\n".join(filter(None, parts)), quick=quick)]


def _source(intent: Intent, language: str) -> str:
    """Where the facts are from; nothing where none is stated."""
    if intent.answer is None or intent.id == ESTATE_OFFICE:
        return ""  # its numbers are told with their own
    english = language == "en"
    source = intent.answer.source_en if english else intent.answer.source_th
    if source is None:
        return ""
    reviewed = intent.answer.reviewed_on
    day = date_en(reviewed, Length.PLAIN) if english else date_th(reviewed, Length.PLAIN)
    return say("source", language, source=source, date=day)


def _quick(
    intent: Intent, language: str, contact_id: int, knowledge: Knowledge, *, after: Intent | None, stale: frozenset[str]
) -> list[Json]:
    """What can be tapped under an answer; under the second of two, for both."""
    if intent.kind == "emergency":
        return [
            action("b_happening", language, "happening"),
            action("b_person", language, "person", intent_id=intent.id),
        ]
    offered = []
    if intent.id not in stale:
        offered = [
            action("b_good", language, "good", contact_id=contact_id),
            action("b_bad", language, "bad", contact_id=contact_id),
        ]
    if STANDARDS in {intent.id, after.id if after else None}:
        offered.append(action("b_standards", language, "standards"))
    names = {"b_report": intent} if after is None else {"b_report_first": after, "b_report_second": intent}
    for name, one in names.items():
        if one.mode is Mode.ANSWER_AND_HAND_OVER or one.id in stale:
            offered.append(action(name, language, "report", intent_id=one.id))
    person_for = intent.id if after is None else None
    offered.append(action("b_person", language, "person", intent_id=person_for))
    answered = [intent] if after is None else [after, intent]
    topics = dict.fromkeys(topic for one in answered for topic in one.related[:MOST_RELATED])
    for topic in topics:
        if topic not in {one.id for one in answered}:
            offered.append(messages.button(knowledge.label(topic, language), taps.data("ask", intent_id=topic)))
    return offered


def _which_estate(knowledge: Knowledge, intent_id: str, candidates: Sequence[str], language: str) -> Json:
    choices = [
        messages.button(knowledge.estate_label(one, language), taps.data("ask", intent_id=intent_id, estate_id=one))
        for one in candidates
    ]
    return messages.text(say("which_estate", language), quick=choices)


def _estate_facts(estate: Estate, intent_id: str, language: str) -> str:
    """What is known of an estate, as surely as it is known: a province that was only concluded is not told."""
    english = language == "en"
    name = f"{estate.name_en} Industrial Estate" if english else estate.name_th
    sourced = (estate.province_en if english else estate.province_th) if estate.province_is_sourced else None
    if intent_id != ESTATE_OFFICE:
        return say("estate_fact", language, estate=name, province=sourced or say("being_checked", language))
    if not estate.office_phone:
        return say("estate_no_phone", language, estate=name)
    whose = say("developers_number", language) if estate.phone_is_developers else ""
    as_of = date_en(PHONES_AS_OF, Length.PLAIN) if english else date_th(PHONES_AS_OF, Length.PLAIN)
    return say("estate_phone", language, estate=name, phone=estate.office_phone, whose=whose, date=as_of)


def _estates_in(knowledge: Knowledge, province: str, language: str) -> str:
    """The estates that surely lie in a province, given by its Thai name, and that the agency's map shows."""
    there = [one for one in knowledge.estates.values() if one.province_th == province]
    sure = [one for one in there if one.province_is_sourced and one.ops_line is not None]
    names = "\n".join(f"• {knowledge.estate_label(one.id, language)}" for one in sure)
    name = there[0].province_en if there and language == "en" else province
    told = [say("estates_in" if sure else "estates_in_none", language, province=name, names=names)]
    if len(sure) < len(there):
        told.append(say("estates_more", language))
    return "\n".join(told)
