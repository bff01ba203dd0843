"""A quarter with misses, and reports of units on it, made by the verbs that staff use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from backend.models.contact import Contact
from backend.models.measurement import Measurement
from backend.models.outbox import OutboxMessage
from backend.models.quarter_report import MissComment, UnitReport
from backend.models.seal import QuarterSeal, SealState
from backend.models.staff import Role, Staff
from backend.models.ticket import Rating, Ticket, TicketEvent
from backend.queries.seal_parts import gather
from backend.services import seals, tickets, unit_reports
from backend.services.misses import Miss
from backend.services.unit_reports import Place
from backend.work import Work
from service_standards.thai_dates import Quarter
from tests.factories import NOW, a_staff, a_ticket, told_all

QUARTER = Quarter(2569, 3)
"""The one in which the clock of the tests stands."""
OVER = datetime(2026, 6, 30, 17, tzinfo=UTC)
"""00:00 of 1 July in Bangkok: the quarter is over."""
OPS1 = Place(quarter=QUARTER, unit_id="ops1")
SAID = {
    "cause": "staffing",
    "words": "ผู้รับผิดชอบลาป่วยสามวัน",
    "correction": "กำหนดผู้ปฏิบัติหน้าที่แทนทุกเรื่อง",
    "responsible": "สมชาย ใจดี",
    "by_when": "31/7/2569",
}


def a_head(session: Session, unit: str = "ops1") -> Staff:
    return a_staff(session, unit=unit, name=f"หัวหน้า {unit}", head=True)


def from_marketing(session: Session) -> Staff:
    return a_staff(session, unit="ftl", role=Role.MARKETING, name="มานี ฝตล")


def a_missed_matter(session: Session, unit: str = "ops1", *, at: datetime = NOW, kind: str = "utility") -> Ticket:
    """One that nobody has touched: both of its clocks are missed when the quarter is over."""
    return a_ticket(session, unit=unit, intent=f"of_{unit}", kind=kind, at=at)


def a_matter_in_time(session: Session, unit: str = "ops1", *, at: datetime = NOW) -> Ticket:
    """One that was resolved within the hour."""
    ticket = a_ticket(session, unit=unit, intent=f"of_{unit}", at=at)
    done = at + timedelta(minutes=20)
    tickets.resolve(session, ticket, a_staff(session, unit=unit), "เรียบร้อย", seen=ticket.version, now=done)
    told_all(session, ticket, done)
    return ticket


def comment_on(session: Session, place: Place, miss: Miss, by: Staff, *, now: datetime = OVER) -> MissComment:
    """Say something of a miss, once more if something is said of it."""
    last = unit_reports.answered(session, place, now).comments.get(miss.key)
    seen = last.version if last else 0
    return unit_reports.comment(session, place, miss.number, miss.measure, SAID, by, seen=seen, now=now)


def comment_on_all(session: Session, place: Place, by: Staff, *, now: datetime = OVER) -> None:
    for miss in unit_reports.answered(session, place, now).misses:
        comment_on(session, place, miss, by, now=now)


def confirm(session: Session, place: Place, by: Staff, *, now: datetime = OVER) -> UnitReport:
    """Confirm a report as it stands, with a comment on each miss."""
    comment_on_all(session, place, by, now=now)
    report = unit_reports.find(session, place)
    digest = unit_reports.answered(session, place, now).digest
    return unit_reports.confirm(session, place, by, seen=report.version if report else 0, digest=digest, now=now)


def accept(session: Session, place: Place, head: Staff, by: Staff, *, now: datetime = OVER) -> UnitReport:
    """A report that the head has confirmed and marketing accepted."""
    report = confirm(session, place, head, now=now)
    return unit_reports.accept(session, place, by, seen=report.version, now=now)


def erase(session: Session, ticket: Ticket) -> None:
    """All of a matter is gone, as if its customer had asked for it."""
    for table in (Rating, MissComment, Measurement, TicketEvent):
        session.execute(delete(table).where(table.ticket_id == ticket.id))
    for table in (Contact, OutboxMessage):
        session.execute(update(table).where(table.ticket_id == ticket.id).values(ticket_id=None))
    session.execute(delete(Ticket).where(Ticket.id == ticket.id))


def close(work: Work, by: Staff, *, quarter: Quarter = QUARTER, now: datetime = OVER) -> QuarterSeal:
    """Close a quarter as it stands, whoever has not been accepted; ``work`` has the time at which it is sealed."""
    with work.write() as session:
        waiting = seals.not_accepted(session, quarter, now, with_demo=False)
        typed = {f"why-{unit.unit_id}": "ไม่ตอบหลังเตือนสามครั้ง" for unit in waiting}
        seals.ask(session, quarter, typed, by, now=now)
    with work.write() as session:
        task = seals.take(session, work.now())
    assert task is not None
    assert seals.carry_out(work, task, gather)
    with work.read() as session:
        seal = seals.find(session, quarter)
        assert seal is not None
        assert seal.state is SealState.SEALED
        return seal
