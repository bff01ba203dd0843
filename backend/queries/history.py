"""What happened to a matter, one event each, with who did it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.contact import Contact
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Ticket, TicketEvent, TicketWarning
from backend.models.unit import Unit
from service_standards.charter import Charter

_SAVES = frozenset({"answered", "question_sent", "note", "transferred", "resolved", "reopened", "cancelled",
                    "kind_corrected", "documents_complete"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a message of ours has come on its way to the customer."""

    state: Sending
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event. ``text`` is what was written with it; ``delivery`` is of the notice it sent, if it sent one."""

    form: ClassVar[str] = "happened"
    id: int
    what: str
    at: datetime
    staff_id: int | None
    who: str
    unit: str
    by_customer: bool
    by_call: bool
    text: str
    from_unit: str
    to_unit: str
    from_kind: str
    to_kind: str
    score: int | None
    delivery: Delivery | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """A warning that was given: of which milestone of which standard, and who was told.

    ``instead``: they were told because the unit had nobody to tell.
    """

    form: ClassVar[str] = "warned"
    what: str
    at: datetime
    standard: str
    told: Sequence[str]
    instead: bool


@dataclass(frozen=True, slots=True)
class Names:
    """Names of staff and short names of units, by id."""

    staff: Mapping[int, str]
    units: Mapping[str, str]


def names(session: Session, staff_ids: Iterable[int | None]) -> Names:
    """The names behind these ids, and of all units, in two statements."""
    wanted = {staff_id for staff_id in staff_ids if staff_id is not None}
    staff = session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(wanted))) if wanted else ()
    return Names(
        {row[0]: row[1] for row in staff}, {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.short_th))}
    )


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Of what we owe a matter's customer: by the contact it is, and by the event that caused it."""

    by_contact: Mapping[int, Delivery]
    by_event: Mapping[int, Delivery]


NO_DELIVERIES = Deliveries({}, {})


def deliveries(session: Session, ticket_id: int) -> Deliveries:
    """How far each message about this matter has come."""
    rows = session.execute(
        select(OutboxMessage.contact_id, OutboxMessage.cause, OutboxMessage.state, OutboxMessage.sent_at).where(
            OutboxMessage.ticket_id == ticket_id
        )
    ).all()
    by_contact = {row.contact_id: Delivery(row.state, row.sent_at) for row in rows if row.contact_id is not None}
    by_event = {
        int(row.cause.removeprefix("event:")): Delivery(row.state, row.sent_at)
        for row in rows
        if row.cause.startswith("event:")
    }
    return Deliveries(by_contact, by_event)


def happened(event: TicketEvent, known: Names, sent: Deliveries, texts: Mapping[int, str]) -> Happened:
    """One event as pages show it; ``texts`` are the words of contacts by id."""
    detail = event.detail
    return Happened(
        id=event.id,
        what=event.what,
        at=event.at,
        staff_id=event.staff_id,
        who=known.staff.get(event.staff_id or 0, ""),
        unit=known.units.get(event.unit_id or "", ""),
        by_customer=bool(detail.get("by_customer")),
        by_call=detail.get("how") == "call",
        text=detail.get("text") or texts.get(event.contact_id or 0, ""),
        from_unit=known.units.get(detail.get("from_unit", ""), ""),
        to_unit=known.units.get(detail.get("to_unit", ""), ""),
        from_kind=detail.get("from_kind", ""),
        to_kind=detail.get("to_kind", ""),
        score=detail.get("score"),
        delivery=sent.by_event.get(event.id),
    )


def warnings_of(session: Session, ticket_id: int) -> Sequence[TicketWarning]:
    """The warnings that were given of a matter."""
    rows = select(TicketWarning).where(TicketWarning.ticket_id == ticket_id)
    return session.scalars(rows.order_by(TicketWarning.given_at, TicketWarning.id)).all()


def warned(warning: TicketWarning, charter: Charter, known: Names) -> Warned:
    """One warning as pages show it; ``charter`` is that of the matter."""
    return Warned(
        what=warning.what,
        at=warning.given_at,
        standard=charter.standard(warning.code).title_th,
        told=tuple(known.staff[staff_id] for staff_id in warning.staff_ids),
        instead=warning.instead,
    )


def changes_since(session: Session, number: str, seen: int) -> tuple[Happened, ...]:
    """What was saved into a matter after its page had version ``seen``, oldest first.

    Each save by an officer, and each reopening or cancelling by the customer, is one event and raises the version by
    one; what the channel reports raises nothing.
    """
    ticket = session.scalar(select(Ticket).where(Ticket.number == number).options(selectinload(Ticket.events)))
    if ticket is None or ticket.version <= seen:
        return ()
    saves = sorted((event for event in ticket.events if is_save(event)), key=lambda event: event.id)
    missed = saves[seen - ticket.version :]
    known = names(session, (event.staff_id for event in missed))
    texts = _texts(session, missed)
    return tuple(happened(event, known, NO_DELIVERIES, texts) for event in missed)


def is_save(event: TicketEvent) -> bool:
    """Whether somebody saved this into the matter, rather than the channel or the customer's words reporting it."""
    return event.what in _SAVES or event.detail.get("how") == "call"


def has_news(events: Iterable[TicketEvent]) -> bool:
    """Whether the customer wrote, or said that it is not solved, after the last thing an officer did."""
    news = False
    for event in events:
        if event.what == "customer_replied" or event.detail.get("by_customer"):
            news = True
        elif is_save(event):
            news = False
    return news


def _texts(session: Session, events: Sequence[TicketEvent]) -> dict[int, str]:
    ids = [event.contact_id for event in events if event.contact_id is not None]
    return {row[0]: row[1] for row in session.execute(select(Contact.id, Contact.text).where(Contact.id.in_(ids)))}
