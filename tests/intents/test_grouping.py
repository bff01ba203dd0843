"""Messages with the same need come together: what always holds, and how pure the groups of a hand-made set are."""

from __future__ import annotations

import random
import tomllib
from collections import Counter
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents import grouping
from intents.encoder import load_encoder
from intents.grouping import Group, Matrix, MeaningVectors, TermVectors, group
from intents.model import load
from intents.normalise import normalise

NEEDS = Path(__file__).parent / "fixtures" / "mixed_needs.toml"
PURE, WHOLE = 0.95, 0.7
"""Of all messages, those in a group where most have their need, and those in the largest group of their need."""


class FirstLetters:
    """Texts are alike as far as they share letters: enough to test what holds for any vectors."""

    alike = 0.8

    def of(self, texts: Sequence[str]) -> Matrix:
        rows = np.zeros((len(texts), 64), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 64] += 1
        return rows


said = st.lists(st.text("กขคab ", max_size=8), max_size=30)


@given(said)
def test_each_message_is_in_one_group_and_no_group_is_empty(texts: list[str]) -> None:
    groups = group(dict(enumerate(texts)), FirstLetters())

    assert sorted(key for one in groups for key in one.members) == list(range(len(texts)))
    assert all(one.central in one.members for one in groups)
    assert [len(one.members) for one in groups] == sorted((len(one.members) for one in groups), reverse=True)


@given(said, st.randoms(use_true_random=False))
def test_the_order_of_the_messages_changes_nothing(texts: list[str], chance: random.Random) -> None:
    keyed = list(enumerate(texts))
    in_order = group(dict(keyed), FirstLetters())
    chance.shuffle(keyed)

    assert group(dict(keyed), FirstLetters()) == in_order


@given(said)
def test_the_same_text_is_never_in_two_groups(texts: list[str]) -> None:
    groups = group(dict(enumerate(texts)), FirstLetters())
    homes = {normalise(texts[key]): one for one in groups for key in one.members}

    assert all(homes[normalise(texts[key])] == one for one in groups for key in one.members)


@given(said)
def test_what_was_put_together_is_alike_on_average(texts: list[str]) -> None:
    vectors = FirstLetters()
    for one in group(dict(enumerate(texts)), vectors):
        rows = vectors.of(sorted({normalise(texts[key]) for key in one.members}))
        unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        pairs = (unit @ unit.T)[np.triu_indices(len(unit), 1)]
        assert len(pairs) == 0 or pairs.max() >= vectors.alike - 1e-4


def test_nothing_said_is_no_group() -> None:
    assert group({}, FirstLetters()) == []


def test_the_central_text_is_the_one_that_most_people_said() -> None:
    texts = {7: "abc", 3: "abcd", 5: "abc", 9: "abce"}

    assert group(texts, FirstLetters()) == [Group((3, 5, 7, 9), 5)]


def test_too_many_texts_are_refused() -> None:
    most = grouping.MOST_TEXTS
    texts = {key: "k".join("abcdefghij"[int(digit)] for digit in str(key)) for key in range(most + 1)}

    with pytest.raises(ValueError, match=str(most)):
        group(texts, FirstLetters())


@pytest.mark.parametrize("by_meaning", [False, True], ids=["terms", "meaning"])
def test_a_set_of_mixed_needs_comes_apart_into_them(trained_model: bytes, *, by_meaning: bool) -> None:
    features = load(trained_model).features
    vectors = MeaningVectors(features, load_encoder()) if by_meaning else TermVectors(features)
    needs: dict[str, list[str]] = tomllib.loads(NEEDS.read_text(encoding="utf-8"))
    serial = count()
    need_of, texts = {}, {}
    for need, lines in needs.items():
        for line in lines:
            key = next(serial)
            need_of[key], texts[key] = need, line

    groups = group(texts, vectors)

    told = [Counter(need_of[key] for key in one.members) for one in groups]
    pure = sum(max(counts.values()) for counts in told) / len(texts)
    whole = sum(max(counts[need] for counts in told) for need in needs) / len(texts)
    assert (pure >= PURE, whole >= WHOLE) == (True, True), f"pure {pure:.2f}, whole {whole:.2f}"
