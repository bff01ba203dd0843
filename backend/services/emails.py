"""E-mail to members of staff: owed in the transaction of what caused it, taken by one sender at a time, tried again.

There are no words of customers in an e-mail, only what leads to the desk, and documents that the reader may open there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from backend.errors import Refused
from backend.models.email import EmailMessage, Mailing
from backend.models.staff import Staff
from backend.services import alarms, attempts, inserts, locks

LEASE = timedelta(minutes=3)
"""So long who sends an e-mail is believed to be alive; a server gets much less time."""
QUIET = 10
"""So many attempts may fail before somebody is told: about ten minutes, in which a busy server answers again."""
LONGEST_ADDRESS = 254
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A kept file that goes along: under which hash it lies, what it is called, what it is."""

    sha256: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """An e-mail that somebody is to send now, with the place that they hold in it."""

    id: int
    attempt: int
    address: str
    subject: str
    body: str
    message_id: str
    attachments: Sequence[Attachment]


def set_address(staff: Staff, address: str) -> None:
    """Write down where a member of staff gets e-mail; nothing takes it away.

    Raises:
        Refused: it is no address.
    """
    plain = address.strip()
    if plain and (len(plain) > LONGEST_ADDRESS or not plain.isascii() or not _ADDRESS.fullmatch(plain)):
        raise Refused("ที่อยู่อีเมลไม่ถูกต้อง กรุณาตรวจสอบอีกครั้ง")
    staff.email = plain


def tell(
    session: Session,
    staff: Iterable[Staff],
    cause: str,
    subject: str,
    body: str,
    now: datetime,
    attachments: Sequence[Attachment] = (),
) -> Sequence[Staff]:
    """Owe each of these an e-mail, once for each cause; who has no address gets none.

    Returns:
        Those who have an address.
    """
    reached = [person for person in {one.id: one for one in staff}.values() if person.active and person.email]
    if not reached:
        return ()
    shared = {
        "cause": cause,
        "subject": subject,
        "body": body,
        "attachments": [{"sha256": one.sha256, "name": one.name, "media_type": one.media_type} for one in attachments],
        "state": Mailing.WAITING,
        "attempts": 0,
        "next_try_at": now,
        "note": "",
        "created_at": now,
    }
    rows = [
        {**shared, "staff_id": one.id, "address": one.email, "message_id": f"<{uuid4()}@nikhom-desk>"}
        for one in reached
    ]
    insert = inserts.insert(session, EmailMessage).values(rows)
    session.execute(insert.on_conflict_do_nothing(index_elements=["staff_id", "cause"]))
    return reached


def is_due(session: Session, now: datetime) -> bool:
    """Whether an e-mail waits that nobody is sending."""
    waiting = (EmailMessage.state == Mailing.WAITING, EmailMessage.next_try_at <= now)
    return bool(session.scalar(select(exists().where(*waiting))))


def take(session: Session, now: datetime) -> Letter | None:
    """Take the next e-mail to send; None when there is none. Who dies over it has it tried again after the lease."""
    waiting = (EmailMessage.state == Mailing.WAITING, EmailMessage.next_try_at <= now)
    found = session.scalar(select(EmailMessage.id).where(*waiting).order_by(EmailMessage.next_try_at).limit(1))
    row = locks.hold(session, EmailMessage, EmailMessage.id == found) if found is not None else None
    if row is None or row.state is not Mailing.WAITING or row.next_try_at is None or row.next_try_at > now:
        return None  # another was first
    if row.attempts >= attempts.MOST:  # whoever took it died over it each time
        _give_up(session, row, row.note or "nobody came back from it", now)
        return take(session, now)
    row.attempts += 1
    row.next_try_at = now + LEASE
    return Letter(
        id=row.id,
        attempt=row.attempts,
        address=row.address,
        subject=row.subject,
        body=row.body,
        message_id=row.message_id,
        attachments=[Attachment(one["sha256"], one["name"], one["media_type"]) for one in row.attachments],
    )


def sent(session: Session, letter: Letter, now: datetime) -> None:
    """The server has taken it."""
    row = locks.hold_one(session, EmailMessage, EmailMessage.id == letter.id)
    row.state, row.sent_at, row.next_try_at, row.note = Mailing.SENT, now, None, ""


def failed(session: Session, letter: Letter, note: str, now: datetime, *, for_good: bool) -> None:
    """It was not taken: tried again after a pause that grows, with an alarm once it lasts, or given up with one.

    Args:
        note: a code or a class, and no words of the server: these may hold the address.
    """
    row = locks.hold_one(session, EmailMessage, EmailMessage.id == letter.id)
    if row.state is not Mailing.WAITING or row.attempts != letter.attempt:
        return  # another has taken it since
    row.note = note
    row.next_try_at = None if for_good else attempts.next_try(row.attempts, now)
    if row.next_try_at is None:
        _give_up(session, row, note, now)
    elif row.attempts == QUIET:
        alarms.raise_alarm(session, "email_waits", note, now)


def _give_up(session: Session, row: EmailMessage, note: str, now: datetime) -> None:
    row.state, row.next_try_at, row.note = Mailing.FAILED, None, note
    alarms.raise_alarm(session, "email_failed", f"e-mail {row.id}", now, note)
