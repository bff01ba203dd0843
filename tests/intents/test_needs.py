"""Two needs of one message: set apart by its words, or by its halves where the whole is torn between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.needs import Rank, needs_in
from intents.understanding import NOT_UNDERSTOOD, Ranking, Thresholds

THRESHOLDS = Thresholds(answer=0.8, ask=0.3)


def ranked(**sure: tuple[str, float]) -> Rank:
    """What a model would say of texts with these words."""

    def rank_one(text: str) -> Ranking:
        for words, (intent, sureness) in sure.items():
            if words in text:
                return Ranking((intent, NOT_UNDERSTOOD), sureness)
        return Ranking((NOT_UNDERSTOOD,), 0.1)

    return lambda texts: [rank_one(text) for text in texts]


WATER_OR_BILL = Ranking(("water", "bill", "fees"), 0.5)
rank = ranked(water=("water", 0.9), bill=("bill", 0.7))


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("no water at all, the bill is wrong", ("water", "bill")),
        ("the bill is wrong, no water at all", ("bill", "water")),
        ("no water at all, no water anywhere", ()),
        ("no water at all, something else", ()),
        ("no water and a bill", ("water", "bill")),
        ("water,bill", ()),  # too short to be two
        ("waterbill", ()),
    ],
)
def test_halves_of_what_is_torn_between_two_say_which(text: str, needs: tuple[str, ...]) -> None:
    assert needs_in(text, WATER_OR_BILL, rank, THRESHOLDS) == needs


def test_what_is_understood_as_a_whole_is_not_halved() -> None:
    sure = Ranking(("water", "bill"), 0.9)

    assert needs_in("no water at all, the bill is wrong", sure, rank, THRESHOLDS) == ()


def test_what_nothing_is_made_of_has_no_needs() -> None:
    lost = Ranking(("water", "bill"), 0.2)

    assert needs_in("no water at all, the bill is wrong", lost, rank, THRESHOLDS) == ()


def test_a_half_that_means_a_third_thing_is_none_of_the_two() -> None:
    other = ranked(water=("water", 0.9), bill=("fees", 0.9))

    assert needs_in("no water at all, the bill is wrong", WATER_OR_BILL, other, THRESHOLDS) == ()


def test_a_half_that_hardly_means_anything_is_no_need() -> None:
    unsure = ranked(water=("water", 0.9), bill=("bill", 0.5))

    assert needs_in("no water at all, the bill is wrong", WATER_OR_BILL, unsure, THRESHOLDS) == ()


def test_greeting_and_asking_are_one_need() -> None:
    polite = ranked(hello=("greeting", 0.9), water=("water", 0.9))

    assert needs_in("hello there, no water at all", Ranking(("water", "greeting"), 0.5), polite, THRESHOLDS) == ()
    assert needs_in("hello there\nno water at all", Ranking(("water", "greeting"), 0.9), polite, THRESHOLDS) == ()


def test_parts_that_words_set_apart_count_even_when_the_whole_is_sure() -> None:
    assert needs_in("no water at all\nthe bill is wrong", Ranking(("water", "bill"), 0.9), rank, THRESHOLDS) == (
        "water",
        "bill",
    )


@given(st.text("water bill,.\nและ", max_size=60), st.floats(0, 1))
def test_needs_are_several_or_none_and_none_is_named_twice(text: str, sureness: float) -> None:
    needs = needs_in(text, Ranking(("water", "bill"), sureness), rank, THRESHOLDS)

    assert len(needs) != 1
    assert len(set(needs)) == len(needs)
