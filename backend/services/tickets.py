"""What can be done with a ticket เรื่อง, one verb each. Who opened the session commits.

Officers' verbs take ``seen``, the version their page was made from: a save over somebody else's is a ``Conflict``.
What the customer is told goes into the outbox; the clock's events ``responded`` and ``asked_customer`` are written
when the channel has accepted the message (``told``), not when an officer pressed the button.

Who changes a ticket holds it (``locks``): each verb takes one that is held, ``told`` holds its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.contact import Author, Contact
from backend.models.customer import Conversation
from backend.models.outbox import OutboxMessage
from backend.models.staff import Staff
from backend.models.ticket import DUE_MOVED, MOVES, Status, Ticket, TicketEvent, TicketSerial
from backend.models.unit import Unit
from backend.notices import (
    Notice,
    OfficerAnswered,
    OfficerAsked,
    TicketReopened,
    TicketResolved,
    TicketTransferred,
)
from backend.services import (
    alarms,
    clocks,
    contacts,
    due_moves,
    inserts,
    locks,
    measurements,
    outbox,
    routing,
    warnings,
)
from backend.visible import says_something
from service_standards.events import What
from service_standards.instants import BANGKOK
from service_standards.promise import KINDS
from service_standards.terms import Measure
from service_standards.thai_dates import fiscal_year

LONGEST_TEXT = 4000
TOLD_WHEN_TRANSFERRED = (Measure.FIRST_RESPONSE, Measure.RESOLUTION)
"""The clocks whose dates go with the word that another unit has taken the matter over."""
"""Characters an officer may write at once: LINE takes 5,000 code units, the frame around it some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What a customer leaves with us."""

    intent_id: str
    kind: str
    stage: str
    touchpoint: str
    subject: str
    details: str
    estate_id: str | None = None
    phone: str = ""
    urgent: bool = False
    demo: bool = False
    received_at: datetime
    contact_ids: tuple[int, ...] = ()


def open_ticket(session: Session, conversation: Conversation, new: NewTicket, now: datetime) -> Ticket:
    """Open a matter: number, unit and charter are fixed here, the clock starts at ``new.received_at``."""
    routed = routing.route(session, new.intent_id, new.estate_id, new.received_at)
    ticket = Ticket(
        number=_next_number(session, new.received_at),
        customer_id=conversation.customer_id,
        conversation=conversation,
        intent_id=new.intent_id,
        kind="inquiry" if new.kind == "none" else new.kind,
        stage=new.stage,
        touchpoint=new.touchpoint,
        unit_id=routed.unit_id,
        estate_id=new.estate_id,
        subject=new.subject[:300],
        details=new.details,
        phone=new.phone,
        urgent=new.urgent,
        demo=new.demo,
        charter_id=clocks.charter_in_force(session, new.received_at).id,
        received_at=new.received_at,
    )
    session.add(ticket)
    session.flush()
    _take_in(session, ticket, new.contact_ids)
    happened(session, ticket, "received", at=new.received_at, now=now, said=list(new.contact_ids))
    if routed.missing_rule:
        alarms.raise_alarm(session, "no_route", ticket.number, now, routed.missing_rule)
    if new.urgent:
        alarms.raise_alarm(session, "emergency", ticket.number, now)
    return ticket


def _take_in(session: Session, ticket: Ticket, contact_ids: tuple[int, ...]) -> None:
    """What led to a matter belongs to it: the contacts named, and what was said around them since the first."""
    chat = (Contact.conversation_id == ticket.conversation_id, Contact.ticket_id.is_(None))
    first_id = session.scalar(select(func.min(Contact.id)).where(Contact.id.in_(contact_ids), *chat))
    if first_id is not None:
        session.execute(update(Contact).where(Contact.id >= first_id, *chat).values(ticket_id=ticket.id))


def _next_number(session: Session, at: datetime) -> str:
    """The next number of the fiscal year, taken under the row's lock: never given twice, though one may be lost."""
    year = fiscal_year(at.astimezone(BANGKOK).date())
    serial = session.scalar(
        inserts.insert(session, TicketSerial)
        .values(fiscal_year=year, last=1)
        .on_conflict_do_update(index_elements=["fiscal_year"], set_={"last": TicketSerial.last + 1})
        .returning(TicketSerial.last)
    )
    return f"กนอ-{year % 100:02d}-{serial:06d}"


