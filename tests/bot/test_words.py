"""Every sentence is there in both languages, fits where it is shown, and speaks in one voice."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from bot.messages import letters
from bot.words import SENTENCES, say

PLACES = {"title", "number", "unit", "ask", "source", "date", "estate", "province", "phone", "names", "count", "score"}


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


def test_a_customers_braces_are_left_alone() -> None:
    assert say("added", "th", number="{0.__class__}") == "เพิ่มในเรื่อง {0.__class__} ให้แล้วค่ะ"
