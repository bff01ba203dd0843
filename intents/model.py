"""A trained classifier at work: one ``.npz`` file in, guesses out. Needs numpy only, and never unpickles."""

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

from intents.features import Features, Vector, cut, way_of_cutting
from intents.normalise import normalise
from intents.understanding import Guess, Thresholds

FORMAT = 1
_MOST_RANKED = 8
_BETWEEN_TERMS = "\x00"
# What reading says of bytes that are not, or no longer, those of dump(). RuntimeError: a bit says encrypted.
_DAMAGED = (ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)


class ModelError(ValueError):
    """The artefact is not a model this program can use; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How the model did on its own examples, each judged by a model that had not seen it. Shares from 0 to 1.

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
class Head:
    """A linear classifier: a row of ``weights`` for each feature, in 255 steps of that row's ``step``."""

    weights: npt.NDArray[np.int8]
    step: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    temperature: float

    def probabilities(self, vector: Vector) -> npt.NDArray[np.float32]:
        """The probability of each class."""
        columns = np.fromiter(vector.keys(), np.intp, len(vector))
        values = np.fromiter(vector.values(), np.float32, len(vector))
        margins = (values * self.step[columns]) @ self.weights[columns].astype(np.float32) + self.bias
        return softmax(margins / self.temperature)


@dataclass(frozen=True, slots=True)
class Model:
    """``classes`` are the ids of intents and OUT_OF_SCOPE; ``content_hash`` names the catalogue it was trained on."""

    classes: tuple[str, ...]
    features: Features
    head: Head
    thresholds: Thresholds
    figures: Figures
    content_hash: str

    def rank(self, text: str) -> list[Guess]:
        """The likeliest classes with their probabilities, the likeliest first."""
        probabilities = self.head.probabilities(self.features.of(cut(normalise(text))))
        order = np.argsort(-probabilities, kind="stable")[:_MOST_RANKED].tolist()
        return [Guess(self.classes[place], float(probabilities[place])) for place in order]


def softmax(scores: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Probabilities along the last axis."""
    raised: npt.NDArray[Any] = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: npt.NDArray[Any] = raised / raised.sum(axis=-1, keepdims=True)
    return shares


def fit_for(content_hash: str) -> str:
    """Names the models this program can use for a catalogue with this hash: another way of reading needs another."""
    return hashlib.sha256(f"{FORMAT} {way_of_cutting()} {content_hash}".encode()).hexdigest()


def dump(model: Model) -> bytes:
    """The artefact of ``model``: the same bytes for the same model."""
    header = {
        "format": FORMAT,
        "cut": way_of_cutting(),
        "content_hash": model.content_hash,
        "classes": model.classes,
        "temperature": model.head.temperature,
        "thresholds": asdict(model.thresholds),
        "figures": asdict(model.figures),
    }
    file = io.BytesIO()
    np.savez_compressed(
        file,
        header=_as_bytes(json.dumps(header, ensure_ascii=False, sort_keys=True)),
        words=_as_bytes(_BETWEEN_TERMS.join(model.features.word_columns)),
        runs=_as_bytes(_BETWEEN_TERMS.join(model.features.run_columns)),
        rarity=np.asarray(model.features.rarity, np.float32),
        weights=model.head.weights,
        step=model.head.step,
        bias=model.head.bias,
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
    head = Head(arrays["weights"], arrays["step"], arrays["bias"], header["temperature"])
    shape = (len(words) + len(runs), len(header["classes"]))
    if (head.weights.shape, len(head.step), len(head.bias), len(arrays["rarity"])) != (shape, *shape, shape[0]):
        raise ValueError(f"its parts do not fit together: weights {head.weights.shape}, terms and classes {shape}")
    return Model(
        classes=tuple(header["classes"]),
        features=Features(_numbered(words), _numbered(runs, start=len(words)), arrays["rarity"].tolist()),
        head=head,
        thresholds=Thresholds(**header["thresholds"]),
        figures=Figures(**header["figures"]),
        content_hash=header["content_hash"],
    )


def _as_bytes(text: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _terms(joined: npt.NDArray[np.uint8]) -> Sequence[str]:
    text = joined.tobytes().decode()
    return text.split(_BETWEEN_TERMS) if text else []


def _numbered(terms: Iterable[str], start: int = 0) -> Mapping[str, int]:
    return {term: column for column, term in enumerate(terms, start=start)}
