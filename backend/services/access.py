"""Who may see and change what. The only way for the desk to hold a ticket is to be allowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.errors import NotAllowed, NotFound
from backend.models.contact import Attachment, Contact
from backend.models.staff import Role, Staff
from backend.models.ticket import Ticket
from backend.models.unit import TRIAGE_UNIT
from backend.services import locks

_AT_ONCE = 500
"""Numbers in one statement: SQLite takes a few thousand."""
RESTRICTED_KINDS = frozenset({"integrity"})
"""Reports of corruption: seen by the unit that holds them and nobody else."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks."""

    role: Role
    unit_id: str


def may_see(staff: Staff, ticket: Ticket) -> bool:
    """Officers see their unit's matters, marketing all but restricted ones, an administrator none."""
    if staff.unit_id == ticket.unit_id and staff.role is not Role.ADMINISTRATOR:
        return True
    return staff.role is Role.MARKETING and ticket.kind not in RESTRICTED_KINDS


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """The matters that ``may_see`` lets this person see, as a condition."""
    own = Ticket.unit_id == viewer.unit_id
    if viewer.role is Role.OFFICER:
        return own
    if viewer.role is Role.MARKETING:
        return or_(own, Ticket.kind.not_in(RESTRICTED_KINDS))
    return ~true()


def answered_by(
    viewer: Viewer, unit_id: InstrumentedAttribute[str], kind: InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """What this person's unit answers for in reports, also of matters that another unit has by now.

    They see that it was counted, and may open the matter only where ``visible_to`` lets them. Nothing that is
    restricted, or was when it was counted. For a query that is joined with the tickets.
    """
    if viewer.role is Role.ADMINISTRATOR:
        return ~true()
    open_to_all = and_(kind.not_in(RESTRICTED_KINDS), Ticket.kind.not_in(RESTRICTED_KINDS))
    return and_(unit_id == viewer.unit_id, open_to_all)


def withheld(session: Session, kinds: Mapping[str, str], viewer: Viewer | None = None) -> frozenset[str]:
    """Which of these matters must not be told of: restricted now or when they were counted.

    Args:
        kinds: of each matter, by its number, the kind that it was counted as.
        viewer: who is told; what their own unit holds is not withheld from them. Nobody: it is for many readers.
    """
    found = {one for one, kind in kinds.items() if kind in RESTRICTED_KINDS}
    numbers = sorted(kinds)
    for start in range(0, len(numbers), _AT_ONCE):
        these = Ticket.number.in_(numbers[start : start + _AT_ONCE])
        for number, kind, unit_id in session.execute(select(Ticket.number, Ticket.kind, Ticket.unit_id).where(these)):
            if kind in RESTRICTED_KINDS:
                found.add(number)
            if viewer and viewer.role is not Role.ADMINISTRATOR and viewer.unit_id == unit_id:
                found.discard(number)
    return frozenset(found)


def may_change(staff: Staff, ticket: Ticket) -> bool:
    """Officers change their unit's matters; marketing those that ฝตล. holds, triage among them."""
    if staff.role is Role.OFFICER:
        return staff.unit_id == ticket.unit_id
    return staff.role is Role.MARKETING and ticket.unit_id in {staff.unit_id, TRIAGE_UNIT}


def expect_marketing(by: Staff, refusal: str) -> None:
    """For what only ฝตล. keeps.

    Raises:
        NotAllowed: ``by`` is not of marketing; with ``refusal`` as its words.
    """
    if by.role is not Role.MARKETING:
        raise NotAllowed(refusal)


def ticket_for(session: Session, staff: Staff, number: str, *, to_change: bool = False) -> Ticket:
    """The ticket, if ``staff`` may see it. A stranger's is not found, not forbidden; to change it, it is locked.

    Raises:
        NotFound: no such ticket, or another unit's.
        NotAllowed: seen but not theirs to change.
    """
    which = Ticket.number == number
    ticket = locks.hold(session, Ticket, which) if to_change else session.scalar(select(Ticket).where(which))
    if ticket is None or not may_see(staff, ticket):
        raise NotFound("ไม่พบเรื่องนี้")
    if to_change and not may_change(staff, ticket):
        raise NotAllowed("เรื่องนี้อยู่ในความรับผิดชอบของหน่วยงานอื่น จึงดูได้อย่างเดียว")
    return ticket


def attachment_for(session: Session, staff: Staff, attachment_id: int) -> Attachment:
    """A customer's file, if it belongs to a ticket that ``staff`` may see.

    Raises:
        NotFound: no such file, not theirs, or not on a ticket.
    """
    attachment = session.get(Attachment, attachment_id)
    contact = session.get(Contact, attachment.contact_id) if attachment else None
    ticket = session.get(Ticket, contact.ticket_id) if contact and contact.ticket_id else None
    if attachment is None or ticket is None or not may_see(staff, ticket):
        raise NotFound("ไม่พบไฟล์นี้")
    return attachment
