"""Contacts: what was said is kept once, what was taken back is forgotten in every copy, what was quoted is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.contact import Attachment, Author, Contact, Fetching
from backend.models.customer import Conversation
from backend.models.inbox import UnsentMessage
from backend.models.outbox import OutboxMessage
from backend.models.ticket import Ticket
from backend.services import contacts, ratings, tickets
from tests.factories import (
    NOW,
    a_chat,
    a_contact,
    a_staff,
    a_ticket,
    a_unit,
    after,
    an_attachment,
    an_estate,
    told_all,
)

TAKEN_BACK = "(ผู้รับบริการยกเลิกข้อความแล้ว)"


def left(session: Session, chat: Conversation, *said: Contact, phone: str = "", urgent: bool = False) -> Ticket:
    """A matter made of these contacts as the bot makes one: an urgent one counts from its first word."""
    a_unit(session)
    words = [contact.text for contact in said if contact.text]
    new = tickets.NewTicket(
        intent_id="water_supply",
        kind="utility",
        stage="L5",
        touchpoint="utility",
        subject=words[0].splitlines()[0] if words else "แจ้งปัญหาน้ำประปา",
        details="\n".join(words),
        phone=phone,
        urgent=urgent,
        received_at=said[0].at if urgent else after(10),
        contact_ids=tuple(contact.id for contact in said),
    )
    return tickets.open_ticket(session, chat, new, after(10))


def unsend(session: Session, contact: Contact) -> None:
    contacts.take_back(session, contact.line_message_id or "", after(60))


def everything_kept(session: Session) -> str:
    """All words we hold of customers, wherever they are."""
    rows = [
        *session.execute(select(Contact.text)),
        *session.execute(select(Ticket.subject, Ticket.details, Ticket.phone)),
        *session.execute(select(Attachment.file_name)),
    ]
    return "\n".join(str(value) for row in rows for value in row)


# What is kept


def test_a_contact_knows_its_customer_its_meaning_and_its_ticket(session: Session) -> None:
    chat = a_chat(session)
    an_estate(session, "bangpoo")
    meaning = contacts.Meaning(
        intent_id="water_supply",
        confidence=0.9,
        kind="utility",
        stage="L5",
        touchpoint="utility",
        estate_id="bangpoo",
    )
    contact = contacts.record(
        session, chat, author=Author.CUSTOMER, what="text", at=NOW, text="น้ำไม่ไหล", line_message_id="1", meaning=meaning
    )

    assert (contact.customer_id, contact.channel, contact.staff_id) == (chat.customer_id, "line", None)
    assert (contact.intent_id, contact.confidence, contact.kind) == ("water_supply", 0.9, "utility")
    assert (contact.stage, contact.touchpoint, contact.estate_id) == ("L5", "utility", "bangpoo")


def test_what_was_not_understood_is_kept_as_not_understood(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "???")

    assert (contact.intent_id, contact.confidence, contact.kind, contact.stage) == (None, None, "none", "L0")
    assert (contact.touchpoint, contact.estate_id, contact.ticket_id) == ("LINE OA", None, None)


def test_an_officers_word_is_the_words_of_their_unit(session: Session) -> None:
    ticket, by = a_ticket(session), a_staff(session, unit="fpk")
    contact = contacts.record(
        session, ticket.conversation, author=Author.OFFICER, what="text", at=NOW, text="ค่ะ", ticket=ticket, staff=by
    )

    assert (contact.staff_id, contact.unit_id, contact.ticket_id) == (by.id, "fpk", ticket.id)


def test_a_file_is_to_be_fetched_at_once_and_its_name_is_cut_to_what_fits(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "", what="file")
    attachment = contacts.attach(session, contact, line_message_id="7", file_name="แผนที่" * 100, now=after(1))
    session.flush()

    assert (attachment.state, attachment.next_try_at, attachment.attempts) == (Fetching.WAITING, after(1), 0)
    assert len(attachment.file_name) == 255


# What is taken back


def test_a_message_taken_back_leaves_its_contact_without_its_words(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "ความลับ")
    kept = a_contact(session, a_chat(session), "ไม่ลับ")
    unsend(session, contact)

    assert (contact.text, contact.unsent_at, contact.what) == ("", after(60), "text")
    assert (kept.text, kept.unsent_at) == ("ไม่ลับ", None)


def test_a_message_that_arrives_after_it_was_taken_back_is_kept_without_its_words(session: Session) -> None:
    contacts.take_back(session, "late", NOW)
    contact = contacts.record(
        session,
        a_chat(session),
        author=Author.CUSTOMER,
        what="text",
        at=after(1),
        text="ความลับ",
        line_message_id="late",
    )

    assert (contact.text, contact.unsent_at) == ("", after(1))


def test_taking_back_twice_is_as_good_as_once(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "ความลับ")
    unsend(session, contact)
    unsend(session, contact)

    assert contact.text == ""
    assert len(session.scalars(select(UnsentMessage)).all()) == 1


def test_a_tombstone_is_kept_as_long_as_a_late_copy_may_come(session: Session) -> None:
    contacts.take_back(session, "old", NOW - timedelta(days=31))
    contacts.take_back(session, "new", NOW)
    contacts.forget_tombstones(session, NOW - timedelta(days=30))

    assert list(session.scalars(select(UnsentMessage.message_id))) == ["new"]


def test_the_file_of_a_message_taken_back_waits_without_its_name_to_be_deleted_at_once(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "", what="file")
    attachment = an_attachment(session, contact, file_name="งบการเงิน.pdf", sha256="aa" * 32)
    unsend(session, contact)

    assert (attachment.state, attachment.next_try_at) == (Fetching.WAITING, after(60))
    assert (attachment.sha256, attachment.file_name) == ("aa" * 32, "")


def test_of_a_file_that_was_never_fetched_nothing_is_left_to_delete(session: Session) -> None:
    contact = a_contact(session, a_chat(session), "", what="image")
    attachment = contacts.attach(session, contact, line_message_id="7", file_name="", now=NOW)

    unsend(session, contact)

    assert (attachment.state, attachment.next_try_at) == (Fetching.GONE, None)


def test_a_matter_is_rewritten_from_what_is_left(session: Session) -> None:
    chat = a_chat(session)
    said = [
        a_contact(session, chat, text, at=after(n)) for n, text in enumerate(["น้ำไม่ไหล", "โทร 081-234-5678", "ซอย 7"])
    ]
    ticket = left(session, chat, *said)
    unsend(session, said[0])

    assert ticket.details == "โทร 081-234-5678\nซอย 7"
    assert ticket.subject == "โทร 081-234-5678"
    unsend(session, said[2])
    unsend(session, said[1])
    assert (ticket.subject, ticket.details) == (TAKEN_BACK, "")


def test_the_subject_stays_one_line(session: Session) -> None:
    chat = a_chat(session)
    said = [a_contact(session, chat, text, at=after(n)) for n, text in enumerate(["ลับ", "น้ำไม่ไหล\nตั้งแต่เช้า"])]
    ticket = left(session, chat, *said)
    unsend(session, said[0])

    assert (ticket.subject, ticket.details) == ("น้ำไม่ไหล", "น้ำไม่ไหล\nตั้งแต่เช้า")


def test_words_that_were_added_later_are_no_part_of_the_matters_own(session: Session) -> None:
    chat = a_chat(session)
    said = a_contact(session, chat, "น้ำไม่ไหล")
    ticket = left(session, chat, said)
    later = a_contact(session, chat, "ขอโทษครับ พิมพ์ผิดห้อง", at=after(20))
    tickets.customer_wrote(session, ticket, later, after(20))
    unsend(session, later)

    assert (ticket.subject, ticket.details) == ("น้ำไม่ไหล", "น้ำไม่ไหล")
    assert later.text == ""


def test_what_was_said_on_the_way_to_a_matter_is_not_drawn_into_its_words(session: Session) -> None:
    chat = a_chat(session)
    said = [a_contact(session, chat, text, at=after(n)) for n, text in enumerate(["น้ำไม่ไหล", "ขอถามหน่อย", "ซอย 7"])]
    ticket = left(session, chat, said[0], said[2])
    unsend(session, said[2])

    assert said[1].ticket_id == ticket.id
    assert (ticket.subject, ticket.details) == ("น้ำไม่ไหล", "น้ำไม่ไหล")


def test_the_later_words_of_an_emergency_stay_when_the_first_is_taken_back(session: Session) -> None:
    chat = a_chat(session)
    said = [a_contact(session, chat, text, at=after(n)) for n, text in enumerate(["ช่วยด้วย", "ไฟไหม้โกดัง", "มีคนเจ็บ"])]
    ticket = left(session, chat, *said, urgent=True)
    unsend(session, said[0])

    assert (ticket.subject, ticket.details) == ("ไฟไหม้โกดัง", "ไฟไหม้โกดัง\nมีคนเจ็บ")


def test_a_place_that_was_sent_stays_in_the_details(session: Session) -> None:
    chat = a_chat(session)
    first = a_contact(session, chat, "น้ำไม่ไหล")
    place = a_contact(session, chat, "โรงงานบางชัน (13.803881, 100.704757)", what="location", at=after(1))
    ticket = left(session, chat, first, place)
    unsend(session, first)

    assert ticket.details == "โรงงานบางชัน (13.803881, 100.704757)"


def test_a_matter_of_pictures_alone_keeps_its_title(session: Session) -> None:
    chat = a_chat(session)
    pictures = [a_contact(session, chat, "", what="image", at=after(n)) for n in range(2)]
    ticket = left(session, chat, *pictures)
    unsend(session, pictures[0])
    later = a_contact(session, chat, "ตรงนี้ครับ", at=after(20))
    tickets.customer_wrote(session, ticket, later, after(20))
    unsend(session, later)

    assert (ticket.subject, ticket.details) == ("แจ้งปัญหาน้ำประปา", "")


@pytest.mark.parametrize("written", ["081-234-5678", "โทร 0812345678 ครับ", "+66 81 234 5678", "๐๘๑-๒๓๔-๕๖๗๘"])
def test_a_telephone_number_goes_with_the_message_that_told_it(session: Session, written: str) -> None:
    chat = a_chat(session)
    said = [a_contact(session, chat, text, at=after(n)) for n, text in enumerate(["น้ำไม่ไหล", written])]
    ticket = left(session, chat, *said, phone="0812345678")
    unsend(session, said[0])
    assert ticket.phone == "0812345678"
    unsend(session, said[1])

    assert ticket.phone == ""


def test_the_reason_of_a_rating_goes_with_the_message_that_told_it(session: Session) -> None:
    chat = a_chat(session)
    ticket = left(session, chat, a_contact(session, chat, "น้ำไม่ไหล"))
    tickets.resolve(session, ticket, a_staff(session), "แก้ไขแล้ว", seen=1, now=after(30))
    rating = ratings.rate(session, ticket, 1, 1, at=after(40), now=after(40))
    reason = a_contact(session, chat, "คุณสมชายพูดไม่ดี" * 200, at=after(41), ticket=ticket)
    ratings.give_reason(session, ticket, 1, reason.text)
    other = a_contact(session, chat, "ขอบคุณ", at=after(42), ticket=ticket)
    unsend(session, other)
    assert rating.reason.startswith("คุณสมชายพูดไม่ดี")
    unsend(session, reason)

    assert rating.reason == ""


def test_nothing_of_what_was_taken_back_is_left_anywhere(session: Session) -> None:
    chat = a_chat(session)
    secret = a_contact(session, chat, "เลขบัญชี 123-4-56789-0\nห้ามบอกใคร")
    said = [secret, a_contact(session, chat, "น้ำไม่ไหล", at=after(1))]
    ticket = left(session, chat, *said)
    an_attachment(session, secret, file_name="สมุดบัญชี.jpg")
    by = a_staff(session)
    tickets.answer(session, ticket, by, "รับทราบค่ะ", seen=1, now=after(20))
    unsend(session, secret)

    kept = everything_kept(session)
    assert "น้ำไม่ไหล" in kept
    assert not any(part in kept for part in ("เลขบัญชี", "ห้ามบอก", "สมุดบัญชี"))


# What is quoted


def test_a_quoted_message_of_the_customer_leads_to_its_ticket(session: Session) -> None:
    chat = a_chat(session)
    said = a_contact(session, chat, "น้ำไม่ไหล")
    ticket = left(session, chat, said)

    assert contacts.ticket_of_message(session, chat.id, said.line_message_id or "") == ticket.id


def test_a_quoted_message_of_ours_leads_to_its_ticket(session: Session) -> None:
    chat, by = a_chat(session), a_staff(session)
    first, second = a_ticket(session, chat=chat), a_ticket(session, chat=chat)
    for ticket, message_id in ((first, "101"), (second, "102")):
        tickets.answer(session, ticket, by, "กำลังตรวจสอบค่ะ", seen=1, now=after(1))
        told_all(session, ticket, after(2))
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.ticket_id == ticket.id)).one()
        row.line_message_ids = [message_id]
    session.flush()

    assert contacts.ticket_of_message(session, chat.id, "101") == first.id
    assert contacts.ticket_of_message(session, chat.id, "102") == second.id


def test_what_belongs_to_no_ticket_or_to_another_chat_leads_nowhere(session: Session) -> None:
    chat, stranger = a_chat(session), a_chat(session)
    small_talk = a_contact(session, chat, "สวัสดี", at=NOW - timedelta(hours=1))
    said = a_contact(session, chat, "น้ำไม่ไหล")
    left(session, chat, said)

    assert contacts.ticket_of_message(session, chat.id, small_talk.line_message_id or "") is None
    assert contacts.ticket_of_message(session, stranger.id, said.line_message_id or "") is None
    assert contacts.ticket_of_message(session, chat.id, "unheard of") is None