def happened(
    session: Session,
    ticket: Ticket,
    what: str,
    *,
    at: datetime,
    now: datetime,
    by: Staff | None = None,
    contact: Contact | None = None,
    **detail: Any,
) -> TicketEvent:
    """Write one event into a ticket's history, measure its clocks, and sort it anew by what falls due next."""
    event = TicketEvent(
        what=what,
        at=at,
        recorded_at=now,
        staff_id=by.id if by else None,
        unit_id=by.unit_id if by else None,
        contact_id=contact.id if contact else None,
        detail=detail,
    )
    ticket.events.append(event)
    session.flush()
    readings = clocks.readings(session, ticket, now)
    clocks.keep_dues(ticket, clocks.running(readings))
    measurements.keep(session, ticket, readings)
    ticket.warn_at = warnings.next_look(session, ticket, now)
    return event


def _move(ticket: Ticket, to: Status) -> None:
    if to not in MOVES[ticket.status]:
        raise Refused(f"เรื่องนี้มีสถานะ “{ticket.status.label}” จึงทำรายการนี้ไม่ได้")
    ticket.status = to


def _save(ticket: Ticket, seen: int, to: Status | None = None) -> None:
    """An officer's act, from the version their page shows, that may move the matter. Refused, it changes nothing."""
    if ticket.version != seen:
        raise Conflict("มีเจ้าหน้าที่ท่านอื่นบันทึกเรื่องนี้ไปก่อนแล้ว กรุณาตรวจดูรายการล่าสุดก่อนบันทึกอีกครั้ง")
    if to is not None:
        _move(ticket, to)
    ticket.version += 1


def _words(text: str) -> str:
    words = text.strip()
    if not says_something(words):  # an answer of which nothing is seen answers nobody
        raise Refused("กรุณาพิมพ์ข้อความก่อนบันทึก")
    if len(words.encode("utf-16-le")) // 2 > LONGEST_TEXT:
        raise Refused(f"ข้อความยาวเกินไป กรุณาย่อให้ไม่เกิน {LONGEST_TEXT:,} ตัวอักษร")
    return words


def _write_to_customer(
    session: Session, ticket: Ticket, by: Staff, notice: Notice, *, text: str, on_sent: str | None, now: datetime
) -> Contact:
    contact = contacts.record(
        session, ticket.conversation, author=Author.OFFICER, what="text", at=now, text=text, ticket=ticket, staff=by
    )
    outbox.tell(session, ticket, notice, cause=f"contact:{contact.id}", now=now, contact_id=contact.id, on_sent=on_sent)
    return contact


