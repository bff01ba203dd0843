"""Rows that are held: seen as they stand, in nobody's way who only points at them, and changed by one at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from backend.models.customer import ChatKind, Conversation, Customer
from backend.models.outbox import OutboxMessage
from backend.models.staff import Staff
from backend.models.ticket import Status, Ticket
from backend.services import access, conversations, locks, tickets
from backend.work import Work
from tests.factories import a_chat, a_contact, a_staff, a_ticket, after
from tests.interleaving import until_held_up

on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
"""On SQLite whoever writes holds the whole database: there is no between."""


@pytest.fixture
def matter(work: Work) -> tuple[int, str]:
    """A matter of unit ops1, and an officer of that unit: the officer's id and the number."""
    with work.write() as session:
        return a_staff(session).id, a_ticket(session).number


def to_change(session: Session, matter: tuple[int, str]) -> tuple[Ticket, Staff]:
    """The matter as the desk takes it in hand."""
    by = session.get_one(Staff, matter[0])
    return access.ticket_for(session, by, matter[1], to_change=True), by


def test_who_holds_a_row_that_is_not_there_is_told(session: Session) -> None:
    assert locks.hold(session, Ticket, Ticket.id == 1) is None
    with pytest.raises(NoResultFound):
        locks.hold_one(session, Ticket, Ticket.id == 1)


def test_what_is_changed_but_not_yet_written_is_still_there_when_the_row_is_held(session: Session) -> None:
    ticket = a_ticket(session)
    ticket.status = Status.WAITING

    assert locks.hold(session, Ticket, Ticket.id == ticket.id) is ticket
    assert ticket.status is Status.WAITING


@on_postgres
def test_a_held_row_is_as_it_stands_whatever_was_read_of_it_before(work: Work, matter: tuple[int, str]) -> None:
    with work.write() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.version, [event.what for event in ticket.events]) == (1, ["received"])
        with work.write() as desk:
            held, by = to_change(desk, matter)
            tickets.log_call(desk, held, by, "โทรแล้ว", seen=1, now=after(1))

        assert locks.hold(session, Ticket, Ticket.id == ticket.id) is ticket
        assert (ticket.version, ticket.status) == (2, Status.IN_PROGRESS)
        assert [event.what for event in ticket.events] == ["received", "responded"]


@on_postgres
def test_an_officer_writes_to_a_chat_that_a_worker_holds_without_waiting(work: Work, matter: tuple[int, str]) -> None:
    with work.write() as session:
        conversations.lock(session, session.scalars(select(Conversation.key)).one(), ChatKind.USER, after(1))
        with work.write() as desk:
            ticket, by = to_change(desk, matter)
            tickets.answer(desk, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=after(1))

    with work.read() as session:
        assert [row.on_sent for row in session.scalars(select(OutboxMessage))] == ["responded"]


@on_postgres
def test_a_question_that_line_takes_while_the_matter_is_being_resolved_does_not_open_it_again(
    work: Work, matter: tuple[int, str]
) -> None:
    with work.write() as session:
        ticket, by = to_change(session, matter)
        tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(1))
        tickets.customer_wrote(
            session, ticket, a_contact(session, ticket.conversation, "แปลง 12", at=after(2)), after(2)
        )
        assert ticket.status is Status.IN_PROGRESS

    def line_takes_it() -> None:
        with work.write() as session:
            question = session.scalars(select(OutboxMessage).where(OutboxMessage.on_sent == "asked_customer")).one()
            tickets.told(session, question, after(4))

    with ThreadPoolExecutor(1) as postman:
        with work.write() as desk:
            ticket, by = to_change(desk, matter)
            tickets.resolve(desk, ticket, by, "แก้ไขแล้ว", seen=2, now=after(3))
            told = postman.submit(line_takes_it)
            until_held_up(work.engine, told)
        told.result()

    with work.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.status, ticket.due_at) == (Status.RESOLVED, None)
        assert [event.what for event in ticket.events][-3:] == ["resolved", "responded", "asked_customer"]


@on_postgres
def test_the_name_that_line_tells_does_not_undo_the_language_that_is_being_chosen(work: Work) -> None:
    with work.write() as session:
        customer_id = a_chat(session).customer_id

    def learn_name() -> None:
        with work.write() as session:
            conversations.name_customer(session, customer_id, "Mr. Tanaka", "en")

    with ThreadPoolExecutor(1) as worker:
        with work.write() as session:
            customer = session.get_one(Customer, customer_id)
            customer.language, customer.language_chosen = "th", True
            session.flush()
            learnt = worker.submit(learn_name)
            until_held_up(work.engine, learnt)
        learnt.result()

    with work.read() as session:
        customer = session.get_one(Customer, customer_id)
        assert (customer.display_name, customer.language) == ("Mr. Tanaka", "th")
