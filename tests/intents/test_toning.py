"""Tone marks that were left out are given back by the words in use, and nothing else is touched."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.toning import Toning

SAID = ["น้ำไม่ไหลที่บางปู", "ค่าน้ำเดือนนี้เท่าไหร่", "ขอคุยกับเจ้าหน้าที่", "ที่ดินไร่ละเท่าไหร่", "ไม่มีน้ำใช้", "ไมโครเวฟ"]
TONES = re.compile("[\u0e48-\u0e4c]")


@pytest.fixture(scope="module")
def toning() -> Toning:
    return Toning(SAID)


@pytest.mark.parametrize("text", SAID)
def test_what_lost_its_tones_gets_them_back(toning: Toning, text: str) -> None:
    assert toning.restored(TONES.sub("", text)) == text


@pytest.mark.parametrize("text", ["น้ำไมไหลที่บางปู", "ไม", "ไมไหล", "no water", "ไหล no water ไม", ""])
def test_what_has_tones_or_is_short_or_is_not_thai_stays(toning: Toning, text: str) -> None:
    assert toning.restored(text) == text


def test_unknown_words_stay_between_known_ones(toning: Toning) -> None:
    assert toning.restored("ขอคุยกับ xyz เจาหนาที ฮฮฮ") == "ขอคุยกับ xyz เจ้าหน้าที่ ฮฮฮ"


def test_without_words_nothing_is_restored() -> None:
    assert Toning([]).restored("นำไมไหลทีบางปู") == "นำไมไหลทีบางปู"


@given(st.text("กขนมำเไใาอ่้ ab1\n", max_size=60))
def test_only_tones_are_added_and_a_second_time_adds_none(text: str) -> None:
    toning = Toning(SAID)
    restored = toning.restored(text)

    assert TONES.sub("", restored) == TONES.sub("", text)
    assert toning.restored(restored) == restored
