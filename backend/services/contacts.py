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
from backend.models.ticket import Rating, Ticket
from backend.services import catalogue_changes, locks


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a contact was about, as far as it was understood."""

    intent_id: str | None = None
    also_intent_id: str | None = None
    confidence: float | None = None
    language: str | None = None
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
        also_intent_id=meaning.also_intent_id,
        language=meaning.language,
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


def take_back(session: Session, message_id: str, at: datetime) -> None:
    """Forget what a customer unsent: its words, its files, every copy we keep; a tombstone stops a late copy.

    A file that may lie on the disk waits from ``at`` on to be deleted there, and is shown to nobody meanwhile.
    """
    if session.get(UnsentMessage, message_id) is None:
        session.add(UnsentMessage(message_id=message_id, unsent_at=at))
    said = locks.hold_all(session, Contact, Contact.line_message_id == message_id)
    catalogue_changes.forget(session, [contact.id for contact in said], at)
    for contact in said:
        words, contact.text, contact.unsent_at = contact.text, "", at
        _drop_files(session, contact, at)
        for ticket in _copied_into(session, contact) if words else ():
            _drop_words(session, contact, words, ticket)


def _drop_files(session: Session, contact: Contact, at: datetime) -> None:
    for attachment in contact.attachments:
        locks.hold_one(session, Attachment, Attachment.id == attachment.id)  # it may be being stored just now
        on_disk = attachment.sha256 != ""
        attachment.state = Fetching.WAITING if on_disk else Fetching.GONE
        attachment.next_try_at = at if on_disk else None
        attachment.file_name = ""
        attachment.note = "unsent"


def _copied_into(session: Session, contact: Contact) -> list[Ticket]:
    """The tickets that may hold a copy: the one it belongs to, and those of the chat that began with the same words.

    A message that told of two matters belongs to the first; a telephone number may have been given for both.
    """
    if contact.ticket_id is None:
        return []
    return list(session.scalars(select(Ticket).where(Ticket.conversation_id == contact.conversation_id)))


def _drop_words(session: Session, contact: Contact, words: str, ticket: Ticket) -> None:
    """Some of what a ticket holds are copies of contacts: its own words, its telephone number, a rating's reason."""
    said = _said(ticket)
    if contact.id in said:
        left = _words_of(session, said)
        ticket.details = "\n".join(left)
        ticket.subject = left[0].splitlines()[0][:300] if left else "(ผู้รับบริการยกเลิกข้อความแล้ว)"
    if ticket.phone and _digits(ticket.phone).removeprefix("0") in _digits(words):
        ticket.phone = ""
    if ticket.id != contact.ticket_id:
        return
    for rating in session.scalars(select(Rating).where(Rating.ticket_id == ticket.id, Rating.reason != "")):
        if words.startswith(rating.reason) or f"\n{words}\n" in f"\n{rating.reason}\n":  # it may have been cut
            rating.reason = ""


def _said(ticket: Ticket) -> list[int]:
    """The contacts that a ticket's own words were taken from."""
    received = next(event for event in ticket.events if event.what == "received")
    return list(received.detail.get("said", ()))


def _words_of(session: Session, contact_ids: list[int]) -> list[str]:
    session.flush()
    query = select(Contact.text).where(Contact.id.in_(contact_ids), Contact.text != "")
    return list(session.scalars(query.order_by(Contact.at, Contact.id)))


def _digits(text: str) -> str:
    """The digits in a text, Thai ones as Arabic ones."""
    return "".join(str(int(one)) for one in text if one.isdecimal())


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
        .where(OutboxMessage.ticket_id.in_(select(Ticket.id).where(Ticket.conversation_id == conversation_id)))
        .order_by(OutboxMessage.id.desc())
        .limit(200)
    )
    return next((ticket_id for ticket_id, ids in rows if ids and line_message_id in ids), None)


def forget_tombstones(session: Session, before: datetime) -> None:
    """Tombstones are needed only as long as a late copy may come."""
    session.execute(delete(UnsentMessage).where(UnsentMessage.unsent_at < before))
