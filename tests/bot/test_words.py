"""Every sentence is there in both languages, fits where it is shown, and speaks in one voice."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.answering import Knowledge
from bot.messages import letters
from bot.words import SENTENCES, say
from intents.catalogue import load_catalogue
from intents.estates import load_estates

PLACES = {"title", "number", "unit", "ask", "source", "date", "estate", "province", "phone", "names", "count", "score",
          "whose", "used", "allowed", "what", "why", "due", "was"}  # fmt: skip


@pytest.mark.parametrize("name", SENTENCES)
def test_both_languages_are_filled_with_the_same_values(name: str) -> None:
    thai, english = ({part[1] for part in Formatter().parse(words) if part[1]} for words in SENTENCES[name])

    assert thai == english
    assert thai <= PLACES


@pytest.mark.parametrize("name", [name for name in SENTENCES if name.startswith("b_") and name != "b_sure_verdict"])
def test_labels_fit_a_quick_reply(name: str) -> None:
    assert all(letters(words.format(score=5)) <= 20 for words in SENTENCES[name])


@pytest.mark.parametrize("name", SENTENCES)
def test_the_thai_is_thai_in_the_voice_of_a_woman_officer(name: str) -> None:
    thai = SENTENCES[name][0]

    assert re.search("[ก-๙]", thai) or name in {"b_language", "estate_fact"}
    assert not re.search(r"ครับ|ผม(?!ู)", thai)


@pytest.mark.parametrize("language", ["th", "en"])
def test_whatever_can_be_asked_fits_a_button_whole(language: str) -> None:
    known = Knowledge(load_catalogue(), {})
    labels = {intent_id: known.label(intent_id, language) for intent_id in known.catalogue.intents}

    assert {intent_id: label for intent_id, label in labels.items() if letters(label) > 20} == {}
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_estate_has_a_button_of_its_own(language: str) -> None:
    known = Knowledge(load_catalogue(), load_estates())
    labels = {estate_id: known.estate_label(estate_id, language) for estate_id in known.estates}

    assert {estate_id: label for estate_id, label in labels.items() if letters(label) > 20} == {}
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize(
    ("language", "kept"),
    [("th", r"ระบบเก็บ(.+?) เพื่อตอบคำถาม"), ("en", r"[Ww]e keep (.+?), to answer you")],
)
def test_what_is_kept_is_told_the_same_at_the_start_and_when_asked(language: str, kept: str) -> None:
    answer = load_catalogue().intents["pdpa_notice"].answer
    assert answer is not None
    asked = answer.en if language == "en" else answer.th

    assert re.findall(kept, say("privacy", language)) == re.findall(kept, asked) != []


def test_a_customers_braces_are_left_alone() -> None:
    assert say("added", "th", number="{0.__class__}") == "เพิ่มในเรื่อง {0.__class__} ให้แล้วค่ะ"
