"""Demo tickets: marked, loaded once and only when asked, to be tried by officers; and nobody is ever written to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.alarm import Alarm
from backend.models.customer import Conversation
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Status, Ticket, TicketEvent
from backend.models.unit import Unit
from backend.services import access, clocks, demo, inbox, tickets
from backend.work import Work
from bot.deliver import Postman
from bot.line_client import LineClient
from tests.backend.conftest import load_everything, the_catalogue
from tests.factories import NOW, a_staff, after


def staffed(session: Session) -> None:
    """An agency with an officer in every unit."""
    load_everything(session)
    for unit_id in session.scalars(select(Unit.id)).all():
        a_staff(session, unit=unit_id)


def load(session: Session) -> Sequence[Ticket]:
    """Load the stories; the demo tickets in order."""
    demo.load_demo(session, the_catalogue(), NOW)
    session.flush()
    return session.scalars(select(Ticket).order_by(Ticket.id)).all()


def test_every_story_becomes_a_ticket_that_is_marked(session: Session) -> None:
    staffed(session)
    loaded = load(session)

    assert len(loaded) == len(demo.STORIES) >= 5
    assert all(ticket.demo for ticket in loaded)
    names = [ticket.customer.display_name for ticket in loaded]
    assert all("(ตัวอย่าง)" in name or "(demo)" in name for name in names)
    assert {ticket.status for ticket in loaded} == {Status.NEW, Status.RESOLVED}


def test_they_are_loaded_once(session: Session) -> None:
    staffed(session)
    loaded = [ticket.number for ticket in load(session)]

    assert demo.load_demo(session, the_catalogue(), after(60)) == 0
    assert [ticket.number for ticket in load(session)] == loaded


def test_they_lie_in_the_past_are_routed_by_the_rules_and_alarm_nobody(session: Session) -> None:
    staffed(session)
    loaded = load(session)

    assert all(ticket.received_at < NOW for ticket in loaded)
    assert all(at <= NOW for at in session.scalars(select(TicketEvent.at)))
    assert len({ticket.unit_id for ticket in loaded}) >= 3
    assert session.scalars(select(Alarm)).all() == []


def test_their_clocks_can_be_read(session: Session) -> None:
    staffed(session)
    for ticket in load(session):
        assert clocks.readings(session, ticket, NOW) != []
        assert (ticket.due_at is None) is (ticket.status is Status.RESOLVED)


def test_without_officers_the_stories_are_there_and_all_are_still_to_be_done(session: Session) -> None:
    load_everything(session)

    assert {ticket.status for ticket in load(session)} == {Status.NEW}


def test_officers_can_do_with_them_whatever_they_do_with_real_ones(session: Session) -> None:
    staffed(session)
    for number in [ticket.number for ticket in load(session)]:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        officer = session.scalars(select(Staff).where(Staff.unit_id == ticket.unit_id)).one()
        held = access.ticket_for(session, officer, number, to_change=True)
        if not held.status.is_open:
            tickets.reopen(session, held, officer, "ลองเปิดอีกครั้ง", seen=held.version, now=NOW)
        tickets.answer(session, held, officer, "ลองตอบ", seen=held.version, now=after(1))
        tickets.resolve(session, held, officer, "ลองปิด", seen=held.version, now=after(2))

        assert held.status is Status.RESOLVED


class NoLine(LineClient):
    """A LINE that must not be called."""

    def __init__(self) -> None:
        pass

    def reply(self, *args: Any, **kwargs: Any) -> NoReturn:
        pytest.fail("a demo customer was answered")

    def push(self, *args: Any, **kwargs: Any) -> NoReturn:
        pytest.fail("a demo customer was written to")


class NoWording:
    """Words that must not be needed."""

    def of_notice(self, *args: Any) -> NoReturn:
        pytest.fail("a notice to a demo customer was worded")


def test_what_officers_try_on_them_is_put_by_and_never_sent(sqlite_work: Work) -> None:
    with sqlite_work.write() as session:
        staffed(session)
        load(session)
    with sqlite_work.read() as session:
        owed = inbox.forgotten_keys(session, NOW, 0)
    postman = Postman(sqlite_work, NoLine(), NoWording(), lambda key, at: None)  # type: ignore[arg-type]
    for key in owed:
        postman.deliver(key)

    assert len(owed) == sum(bool(story.outcome) for story in demo.STORIES)
    with sqlite_work.read() as session:
        assert {row.state for row in session.scalars(select(OutboxMessage))} == {Sending.TRAY}
        assert inbox.forgotten_keys(session, NOW, 0) == []
        assert all(key.startswith("demo") for key in session.scalars(select(Conversation.key)))
