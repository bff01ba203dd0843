"""How sure one can be, and how sure is sure enough: learned from examples judged without having been seen."""

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from intents.model import Evidence, Figures, Sureness, weigh
from intents.understanding import MOST_CANDIDATES, Thresholds

# What an answer given without asking must keep to on the catalogue's own examples. They are harder than what people
# write: many are there to tell two intents apart, and each is judged without itself and often without its pair.
RIGHT_WHEN_ANSWERED = 0.90
STRANGE_ANSWERED = 0.025  # of the messages that are none of ours, at most so many may be answered
STRANGE_WHEN_ALONE = 0.02  # and so many by a head that is not the last one to be asked
_HELPED_BY_ASKING = 0.98  # of the messages asking would help, those that are asked
_NEVER = 0.99
_FEWEST_JUDGED = 50

Array = npt.NDArray[Any]


class Judged:
    """Examples judged: the margins of each, and the place of its true class.

    ``out_of_scope`` is the place of what is none; ``unanswerable`` those of classes that have no answer.
    """

    def __init__(self, margins: Array, truth: Array, *, out_of_scope: int, unanswerable: tuple[int, ...] = ()) -> None:
        order, self.evidence = weigh(margins, out_of_scope)
        self.strange = truth == out_of_scope
        self.right = order[:, 0] == truth
        self.in_three = (order[:, :MOST_CANDIDATES] == truth[:, None]).any(axis=1)
        self.answerable = ~np.isin(order[:, 0], unanswerable)


def learn_sureness(judged: Judged) -> Sureness:
    """What the evidence says about being right, as the examples have it."""
    evidence = _columns(judged.evidence)
    if judged.right.all() or not judged.right.any():  # nothing to tell apart
        return Sureness(bias=0.0, own=0.0, ahead=0.0, apart=0.0)
    fitted = LogisticRegression().fit(evidence, judged.right)
    own, ahead, apart = fitted.coef_[0].tolist()
    return Sureness(bias=float(fitted.intercept_[0]), own=own, ahead=ahead, apart=apart)


def learn_thresholds(judged: Judged, sure: Array) -> Thresholds:
    """Answer from the least sureness on at which enough answers are right and few are to strangers; else never."""
    answerable = judged.answerable
    answer = _least_sure(judged, sure, STRANGE_ANSWERED)
    helped = sure[answerable & judged.in_three]
    ask = float(np.quantile(helped, 1 - _HELPED_BY_ASKING)) if len(helped) else answer
    return Thresholds(answer=answer, ask=min(ask, answer))


def learn_alone(plain: Judged, sure: Array, thresholds: Thresholds) -> float:
    """How sure the plain head must be for the other one, which has these ``thresholds``, not to be asked."""
    return max(_least_sure(plain, sure, STRANGE_WHEN_ALONE), thresholds.answer)


def measure(judged: Judged, sure: Array, thresholds: Thresholds) -> Figures:
    """The figures of a head."""
    known, answered = ~judged.strange, judged.answerable & (sure >= thresholds.answer)
    return Figures(
        examples=len(sure),
        first=_share(judged.right[known]),
        three=_share(judged.in_three[known]),
        answered=_share(answered[known]),
        right=_share(judged.right[answered]),
        out_of_scope_answered=_share(answered[~known]),
    )


def _least_sure(judged: Judged, sure: Array, strange_answered: float) -> float:
    """From where on enough answers are right and no more than this share of the strangers is answered."""
    answerable, strangers = judged.answerable, max(int(judged.strange.sum()), 1)
    order = np.flatnonzero(answerable)[np.argsort(-sure[answerable], kind="stable")]
    right_so_far = np.cumsum(judged.right[order]) / np.arange(1, len(order) + 1)
    strange_so_far = np.cumsum(judged.strange[order]) / strangers
    last_of_its_height = np.append(np.diff(sure[order]) != 0, True)  # who is as sure is answered too
    good = (right_so_far >= RIGHT_WHEN_ANSWERED) & (strange_so_far <= strange_answered) & last_of_its_height
    good_enough = np.flatnonzero(good)
    if len(order) < _FEWEST_JUDGED or not len(good_enough):
        return _NEVER
    return float(sure[order[good_enough[-1]]])


def _columns(evidence: Evidence) -> Array:
    return np.stack([evidence.own, evidence.ahead, evidence.apart], axis=1)


def _share(yes: Array) -> float:
    return round(float(yes.mean()), 4) if len(yes) else 0.0
