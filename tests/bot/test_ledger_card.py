"""How time is counted, told to the customer whose matter it is, and to nobody else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.models.customer import Customer
from backend.models.ticket import Ticket
from backend.services import tickets
from bot.conversation import taps
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person
from tests.factories import a_contact, a_staff, a_ticket, an_entry, told_all

pytest_plugins = ["tests.bot.stage"]

CLEAR = "กนอ. คืออะไร"
COUNTED = "นับเวลาอย่างไร"
DAY = 24 * 60 * 60


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer who has asked something."""
    bot.understands.meanings[CLEAR] = meant("about_ieat")
    person = bot.person()
    person.says(CLEAR)
    bot.works()
    return person


def a_matter(bot: Bot, person: Person, kind: str = "inquiry") -> Ticket:
    with bot.work.write() as session:
        return a_ticket(session, chat=person.chat(session), at=bot.clock(), kind=kind)


def hears(bot: Bot, person: Person, text: str) -> str:
    """What the last message says that follows on this text, card and all."""
    person.says(text)
    bot.works()
    return shown(bot, person)


def taps_clock(bot: Bot, person: Person, ticket_id: int) -> str:
    person.taps(taps.data("clock", ticket_id=ticket_id))
    bot.works()
    return shown(bot, person)


def shown(bot: Bot, person: Person) -> str:
    last = [message for to, message in bot.line.shown if to == person.id][-1]
    return json.dumps(last, ensure_ascii=False)


def test_the_receipt_and_the_cards_of_matters_have_the_button(bot: Bot, somchai: Person) -> None:
    for _ in range(2):  # the second one sends what the first one began
        somchai.says("คุยกับเจ้าหน้าที่")
        bot.works()
    assert COUNTED in somchai.buttons
    somchai.says("เรื่องของฉัน")
    bot.works()
    somchai.presses(COUNTED)
    bot.works()

    assert "ตอบข้อสอบถามแล้วเสร็จภายใน 3 วันทำการ: อีก 3 วันทำการ" in shown(bot, somchai)


def test_the_ledger_tells_when_it_is_due_what_counted_what_did_not_and_why(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai)
    bot.clock.move(hours=48)

    said = taps_clock(bot, somchai, ticket.id)

    assert "ตอบข้อสอบถามแล้วเสร็จภายใน 3 วันทำการ: อีก 2 วันทำการ" in said
    assert "1 วันทำการ จาก 3 วันทำการ" in said
    assert "วันเสาร์–อาทิตย์" in said or "วันอาทิตย์" in said
    assert "วันรับเรื่อง – ไม่นับ" in said
    assert "ครบกำหนด" in said
    assert "มาตรฐานทดลอง" in said


def test_a_wait_quotes_what_the_officer_asked(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai)
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        bot.clock.move(hours=14)
        tickets.ask_back(session, held, a_staff(session), "ขอเลขที่สัญญาค่ะ", seen=1, now=bot.clock())
        told_all(session, held, bot.clock())
    bot.clock.move(hours=30)

    said = taps_clock(bot, somchai, ticket.id)

    assert "รอข้อมูลเพิ่มเติม “ขอเลขที่สัญญาค่ะ” – ไม่นับ" in said
    assert "ยังไม่กำหนด หยุดนับเวลาไว้ก่อน" in said


def test_a_due_instant_that_the_calendar_has_moved_stands_beside_the_one_first_told(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai)
    before = taps_clock(bot, somchai, ticket.id)
    with bot.work.write() as session:
        entered = bot.clock() + timedelta(hours=1)
        an_entry(session, first_on=(entered + timedelta(days=2)).date(), at=entered)
    bot.clock.move(hours=2)

    said = taps_clock(bot, somchai, ticket.id)

    assert "กำหนดที่แจ้งไว้เดิม" not in before
    assert "กำหนดที่แจ้งไว้เดิม" in said
    assert "น้ำท่วม" in said


