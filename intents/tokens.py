"""Words of a text. The only module that knows the word breaker and its dictionary.

The dictionary is the word list inside PyThaiNLP's wheel, read as a file: importing PyThaiNLP itself costs 0.2 s and
makes a folder in the user's home.
"""

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import nlpo3

_NAME = "thai"
_LONGEST_WORD = 12
"""Longer ones are a tenth of the list and a quarter of its memory; they are told by the words they are made of."""


class DictionaryError(RuntimeError):
    """The word list is not where PyThaiNLP keeps it."""


def words(text: str) -> list[str]:
    """The words of ``text`` in order, without spaces."""
    return [word for word in nlpo3.segment(text, _loaded()) if not word.isspace()]


def is_known(word: str) -> bool:
    """Whether ``word``, of two characters or more, stands in the dictionary."""
    known, fingerprint = _fingerprints(), hash(word)
    place = bisect_left(known, fingerprint)
    return place < len(known) and known[place] == fingerprint


@cache
def _fingerprints() -> Sequence[int]:
    """Of each word of the dictionary, in order: a tenth of the memory of the words themselves.

    That a word which is none has the fingerprint of one happens once in a hundred trillion.
    """
    with _word_list().open(encoding="utf-8") as lines:
        return array("q", sorted(hash(word) for word in map(str.strip, lines) if len(word) > 1))


@cache
def identity() -> str:
    """Names the word breaker and its dictionary: a model only fits texts broken by the same ones."""
    digest = hashlib.sha256(_word_list().read_bytes()).hexdigest()
    return f"nlpo3 {version('nlpo3')} {digest[:16]} {_LONGEST_WORD}"


@cache
def _loaded() -> str:
    listed = _word_list().read_text(encoding="utf-8").splitlines()
    with TemporaryDirectory(prefix="nikhom-words-") as folder:
        short = Path(folder) / "words_th.txt"
        short.write_text("\n".join(word for word in listed if len(word.strip()) <= _LONGEST_WORD), encoding="utf-8")
        message, loaded = nlpo3.load_dict(str(short), _NAME)
    # Two threads may both come here first; the second is told that the name is taken, by the same list.
    if not loaded and "already exists" not in message:
        raise DictionaryError(message)
    return _NAME


def _word_list() -> Path:
    package = find_spec("pythainlp")
    path = Path(package.origin).parent / "corpus" / "words_th.txt" if package and package.origin else None
    if path is None or not path.is_file():
        raise DictionaryError("PyThaiNLP's word list corpus/words_th.txt is missing: install the pinned requirements")
    return path
