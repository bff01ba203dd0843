"""What people do to their texts in a hurry costs little understanding: six points of a hundred at most."""

import re
from collections.abc import Callable

import pytest
from pythainlp.util import thai_to_eng

from intents.evaluate import HELD_OUT, Question, read_questions
from intents.understanding import Understanding

MOST_LOST = 0.06
EVERY_THIRD = 3  # of more than five hundred: enough to tell a point, and done in seconds
LETTER = re.compile("[\u0e01-\u0e2ea-z]")

Understand = Callable[[str], Understanding]


def without_tones(text: str) -> str:
    return re.sub("[\u0e48-\u0e4c]", "", text)


def without_spaces(text: str) -> str:
    return text.replace(" ", "")


def with_letters_held_down(text: str) -> str:
    last = [found.end() for found in LETTER.finditer(text)][-1:]
    return "".join(char * 4 if place + 1 in last else char for place, char in enumerate(text))


def on_the_other_layout(text: str) -> str:
    return thai_to_eng(text) if re.search("[\u0e01-\u0e4e]", text) and not re.search("[A-Za-z0-9]", text) else text


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return [one for one in read_questions(HELD_OUT) if one.intent and one.language == "th"][::EVERY_THIRD]


def share_right(asked: list[Question], understand: Understand, noise: Callable[[str], str]) -> float:
    understood = [(one, understand(noise(one.text)).intent) for one in asked]
    return sum(intent == one.intent or intent in one.also for one, intent in understood) / len(understood)


@pytest.fixture(scope="module")
def clean(asked: list[Question], understand_shipped: Understand) -> float:
    return share_right(asked, understand_shipped, lambda text: text)


@pytest.mark.parametrize("noise", [without_tones, without_spaces, with_letters_held_down, on_the_other_layout])
def test_noise_costs_little(
    asked: list[Question], understand_shipped: Understand, clean: float, noise: Callable[[str], str]
) -> None:
    assert share_right(asked, understand_shipped, noise) >= clean - MOST_LOST
