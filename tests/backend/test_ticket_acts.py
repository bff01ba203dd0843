"""What each act on a ticket leaves behind: the contact, the notice owed to the customer, the events of the clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused, ServiceError
from backend.models.contact import Author, Contact
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Status, Ticket
from backend.notices import (
    Notice,
    OfficerAnswered,
    OfficerAsked,
    TicketReopened,
    TicketResolved,
    TicketTransferred,
    from_json,
)
from backend.services import access, charter_drafts, clocks, outbox, tickets
from backend.work import Work
from service_standards.clock import Reading
from service_standards.course import State
from service_standards.instants import BANGKOK
from service_standards.terms import Measure
from tests.backend.conftest import Bell
from tests.charters import a_draft, published
from tests.factories import NOW, a_chat, a_contact, a_staff, a_ticket, a_unit, after, told_all


def owed(session: Session, ticket: Ticket) -> list[OutboxMessage]:
    """What the customer is to be told of this matter, in order."""
    return list(
        session.scalars(select(OutboxMessage).where(OutboxMessage.ticket_id == ticket.id).order_by(OutboxMessage.id))
    )


def last_notice(session: Session, ticket: Ticket) -> Notice:
    return from_json(owed(session, ticket)[-1].notice or {})


def told_of(ticket: Ticket) -> list[str]:
    """The events since the receipt."""
    return [event.what for event in ticket.events[1:]]


def clock(session: Session, ticket: Ticket, measure: Measure, now: datetime) -> Reading:
    return next(c.reading for c in clocks.readings(session, ticket, now) if c.standard.measure is measure)


# Opening


def test_a_new_matter_is_what_the_customer_left_and_belongs_to_its_contacts(session: Session) -> None:
    ticket = a_ticket(session, text="น้ำไม่ไหล", estate="bang_chan", phone="02-123-4567")

    assert (ticket.status, ticket.version, ticket.demo, ticket.urgent) == (Status.NEW, 1, False, False)
    assert (ticket.subject, ticket.details, ticket.phone) == ("น้ำไม่ไหล", "น้ำไม่ไหล", "02-123-4567")
    assert ticket.customer_id == ticket.conversation.customer_id
    said = session.scalars(select(Contact).where(Contact.ticket_id == ticket.id)).one()
    assert (said.text, said.author) == ("น้ำไม่ไหล", Author.CUSTOMER)
    assert [(event.what, event.at) for event in ticket.events] == [("received", NOW)]


def test_a_matter_counts_from_when_it_was_left_not_from_when_we_got_to_it(session: Session) -> None:
    a_ticket(session)
    new = tickets.NewTicket(
        intent_id="water_supply",
        kind="none",
        stage="L5",
        touchpoint="utility",
        subject="น้ำ" * 200,
        details="",
        received_at=NOW,
    )
    ticket = tickets.open_ticket(session, a_chat(session), new, after(90))

    received = ticket.events[0]
    assert (ticket.received_at, received.at, received.recorded_at) == (NOW, NOW, after(90))
    assert len(ticket.subject) == 300
    assert ticket.kind == "inquiry", "what nobody could name is an inquiry"


# Officers' acts


def test_an_answer_is_a_contact_a_notice_and_no_response_until_line_has_it(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.answer(session, ticket, by, "  กำลังตรวจสอบค่ะ\n", seen=1, now=after(10))

    said = session.scalars(select(Contact).where(Contact.author == Author.OFFICER)).one()
    assert (said.text, said.staff_id, said.unit_id, said.ticket_id) == ("กำลังตรวจสอบค่ะ", by.id, "ops1", ticket.id)
    assert last_notice(session, ticket) == OfficerAnswered(ticket.number, "ops1", "กำลังตรวจสอบค่ะ")
    assert owed(session, ticket)[-1].cause == f"contact:{said.id}"
    assert told_of(ticket) == ["answered"]
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(11)).state is State.RUNNING


def test_what_line_accepted_is_a_response_at_that_instant_by_that_officer(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.answer(session, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=after(10))
    told_all(session, ticket, after(12))

    responded = ticket.events[-1]
    assert (responded.what, responded.at, responded.staff_id) == ("responded", after(12), by.id)
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(20)).stopped_at == after(12)
    assert told_of(ticket) == ["answered", "responded"]


def test_a_question_is_a_response_and_a_pause_from_when_line_has_it(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(10))

    assert last_notice(session, ticket) == OfficerAsked(ticket.number, "ops1", "แปลงไหนคะ")
    assert ticket.status is Status.WAITING
    assert told_of(ticket) == ["question_sent"]
    assert clock(session, ticket, Measure.RESOLUTION, after(11)).state is State.RUNNING

    told_all(session, ticket, after(12))
    assert told_of(ticket) == ["question_sent", "responded", "asked_customer"]
    assert clock(session, ticket, Measure.RESOLUTION, after(13)).state is State.PAUSED


def test_the_time_in_which_the_customer_is_asked_is_not_spent(session: Session) -> None:
    received = datetime(2026, 4, 10, 10, 0, tzinfo=BANGKOK)
    ticket, by = a_ticket(session, at=received), a_staff(session)
    assert clock(session, ticket, Measure.RESOLUTION, received).due == datetime(2026, 4, 20, 16, 30, tzinfo=BANGKOK)

    asked, replied = datetime(2026, 4, 16, 10, 0, tzinfo=BANGKOK), datetime(2026, 4, 20, 9, 0, tzinfo=BANGKOK)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=asked)
    told_all(session, ticket, asked)
    assert ticket.due_at is None
    tickets.customer_wrote(session, ticket, a_contact(session, ticket.conversation, "แปลง 12", at=replied), replied)

    assert ticket.status is Status.IN_PROGRESS
    assert ticket.due_at == datetime(2026, 4, 22, 16, 30, tzinfo=BANGKOK)


def test_a_question_that_line_took_only_after_the_customer_wrote_makes_the_matter_wait_with_its_clock(
    session: Session,
) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(1))
    tickets.customer_wrote(session, ticket, a_contact(session, ticket.conversation, "ด่วนนะ", at=after(5)), after(5))
    statuses = [ticket.status]
    told_all(session, ticket, after(6))

    assert [*statuses, ticket.status] == [Status.IN_PROGRESS, Status.WAITING]
    assert clock(session, ticket, Measure.RESOLUTION, after(7)).state is State.PAUSED


def test_a_message_from_before_the_question_is_no_answer_to_it(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(5))
    told_all(session, ticket, after(6))
    tickets.customer_wrote(session, ticket, a_contact(session, ticket.conversation, "ด่วนนะ", at=after(4)), after(7))

    assert ticket.status is Status.WAITING
    assert clock(session, ticket, Measure.RESOLUTION, after(8)).state is State.PAUSED


def test_a_question_that_line_took_only_after_the_outcome_leaves_the_matter_done(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(1))
    tickets.resolve(session, ticket, by, "แก้ไขแล้วค่ะ", seen=2, now=after(2))
    told_all(session, ticket, after(3))
    statuses = [ticket.status]
    tickets.reopen(session, ticket, by, "ยังไม่เรียบร้อย", seen=3, now=after(4))

    assert [*statuses, ticket.status] == [Status.RESOLVED, Status.IN_PROGRESS]
    assert clock(session, ticket, Measure.RESOLUTION, after(5)).state is State.RUNNING


def test_a_question_that_line_took_between_a_reopening_and_our_reading_of_it_makes_the_matter_wait_with_its_clock(
    session: Session,
) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=1, now=after(1))
    tickets.resolve(session, ticket, by, "แก้ไขแล้วค่ะ", seen=2, now=after(2))
    told_all(session, ticket, after(4))
    tickets.reopen_for_customer(session, ticket, None, at=after(3), now=after(5))

    assert ticket.status is Status.WAITING
    assert clock(session, ticket, Measure.RESOLUTION, after(6)).state is State.PAUSED


def test_an_emergency_runs_on_while_the_customer_is_asked(session: Session) -> None:
    ticket, by = a_ticket(session, kind="emergency"), a_staff(session)
    tickets.ask_back(session, ticket, by, "ที่ไหนคะ", seen=1, now=after(1))

    assert ticket.status is Status.WAITING
    assert ticket.due_at == after(15)


def test_a_note_stays_inside_and_is_no_response(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.note(session, ticket, by, "ถามช่างแล้ว", seen=1, now=after(10))

    assert owed(session, ticket) == []
    assert told_of(ticket) == ["note"]
    assert ticket.status is Status.NEW
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(11)).state is State.RUNNING


def test_a_call_is_a_response_at_once_and_nothing_is_sent(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.log_call(session, ticket, by, "นัดเข้าไป 14.00 น.", seen=1, now=after(10))

    assert owed(session, ticket) == []
    called = ticket.events[-1]
    assert (called.what, called.detail) == ("responded", {"text": "นัดเข้าไป 14.00 น.", "how": "call"})
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(11)).stopped_at == after(10)
    assert ticket.status is Status.IN_PROGRESS


def test_a_transfer_tells_the_customer_and_leaves_the_clock_as_it_was(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    a_unit(session, "fpk")
    due = ticket.due_at
    tickets.transfer(session, ticket, by, "fpk", "เรื่องใบอนุญาต", seen=1, now=after(10))

    assert (ticket.unit_id, ticket.unit.short_th, ticket.status) == ("fpk", "ฝปก.", Status.NEW)
    assert last_notice(session, ticket) == TicketTransferred(ticket.number, "fpk")
    assert owed(session, ticket)[-1].cause == f"event:{ticket.events[-1].id}"
    assert ticket.events[-1].detail == {"from_unit": "ops1", "to_unit": "fpk", "text": "เรื่องใบอนุญาต"}
    assert ticket.due_at == due
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(11)).received_at == NOW


def test_a_transfer_needs_another_unit_that_there_is_and_a_reason(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    for unit, reason in (("nowhere", "ผิดหน่วย"), ("ops1", "ผิดหน่วย"), ("fpk", "  ")):
        with pytest.raises(Refused):
            tickets.transfer(session, ticket, by, unit, reason, seen=1, now=after(1))

    assert (ticket.unit_id, ticket.version, told_of(ticket)) == ("ops1", 1, [])


def test_a_corrected_kind_is_timed_by_its_own_promise_from_the_same_start(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    charter_id = ticket.charter_id
    assert ticket.due_at == after(120), "two business hours"
    tickets.correct_kind(session, ticket, by, "complaint", "เป็นเรื่องร้องเรียน", seen=1, now=after(60))
    codes = [one.standard.code for one in clocks.readings(session, ticket, after(60))]

    assert codes == ["response.complaint", "progress.complaint", "resolution.complaint"]
    assert ticket.charter_id == charter_id, "of the same charter"
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(60)).received_at == NOW
    assert ticket.due_at == clock(session, ticket, Measure.FIRST_RESPONSE, after(60)).due
    event = ticket.events[-1]
    assert (event.what, event.staff_id) == ("kind_corrected", by.id)
    assert event.detail == {"from_kind": "utility", "to_kind": "complaint", "text": "เป็นเรื่องร้องเรียน"}
    assert owed(session, ticket) == [], "the customer's wait is the same: they are told nothing"


def test_a_promise_that_waits_for_documents_begins_when_an_officer_has_them(session: Session) -> None:
    version = a_draft(session)
    row = charter_drafts.row_of(version, "resolution.permit")
    waiting = replace(charter_drafts.draft_of(row), starts="documents_complete")
    charter_drafts.set_standard(session, version.id, row.code, waiting, seen=version.version)
    published(session, version)
    received, complete = datetime(2026, 5, 5, 9, tzinfo=BANGKOK), datetime(2026, 5, 7, 10, tzinfo=BANGKOK)
    ticket, by = a_ticket(session, kind="permit", at=received), a_staff(session)
    assert clock(session, ticket, Measure.RESOLUTION, complete).due is None
    with pytest.raises(Refused):
        tickets.documents_complete(session, ticket, by, " ", seen=1, now=complete)
    tickets.documents_complete(session, ticket, by, "แบบแปลนและหนังสือรับรอง", seen=1, now=complete)

    found = clock(session, ticket, Measure.RESOLUTION, complete)
    assert (found.received_at, found.started_at) == (received, complete)
    assert found.due == datetime(2026, 5, 15, 16, 30, tzinfo=BANGKOK), "five working days; the 13th is none"
    assert ticket.events[-1].detail == {"text": "แบบแปลนและหนังสือรับรอง"}
    with pytest.raises(Refused, match="บันทึกไว้แล้ว"):
        tickets.documents_complete(session, ticket, by, "อีกครั้ง", seen=2, now=complete)
    tickets.resolve(session, ticket, by, "อนุญาตแล้ว", seen=2, now=complete)
    with pytest.raises(Refused):
        tickets.documents_complete(session, ticket, by, "อีกครั้ง", seen=3, now=complete)


def test_a_kind_is_corrected_to_another_that_there_is_with_a_reason(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    for kind, reason in (("love", "ผิด"), ("utility", "ผิด"), ("any", "ผิด"), ("none", "ผิด"), ("complaint", " ")):
        with pytest.raises(Refused):
            tickets.correct_kind(session, ticket, by, kind, reason, seen=1, now=after(1))

    assert (ticket.kind, ticket.version) == ("utility", 1)


def test_the_outcome_is_told_asks_for_a_rating_and_stops_the_clock(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.resolve(session, ticket, by, "เปลี่ยนวาล์วแล้วค่ะ", seen=1, now=after(30))

    notice = TicketResolved(ticket.number, "ops1", "เปลี่ยนวาล์วแล้วค่ะ", ticket.id, resolution=1)
    assert last_notice(session, ticket) == notice
    assert ticket.status is Status.RESOLVED
    assert clock(session, ticket, Measure.RESOLUTION, after(60)).stopped_at == after(30)
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(60)).state is State.RUNNING, "LINE has not got it yet"
    told_all(session, ticket, after(31))
    assert ticket.due_at is None


def test_reopened_by_an_officer_the_customer_is_told_and_the_clock_goes_on(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.resolve(session, ticket, by, "แก้ไขแล้ว", seen=1, now=after(30))
    tickets.reopen(session, ticket, by, "ท่อแตกอีก", seen=2, now=after(90))

    assert last_notice(session, ticket) == TicketReopened(ticket.number, "ops1", "ท่อแตกอีก")
    resolution = clock(session, ticket, Measure.RESOLUTION, after(91))
    assert (resolution.state, resolution.reopenings) == (State.RUNNING, 1)
    tickets.resolve(session, ticket, by, "แก้ไขแล้วอีกครั้ง", seen=3, now=after(120))
    assert tickets.resolutions(ticket) == 2
    notice = last_notice(session, ticket)
    assert isinstance(notice, TicketResolved)
    assert notice.resolution == 2


def test_reopened_by_the_customer_nobody_is_told_and_saying_it_again_changes_nothing(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.resolve(session, ticket, by, "แก้ไขแล้ว", seen=1, now=after(30))
    for minute in (40, 41):
        tickets.reopen_for_customer(session, ticket, None, at=after(minute), now=after(minute))

    assert ticket.status is Status.IN_PROGRESS
    assert told_of(ticket) == ["resolved", "reopened"]
    assert ticket.events[-1].detail == {"by_customer": True}
    assert len(owed(session, ticket)) == 1
    assert ticket.version == 3, "the officer's page is out of date"


def test_withdrawn_the_clock_ends_without_a_verdict(session: Session) -> None:
    ticket = a_ticket(session)
    tickets.cancel(session, ticket, None, at=after(30), now=after(31))

    assert ticket.status is Status.CANCELLED
    assert ticket.due_at is None
    reading = clock(session, ticket, Measure.RESOLUTION, after(60))
    assert (reading.state, reading.verdict, reading.withdrawn_at) == (State.WITHDRAWN, None, after(30))


@pytest.mark.parametrize("text", ["", "  \n\t ", "ก" * 4001, "😀" * 2001])
def test_a_text_must_say_something_and_fit_into_a_message(session: Session, text: str) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    for verb in (tickets.answer, tickets.ask_back, tickets.note, tickets.log_call, tickets.resolve):
        with pytest.raises(Refused):
            verb(session, ticket, by, text, seen=1, now=after(1))

    assert (ticket.version, ticket.status, told_of(ticket), owed(session, ticket)) == (1, Status.NEW, [], [])


@pytest.mark.parametrize("text", ["ก" * 4000, "😀" * 2000])
def test_the_longest_text_is_counted_as_line_counts_it(session: Session, text: str) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.answer(session, ticket, by, f" {text} ", seen=1, now=after(1))

    assert last_notice(session, ticket) == OfficerAnswered(ticket.number, "ops1", text)


# The channel's word


def test_what_is_only_told_along_is_no_response(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    a_unit(session, "fpk")
    tickets.transfer(session, ticket, by, "fpk", "เรื่องใบอนุญาต", seen=1, now=after(10))
    told_all(session, ticket, after(11))

    assert told_of(ticket) == ["transferred"]


def test_what_the_bot_says_is_no_response(session: Session) -> None:
    ticket = a_ticket(session)
    row = outbox.say(
        session, ticket.conversation, [{"type": "text", "text": "รับเรื่องแล้วค่ะ"}], cause="inbox:1:0", now=NOW, reply=None
    )
    tickets.told(session, row, after(1))

    assert told_of(ticket) == []


def test_an_answer_that_arrives_after_a_withdrawal_is_in_the_history_and_times_nothing(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.answer(session, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=after(1))
    tickets.cancel(session, ticket, None, at=after(2), now=after(2))
    told_all(session, ticket, after(3))

    assert told_of(ticket) == ["answered", "cancelled", "responded"]
    assert ticket.status is Status.CANCELLED
    assert clock(session, ticket, Measure.FIRST_RESPONSE, after(4)).state is State.WITHDRAWN


# In whose hands it is


def test_an_officer_has_a_matter_in_hand_from_the_first_word_that_arrives_to_the_outcome(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    tickets.note(session, ticket, by, "ถามช่างแล้ว", seen=1, now=after(1))
    assert not tickets.in_hand(ticket)
    tickets.ask_back(session, ticket, by, "แปลงไหนคะ", seen=2, now=after(2))
    assert not tickets.in_hand(ticket), "the customer has not heard it yet"
    told_all(session, ticket, after(2))
    assert tickets.in_hand(ticket)
    tickets.resolve(session, ticket, by, "แก้ไขแล้ว", seen=3, now=after(3))
    assert not tickets.in_hand(ticket)
    tickets.reopen_for_customer(session, ticket, None, at=after(4), now=after(4))
    assert tickets.in_hand(ticket)


def test_a_matter_passed_on_is_in_nobodys_hand_until_the_new_unit_speaks(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session)
    a_unit(session, "fpk")
    tickets.log_call(session, ticket, by, "โทรแล้ว", seen=1, now=after(1))
    tickets.transfer(session, ticket, by, "fpk", "เรื่องใบอนุญาต", seen=2, now=after(2))

    assert not tickets.in_hand(ticket)


def test_the_open_matters_of_a_chat_come_with_the_one_touched_last_first(session: Session) -> None:
    chat, by = a_chat(session), a_staff(session)
    first, second, third, done = (a_ticket(session, chat=chat, at=after(n)) for n in range(4))
    a_ticket(session)
    tickets.resolve(session, done, by, "แก้ไขแล้ว", seen=1, now=after(10))
    tickets.note(session, first, by, "ถามช่างแล้ว", seen=1, now=after(20))

    assert tickets.open_of(session, chat.id) == [first, third, second]


# Two at once


def test_the_chat_is_woken_when_something_is_owed_to_it(work: Work, bell: Bell) -> None:
    with work.write() as session:
        ticket, by = a_ticket(session), a_staff(session)
        tickets.note(session, ticket, by, "ถามช่างแล้ว", seen=1, now=after(1))
    assert bell.rung == []
    with work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.answer(session, held, by, "กำลังตรวจสอบค่ะ", seen=2, now=after(2))

    assert bell.rung == [[ticket.conversation.key]]


def save(work: Work, officer_id: int, number: str, together: Barrier) -> str:
    """One officer's save from a page that shows version 1; what came of it."""
    with work.read() as session:
        by = session.get_one(Staff, officer_id)
    together.wait()
    try:
        with work.write() as session:
            ticket = access.ticket_for(session, by, number, to_change=True)
            tickets.answer(session, ticket, by, f"จาก {by.username}", seen=1, now=after(5))
    except ServiceError as refusal:
        return type(refusal).__name__
    return by.username


def test_of_officers_who_save_at_once_one_is_heard_and_the_others_are_told(work: Work) -> None:
    with work.write() as session:
        number = a_ticket(session).number
        officers = [a_staff(session) for _ in range(4)]
    together = Barrier(4, timeout=30)
    with ThreadPoolExecutor(4) as threads:
        came_of_it = list(threads.map(lambda by: save(work, by.id, number, together), officers))

    heard = [outcome for outcome in came_of_it if outcome != Conflict.__name__]
    assert len(heard) == 1
    with work.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert ticket.version == 2
        answers = session.scalars(select(Contact.text).where(Contact.author == Author.OFFICER))
        assert list(answers) == [f"จาก {heard[0]}"]
        assert len(owed(session, ticket)) == 1
        assert owed(session, ticket)[0].state is Sending.WAITING
