"""Messages that ask for the same thing, put together: for whoever reads what we could not answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from intents.encoder import Encoder
from intents.features import Features, cut
from intents.normalise import normalise

Matrix = npt.NDArray[np.float32]

MOST_TEXTS = 5_000
"""Different texts in one grouping: their similarities take 100 MB."""


class Vectors(Protocol):
    """What makes texts comparable. Whatever a model sees in a text will do."""

    @property
    def alike(self) -> float:
        """How similar (a cosine) the texts of two groups must be on average for the groups to be one."""

    def of(self, texts: Sequence[str]) -> Matrix:
        """A row for each normalised text: the more alike two texts are, the nearer the direction of their rows.

        A row of zeros is like no other.
        """


class TermVectors:
    """The terms of a text as the linear head weighs them, folded into ``WIDTH`` columns.

    Folding keeps the cosine of two texts within about 0.02, and thousands of texts become one product of matrices.
    """

    WIDTH = 2_048
    alike = 0.25
    """On the texts of ``mixed_needs.toml`` among the tests: below it needs begin to mix, above it they fall apart."""

    def __init__(self, features: Features) -> None:
        self._features = features
        scattered = np.arange(len(features.rarity), dtype=np.uint64) * np.uint64(2_654_435_761) % np.uint64(2**32)
        self._column = (scattered >> np.uint64(8)) % np.uint64(self.WIDTH)
        self._sign = np.where(scattered >> np.uint64(31), -1.0, 1.0)

    def of(self, texts: Sequence[str]) -> Matrix:
        """A row for each normalised text."""
        rows = np.zeros((len(texts), self.WIDTH), np.float32)
        for row, text in zip(rows, texts, strict=True):
            vector = self._features.of(cut(text))
            np.add.at(row, self._column[vector.columns], vector.weights * self._sign[vector.columns])
        return rows


class MeaningVectors:
    """The same, and beside it what the sentence means, as heavy as its terms."""

    alike = 0.3
    """On the same texts; a meaning is a little like every other."""

    def __init__(self, features: Features, encoder: Encoder) -> None:
        self._terms, self._encoder = TermVectors(features), encoder

    def of(self, texts: Sequence[str]) -> Matrix:
        """A row for each normalised text."""
        return np.hstack([self._terms.of(texts) / np.float32(np.sqrt(2)), self._encoder.encode(texts)])


@dataclass(frozen=True, slots=True)
class Group:
    """The keys of messages with the same need, in order; ``central`` is the one most like all the others."""

    members: tuple[int, ...]
    central: int


def group(texts: Mapping[int, str], vectors: Vectors) -> list[Group]:
    """Messages by need, the largest group first; each message is in exactly one group.

    The same messages give the same groups, in whatever order they come, and texts that are the same once normalised
    are always together.

    Args:
        texts: each message by its key.

    Raises:
        ValueError: more than ``MOST_TEXTS`` different texts.
    """
    keys_of: dict[str, list[int]] = {}
    for key in sorted(texts):
        keys_of.setdefault(normalise(texts[key]), []).append(key)
    distinct = sorted(keys_of)
    if len(distinct) > MOST_TEXTS:
        raise ValueError(f"{len(distinct)} different texts are too many at once: give at most {MOST_TEXTS}")
    if not distinct:
        return []
    similar = _similarities(vectors.of(distinct))
    said = np.array([len(keys_of[text]) for text in distinct], np.float32)
    groups = []
    for places in _clusters(similar.copy(), vectors.alike):
        central = _most_central(places, similar, said, distinct)
        members = sorted(key for place in places for key in keys_of[distinct[place]])
        groups.append(Group(tuple(members), keys_of[distinct[central]][0]))
    return sorted(groups, key=lambda one: (-len(one.members), one.members))


def _similarities(rows: Matrix) -> Matrix:
    """The cosine of each pair of rows."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Matrix = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    similar: Matrix = unit @ unit.T
    return similar


def _clusters(similar: Matrix, alike: float) -> list[list[int]]:
    """Average linkage: the two most similar groups become one, until none are ``alike``. ``similar`` is used up.

    It follows chains of nearest neighbours, which finds what looking for the best pair each time finds, in n² steps
    instead of n³ (Murtagh 1983).
    """
    members = {place: [place] for place in range(len(similar))}
    done: list[list[int]] = []
    np.fill_diagonal(similar, -np.inf)
    chain: list[int] = []
    while members:
        if not chain:
            chain.append(min(members))
        here, before = chain[-1], chain[-2] if len(chain) > 1 else None
        nearest = int(np.argmax(similar[here]))
        if before is not None and similar[here, before] >= similar[here, nearest]:
            nearest = before  # of equals the one we came from, or the chain would never end
        if similar[here, nearest] < alike:  # and nothing that becomes one later will be more alike
            done.append(members.pop(here))
            _leave_out(similar, here)
            chain.pop()
        elif nearest == before:
            del chain[-2:]
            _merge(similar, members, here, nearest)
        else:
            chain.append(nearest)
    return done


def _leave_out(similar: Matrix, place: int) -> None:
    similar[place, :] = similar[:, place] = -np.inf


def _merge(similar: Matrix, members: dict[int, list[int]], kept: int, gone: int) -> None:
    """Put one group into another: how similar it is to a third is the average over all members."""
    mine, theirs = len(members[kept]), len(members[gone])
    row = (similar[kept] * mine + similar[gone] * theirs) / (mine + theirs)
    _leave_out(similar, gone)
    row[[kept, gone]] = -np.inf
    similar[kept, :] = similar[:, kept] = row
    members[kept] += members.pop(gone)


def _most_central(places: Sequence[int], similar: Matrix, said: Matrix, texts: Sequence[str]) -> int:
    """The text most like everything that was said in the group; of equals the shortest, then the first."""
    nearness = similar[np.ix_(places, places)] @ said[places]
    ranked = zip(places, nearness.tolist(), strict=True)
    return min(ranked, key=lambda one: (-round(one[1], 3), len(texts[one[0]]), texts[one[0]]))[0]
