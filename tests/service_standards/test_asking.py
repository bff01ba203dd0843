"""Whether a message asks anything: by messages that others wrote, in the voices of many officers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service_standards.asking import asks_something

WRITTEN = json.loads(Path(__file__).with_name("asking.json").read_text(encoding="utf-8"))
"""Two tables by hands that did not know the rules; the rules were then mended by what they got wrong."""


@pytest.mark.parametrize("words", WRITTEN["asks"])
def test_a_question_or_a_request_asks_something(words: str) -> None:
    assert asks_something(words)


@pytest.mark.parametrize("words", WRITTEN["states"])
def test_thanks_reports_and_promises_ask_nothing(words: str) -> None:
    assert not asks_something(words)


@pytest.mark.parametrize("words", ["", " ", "\n", "...", "👍", "12345", "\u200b", '"'])
def test_what_says_nothing_asks_nothing(words: str) -> None:
    assert not asks_something(words)


@pytest.mark.parametrize("word", ["รอ", "ส่ง", "ยังไม่ได้", "ขอ ", "กำลัง", "send me, ", '"', "ก"])
def test_a_message_without_end_is_read_to_its_end(word: str) -> None:
    """Rules that look for what comes after took most of a minute, before they were bounded."""
    asks_something(word * (5000 // len(word)))
