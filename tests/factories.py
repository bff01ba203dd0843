"""Rows for tests, made the way the product makes them: plain functions with good defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.calendar import CalendarEntry
from backend.models.contact import Attachment, Author, Contact, Fetching
from backend.models.customer import ChatKind, Conversation, Customer
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.models.unanswered import QuestionGroup, Unanswered, Why
from backend.models.unit import TRIAGE_UNIT, Estate, Route, Unit
from backend.services import calendars, clocks, closures, contacts, measurements, reference, tickets, unanswered
from backend.services.closure_drafts import ClosureDraft
from backend.services.sign_in import HASHER
from intents.catalogue import Catalogue
from service_standards.announcements import Announced, Announcement
from service_standards.charter import load_trial_charter

NOW = datetime(2026, 4, 9, 3, 0, tzinfo=UTC)
UNSEEN = ("\u200b", "\u2800", "\u3164\u00ad ")
"""Texts of which nothing is seen."""
"""Thursday 9 April 2026, 10:00 in Bangkok: an open hour of a working day, Songkran near."""
PASSWORD = "a long enough password"

_serial = count(1)


def reference_data(session: Session) -> None:
    """The units and the trial charter as the release process loads them; no estates and no routes."""
    if session.get(Unit, TRIAGE_UNIT) is None:
        reference.load_reference(session, Catalogue({}, {}, ""), {}, load_trial_charter())
        session.flush()


def a_unit(session: Session, id: str = "ops1") -> Unit:
    """The unit of this id, made if it is not one of the agency's own."""
    reference_data(session)
    unit = session.get(Unit, id)
    if unit is None:
        unit = Unit(id=id, short_th=id, name_th=f"หน่วยงาน {id}", name_en=f"Unit {id}")
        session.add(unit)
        session.flush()
    return unit


def an_estate(session: Session, id: str = "bang_chan", *, name: str = "นิคมอุตสาหกรรมบางชัน") -> Estate:
    """The estate of this id, made if it is not there yet."""
    estate = session.get(Estate, id)
    if estate is None:
        estate = Estate(id=id, name_th=name, name_en=id.replace("_", " ").title())
        session.add(estate)
        session.flush()
    return estate


def a_staff(
    session: Session,
    *,
    unit: str = "ops1",
    role: Role = Role.OFFICER,
    username: str | None = None,
    name: str = "สมชาย ใจดี",
    head: bool = False,
) -> Staff:
    """Somebody who signs in with ``PASSWORD``."""
    a_unit(session, unit)
    staff = Staff(
        username=username or f"staff{next(_serial)}",
        name=name,
        role=role,
        unit_id=unit,
        head=head,
        password_hash=_hash(),
        session_stamp=f"stamp{next(_serial)}",
    )
    session.add(staff)
    session.flush()
    return staff


@cache
def _hash() -> str:
    return HASHER.hash(PASSWORD)


def a_customer(session: Session, *, name: str = "โรงงานบางชัน", now: datetime = NOW) -> Customer:
    """A customer without a chat."""
    customer = Customer(display_name=name, created_at=now)
    session.add(customer)
    session.flush()
    return customer


def a_chat(session: Session, *, customer: Customer | None = None, key: str | None = None) -> Conversation:
    """One chat of a customer on LINE."""
    chat = Conversation(
        key=key or f"user:U{next(_serial):032x}",
        kind=ChatKind.USER,
        customer=customer or a_customer(session),
    )
    session.add(chat)
    session.flush()
    return chat


def a_contact(
    session: Session,
    chat: Conversation,
    text: str = "น้ำไม่ไหลตั้งแต่เช้า",
    *,
    at: datetime = NOW,
    author: Author = Author.CUSTOMER,
    what: str = "text",
    ticket: Ticket | None = None,
) -> Contact:
    """Something said in a chat."""
    message_id = f"{next(_serial):018d}" if author is Author.CUSTOMER else None
    return contacts.record(
        session, chat, author=author, what=what, at=at, text=text, line_message_id=message_id, ticket=ticket
    )


def an_unanswered(
    session: Session,
    text: str,
    *,
    at: datetime = NOW,
    why: Why = Why.NOT_UNDERSTOOD,
    chat: Conversation | None = None,
    group: Contact | None = None,
    likely: Sequence[str] = (),
) -> Contact:
    """A message that was not answered to the point, in the group of ``group``, or in one of its own."""
    said = a_contact(session, chat or a_chat(session), text, at=at)
    unanswered.note(session, [said.id], why, at)
    row = session.get_one(Unanswered, said.id)
    if group is None:
        made = QuestionGroup(central_contact_id=said.id, likely=list(likely))
        session.add(made)
        session.flush()
        row.group_id = made.id
    else:
        row.group_id = session.get_one(Unanswered, group.id).group_id
    session.flush()
    return said


