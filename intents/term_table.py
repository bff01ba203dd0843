"""How often each term stands in each text of the training: counted once, weighed anew for every choice of texts.

Gives the same vectors as :meth:`intents.features.Features.of`, for thousands of texts at a time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.preprocessing import normalize

from intents.features import BETWEEN_WORDS, Cut, Features

# Pairs of words and runs of letters that are seen in one text or two are most of all, and teach nothing.
_FEWEST_TEXTS_FOR_A_WORD = 1
_FEWEST_TEXTS_FOR_A_PAIR = 2
_FEWEST_TEXTS_FOR_A_RUN = 3

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _View:
    terms: Sequence[str]
    counts: csr_matrix
    fewest_texts: Rows

    def weighed(self, rows: Rows) -> tuple[list[str], npt.NDArray[np.float64], csr_matrix]:
        """The terms known from ``rows``, how rare they are among them, and every text weighed by that."""
        texts = self.counts[rows].getnnz(axis=0)
        known = np.flatnonzero(texts >= self.fewest_texts)
        rarity = np.log((1 + len(rows)) / (1 + texts[known])) + 1
        weighed = self.counts[:, known].multiply(rarity).tocsr()
        return [self.terms[column] for column in known.tolist()], rarity, normalize(weighed, copy=False)


class TermTable:
    """The terms of all texts of a training."""

    def __init__(self, cuts: Sequence[Cut]) -> None:
        self._words = _view([text.words for text in cuts], _fewest_for_a_word)
        self._runs = _view([text.runs for text in cuts], lambda _: _FEWEST_TEXTS_FOR_A_RUN)

    def learned_from(self, rows: Rows) -> tuple[Features, csr_matrix]:
        """The features of the texts at ``rows``, and the vectors of all texts in them."""
        words, word_rarity, word_vectors = self._words.weighed(rows)
        runs, run_rarity, run_vectors = self._runs.weighed(rows)
        features = Features(
            word_columns={term: column for column, term in enumerate(words)},
            run_columns={term: column for column, term in enumerate(runs, start=len(words))},
            rarity=np.concatenate((word_rarity, run_rarity)).astype(np.float32),
        )
        return features, hstack([word_vectors, run_vectors], format="csr")


def _fewest_for_a_word(term: str) -> int:
    return _FEWEST_TEXTS_FOR_A_PAIR if BETWEEN_WORDS in term else _FEWEST_TEXTS_FOR_A_WORD


def _view(texts: Sequence[Mapping[str, int]], fewest_texts: Callable[[str], int]) -> _View:
    terms = sorted({term for text in texts for term in text})
    column = {term: place for place, term in enumerate(terms)}
    columns = [column[term] for text in texts for term in text]
    values = 1 + np.log([count for text in texts for count in text.values()])
    ends = np.cumsum([0, *map(len, texts)])
    counts = csr_matrix((values, columns, ends), shape=(len(texts), len(terms)))
    return _View(terms, counts, np.array([fewest_texts(term) for term in terms], np.intp))
