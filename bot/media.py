"""Fetches what customers send, at once, capped and sniffed, and keeps it outside any web root under its hash.

What LINE says of a file (name, size, type) comes from a stranger. The type is read from the bytes; the name is only
shown.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import puremagic
import structlog
from sqlalchemy import select

from backend.models.contact import Attachment, Contact, Fetching
from backend.models.customer import Conversation
from backend.work import Work
from bot.line_client import ContentGone, ContentNotReady, ContentUnavailable, LineClient

MOST_BYTES = 25 * 1024 * 1024
MOST_ATTEMPTS = 10
UNKNOWN_TYPE = "application/octet-stream"
RENDERABLE = frozenset({"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"})
"""What a browser would run: kept, but never under its own type."""
log = structlog.get_logger()


class TooLarge(Exception):
    """More bytes than we keep."""


class MediaStore:
    """Files under their SHA-256; the same file sent twice is kept once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Where a file lies."""
        return self._folder / sha256[:2] / sha256

    def delete(self, sha256: str) -> None:
        """Delete a file that nothing refers to any more."""
        self.path(sha256).unlink(missing_ok=True)

    def keep(self, chunks: Callable[[], object]) -> tuple[str, int, str]:
        """Write what ``chunks()`` yields to its place.

        Returns:
            sha256, size in bytes, media type as read from the bytes.

        Raises:
            TooLarge: it went over the cap; nothing is kept.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=self._folder)
        try:
            with os.fdopen(handle, "wb") as file:
                digest, size = _write(file, chunks())
            media_type = sniff(Path(name))
            place = self.path(digest)
            place.parent.mkdir(exist_ok=True, mode=0o700)
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return digest, size, media_type


def _write(file: object, chunks: object) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:  # type: ignore[attr-defined]
        size += len(chunk)
        if size > MOST_BYTES:
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


class Fetcher:
    """Fetches the waiting files of one chat for one worker process."""

    def __init__(
        self, work: Work, line: LineClient, store: MediaStore, wake_at: Callable[[str, datetime], None]
    ) -> None:
        self._work, self._line, self._store, self._wake_at = work, line, store, wake_at

    def fetch(self, conversation_key: str) -> None:
        """Fetch what is due. A film that LINE is still preparing, or a failure, is tried again later."""
        now = self._work.now()
        with self._work.read() as session:
            due = session.execute(
                select(Attachment.id, Attachment.line_message_id)
                .join(Contact, Contact.id == Attachment.contact_id)
                .join(Conversation, Conversation.id == Contact.conversation_id)
                .where(
                    Conversation.key == conversation_key,
                    Attachment.state == Fetching.WAITING,
                    Attachment.next_try_at <= now,
                )
                .order_by(Attachment.id)
            ).all()
        for attachment_id, message_id in due:
            self._fetch_one(attachment_id, message_id, conversation_key)

    def _fetch_one(self, attachment_id: int, message_id: str, key: str) -> None:
        try:
            kept = self._store.keep(lambda: self._line.content(message_id, MOST_BYTES))
        except ContentGone:
            self._end(attachment_id, Fetching.GONE, "gone")
        except TooLarge:
            self._end(attachment_id, Fetching.REFUSED, "too large")
        except ContentNotReady:
            self._again(attachment_id, "being prepared", key)
        except ContentUnavailable as problem:
            self._again(attachment_id, str(problem), key)
        else:
            self._stored(attachment_id, *kept)

    def _stored(self, attachment_id: int, sha256: str, size: int, media_type: str) -> None:
        with self._work.write() as session:
            attachment = session.get_one(Attachment, attachment_id, with_for_update=True)
            if attachment.state is Fetching.GONE:  # taken back while we fetched it
                self._store.delete(sha256)
                return
            attachment.sha256, attachment.size, attachment.media_type = sha256, size, media_type
            attachment.state, attachment.next_try_at, attachment.note = Fetching.STORED, None, ""

    def _end(self, attachment_id: int, state: Fetching, note: str) -> None:
        with self._work.write() as session:
            attachment = session.get_one(Attachment, attachment_id, with_for_update=True)
            attachment.state, attachment.next_try_at, attachment.note = state, None, note
        log.info("media_not_kept", reason=note)

    def _again(self, attachment_id: int, note: str, key: str) -> None:
        now = self._work.now()
        with self._work.write() as session:
            attachment = session.get_one(Attachment, attachment_id, with_for_update=True)
            if attachment.state is not Fetching.WAITING:
                return
            attachment.attempts += 1
            attachment.note = note[:200]
            if attachment.attempts >= MOST_ATTEMPTS:
                attachment.state, attachment.next_try_at = Fetching.GONE, None
                return
            attachment.next_try_at = now + timedelta(seconds=min(2**attachment.attempts, 300))
            at = attachment.next_try_at
        self._wake_at(key, at)
