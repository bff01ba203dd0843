"""What figures count: they add up, and each is one share of what there is."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_standards.compliance import (
    DEFINITIONS,
    Facts,
    Figure,
    Flag,
    Tally,
    bits,
    flags_of,
    in_percent,
    percentile,
)
from service_standards.replay import Outcome

FACTS = st.builds(
    Facts, st.sampled_from(Outcome), st.sampled_from(Outcome), st.frozensets(st.sampled_from(Flag)).map(frozenset)
)


def tally(facts: list[Facts]) -> Tally:
    made = Tally()
    for one in facts:
        made.add(one)
    return made


@given(st.lists(FACTS))
def test_the_figures_add_up(facts: list[Facts]) -> None:
    figures = {figure: tally(facts).count(figure) for figure in Figure}
    assert figures[Figure.RECEIVED] == len(facts)
    assert figures[Figure.TIMED] == figures[Figure.MET] + figures[Figure.MISSED] + figures[Figure.OPEN]
    apart = (Figure.TIMED, Figure.WITHDRAWN, Figure.NO_STANDARD, Figure.UNKNOWN)
    assert figures[Figure.RECEIVED] == sum(figures[one] for one in apart)
    assert figures[Figure.PROVISIONAL] <= figures[Figure.TIMED]


@given(st.lists(FACTS))
def test_the_share_is_of_what_is_decided(facts: list[Facts]) -> None:
    outcomes = Counter(one.outcome for one in facts)
    met, missed = outcomes[Outcome.MET], outcomes[Outcome.MISSED]
    assert tally(facts).share == (Fraction(met, met + missed) if met + missed else None)


@given(st.frozensets(st.sampled_from(Flag)))
def test_flags_are_kept_as_bits(flags: frozenset[Flag]) -> None:
    assert flags_of(bits(flags)) == flags


def test_every_figure_is_defined_in_both_languages() -> None:
    assert set(DEFINITIONS) == set(Figure)
    for definition in DEFINITIONS.values():
        assert all([definition.title_th, definition.title_en, definition.counts_th, definition.counts_en])
        assert bool(definition.excludes_th) == bool(definition.excludes_en)


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank(values: list[int], percent: int) -> None:
    found = percentile(Counter(values), percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_nothing_has_no_percentile() -> None:
    assert percentile({}, 90) is None


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (Fraction(1), "100.0"),
        (Fraction(0), "0.0"),
        (Fraction(9999, 10000), "99.9"),
        (Fraction(1, 10000), "0.1"),
        (Fraction(2, 3), "66.7"),
        (Fraction(1, 16), "6.3"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(part: Fraction, written: str) -> None:
    assert in_percent(part) == written
