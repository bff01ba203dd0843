"""Files that others send us: received under a cap, sniffed, and kept outside any web root under their SHA-256.

What is said of a file (name, size, type) comes from a stranger. The type is read from the bytes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import puremagic

MOST_BYTES = 25 * 1024 * 1024
UNFINISHED = "unfinished-"
UNFINISHED_KEPT = 24 * 60 * 60.0
"""Seconds after which nobody can still be writing a file: a worker was killed over it."""
UNKNOWN_TYPE = "application/octet-stream"
RENDERABLE = frozenset({"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"})
"""What a browser would run: kept, but never under its own type."""


class TooLarge(Exception):
    """More bytes than we keep."""


@dataclass(frozen=True, slots=True)
class Received:
    """Bytes that have come in whole: where they lie for the moment, their hash, size, and type as read from them."""

    path: Path
    sha256: str
    size: int
    media_type: str


class MediaStore:
    """Files under their SHA-256; the same file sent twice is kept once. Who may delete one is the caller's to know.

    More than ``most`` bytes are not kept.
    """

    def __init__(self, folder: Path, most: int = MOST_BYTES) -> None:
        self._folder = folder
        self.most = most

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        return self._folder / sha256[:2] / sha256

    def delete(self, sha256: str) -> None:
        """Delete a file, if it is there."""
        self.path(sha256).unlink(missing_ok=True)

    @contextmanager
    def receive(self, chunks: Callable[[], object]) -> Iterator[Received]:
        """What ``chunks()`` yields, written down. It is gone afterwards unless it was ``put`` in its place.

        Raises:
            TooLarge: it went over the cap.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=UNFINISHED)
        path = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                self._sweep(os.fstat(handle).st_mtime)
                digest, size = _write(file, chunks(), self.most)
            yield Received(path, digest, size, sniff(path))
        finally:
            path.unlink(missing_ok=True)

    def put(self, received: Received) -> None:
        """Put a file in its place."""
        place = self.path(received.sha256)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        received.path.replace(place)

    def _sweep(self, now: float) -> None:
        """Delete what killed workers have left unfinished, by the disk's own clock."""
        for path in self._folder.glob(f"{UNFINISHED}*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < now - UNFINISHED_KEPT:
                    path.unlink()


def _write(file: object, chunks: object, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:  # type: ignore[attr-defined]
        size += len(chunk)
        if size > most:
            raise TooLarge
        digest.update(chunk)
        file.write(chunk)  # type: ignore[attr-defined]
    return digest.hexdigest(), size


def sniff(path: Path) -> str:
    """The media type by content; what a browser could run, or nobody knows, is plain bytes."""
    try:
        found = str(puremagic.from_file(path, mime=True))
    except (puremagic.PureError, ValueError):
        return UNKNOWN_TYPE
    return found if found and "/" in found and found not in RENDERABLE else UNKNOWN_TYPE
