"""Simpler ways to tell which intent a text means, each learned from the same lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from rank_bm25 import BM25Okapi
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from intents.normalise import normalise
from intents.tokens import words

Lines = Sequence[tuple[str, str]]
"""Each text with its intent."""
Answer = Callable[[str], Sequence[str]]
NEAREST = 20
"""Among so many of the nearest lines three different intents are looked for."""


def tfidf(lines: Lines) -> Answer:
    """TF-IDF of words, pairs of words and runs of two to five letters; LinearSVC."""
    by_words = TfidfVectorizer(analyzer="word", tokenizer=words, token_pattern=None, ngram_range=(1, 2))
    seen = make_union(by_words, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5)))
    vectors = seen.fit_transform([normalise(text) for text, _ in lines])
    classifier = LinearSVC(random_state=0).fit(vectors, [intent for _, intent in lines])

    def answer(text: str) -> Sequence[str]:
        margins = classifier.decision_function(seen.transform([normalise(text)]))[0]
        return [str(classifier.classes_[place]) for place in np.argsort(-margins)[:3]]

    return answer


def bm25(lines: Lines) -> Answer:
    """The intents of the lines that BM25 finds nearest."""
    index = BM25Okapi([words(normalise(text)) for text, _ in lines])

    def answer(text: str) -> Sequence[str]:
        scores = index.get_scores(words(normalise(text)))
        return _different(lines[place][1] for place in np.argsort(-scores)[:NEAREST])

    return answer


def fuzzy(lines: Lines) -> Answer:
    """The intents of the lines that differ in the fewest letters."""
    texts = [normalise(text) for text, _ in lines]

    def answer(text: str) -> Sequence[str]:
        found = process.extract(normalise(text), texts, scorer=fuzz.ratio, limit=NEAREST)
        return _different(lines[place][1] for _, _, place in found)

    return answer


def _different(intents: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(intents))[:3]


WAYS: Mapping[str, Callable[[Lines], Answer]] = {
    "TF-IDF and LinearSVC": tfidf,
    "BM25, nearest line": bm25,
    "rapidfuzz, nearest line": fuzzy,
}
