"""A quarter in which everything happens to matters that can: questions, transfers, withdrawals, reopenings."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.services import tickets
from service_standards.instants import BANGKOK
from tests.factories import a_chat, a_staff, a_ticket, an_estate, told_all

KINDS = ("inquiry", "utility", "complaint", "suggestion", "integrity")
BEGIN = datetime(2026, 4, 20, 9, tzinfo=BANGKOK)


def a_busy_quarter(session: Session, seed: int) -> None:
    """Thirty matters with questions, answers, transfers, withdrawals and reopenings."""
    draw = Random(seed)
    officers = {unit: a_staff(session, unit=unit) for unit in ("ops1", "ops2", "ops3")}
    chat = a_chat(session)
    an_estate(session, "bang_chan")
    for _ in range(30):
        at = BEGIN + timedelta(hours=draw.randint(0, 200))
        unit = draw.choice(list(officers))
        estate = draw.choice([None, "bang_chan"])
        ticket = a_ticket(session, chat=chat, unit=unit, kind=draw.choice(KINDS), estate=estate, at=at)
        for _ in range(draw.randint(0, 4)):
            at += timedelta(hours=draw.choice([1, 20, 70, 300]))
            happen(session, draw, ticket, officers, at)
    session.flush()


def happen(session: Session, draw: Random, ticket: Ticket, officers: dict[str, Staff], at: datetime) -> None:
    by = officers[ticket.unit_id]
    if not ticket.status.is_open:
        if ticket.status.value == "resolved" and draw.random() < 0.6:
            tickets.reopen_for_customer(session, ticket, None, at=at, now=at)
        return
    deed = draw.choice(["call", "ask", "answer", "transfer", "resolve", "cancel"])
    if deed == "call":
        tickets.log_call(session, ticket, by, "โทรแล้ว", seen=ticket.version, now=at)
    elif deed == "ask":
        tickets.ask_back(session, ticket, by, "ขอเลขที่แปลงค่ะ", seen=ticket.version, now=at)
        told_all(session, ticket, at)
    elif deed == "answer":
        tickets.happened(session, ticket, "customer_replied", at=at, now=at)
    elif deed == "transfer":
        to = draw.choice([unit for unit in officers if unit != ticket.unit_id])
        tickets.transfer(session, ticket, by, to, "ส่งต่อ", seen=ticket.version, now=at)
    elif deed == "resolve":
        tickets.resolve(session, ticket, by, "เรียบร้อย", seen=ticket.version, now=at)
        told_all(session, ticket, at)
    else:
        tickets.cancel(session, ticket, None, at=at, now=at)