@pytest.mark.parametrize("typed", ["นับเวลาอย่างไร", "นับเวลาอย่างไรคะ", "How time is counted"])
def test_typed_it_tells_of_the_matter_touched_last_and_offers_the_others(bot: Bot, somchai: Person, typed: str) -> None:
    first = a_matter(bot, somchai)
    bot.clock.move(hours=1)
    second = a_matter(bot, somchai)

    said = hears(bot, somchai, typed)

    assert f'"{second.number}"' in said
    assert first.number in somchai.buttons
    somchai.presses(first.number)
    bot.works()
    assert f"{first.number} ตอบข้อสอบถาม" in somchai.told[-1]


def test_typed_with_a_number_it_tells_of_that_matter(bot: Bot, somchai: Person) -> None:
    first = a_matter(bot, somchai)
    bot.clock.move(hours=1)
    a_matter(bot, somchai)
    typed = f"นับเวลาอย่างไร {first.number}"
    bot.understands.meanings[typed] = meant(None, ticket_number=first.number)

    hears(bot, somchai, typed)

    assert somchai.told[-1].startswith(first.number)


def test_in_english_it_speaks_english(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai)
    with bot.work.write() as session:
        session.scalars(select(Customer)).one().language = "en"
    bot.clock.move(hours=48)

    said = taps_clock(bot, somchai, ticket.id)

    assert "An inquiry is answered in full within 3 working days: 2 working days left" in said
    assert "1 working day of 3 working days" in said
    assert "provisional trial values" in said
    assert "วันทำการ" not in said


def test_a_kind_that_nothing_is_promised_for_has_no_ledger(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai, kind="unheard_of")

    assert f"เรื่อง {ticket.number} เป็นประเภทที่ยังไม่มีกำหนดเวลา" in taps_clock(bot, somchai, ticket.id)


def test_somebody_elses_matter_is_told_to_nobody(bot: Bot, somchai: Person) -> None:
    theirs = a_matter(bot, somchai)
    stranger = bot.person()
    stranger.says(CLEAR)
    bot.works()
    asked = f"นับเวลาอย่างไร {theirs.number}"
    bot.understands.meanings[asked] = meant(None, ticket_number=theirs.number)

    assert "หมดอายุ" in taps_clock(bot, stranger, theirs.id)
    assert f"ไม่พบเรื่องเลขที่ {theirs.number}" in hears(bot, stranger, asked)
    assert "ยังไม่มีเรื่องที่แจ้งไว้" in hears(bot, stranger, COUNTED)
    assert "หมดอายุ" in taps_clock(bot, stranger, 999_999_999_999_999)


def test_a_matter_being_written_is_kept(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai)
    somchai.says("คุยกับเจ้าหน้าที่")
    bot.works()

    assert "ที่กำลังแจ้งยังอยู่" in hears(bot, somchai, COUNTED)
    assert "ที่กำลังแจ้งยังอยู่" in taps_clock(bot, somchai, ticket.id)
    assert any(said.startswith(ticket.number) for said in somchai.told)


def test_a_year_of_questions_and_answers_stays_within_lines_limits(bot: Bot, somchai: Person) -> None:
    ticket = a_matter(bot, somchai, kind="complaint")
    with bot.work.write() as session:
        held, officer = session.get_one(Ticket, ticket.id), a_staff(session)
        for turn in range(40):
            bot.clock.move(hours=24 * 4)
            tickets.ask_back(session, held, officer, "ขอหลักฐานเพิ่มเติมค่ะ " * 40, seen=turn + 1, now=bot.clock())
            told_all(session, held, bot.clock())
            bot.clock.move(hours=24 * 3)
            wrote = a_contact(session, held.conversation, "ค่ะ", at=bot.clock(), ticket=held)
            tickets.customer_wrote(session, held, wrote, bot.clock())

    taps_clock(bot, somchai, ticket.id)

    (card,) = [m for to, m in bot.line.shown if to == somchai.id and m["type"] == "flex"]
    bubbles = card["contents"]["contents"]
    assert len(bubbles) == 3
    assert len(json.dumps(card["contents"])) < 50_000
    assert all(len(json.dumps(bubble)) < 30_000 for bubble in bubbles)
    assert len(card["altText"]) <= 400
    assert "ช่วงก่อนหน้านี้รวมกัน – นับ" in json.dumps(bubbles[-1], ensure_ascii=False)
