"""Contacts การติดต่อ: every inbound and every answered thing is one, with channel, touchpoint, stage, kind and estate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.models.contact import Attachment, Author, Contact, Fetching
from backend.models.customer import Conversation
from backend.models.inbox import UnsentMessage
from backend.models.outbox import OutboxMessage
from backend.models.staff import Staff
from backend.models.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a contact was about, as far as it was understood."""

    intent_id: str | None = None
    confidence: float | None = None
    kind: str = "none"
    stage: str = "L0"
    touchpoint: str = "LINE OA"
    estate_id: str | None = None


UNKNOWN_MEANING = Meaning()


def record(
    session: Session,
    conversation: Conversation,
    *,
    author: Author,
    what: str,
    at: datetime,
    text: str = "",
    line_message_id: str | None = None,
    meaning: Meaning = UNKNOWN_MEANING,
    ticket: Ticket | None = None,
    staff: Staff | None = None,
    about_contact_id: int | None = None,
) -> Contact:
    """Keep one thing that was said or done. A text whose message was already taken back is kept without its words."""
    taken_back = line_message_id is not None and session.get(UnsentMessage, line_message_id) is not None
    contact = Contact(
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        ticket_id=ticket.id if ticket else None,
        author=author,
        staff_id=staff.id if staff else None,
        unit_id=staff.unit_id if staff else None,
        at=at,
        what=what,
        text="" if taken_back else text,
        line_message_id=line_message_id,
        intent_id=meaning.intent_id,
        confidence=meaning.confidence,
        kind=meaning.kind,
        stage=meaning.stage,
        touchpoint=meaning.touchpoint,
        estate_id=meaning.estate_id,
        about_contact_id=about_contact_id,
        unsent_at=at if taken_back else None,
    )
    session.add(contact)
    session.flush()
    return contact


def attach(session: Session, contact: Contact, *, line_message_id: str, file_name: str, now: datetime) -> Attachment:
    """Note that a file belongs to a contact and is still to be fetched, at once."""
    attachment = Attachment(
        contact_id=contact.id, line_message_id=line_message_id, file_name=file_name[:255], next_try_at=now
    )
    session.add(attachment)
    return attachment


def take_back(session: Session, message_id: str, at: datetime) -> list[str]:
    """Forget what a customer unsent: its words, its files, every copy we keep; a tombstone stops a late copy.

    Returns:
        The sha256 of files that nothing refers to any more, for the caller to delete from the disk.
    """
    if session.get(UnsentMessage, message_id) is None:
        session.add(UnsentMessage(message_id=message_id, unsent_at=at))
    orphans: list[str] = []
    for contact in session.scalars(select(Contact).where(Contact.line_message_id == message_id)):
        contact.text = ""
        contact.unsent_at = at
        orphans += _drop_files(session, contact)
        if contact.ticket_id is not None:
            _rewrite_ticket(session, contact.ticket_id)
    return orphans


def _drop_files(session: Session, contact: Contact) -> list[str]:
    orphans: list[str] = []
    for attachment in contact.attachments:
        shared = session.scalar(
            select(Attachment.id).where(Attachment.sha256 == attachment.sha256, Attachment.id != attachment.id).limit(1)
        )
        if attachment.sha256 and shared is None:
            orphans.append(attachment.sha256)
        attachment.state = Fetching.GONE
        attachment.sha256 = ""
        attachment.file_name = ""
        attachment.next_try_at = None
        attachment.note = "unsent"
    return orphans


def _rewrite_ticket(session: Session, ticket_id: int) -> None:
    """A ticket's subject and details are copies of contacts: make them anew from what is left."""
    ticket = session.get_one(Ticket, ticket_id)
    session.flush()
    words = customer_words(session, ticket_id, until=ticket.received_at)
    ticket.details = "\n".join(words)
    ticket.subject = words[0][:300] if words else "(ผู้รับบริการยกเลิกข้อความแล้ว)"


def customer_words(session: Session, ticket_id: int, until: datetime) -> list[str]:
    """What the customer wrote for a ticket up to an instant, in order."""
    return list(
        session.scalars(
            select(Contact.text)
            .where(
                Contact.ticket_id == ticket_id,
                Contact.author == Author.CUSTOMER,
                Contact.what == "text",
                Contact.text != "",
                Contact.at <= until,
            )
            .order_by(Contact.at, Contact.id)
        )
    )


def ticket_of_message(session: Session, conversation_id: int, line_message_id: str) -> int | None:
    """The ticket that a quoted message belongs to, whoever sent it."""
    by_contact = session.scalar(
        select(Contact.ticket_id).where(
            Contact.conversation_id == conversation_id, Contact.line_message_id == line_message_id
        )
    )
    if by_contact is not None:
        return by_contact
    rows = session.execute(
        select(OutboxMessage.ticket_id, OutboxMessage.line_message_ids)
        .where(OutboxMessage.conversation_id == conversation_id, OutboxMessage.ticket_id.is_not(None))
        .order_by(OutboxMessage.id.desc())
        .limit(200)
    )
    return next((ticket_id for ticket_id, ids in rows if ids and line_message_id in ids), None)


def forget_tombstones(session: Session, before: datetime) -> None:
    """Tombstones are needed only as long as a late copy may come."""
    session.execute(delete(UnsentMessage).where(UnsentMessage.unsent_at < before))
