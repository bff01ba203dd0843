"""Encoders small enough to reason about."""

from collections.abc import Sequence

import numpy as np

from intents.encoder import SIZE, Vectors


class LetterEncoder:
    """Gives texts with the same letters the same vector; ``also`` names texts that mean the same as others."""

    def __init__(self, name: str = "letters 1", also: dict[str, str] | None = None) -> None:
        self.name, self._also = name, also or {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._one(self._also.get(text, text)) for text in texts], np.float32).reshape(-1, SIZE)

    @staticmethod
    def _one(text: str) -> np.ndarray:
        counts = np.bincount([ord(char) % SIZE for char in text], minlength=SIZE).astype(np.float32)
        return counts / (np.linalg.norm(counts) or 1)
