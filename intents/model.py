"""A trained classifier at work: one ``.npz`` file in, rankings out. Needs numpy only, and never unpickles.

A model has two heads: one that sees the letters and words of a message and what its sentence means, and one that sees
letters and words alone. Each knows how sure is sure enough for itself. The plain one serves a process without the
sentence encoder; with it, it speaks first, and what it is very sure of need not be encoded, which takes longest.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.encoder import SIZE, Encoder, installed
from intents.features import Features, Vector, cut, way_of_cutting
from intents.normalise import normalise
from intents.understanding import OUT_OF_SCOPE, Ranking, Thresholds

FORMAT = 3
_MOST_RANKED = 8
_BETWEEN_TERMS = "\x00"
# What reading says of bytes that are not, or no longer, those of dump(). RuntimeError: a bit says encrypted.
_DAMAGED = (ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)

Array = npt.NDArray[Any]


class ModelError(ValueError):
    """The artefact is not a model this program can use; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How a head did on the catalogue's own examples, each judged without having been seen. Shares from 0 to 1.

    ``first``/``three``: in-scope examples whose intent came first / was among three; ``answered``: of them answered
    without asking; ``right``: of the answers those that were right; ``out_of_scope_answered``: out-of-scope examples
    answered as if known.
    """

    examples: int
    first: float
    three: float
    answered: float
    right: float
    out_of_scope_answered: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What margins say of how sure one can be, one value for each message.

    ``own`` is the first intent's margin; ``ahead`` how far it is before the second, ``apart`` before out of scope.
    """

    own: Array
    ahead: Array
    apart: Array


@dataclass(frozen=True, slots=True)
class Sureness:
    """How probably the first intent is right: the log-odds are ``bias`` and so much for each unit of the evidence."""

    bias: float
    own: float
    ahead: float
    apart: float

    def of(self, evidence: Evidence) -> Array:
        """A probability for each message."""
        odds = self.bias + self.own * evidence.own + self.ahead * evidence.ahead + self.apart * evidence.apart
        probability: Array = 1 / (1 + np.exp(-odds))
        return probability


@dataclass(frozen=True, slots=True)
class Head:
    """A linear classifier: a row of ``weights`` for each feature, in 255 steps of that row's ``step``."""

    weights: npt.NDArray[np.int8]
    step: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    sureness: Sureness
    thresholds: Thresholds
    figures: Figures

    def margins(self, vector: Vector) -> Array:
        """The margin of each class, from the terms of a text."""
        rows = self.weights[vector.columns].astype(np.float32)
        margins: Array = (vector.weights * self.step[vector.columns]) @ rows + self.bias
        return margins

    def meaning(self) -> Array:
        """The weights of the dimensions of a sentence's vector: a row for each, a column for each class."""
        weights: Array = self.step[-SIZE:, None] * self.weights[-SIZE:].astype(np.float32)
        return weights


@dataclass(frozen=True, slots=True)
class Model:
    """``classes`` are the ids of intents and OUT_OF_SCOPE; ``content_hash`` names the catalogue it was trained on.

    ``meaning`` is the head for the encoder of this name, ``encoder``; None if it was trained without one. ``alone`` is
    how sure the plain head must be for the other one not to be asked.
    """

    classes: tuple[str, ...]
    features: Features
    plain: Head
    meaning: Head | None
    alone: float
    encoder: str | None
    content_hash: str

    @property
    def best(self) -> Head:
        """The better of its heads."""
        return self.meaning or self.plain

    def judge(self, encoder: Encoder | None) -> "Judge":
        """The model at work with what this process has: the better head for the encoder it was taught with."""
        if encoder is not None and self.meaning is not None and self.encoder == encoder.name:
            with_meaning = WithMeaning(self.meaning, self.meaning.meaning(), encoder, self.alone)
            return Judge(self.classes, self.features, self.plain, with_meaning)
        return Judge(self.classes, self.features, self.plain, None)


@dataclass(frozen=True, slots=True)
class WithMeaning:
    """The better head and its encoder. It is asked where the plain head is less sure than ``alone``.

    ``weights``: a row for each dimension of a sentence's vector, a column for each class.
    """

    head: Head
    weights: Array
    encoder: Encoder
    alone: float

    def margins(self, vectors: Sequence[Vector], texts: Sequence[str]) -> Array:
        """A row for each text, from its terms and from what it means."""
        margins: Array = _stacked(self.head, vectors) + self.encoder.encode(texts) @ self.weights
        return margins


@dataclass(frozen=True, slots=True)
class Judge:
    """A model at work; without ``meaning``, the plain head by itself."""

    classes: tuple[str, ...]
    features: Features
    plain: Head
    meaning: WithMeaning | None

    @property
    def head(self) -> Head:
        """The head that has the last word."""
        return self.meaning.head if self.meaning else self.plain

    @property
    def thresholds(self) -> Thresholds:
        """How sure is sure enough."""
        return self.head.thresholds

    def rank(self, text: str) -> Ranking:
        """What ``text`` may mean."""
        return self.rank_all([text])[0]

    def rank_all(self, texts: Sequence[str]) -> list[Ranking]:
        """What each of ``texts`` may mean; one after the other they take twice the time."""
        if not texts:
            return []
        normalised = [normalise(text) for text in texts]
        vectors = [self.features.of(cut(text)) for text in normalised]
        rankings = self._rankings(self.plain, _stacked(self.plain, vectors))
        if self.meaning is not None:
            unsure = [place for place, ranking in enumerate(rankings) if ranking.sureness < self.meaning.alone]
            if unsure:
                asked = [vectors[place] for place in unsure], [normalised[place] for place in unsure]
                better = self._rankings(self.meaning.head, self.meaning.margins(*asked))
                for place, ranking in zip(unsure, better, strict=True):
                    rankings[place] = ranking
        return rankings

    def _rankings(self, head: Head, margins: Array) -> list[Ranking]:
        order, evidence = weigh(margins, self.classes.index(OUT_OF_SCOPE))
        return [
            Ranking(tuple(self.classes[place] for place in places[:_MOST_RANKED]), sureness)
            for places, sureness in zip(order.tolist(), head.sureness.of(evidence).tolist(), strict=True)
        ]


