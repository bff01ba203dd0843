"""From the catalogue to a model. With :mod:`intents.calibration`, the only modules that import scikit-learn.

The examples are learned, and with half their weight what the catalogue itself says of an intent: titles, answer, what
the unit asks. How sure is sure enough is learned too, from examples judged by models that had not seen them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from intents.calibration import Judged, learn_alone, learn_sureness, learn_thresholds, measure
from intents.catalogue import Catalogue, Intent
from intents.encoder import Encoder, Vectors
from intents.features import Cut, Features, cut
from intents.model import Head, Model, dump
from intents.normalise import normalise
from intents.term_table import Rows, TermTable
from intents.understanding import NOT_UNDERSTOOD, OUT_OF_SCOPE

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
    """A classifier: ``weights`` a row for each feature, a column for each class."""

    weights: Matrix
    bias: Matrix

    def margins(self, vectors: csr_matrix) -> Matrix:
        """The margin of each class for each row of ``vectors``."""
        margins: Matrix = vectors @ self.weights + self.bias
        return margins


def train(catalogue: Catalogue, encoder: Encoder | None) -> bytes:
    """The artefact of a model of ``catalogue``: the same bytes for the same catalogue on the same machine.

    Without an encoder the model has its plain head only. Raises TrainingError if fewer than two intents, or nothing out
    of scope, have two examples.
    """
    lines = sorted([*_examples(catalogue), *_own_words(catalogue)])
    classes = _classes(lines)
    lines = [line for line in lines if line.label in classes]
    with threadpool_limits(1):
        meanings = None if encoder is None else encoder.encode([line.text for line in lines])
        features, plain, meaning, alone = _train(lines, classes, meanings)
    return dump(
        Model(
            classes=tuple(classes),
            features=features,
            plain=plain,
            meaning=meaning,
            alone=alone,
            encoder=None if encoder is None else encoder.name,
            content_hash=catalogue.content_hash,
        )
    )


def _train(
    lines: Sequence[Line], classes: Sequence[str], meanings: Vectors | None
) -> tuple[Features, Head, Head | None, float]:
    """The features, the heads without and with what the sentences mean, and how sure the first may speak alone."""
    table = TermTable([line.cut for line in lines])
    features, vectors = table.learned_from(np.arange(len(lines)))
    seen = [_seen(vectors, None)] if meanings is None else [_seen(vectors, None), _seen(vectors, meanings)]
    judged = [_judge(margins, lines, classes) for margins in _unseen_margins(table, lines, classes, meanings)]
    heads = [
        _head(_fit(each, np.arange(len(lines)), lines, classes), unseen)
        for each, unseen in zip(seen, judged, strict=True)
    ]
    plain, last = heads[0], heads[-1]
    alone = learn_alone(judged[0], plain.sureness.of(judged[0].evidence), last.thresholds)
    return features, plain, last if last is not plain else None, alone


def _judge(margins: Matrix, lines: Sequence[Line], classes: Sequence[str]) -> Judged:
    """The lines that are judged, from the margins of all."""
    judged = np.array([line.fold is not None for line in lines])
    truth = np.array([classes.index(line.label) for line in lines])
    unanswerable = tuple(classes.index(name) for name in (NOT_UNDERSTOOD,) if name in classes)
    return Judged(margins[judged], truth[judged], out_of_scope=classes.index(OUT_OF_SCOPE), unanswerable=unanswerable)


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


def _unseen_margins(
    table: TermTable, lines: Sequence[Line], classes: Sequence[str], meanings: Vectors | None
) -> list[Matrix]:
    """For each line, the margins of classifiers that learned from the other folds only: without and with meanings."""
    folds = np.array([-1 if line.fold is None else line.fold for line in lines])
    given = [None] if meanings is None else [None, meanings]
    margins = [np.zeros((len(lines), len(classes))) for _ in given]
    for fold in np.unique(folds[folds >= 0]):
        learned, judged = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        _, vectors = table.learned_from(learned)
        for place, each in enumerate(given):
            seen = _seen(vectors, each)
            margins[place][judged] = _fit(seen, learned, lines, classes).margins(seen[judged])
    return margins


def _seen(vectors: csr_matrix, meanings: Vectors | None) -> csr_matrix:
    """What a head sees of each line: its terms and, if it is to, what its sentence means."""
    return vectors if meanings is None else hstack([vectors, csr_matrix(meanings)], format="csr")


def _fit(vectors: csr_matrix, rows: Rows, lines: Sequence[Line], classes: Sequence[str]) -> Fitted:
    """A classifier of the lines at ``rows``; a class that has none of them gets the margin of a sure no."""
    learned = [lines[row] for row in rows]
    classifier = LinearSVC(C=_REGULARISATION, random_state=0, max_iter=5000)
    classifier.fit(vectors[rows], [line.label for line in learned], sample_weight=[line.weight for line in learned])
    place = [classes.index(label) for label in classifier.classes_]
    weights, bias = np.zeros((vectors.shape[1], len(classes))), np.full(len(classes), -1.0)
    weights[:, place], bias[place] = classifier.coef_.T, classifier.intercept_
    return Fitted(weights, bias)


def _head(fitted: Fitted, judged: Judged) -> Head:
    """Weights in whole steps: a quarter of the memory, and no decision of ours hangs on the fourth digit."""
    step = np.abs(fitted.weights).max(axis=1) / _STEPS
    step[step == 0] = 1.0
    whole = np.round(fitted.weights / step[:, None]).astype(np.int8)
    sureness = learn_sureness(judged)
    sure = sureness.of(judged.evidence)
    thresholds = learn_thresholds(judged, sure)
    return Head(
        whole,
        step.astype(np.float32),
        fitted.bias.astype(np.float32),
        sureness=sureness,
        thresholds=thresholds,
        figures=measure(judged, sure, thresholds),
    )
