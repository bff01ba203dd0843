"""From the catalogue to a model. The only module that imports scikit-learn.

The examples are learned, and with half their weight what the catalogue itself says of an intent: titles, answer, what
the unit asks. How sure is sure enough is learned too, from examples judged by models that had not seen them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from intents.calibration import learn_temperature, learn_thresholds, measure
from intents.catalogue import Catalogue, Intent
from intents.features import Cut, Features, cut
from intents.model import Head, Model, dump, softmax
from intents.normalise import normalise
from intents.term_table import Rows, TermTable
from intents.understanding import OUT_OF_SCOPE

FOLDS = 5
_REGULARISATION = 0.4
_OWN_WORDS_WEIGHT = 0.5
_STEPS = 127

Matrix = npt.NDArray[np.float64]


class TrainingError(ValueError):
    """There is too little to learn from; the message says what is missing."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One text to learn from, normalised and cut. ``fold`` is None for what is learned but not judged."""

    label: str
    language: str
    text: str
    cut: Cut = field(compare=False)
    fold: int | None = field(compare=False)
    weight: float = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fitted:
    """``vectors`` of all lines in ``features``; ``weights`` a row for each feature, a column for each class."""

    features: Features
    vectors: csr_matrix
    weights: Matrix
    bias: Matrix


def train(catalogue: Catalogue) -> bytes:
    """The artefact of a model of ``catalogue``: the same bytes for the same catalogue on the same machine.

    Raises TrainingError if fewer than two intents, or nothing out of scope, have two examples.
    """
    lines = sorted([*_examples(catalogue), *_own_words(catalogue)])
    classes = _classes(lines)
    lines = [line for line in lines if line.label in classes]
    with threadpool_limits(1):
        return dump(_train(lines, classes, catalogue.content_hash))


def _train(lines: Sequence[Line], classes: Sequence[str], content_hash: str) -> Model:
    table = TermTable([line.cut for line in lines])
    judged = np.array([line.fold is not None for line in lines])
    truth = np.array([classes.index(line.label) for line in lines])[judged]
    margins = _unseen_margins(table, lines, classes)[judged]
    temperature = learn_temperature(margins, truth)
    probabilities = softmax(margins / temperature)
    thresholds = learn_thresholds(probabilities, truth, classes)
    fitted = _fit(table, np.arange(len(lines)), lines, classes)
    return Model(
        classes=tuple(classes),
        features=fitted.features,
        head=_head(fitted, temperature),
        thresholds=thresholds,
        figures=measure(probabilities, truth, classes, thresholds),
        content_hash=content_hash,
    )


def _examples(catalogue: Catalogue) -> Iterator[Line]:
    for intent in catalogue.intents.values():
        yield from _in_folds(intent.id, intent.examples)
    yield from _in_folds(OUT_OF_SCOPE, catalogue.out_of_scope)


def _in_folds(label: str, examples: Mapping[str, Iterable[str]]) -> Iterator[Line]:
    """Each language in order of its letters and cut into blocks: lines that begin alike are judged together."""
    for language, texts in sorted(examples.items()):
        distinct = sorted(set(map(normalise, texts)))
        for place, text in enumerate(distinct):
            yield Line(label, language, text, cut(text), FOLDS * place // len(distinct), 1.0)


def _own_words(catalogue: Catalogue) -> Iterator[Line]:
    for intent in catalogue.intents.values():
        for language, text in sorted(_said_of(intent)):
            meant = normalise(text)
            yield Line(intent.id, language, meant, cut(meant), None, _OWN_WORDS_WEIGHT)


def _said_of(intent: Intent) -> Iterator[tuple[str, str]]:
    yield from (("th", intent.title_th), ("en", intent.title_en))
    if intent.ask_th and intent.ask_en:
        yield from (("th", intent.ask_th), ("en", intent.ask_en))
    if intent.answer:
        yield from (("th", paragraph) for paragraph in intent.answer.th.splitlines() if paragraph.strip())
        yield from (("en", paragraph) for paragraph in intent.answer.en.splitlines() if paragraph.strip())


def _classes(lines: Iterable[Line]) -> list[str]:
    """The intents with at least two examples; one with fewer is known by exact match only."""
    examples = Counter(line.label for line in lines if line.fold is not None)
    classes = sorted(label for label, count in examples.items() if count > 1)
    if len(classes) < 3 or OUT_OF_SCOPE not in classes:
        raise TrainingError("training needs two intents and an out-of-scope file with at least two examples each")
    return classes


def _unseen_margins(table: TermTable, lines: Sequence[Line], classes: Sequence[str]) -> Matrix:
    """For each line, the margins of a classifier that learned from the other folds only."""
    folds = np.array([-1 if line.fold is None else line.fold for line in lines])
    margins = np.zeros((len(lines), len(classes)))
    for fold in np.unique(folds[folds >= 0]):
        fitted = _fit(table, np.flatnonzero(folds != fold), lines, classes)
        rows = np.flatnonzero(folds == fold)
        margins[rows] = fitted.vectors[rows] @ fitted.weights + fitted.bias
    return margins


def _fit(table: TermTable, rows: Rows, lines: Sequence[Line], classes: Sequence[str]) -> Fitted:
    """A classifier of the lines at ``rows``; a class that has none of them gets the margin of a sure no."""
    features, vectors = table.learned_from(rows)
    learned = [lines[row] for row in rows]
    classifier = LinearSVC(C=_REGULARISATION, random_state=0, max_iter=5000)
    classifier.fit(vectors[rows], [line.label for line in learned], sample_weight=[line.weight for line in learned])
    place = [classes.index(label) for label in classifier.classes_]
    weights, bias = np.zeros((vectors.shape[1], len(classes))), np.full(len(classes), -1.0)
    weights[:, place], bias[place] = classifier.coef_.T, classifier.intercept_
    return Fitted(features, vectors, weights, bias)


def _head(fitted: Fitted, temperature: float) -> Head:
    """Weights in whole steps: a quarter of the memory, and no decision of ours hangs on the fourth digit."""
    step = np.abs(fitted.weights).max(axis=1) / _STEPS
    step[step == 0] = 1.0
    whole = np.round(fitted.weights / step[:, None]).astype(np.int8)
    return Head(whole, step.astype(np.float32), fitted.bias.astype(np.float32), temperature)
