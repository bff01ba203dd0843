"""What we send keeps LINE's limits, and Thai stays whole when it is cut."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bot import messages

thai = st.text(alphabet="กขคงจนมรลวสอเแโใไะาิีึืุู่้๊๋์ำ ๆฯ🙏🏽👍\U0001f3fd", max_size=120)


@given(thai, st.integers(2, 60))
def test_a_shortened_text_is_within_the_limit_and_a_beginning_of_the_whole(words: str, most: int) -> None:
    cut = messages.shorten(words, most)

    assert messages.units(cut) <= most
    assert cut == words or words.startswith(cut.removesuffix("…").rstrip())


@given(thai, st.integers(2, 60))
def test_a_cut_never_parts_a_letter_from_its_mark(words: str, most: int) -> None:
    cut = messages.shorten(words, most)
    if cut == words:
        return
    kept = cut.removesuffix("…")
    rest = words[len(kept) :].lstrip()

    assert not (kept and rest and words[len(kept) : len(kept) + 1] == rest[:1] and _is_mark(rest[0]))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) == "Mn" or letter == "ำ"


def test_lengths_are_counted_in_utf_16_units() -> None:
    assert messages.units("กำ🙏") == 4


def test_quick_replies_stop_at_thirteen() -> None:
    many = [messages.button(str(n), "v=1&a=menu") for n in range(20)]

    assert len(messages.text("?", quick=many)["quickReply"]["items"]) == 13


def test_a_button_says_its_label_when_tapped() -> None:
    made = messages.button("คุยกับเจ้าหน้าที่", "v=1&a=person")

    assert made["displayText"] == "คุยกับเจ้าหน้าที่"
    assert messages.letters(made["label"]) <= 20


@given(thai, st.integers(2, 30))
def test_a_clipped_label_has_at_most_so_many_letters(label: str, most: int) -> None:
    assert messages.letters(messages.clip(label, most)) <= most


def test_marks_above_and_below_do_not_make_a_label_longer() -> None:
    assert messages.letters("แจ้งเรื่อง") == 7
    assert messages.clip("เรื่องนี้ต้องติดต่อฝ่ายไหน") == "เรื่องนี้ต้องติดต่อฝ่ายไหน"
