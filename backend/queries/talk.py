"""What was said around a matter: its own contacts, and those of the same chat that belong to no matter at all.

Contacts of the customer's other matters are never among them: another unit may hold those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session, selectinload

from backend.models.contact import Attachment, Author, Contact, Fetching
from backend.models.ticket import Ticket
from backend.queries.history import Deliveries, Delivery, Names
from backend.services.access import RESTRICTED_KINDS

BEFORE = timedelta(days=1)
"""A half-finished matter is forgotten after a day: what led to this one was said within it."""
PICTURES = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp"}
"""What browsers may show, with the ending of such a file. Anything else, SVG and HTML above all, is handed over."""
MOST = 300
"""Contacts on one page; of more, the last ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A customer's picture or file. ``opens``: it is stored, and access lets it be fetched for this matter."""

    id: int
    name: str
    is_picture: bool
    size: int
    state: Fetching
    opens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One contact. ``of_this_matter`` is false for what was said around it without belonging to it."""

    form: ClassVar[str] = "said"
    id: int
    author: Author
    who: str
    unit: str
    at: datetime
    what: str
    text: str
    unsent: bool
    of_this_matter: bool
    files: Sequence[File]
    delivery: Delivery | None


def contacts_around(session: Session, ticket: Ticket) -> Sequence[Contact]:
    """The last ``MOST`` + 1 contacts around a matter, oldest first, with their files; two statements.

    Around a matter that is done, what was said after its last event is left out.
    """
    loose = and_(
        Contact.ticket_id.is_(None),
        Contact.kind.not_in(RESTRICTED_KINDS),
        Contact.at >= ticket.received_at - BEFORE,
        true() if ticket.status.is_open else Contact.at <= max(event.at for event in ticket.events),
    )
    newest = session.scalars(
        select(Contact)
        .where(Contact.conversation_id == ticket.conversation_id, or_(Contact.ticket_id == ticket.id, loose))
        .options(selectinload(Contact.attachments))
        .order_by(Contact.at.desc(), Contact.id.desc())
        .limit(MOST + 1)
    ).all()
    return newest[::-1]


def said(contact: Contact, ticket: Ticket, known: Names, sent: Deliveries) -> Said:
    """One contact as the page shows it."""
    own = contact.ticket_id == ticket.id
    return Said(
        id=contact.id,
        author=contact.author,
        who=known.staff.get(contact.staff_id or 0, ""),
        unit=known.units.get(contact.unit_id or "", ""),
        at=contact.at,
        what=contact.what,
        text=contact.text,
        unsent=contact.unsent_at is not None,
        of_this_matter=own,
        files=() if contact.unsent_at else tuple(_file(attachment, own) for attachment in contact.attachments),
        delivery=sent.by_contact.get(contact.id),
    )


def _file(attachment: Attachment, own: bool) -> File:
    return File(
        id=attachment.id,
        name=attachment.file_name,
        is_picture=attachment.media_type in PICTURES,
        size=attachment.size,
        state=attachment.state,
        opens=own and attachment.state is Fetching.STORED,
    )
