"""Fetches what customers send, at once, capped and sniffed, and keeps it outside any web root under its hash.

What LINE says of a file (name, size, type) comes from a stranger. The type is read from the bytes; the name is only
shown.

Several messages may have brought the same bytes. Whoever puts a file in its place or deletes it there holds that place
meanwhile, and its hash stands in a row before and until after: a worker killed at any moment leaves nothing behind that
nobody will delete.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.files import MediaStore, Received, TooLarge
from backend.logs import fault, in_short
from backend.models.contact import Attachment, Contact, Fetching
from backend.models.customer import Conversation
from backend.services import alarms, attempts, locks
from backend.work import Work
from bot.line_client import ContentGone, ContentNotReady, ContentUnavailable, LineClient

log = structlog.get_logger()


class Fetcher:
    """Fetches the waiting files of one chat for one worker process, and deletes those that were taken back."""

    def __init__(
        self, work: Work, line: LineClient, store: MediaStore, wake_at: Callable[[str, datetime], None]
    ) -> None:
        self._work, self._line, self._store, self._wake_at = work, line, store, wake_at

    def fetch(self, conversation_key: str) -> None:
        """See to what is due. A film that LINE is still preparing, or a failure, is tried again later."""
        now = self._work.now()
        with self._work.read() as session:
            due = session.execute(
                select(Attachment.id, Attachment.line_message_id, Contact.unsent_at)
                .join(Contact, Contact.id == Attachment.contact_id)
                .join(Conversation, Conversation.id == Contact.conversation_id)
                .where(
                    Conversation.key == conversation_key,
                    Attachment.state == Fetching.WAITING,
                    Attachment.next_try_at <= now,
                )
                .order_by(Attachment.id)
            ).all()
        for attachment_id, message_id, unsent_at in due:
            self._see_to(attachment_id, message_id, conversation_key, taken_back=unsent_at is not None)

    def _see_to(self, attachment_id: int, message_id: str, key: str, *, taken_back: bool) -> None:
        try:
            if taken_back:
                self._end(attachment_id, Fetching.GONE, "unsent")
                return
            with self._store.receive(lambda: self._line.content(message_id, self._store.most)) as received:
                self._keep(attachment_id, received)
        except ContentGone:
            self._end(attachment_id, Fetching.GONE, "gone")
        except TooLarge:
            self._end(attachment_id, Fetching.REFUSED, "too large")
        except ContentNotReady:
            self._again(attachment_id, "being prepared", key)
        except ContentUnavailable as problem:
            self._again(attachment_id, str(problem), key)
        except Exception as problem:
            if attempts.is_the_databases(problem):
                raise
            log.error("file_failed", **fault(problem))
            self._again(attachment_id, in_short(problem), key, alarm="file_failed")

    def _keep(self, attachment_id: int, received: Received) -> None:
        """Write its hash down, then put it in its place; unless it was taken back meanwhile."""
        with self._work.write() as session:
            attachment = _wanted(session, attachment_id)
            if attachment is None:
                return
            attachment.sha256 = received.sha256
        with self._work.write() as session:
            attachment = _wanted(session, attachment_id)
            if attachment is None:
                return
            locks.hold_bytes(session, received.sha256)
            self._store.put(received)
            attachment.size, attachment.media_type = received.size, received.media_type
            attachment.state, attachment.next_try_at, attachment.note = Fetching.STORED, None, ""

    def _end(self, attachment_id: int, state: Fetching, note: str) -> None:
        with self._work.write() as session:
            attachment = locks.hold_one(session, Attachment, Attachment.id == attachment_id)
            if attachment.state is not Fetching.WAITING:
                return
            self._drop(session, attachment)
            attachment.state, attachment.next_try_at, attachment.note = state, None, note
        log.info("media_not_kept", reason=note)

    def _drop(self, session: Session, attachment: Attachment) -> None:
        """Delete its bytes, if they were put in their place and no other message brought them too."""
        if not attachment.sha256:
            return
        locks.hold_bytes(session, attachment.sha256)
        same = (Attachment.sha256 == attachment.sha256, Attachment.state == Fetching.STORED)
        if session.scalar(select(Attachment.id).where(*same).limit(1)) is None:
            self._store.delete(attachment.sha256)
        attachment.sha256 = ""

    def _again(self, attachment_id: int, note: str, key: str, *, alarm: str = "") -> None:
        now = self._work.now()
        with self._work.write() as session:
            attachment = locks.hold_one(session, Attachment, Attachment.id == attachment_id)
            if attachment.state is not Fetching.WAITING:
                return
            attachment.attempts += 1
            attachment.note, attachment.next_try_at = note[:200], attempts.next_try(attachment.attempts, now)
            at = attachment.next_try_at
            if at is None:
                self._drop(session, attachment)
                attachment.state, alarm = Fetching.GONE, "file_given_up"
            if alarm:
                alarms.raise_alarm(session, alarm, note[:120], now)
        if at is not None:
            self._wake_at(key, at)


def _wanted(session: Session, attachment_id: int) -> Attachment | None:
    """The row of a file that is still to be fetched, held; None once it was taken back or another worker has it."""
    attachment = locks.hold_one(session, Attachment, Attachment.id == attachment_id)
    taken_back = session.get_one(Contact, attachment.contact_id).unsent_at is not None
    return attachment if attachment.state is Fetching.WAITING and not taken_back else None