def answer(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """Write to the customer. Counts as a response when the channel has accepted it."""
    words = _words(text)
    if not ticket.status.is_open:
        raise Refused("เรื่องนี้แจ้งผลแล้ว หากต้องการตอบเพิ่มเติมกรุณาเปิดเรื่องอีกครั้งก่อน")
    _save(ticket, seen, Status.WAITING if ticket.status is Status.WAITING else Status.IN_PROGRESS)
    notice = OfficerAnswered(ticket.number, by.unit_id, words)
    contact = _write_to_customer(session, ticket, by, notice, text=words, on_sent="responded", now=now)
    happened(session, ticket, "answered", at=now, now=now, by=by, contact=contact)


def ask_back(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """Ask the customer for something. The clock pauses when the channel has accepted the question."""
    words = _words(text)
    _save(ticket, seen, Status.WAITING)
    notice = OfficerAsked(ticket.number, by.unit_id, words)
    contact = _write_to_customer(session, ticket, by, notice, text=words, on_sent="asked_customer", now=now)
    happened(session, ticket, "question_sent", at=now, now=now, by=by, contact=contact)


def note(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """An internal note. No response: the customer never sees it."""
    words = _words(text)
    _save(ticket, seen)
    happened(session, ticket, "note", at=now, now=now, by=by, text=words)


def log_call(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """A call made to the customer. Counts as a response at once."""
    words = _words(text)
    if not ticket.status.is_open:
        raise Refused("เรื่องนี้แจ้งผลแล้ว หากต้องการบันทึกการโทรกรุณาเปิดเรื่องอีกครั้งก่อน")
    _save(ticket, seen, Status.WAITING if ticket.status is Status.WAITING else Status.IN_PROGRESS)
    happened(session, ticket, "responded", at=now, now=now, by=by, text=words, how="call")


def transfer(
    session: Session, ticket: Ticket, by: Staff, to_unit_id: str, reason: str, *, seen: int, now: datetime
) -> None:
    """Hand the matter to another unit. The clock runs on: the customer's wait does."""
    words = _words(reason)
    unit = session.get(Unit, to_unit_id)
    if unit is None:
        raise Refused("กรุณาเลือกหน่วยงานที่จะส่งต่อ")
    if unit.id == ticket.unit_id:
        raise Refused("เรื่องนี้อยู่ที่หน่วยงานนี้อยู่แล้ว")
    if not ticket.status.is_open:
        raise Refused("เรื่องนี้แจ้งผลแล้ว จึงส่งต่อไม่ได้")
    _save(ticket, seen, Status.WAITING if ticket.status is Status.WAITING else Status.NEW)
    from_unit_id, dues = ticket.unit_id, ticket.dues
    ticket.unit = unit
    event = happened(
        session, ticket, "transferred", at=now, now=now, by=by, from_unit=from_unit_id, to_unit=unit.id, text=words
    )
    moved = dues is not None and ticket.dues != dues
    if moved:  # what the customer knows may be older, where a move of the calendar waits to be told
        moved = ticket.dues != {**(dues or {}), **due_moves.take_from_notice(session, ticket, TOLD_WHEN_TRANSFERRED)}
    notice = TicketTransferred(ticket.number, unit.id, moved=moved)
    outbox.tell(session, ticket, notice, cause=f"event:{event.id}", now=now)


def correct_kind(
    session: Session, ticket: Ticket, by: Staff, kind: str, reason: str, *, seen: int, now: datetime
) -> None:
    """The matter is of another kind than it was taken for.

    What the same charter promises for the right kind applies, from the same start, as if it had been known at receipt.
    """
    words = _words(reason)
    if kind not in KINDS:
        raise Refused("กรุณาเลือกประเภทเรื่อง")
    if kind == ticket.kind:
        raise Refused("เรื่องนี้เป็นประเภทนี้อยู่แล้ว")
    _save(ticket, seen)
    before, ticket.kind = ticket.kind, kind
    happened(session, ticket, "kind_corrected", at=now, now=now, by=by, from_kind=before, to_kind=kind, text=words)


def documents_complete(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """All documents that the matter needs are there: whatever is promised from then on begins to count, once."""
    words = _words(text)
    if not ticket.status.is_open:
        raise Refused("เรื่องนี้แจ้งผลแล้ว จึงบันทึกการรับเอกสารไม่ได้")
    if any(event.what == What.DOCUMENTS_COMPLETE for event in ticket.events):
        raise Refused("บันทึกไว้แล้วว่าได้รับเอกสารครบถ้วน")
    _save(ticket, seen)
    happened(session, ticket, What.DOCUMENTS_COMPLETE.value, at=now, now=now, by=by, text=words)


def resolve(session: Session, ticket: Ticket, by: Staff, text: str, *, seen: int, now: datetime) -> None:
    """Tell the customer the outcome, stop the clock and ask for a rating."""
    words = _words(text)
    _save(ticket, seen, Status.RESOLVED)
    notice = TicketResolved(ticket.number, by.unit_id, words, ticket.id, resolutions(ticket) + 1)
    contact = _write_to_customer(session, ticket, by, notice, text=words, on_sent="responded", now=now)
    happened(session, ticket, "resolved", at=now, now=now, by=by, contact=contact)


def resolutions(ticket: Ticket) -> int:
    """How often the matter has been resolved so far."""
    return sum(event.what == "resolved" for event in ticket.events)


def reopen(session: Session, ticket: Ticket, by: Staff, reason: str, *, seen: int, now: datetime) -> None:
    """An officer takes a resolved matter up again, and the customer is told."""
    words = _words(reason)
    if ticket.status.is_open:
        raise Refused("เรื่องนี้ยังเปิดอยู่")
    _save(ticket, seen, Status.IN_PROGRESS)
    event = happened(session, ticket, "reopened", at=now, now=now, by=by, text=words)
    notice = TicketReopened(ticket.number, by.unit_id, words)
    outbox.tell(session, ticket, notice, cause=f"event:{event.id}", now=now)


def reopen_for_customer(
    session: Session, ticket: Ticket, contact: Contact | None, *, at: datetime, now: datetime
) -> None:
    """The customer says that it is not solved. Saying it again changes nothing."""
    if ticket.status.is_open:
        return
    _move(ticket, Status.IN_PROGRESS)
    ticket.version += 1
    happened(session, ticket, "reopened", at=at, now=now, contact=contact, by_customer=True)
    if _is_asked(ticket):  # by a question that the channel took only after the customer had said so
        ticket.status = Status.WAITING


def customer_wrote(session: Session, ticket: Ticket, contact: Contact, now: datetime) -> None:
    """Something the customer said belongs to this matter; a pause ends with it."""
    contact.ticket_id = ticket.id
    happened(session, ticket, "customer_replied", at=contact.at, now=now, contact=contact)
    if ticket.status is Status.WAITING and not _is_asked(ticket):
        ticket.status = Status.IN_PROGRESS


def _is_asked(ticket: Ticket) -> bool:
    """Whether a question has reached the customer that nothing they wrote can have answered: the clock waits too."""
    asked = [event.at for event in ticket.events if event.what == "asked_customer"]
    since = [event.at for event in ticket.events if event.what in {"customer_replied", "reopened"}]
    return bool(asked) and max(asked) > max(since, default=ticket.received_at)


def place(session: Session, ticket: Ticket, estate_id: str, *, at: datetime, now: datetime) -> None:
    """The customer has told where it is: the matter goes to the unit of that estate."""
    routed = routing.route(session, ticket.intent_id, estate_id, ticket.received_at)
    ticket.estate_id = estate_id
    from_unit_id, ticket.unit_id = ticket.unit_id, routed.unit_id
    session.flush()
    session.refresh(ticket, ["unit", "estate"])
    happened(session, ticket, "placed", at=at, now=now, from_unit=from_unit_id, to_unit=routed.unit_id)
    if routed.missing_rule:
        alarms.raise_alarm(session, "no_route", ticket.number, now, routed.missing_rule)


def in_hand(ticket: Ticket) -> bool:
    """Whether an officer is talking about it with the customer, so that the bot stays out of it.

    It begins when the officer's words have reached the customer: as long as they wait, silence would meet nobody.
    """
    spoken = any(event.what == "responded" for event in ticket.events)
    return spoken and ticket.status in (Status.IN_PROGRESS, Status.WAITING)


def cancel(session: Session, ticket: Ticket, contact: Contact | None, *, at: datetime, now: datetime) -> None:
    """The customer takes the matter back."""
    _move(ticket, Status.CANCELLED)
    ticket.version += 1
    happened(session, ticket, "cancelled", at=at, now=now, contact=contact)


def told(session: Session, row: OutboxMessage, at: datetime) -> None:
    """The channel accepted a message of ours: what that amounts to happens to the ticket now.

    A question is also an officer's message, so it is a response as well as the start of a pause. One that reaches the
    customer after the outcome is only in the history: a matter that is done waits for nobody.
    """
    if row.ticket_id is None or row.on_sent is None:
        return
    ticket = locks.hold_one(session, Ticket, Ticket.id == row.ticket_id)
    contact = session.get(Contact, row.contact_id) if row.contact_id else None
    staff = session.get(Staff, contact.staff_id) if contact and contact.staff_id else None
    happened(session, ticket, "responded", at=at, now=at, by=staff, contact=contact)
    if row.on_sent == "asked_customer":
        happened(session, ticket, "asked_customer", at=at, now=at, by=staff, contact=contact)
        if ticket.status.is_open and _is_asked(ticket):
            ticket.status = Status.WAITING


def open_of(session: Session, conversation_id: int) -> list[Ticket]:
    """A chat's matters that a unit still works on, the one touched last first."""
    happened_to_it = (TicketEvent.ticket_id == Ticket.id, TicketEvent.what != DUE_MOVED)
    last = select(func.max(TicketEvent.at)).where(*happened_to_it).scalar_subquery()
    return list(
        session.scalars(
            select(Ticket)
            .where(
                Ticket.conversation_id == conversation_id,
                Ticket.status.in_((Status.NEW, Status.IN_PROGRESS, Status.WAITING)),
            )
            .order_by(last.desc(), Ticket.id.desc())
        )
    )
