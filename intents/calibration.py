"""How sure is sure enough: learned from probabilities of examples that the model judging them had not seen."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.model import Figures, softmax
from intents.understanding import MOST_CANDIDATES, NOT_UNDERSTOOD, OUT_OF_SCOPE, Thresholds

# What an answer given without asking must keep to on the catalogue's own examples. They are harder than what people
# write: many are there to tell two intents apart, and each is judged without itself and often without its pair.
RIGHT_WHEN_ANSWERED = 0.90
_HELPED_BY_ASKING = 0.98  # of the messages asking would help, those that are asked
_NEVER = 0.99
_FEWEST_JUDGED = 50

Array = npt.NDArray[Any]


def learn_temperature(margins: Array, truth: Array) -> float:
    """The temperature that makes the probabilities of ``truth`` most likely."""
    tried = np.geomspace(0.02, 2.0, 60)
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(margins / each)[rows, truth] + 1e-12).mean() for each in tried]
    return float(tried[int(np.argmin(losses))])


def learn_thresholds(probabilities: Array, truth: Array, classes: Sequence[str]) -> Thresholds:
    """Answer from the least probability on at which answers are right often enough; never, where none is."""
    best = probabilities.argmax(axis=1)
    sure = probabilities.max(axis=1)
    answerable = ~np.isin(best, [classes.index(name) for name in (OUT_OF_SCOPE, NOT_UNDERSTOOD) if name in classes])
    answer = _least_sure_answer(sure[answerable], best[answerable] == truth[answerable])
    helped = sure[answerable & (_place_of_truth(probabilities, truth, classes) < MOST_CANDIDATES)]
    ask = float(np.quantile(helped, 1 - _HELPED_BY_ASKING)) if len(helped) else answer
    return Thresholds(answer=answer, ask=min(ask, answer))


def measure(probabilities: Array, truth: Array, classes: Sequence[str], thresholds: Thresholds) -> Figures:
    """The figures of a model from probabilities of examples it had not seen."""
    out_of_scope = classes.index(OUT_OF_SCOPE)
    best, known = probabilities.argmax(axis=1), truth != out_of_scope
    answered = (best != out_of_scope) & (probabilities.max(axis=1) >= thresholds.answer)
    return Figures(
        examples=len(truth),
        first=_share(best[known] == truth[known]),
        three=_share(_place_of_truth(probabilities, truth, classes)[known] < MOST_CANDIDATES),
        answered=_share(answered[known]),
        right=_share(best[answered] == truth[answered]),
        out_of_scope_answered=_share(answered[~known]),
    )


def _least_sure_answer(sure: Array, right: Array) -> float:
    order = np.argsort(-sure, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    last_of_its_height = np.append(np.diff(sure[order]) != 0, True)  # who is as sure is answered too
    good_enough = np.flatnonzero((shares >= RIGHT_WHEN_ANSWERED) & last_of_its_height)
    if len(order) < _FEWEST_JUDGED or not len(good_enough):
        return _NEVER
    return float(sure[order[good_enough[-1]]])


def _place_of_truth(probabilities: Array, truth: Array, classes: Sequence[str]) -> Any:
    """How many intents were thought likelier than the true one."""
    known = np.delete(probabilities, classes.index(OUT_OF_SCOPE), axis=1)
    own = probabilities[np.arange(len(truth)), truth]
    return np.count_nonzero(known > own[:, None], axis=1)


def _share(yes: Array) -> float:
    return round(float(yes.mean()), 4) if len(yes) else 0.0
