"""What of a text the classifier sees: its words and pairs of words, and short runs of letters of its skeleton.

Training and reading share this module, so that a model never meets a text cut up in another way than it was taught.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt

from intents.normalise import normalise, skeleton
from intents.tokens import identity, words

_SIGNS = re.compile("[^\\w\u0e01-\u0e4e]+")
BETWEEN_WORDS = " "
_RUNS = range(1, 5)
_EDGE = "\n"
_SAMPLES = (
    "นํ้าไม่ไหลตั้งเเต่เช้า!! ที่เฟส ๒ ขอออกใบเสร็จด้วยครับบบ 5555+",
    "ยื่น กนอ. 01/1 กับ ม.44 ค่าธรรมเนียม 10,000.50 บาท โทร 081-234-5678 😀👍",
    "WHERE is the ＦＲＥＥ zone e-PP office? https://a.go.th a@b.co กนอ-69-000123",
    "水が出ません 停水了",
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into terms, each with how often it stands there."""

    words: Mapping[str, int]
    runs: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Vector:
    """A text by its terms: the columns that are not zero, and what stands in each."""

    columns: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """The terms known from training: ``columns`` numbers them, ``rarity`` is each one's inverse document frequency."""

    word_columns: Mapping[str, int]
    run_columns: Mapping[str, int]
    rarity: npt.NDArray[np.float32]

    def of(self, cut: Cut) -> Vector:
        """Words and runs, each a TF-IDF vector of length one."""
        words, runs = self._weighed(cut.words, self.word_columns), self._weighed(cut.runs, self.run_columns)
        return Vector(np.concatenate((words.columns, runs.columns)), np.concatenate((words.weights, runs.weights)))

    def _weighed(self, counts: Mapping[str, int], numbers: Mapping[str, int]) -> Vector:
        known = [(column, count) for term, count in counts.items() if (column := numbers.get(term)) is not None]
        columns = np.array([column for column, _ in known], np.intp)
        weights = (1 + np.log([count for _, count in known])) * self.rarity[columns]
        length = np.sqrt(weights @ weights) or 1.0
        return Vector(columns, (weights / length).astype(np.float32))


def cut(normalised: str) -> Cut:
    """Words and pairs of neighbouring words without punctuation; runs of one to four letters of the skeleton."""
    said = [word for word in words(normalised) if not _SIGNS.fullmatch(word)]
    pairs = (f"{first}{BETWEEN_WORDS}{second}" for first, second in pairwise(said))
    letters = f"{_EDGE}{skeleton(normalised)}{_EDGE}"
    runs = (letters[start : start + size] for size in _RUNS for start in range(len(letters) - size + 1))
    return Cut(Counter(chain(said, pairs)), Counter(runs))


@cache
def way_of_cutting() -> str:
    """Names how texts are cut here: another word list, or a change of ours to any rule, gives another name."""
    digest = hashlib.sha256(identity().encode())
    for sample in _SAMPLES:
        pieces = cut(normalise(sample))
        digest.update(repr((sorted(pieces.words.items()), sorted(pieces.runs.items()))).encode())
    return digest.hexdigest()
