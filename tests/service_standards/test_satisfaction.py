"""The two scales of satisfaction: every mean has one level, and the level is that of the number printed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service_standards.satisfaction import SCALES, Level, ScaleName, is_reached, two_decimals

MEANS = st.lists(st.integers(1, 5), min_size=1).map(lambda scores: Fraction(sum(scores), len(scores)))


def test_the_bands_are_the_published_ones() -> None:
    bands = {name: [str(band) for band in scale.bands] for name, scale in SCALES.items()}
    assert bands == {
        ScaleName.EQUAL_WIDTH: ["1.00–1.80", "1.81–2.60", "2.61–3.40", "3.41–4.20", "4.21–5.00"],
        ScaleName.ROUNDED: ["1.00–1.50", "1.51–2.50", "2.51–3.50", "3.51–4.50", "4.51–5.00"],
    }


@pytest.mark.parametrize(
    ("mean", "equal_width", "rounded"),
    [
        (Fraction(345, 100), Level.HIGH, Level.MODERATE),
        (Fraction(43, 10), Level.HIGHEST, Level.HIGH),
        (Fraction(3405, 1000), Level.HIGH, Level.MODERATE),
        (Fraction(34049999, 10**7), Level.MODERATE, Level.MODERATE),
        (Fraction(3505, 1000), Level.HIGH, Level.HIGH),
        (Fraction(1), Level.LEAST, Level.LEAST),
        (Fraction(5), Level.HIGHEST, Level.HIGHEST),
    ],
)
def test_the_same_mean_may_be_another_level_by_the_other_scale(
    mean: Fraction, equal_width: Level, rounded: Level
) -> None:
    assert SCALES[ScaleName.EQUAL_WIDTH].band(mean).level is equal_width
    assert SCALES[ScaleName.ROUNDED].band(mean).level is rounded


@given(MEANS, st.sampled_from(ScaleName))
def test_the_level_is_that_of_the_number_printed(mean: Fraction, name: ScaleName) -> None:
    band = SCALES[name].band(mean)
    first, last = str(band).split("–")
    assert first <= two_decimals(mean) <= last
    assert is_reached(band) is (band.level in {Level.HIGH, Level.HIGHEST})


@pytest.mark.parametrize("mean", [Fraction(99, 100), Fraction(501, 100)])
def test_what_no_scores_have_as_their_mean_is_refused(mean: Fraction) -> None:
    with pytest.raises(ValueError, match="no"):
        SCALES[ScaleName.EQUAL_WIDTH].band(mean)