def an_attachment(
    session: Session,
    contact: Contact,
    *,
    media_type: str = "image/png",
    file_name: str = "",
    sha256: str = "ab" * 32,
    size: int = 1000,
    now: datetime = NOW,
) -> Attachment:
    """A stored file of a contact. Its bytes are for the test to lay down."""
    attachment = contacts.attach(
        session, contact, line_message_id=contact.line_message_id or "0", file_name=file_name, now=now
    )
    attachment.state = Fetching.STORED
    attachment.media_type = media_type
    attachment.sha256 = sha256
    attachment.size = size
    attachment.next_try_at = None
    session.flush()
    return attachment


def a_ticket(
    session: Session,
    *,
    chat: Conversation | None = None,
    unit: str = "ops1",
    text: str = "น้ำไม่ไหลตั้งแต่เช้า",
    kind: str = "utility",
    intent: str = "water_supply",
    estate: str | None = None,
    phone: str = "",
    urgent: bool = False,
    demo: bool = False,
    routed: bool = True,
    at: datetime = NOW,
) -> Ticket:
    """A matter a customer left at ``at``, held by ``unit`` whatever the routing rules say.

    ``routed`` makes the rule that leads there, where the intent has none yet; without a rule opening raises an alarm.
    """
    held_by = a_unit(session, unit)
    if routed and not session.scalar(select(Route.id).where(Route.intent_id == intent)):
        session.add(Route(intent_id=intent, unit_id=unit, by_estate=False))
        session.flush()
    if estate:
        an_estate(session, estate)
    chat = chat or a_chat(session)
    said = a_contact(session, chat, text, at=at)
    new = tickets.NewTicket(
        intent_id=intent,
        kind=kind,
        stage="L5",
        touchpoint="utility",
        subject=text,
        details=text,
        estate_id=estate,
        phone=phone,
        urgent=urgent,
        demo=demo,
        received_at=at,
        contact_ids=(said.id,),
    )
    ticket = tickets.open_ticket(session, chat, new, at)
    moved = ticket.unit_id != held_by.id
    ticket.unit = held_by
    session.flush()
    if moved:
        measurements.keep(session, ticket, clocks.readings(session, ticket, at))
        session.flush()
    return ticket


def an_entry(
    session: Session,
    *,
    what: str = "closure",
    first_on: date,
    last_on: date | None = None,
    shifts: Sequence[str] = (),
    unit: str | None = None,
    estate: str | None = None,
    reason: str = "น้ำท่วม",
    at: datetime = NOW,
) -> CalendarEntry:
    """A closure as an administrator entered it at ``at``; what is already counted is not counted anew."""
    if unit:
        a_unit(session, unit)
    if estate:
        an_estate(session, estate)
    entry = CalendarEntry(
        what=what,
        unit_id=unit,
        estate_id=estate,
        first_on=first_on,
        last_on=last_on or first_on,
        shifts=list(shifts),
        reason_th=reason,
        reason_en="flood",
        source="ประกาศ กนอ.",
        announced_on=at.date(),
        entered_at=at,
        entered_by_id=a_staff(session, role=Role.ADMINISTRATOR).id,
    )
    session.add(entry)
    session.flush()
    calendars.forget(session)
    return entry


def a_closed_day(session: Session, what: Announced, day: date, at: datetime) -> CalendarEntry:
    """A day announced at an instant, that may be later, through the door by which an administrator enters it."""
    closed = Announcement(
        what=what, first_on=day, last_on=day, reason_th="น้ำท่วม", reason_en="flood", source="ประกาศ กนอ."
    )
    draft = ClosureDraft(announcement=closed, unit_id=None, estate_id=None, announced_on=at.date())
    seen = closures.effect_of_entering(session, draft, at).digest
    return closures.enter(session, draft, a_staff(session, role=Role.ADMINISTRATOR), seen=seen, now=at)


def told_all(session: Session, ticket: Ticket, at: datetime) -> None:
    """LINE has accepted everything we owe this matter's customer."""
    waiting = select(OutboxMessage).where(OutboxMessage.ticket_id == ticket.id, OutboxMessage.state == Sending.WAITING)
    for row in session.scalars(waiting.order_by(OutboxMessage.id)).all():
        row.state = Sending.SENT
        row.sent_at = at
        tickets.told(session, row, at)


def after(minutes: float, start: datetime = NOW) -> datetime:
    """An instant so many minutes after ``start``."""
    return start + timedelta(minutes=minutes)
