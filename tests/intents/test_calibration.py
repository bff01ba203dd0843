"""How sure is sure enough, held against the rule counted out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.calibration import (
    RIGHT_WHEN_ANSWERED,
    STRANGE_ANSWERED,
    STRANGE_WHEN_ALONE,
    Judged,
    learn_alone,
    learn_sureness,
    learn_thresholds,
    measure,
)
from intents.model import Figures, Sureness
from intents.understanding import Thresholds

HOURS, FEES, PERMIT, WATER, UNCLEAR, STRANGE = range(6)
NEVER = 0.99

few = settings(max_examples=80, deadline=None)


def judged(margins: np.ndarray, truth: np.ndarray) -> Judged:
    return Judged(margins, truth, out_of_scope=STRANGE, unanswerable=(UNCLEAR,))


@st.composite
def examples(draw: st.DrawFn) -> tuple[Judged, np.ndarray]:
    """Examples with sureness that often ties, mostly right, some of them strange."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    count, steps, right = draw(st.integers(1, 160)), draw(st.sampled_from([5, 20, 1000])), draw(st.floats(0.3, 1))
    margins = random.normal(size=(count, 6))
    likeliest = np.argmax(margins[:, :STRANGE], axis=1)
    truth = np.where(random.random(count) < right, likeliest, random.integers(0, 6, count))
    return judged(margins, truth), np.round(random.random(count) * steps) / steps


def test_how_probably_the_first_is_right_is_learned() -> None:
    random = np.random.default_rng(7)
    margins = random.normal(size=(6000, 6))
    first = np.argmax(margins[:, :STRANGE], axis=1)
    two_best = np.sort(margins[:, :STRANGE], axis=1)[:, -2:]
    probability = 1 / (1 + np.exp(1 - 2 * (two_best[:, 1] - two_best[:, 0])))
    truth = np.where(random.random(6000) < probability, first, (first + 1) % 5)

    seen = judged(margins, truth)
    learned = learn_sureness(seen)

    assert learned.of(seen.evidence) == pytest.approx(probability, abs=0.06)
    assert (learned.ahead, learned.bias) == (pytest.approx(2, abs=0.2), pytest.approx(-1, abs=0.2))


def test_where_all_are_right_nothing_is_learned_of_being_wrong() -> None:
    margins = np.eye(6)[[HOURS, FEES, PERMIT]]

    assert learn_sureness(judged(margins, np.array([HOURS, FEES, PERMIT]))) == Sureness(0.0, 0.0, 0.0, 0.0)


@few
@given(examples())
def test_it_answers_from_the_least_sureness_on_at_which_answers_are_right_and_strangers_few_enough(
    given: tuple[Judged, np.ndarray],
) -> None:
    seen, sure = given
    strangers = max(seen.strange.sum(), 1)

    def is_good_enough(height: float) -> bool:
        answered = seen.answerable & (sure >= height)
        few_strange = (seen.strange & answered).sum() / strangers <= STRANGE_ANSWERED
        return bool(seen.right[answered].mean() >= RIGHT_WHEN_ANSWERED and few_strange)

    good_enough = [height for height in np.unique(sure[seen.answerable]) if is_good_enough(height)]
    enough_to_learn_from = seen.answerable.sum() >= 50 and good_enough

    assert learn_thresholds(seen, sure).answer == (good_enough[0] if enough_to_learn_from else NEVER)


@few
@given(examples(), st.floats(0, 1))
def test_a_head_speaks_alone_where_it_is_right_and_surer_than_the_last_one_must_be(
    given: tuple[Judged, np.ndarray], answer: float
) -> None:
    seen, sure = given
    alone = learn_alone(seen, sure, Thresholds(answer=answer, ask=0.0))
    spoken = seen.answerable & (sure >= alone)

    assert alone >= answer
    if spoken.any() and alone not in (answer, NEVER):
        assert seen.right[spoken].mean() >= RIGHT_WHEN_ANSWERED
        assert (seen.strange & spoken).sum() <= STRANGE_WHEN_ALONE * seen.strange.sum()


@few
@given(examples())
def test_it_asks_nearly_every_time_that_asking_helps(given: tuple[Judged, np.ndarray]) -> None:
    seen, sure = given
    thresholds = learn_thresholds(seen, sure)
    helped = sure[seen.answerable & seen.in_three]

    assert thresholds.ask <= thresholds.answer
    assert (helped < thresholds.ask).sum() <= 1 + 0.02 * len(helped)


@pytest.mark.parametrize(("count", "answer"), [(49, NEVER), (50, 0.9)])
def test_a_handful_of_examples_is_too_little_to_trust(count: int, answer: float) -> None:
    seen = judged(np.eye(6)[[HOURS] * count], np.full(count, HOURS))

    assert learn_thresholds(seen, np.full(count, 0.9)).answer == answer


def test_the_figures_count_what_they_say() -> None:
    margins = np.array(
        [
            [0.9, 0.2, 0.1, 0.0, -1, -1],  # answered, right
            [0.8, 0.3, 0.1, 0.0, -1, -1],  # answered, wrong: fees was meant, the second
            [0.4, 0.3, 0.2, 0.1, -1, -1],  # asked, right
            [0.3, 0.2, 0.1, 0.0, -1, -1],  # asked, and the fourth was meant
            [0.1, 0.0, 0.0, 0.0, -1, 0.9],  # strange, and handed over
            [0.7, 0.1, 0.0, 0.0, -1, 0.1],  # strange, but answered
            [0.1, 0.0, 0.0, 0.0, 0.9, -1],  # surely not understood: nothing to answer
        ]
    )
    truth = np.array([HOURS, FEES, HOURS, WATER, STRANGE, STRANGE, UNCLEAR])
    sure = np.array([0.9, 0.8, 0.4, 0.3, 0.1, 0.7, 0.95])

    assert measure(judged(margins, truth), sure, Thresholds(answer=0.6, ask=0.2)) == Figures(
        examples=7, first=0.6, three=0.8, answered=0.4, right=0.3333, out_of_scope_answered=0.5
    )