def _stacked(head: Head, vectors: Sequence[Vector]) -> Array:
    return np.stack([head.margins(vector) for vector in vectors])


def weigh(margins: Array, out_of_scope: int) -> tuple[Array, Evidence]:
    """Of each row of ``margins``: the places of the intents, likeliest first, and the evidence for the first one."""
    rows = np.arange(len(margins))
    known = margins.copy()
    known[:, out_of_scope] = -np.inf
    order = np.argsort(-known, axis=1, kind="stable")[:, :-1]
    own = margins[rows, order[:, 0]]
    return order, Evidence(own, own - margins[rows, order[:, 1]], own - margins[:, out_of_scope])


def fit_for(content_hash: str) -> str:
    """Names the models this program can use for a catalogue with this hash: another way of reading needs another."""
    return hashlib.sha256(f"{FORMAT} {way_of_cutting()} {installed()} {content_hash}".encode()).hexdigest()


def dump(model: Model) -> bytes:
    """The artefact of ``model``: the same bytes for the same model."""
    heads = {name: head for name, head in (("plain", model.plain), ("meaning", model.meaning)) if head is not None}
    header = {
        "format": FORMAT,
        "cut": way_of_cutting(),
        "content_hash": model.content_hash,
        "classes": model.classes,
        "encoder": model.encoder,
        "alone": model.alone,
        "heads": {
            name: {
                "sureness": asdict(head.sureness),
                "thresholds": asdict(head.thresholds),
                "figures": asdict(head.figures),
            }
            for name, head in heads.items()
        },
    }
    arrays = {
        f"{name}_{part}": getattr(head, part) for name, head in heads.items() for part in ("weights", "step", "bias")
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        header=_as_bytes(json.dumps(header, ensure_ascii=False, sort_keys=True)),
        words=_as_bytes(_BETWEEN_TERMS.join(model.features.word_columns)),
        runs=_as_bytes(_BETWEEN_TERMS.join(model.features.run_columns)),
        rarity=np.asarray(model.features.rarity, np.float32),
        **arrays,
    )
    return file.getvalue()


def load(artefact: bytes) -> Model:
    """The model in ``artefact``. Raises ModelError if it is damaged or made for another version of this program."""
    try:
        arrays = _arrays(artefact)
        header = json.loads(arrays["header"].tobytes())
        _check(header)
        return _model(header, arrays)
    except _DAMAGED as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"the model is damaged ({error}): train it again with python -m intents train") from error


def _arrays(artefact: bytes) -> Mapping[str, npt.NDArray[Any]]:
    """Each array by its name. A file is read whole before numpy sees it: only then has its checksum been compared."""
    with zipfile.ZipFile(io.BytesIO(artefact)) as file:
        return {
            name.removesuffix(".npy"): np.load(io.BytesIO(file.read(name)), allow_pickle=False)
            for name in file.namelist()
        }


def _check(header: Mapping[str, Any]) -> None:
    if header["format"] != FORMAT:
        raise ModelError(f"the model has format {header['format']}, this program reads {FORMAT}: train it again")
    if header["cut"] != way_of_cutting():
        raise ModelError("the model was trained on texts cut up in another way than this program does: train it again")


def _model(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Model:
    words, runs = _terms(arrays["words"]), _terms(arrays["runs"])
    terms, classes = len(words) + len(runs), len(header["classes"])
    if len(arrays["rarity"]) != terms:
        raise ValueError(f"its parts do not fit together: {len(arrays['rarity'])} rarities of {terms} terms")
    has_meaning = "meaning" in header["heads"]
    if has_meaning != (header["encoder"] is not None):
        raise ValueError("its parts do not fit together: an encoder and a head for it go together")
    return Model(
        classes=tuple(header["classes"]),
        features=Features(_numbered(words), _numbered(runs, start=len(words)), arrays["rarity"].astype(np.float32)),
        plain=_head("plain", header, arrays, (terms, classes)),
        meaning=_head("meaning", header, arrays, (terms + SIZE, classes)) if has_meaning else None,
        alone=float(header["alone"]),
        encoder=header["encoder"],
        content_hash=header["content_hash"],
    )


def _head(name: str, header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]], shape: tuple[int, int]) -> Head:
    weights, step, bias = (arrays[f"{name}_{part}"] for part in ("weights", "step", "bias"))
    if (weights.shape, len(step), len(bias)) != (shape, *shape):
        raise ValueError(f"its parts do not fit together: weights {weights.shape}, features and classes {shape}")
    told = header["heads"][name]
    return Head(
        weights,
        step,
        bias,
        sureness=Sureness(**told["sureness"]),
        thresholds=Thresholds(**told["thresholds"]),
        figures=Figures(**told["figures"]),
    )


def _as_bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _terms(joined: npt.NDArray[np.uint8]) -> Sequence[str]:
    text = joined.tobytes().decode()
    return text.split(_BETWEEN_TERMS) if text else []


def _numbered(terms: Iterable[str], start: int = 0) -> Mapping[str, int]:
    return {term: column for column, term in enumerate(terms, start=start)}
