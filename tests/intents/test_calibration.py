"""How sure is sure enough, held against the rule counted out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.calibration import RIGHT_WHEN_ANSWERED, learn_temperature, learn_thresholds, measure
from intents.model import Figures, softmax
from intents.understanding import MOST_CANDIDATES, NOT_UNDERSTOOD, OUT_OF_SCOPE, Thresholds

CLASSES = ["fees", "hours", "permit", "water", NOT_UNDERSTOOD, OUT_OF_SCOPE]
ANSWERABLE = 4  # the first four
NEVER = 0.99

few = settings(max_examples=80, deadline=None)


@st.composite
def judged(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that often tie, and truths that are mostly the likeliest."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, steps, right = draw(st.integers(1, 160)), draw(st.sampled_from([5, 20, 1000])), draw(st.floats(0.3, 1))
    probabilities = np.round(random.dirichlet([0.3] * len(CLASSES), count) * steps) / steps
    elsewhere = random.integers(0, len(CLASSES), count)
    return probabilities, np.where(random.random(count) < right, probabilities.argmax(axis=1), elsewhere)


def test_the_temperature_under_which_the_truths_were_drawn_is_found() -> None:
    random = np.random.default_rng(7)
    margins = random.normal(size=(4000, 5))
    truth = np.array([random.choice(5, p=row) for row in softmax(margins / 0.3)])

    assert learn_temperature(margins, truth) == pytest.approx(0.3, rel=0.15)


def test_a_sharper_judge_has_a_lower_temperature() -> None:
    margins = np.random.default_rng(7).normal(size=(500, 5))
    always, mostly = margins.argmax(axis=1), margins.argmax(axis=1)
    mostly[::3] = 0

    assert learn_temperature(margins, always) < learn_temperature(margins, mostly)


@few
@given(judged())
def test_it_answers_from_the_least_sureness_on_at_which_answers_are_right_often_enough(
    examples: tuple[np.ndarray, np.ndarray],
) -> None:
    probabilities, truth = examples
    sure, best = probabilities.max(axis=1), probabilities.argmax(axis=1)
    answerable = best < ANSWERABLE
    good_enough = [
        height
        for height in np.unique(sure[answerable])
        if (best == truth)[answerable & (sure >= height)].mean() >= RIGHT_WHEN_ANSWERED
    ]
    enough_to_learn_from = answerable.sum() >= 50 and good_enough

    assert learn_thresholds(probabilities, truth, CLASSES).answer == (good_enough[0] if enough_to_learn_from else NEVER)


@few
@given(judged())
def test_it_asks_nearly_every_time_that_asking_helps(examples: tuple[np.ndarray, np.ndarray]) -> None:
    probabilities, truth = examples
    thresholds = learn_thresholds(probabilities, truth, CLASSES)
    own = probabilities[np.arange(len(truth)), truth]
    likelier = (probabilities[:, :-1] > own[:, None]).sum(axis=1)
    helped = probabilities.max(axis=1)[(probabilities.argmax(axis=1) < ANSWERABLE) & (likelier < MOST_CANDIDATES)]

    assert thresholds.ask <= thresholds.answer
    assert (helped < thresholds.ask).sum() <= 1 + 0.02 * len(helped)


def test_a_handful_of_examples_is_too_little_to_trust() -> None:
    assert learn_thresholds(np.eye(len(CLASSES))[[0] * 49], np.zeros(49, int), CLASSES).answer == NEVER
    assert learn_thresholds(np.eye(len(CLASSES))[[0] * 50], np.zeros(50, int), CLASSES).answer == 1.0


def test_the_figures_count_what_they_say() -> None:
    classes = ["fees", "hours", "permit", "water", OUT_OF_SCOPE]
    probabilities = np.array(
        [
            [0.90, 0.04, 0.03, 0.02, 0.01],  # answered, right
            [0.80, 0.10, 0.05, 0.03, 0.02],  # answered, wrong: hours was meant, the second
            [0.40, 0.30, 0.15, 0.10, 0.05],  # asked, right among three
            [0.30, 0.25, 0.20, 0.15, 0.10],  # asked, and the fourth was meant
            [0.10, 0.05, 0.03, 0.02, 0.80],  # out of scope, and seen to be
            [0.70, 0.10, 0.05, 0.05, 0.10],  # out of scope, but answered
            [0.05, 0.05, 0.40, 0.20, 0.30],  # out of scope, and asked
            [0.01, 0.01, 0.01, 0.01, 0.96],  # out of scope, and surely so
        ]
    )
    truth = np.array([0, 1, 0, 3, 4, 4, 4, 4])

    assert measure(probabilities, truth, classes, Thresholds(answer=0.6, ask=0.2)) == Figures(
        examples=8, first=0.5, three=0.75, answered=0.5, right=0.3333, out_of_scope_answered=0.25
    )
