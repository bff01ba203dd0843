"""What customers are told, and what officers of other units never get to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from backend.errors import Refused
from backend.models.contact import Author
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.services import tickets
from backend.services.access import RESTRICTED_KINDS
from bot.answering import Knowledge, answer
from bot.conversation import taps
from bot.line_client import Verdict
from bot.messages import Json
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person, knowledge
from tests.factories import a_staff

pytest_plugins = ["tests.bot.stage"]

SOON = date(2026, 12, 1)
LONG_AFTER = date(2099, 1, 1)
SECRET = "นายสมชาย เรียกรับเงินเมื่อวาน"


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer with something to report that is not for everybody."""
    bot.understands.meanings["ขอแจ้งเรื่องทุจริต"] = meant("corruption_report")
    return bot.person()


def answered(known: Knowledge, intent_id: str, today: date = SOON, language: str = "th") -> list[Json]:
    return answer(
        known, known.catalogue.intents[intent_id], language, unit_name="ฝ่ายหนึ่ง", contact_id=1, estate_id=None,
        estate_candidates=(), today=today,
    )  # fmt: skip


def told(known: Knowledge, intent_id: str, today: date = SOON) -> str:
    return "\n".join(message["text"] for message in answered(known, intent_id, today))


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("intent_id", [one.id for one in knowledge().catalogue.intents.values() if one.answer])
def test_an_answer_speaks_of_no_button_but_those_under_it(intent_id: str, language: str) -> None:
    for message in answered(knowledge(), intent_id, language=language):
        offered = {item["action"]["label"] for item in message["quickReply"]["items"]}
        assert set(re.findall(r"(?:กด|[Tt]ap) “(.+?)”", message["text"])) <= offered


def test_an_answer_that_states_no_fact_names_no_source() -> None:
    assert "ที่มา" in told(knowledge(), "wastewater_rules")
    assert "ที่มา" not in told(knowledge(), "permit_fees")
    assert "สอบถามเพิ่มเติม: ฝ่ายหนึ่ง" in told(knowledge(), "permit_fees")


def test_no_unit_is_named_before_the_estate_says_which(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["จ่ายทางไหน"] = meant("payment_method")
    bot.understands.meanings["จ่ายทางไหน ที่บางปู"] = meant("payment_method", estate="bangpoo")
    for text in ("จ่ายทางไหน", "จ่ายทางไหน ที่บางปู"):
        somchai.says(text)
        bot.works()

    assert "สอบถามเพิ่มเติม" not in somchai.told[0]
    assert "\n\n\n" not in somchai.told[0]
    assert "สอบถามเพิ่มเติม: สายงานปฏิบัติงาน 1" in somchai.told[1]


def test_in_an_emergency_there_is_nothing_to_read_but_what_to_do() -> None:
    said = told(knowledge(), "emergency_report")

    assert "199" in said
    assert not [part for part in ("ที่มา", "สอบถามเพิ่มเติม", "ตอบตรงคำถาม") if part in said]


def test_the_emergency_numbers_are_told_however_long_ago_they_were_reviewed() -> None:
    assert "199" in told(knowledge(), "emergency_report", LONG_AFTER)
    assert "ถึงกำหนดทบทวน" in told(knowledge(), "about_ieat", LONG_AFTER)


def test_a_group_is_told_the_numbers_and_to_write_in_private(bot: Bot) -> None:
    bot.understands.meanings["@บอต ไฟไหม้"] = replace(meant(), emergency=True)
    group = Person(bot, f"C{7:032x}")
    group.says("@บอต ไฟไหม้", mention={"mentionees": [{"index": 0, "length": 4, "isSelf": True}]})
    bot.works()

    assert "199" in group.told[-1]
    assert "แชตส่วนตัว" in group.told[-1]


@pytest.mark.parametrize("end", ["ยกเลิก", "ย้อนกลับ", ""])
def test_what_is_said_while_a_restricted_matter_is_written_stays_restricted_if_it_is_never_sent(
    bot: Bot, somchai: Person, end: str
) -> None:
    for text in filter(None, ("ขอแจ้งเรื่องทุจริต", SECRET, end)):
        somchai.says(text)
        bot.works()

    assert {contact.kind for contact in bot.kept} <= RESTRICTED_KINDS
    assert {contact.author for contact in bot.kept} == {Author.CUSTOMER, Author.BOT}


def test_while_an_officer_waits_for_the_customer_the_card_says_so_and_promises_nothing_past(
    bot: Bot, somchai: Person
) -> None:
    bot.understands.meanings["น้ำไม่ไหล"] = meant("water_supply", estate="bangpoo")
    for text in ("น้ำไม่ไหล", "ซอย 7", "ข้าม", "ยืนยัน"):
        somchai.says(text)
        bot.works()
    with bot.work.write() as session:
        officer: Staff = a_staff(session)
        ticket = session.query(Ticket).one()
        tickets.ask_back(session, ticket, officer, "มิเตอร์เลขที่เท่าไรคะ", seen=1, now=bot.clock())
    bot.waits(1)
    somchai.says("เรื่องของฉัน")
    bot.works()

    card = str(bot.line.shown[-1])
    assert "รอข้อมูลจากท่าน" in card
    assert "หยุดนับเวลา" in card
    assert "เจ้าหน้าที่ตอบครั้งแรกภายใน" not in card
    assert "ยังไม่มีกำหนดเวลา" not in card


def in_hand(bot: Bot, text: str) -> None:
    """An officer writes to the only customer there is."""
    with bot.work.write() as session:
        tickets.answer(session, session.query(Ticket).one(), a_staff(session), text, seen=1, now=bot.clock())
    bot.waits(0)


def leaves_a_matter(bot: Bot, person: Person) -> None:
    bot.understands.meanings["น้ำไม่ไหล"] = meant("water_supply", estate="bangpoo")
    for text in ("น้ำไม่ไหล", "ซอย 7", "ข้าม", "ยืนยัน"):
        person.says(text)
        bot.works()


def test_what_lies_in_the_tray_goes_with_a_message_that_the_bot_itself_would_not_answer(
    bot: Bot, somchai: Person
) -> None:
    leaves_a_matter(bot, somchai)
    bot.waits(120)
    bot.line.fates.append(Verdict.QUOTA_USED_UP)
    in_hand(bot, "ช่างกำลังไปค่ะ")
    assert "ช่างกำลังไปค่ะ" not in str(somchai.told)
    somchai.sends("sticker", packageId="1", stickerId="1")
    bot.works()

    assert "ช่างกำลังไปค่ะ" in str(somchai.told)
    assert [call.how for call in bot.line.calls][-1] == "reply"


def test_a_telephone_number_taken_back_before_the_matter_is_sent_is_not_in_it(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings |= {
        "น้ำไม่ไหล": meant("water_supply", estate="bangpoo"),
        "0812345678": meant(phone="0812345678"),
    }
    for text in ("น้ำไม่ไหล", "ซอย 7"):
        somchai.says(text)
        bot.works()
    (number,) = somchai.says("0812345678")
    bot.works()
    somchai.unsends(number)
    bot.works()
    somchai.says("ยืนยัน")
    bot.works()

    (ticket,) = bot.all(Ticket)
    assert ticket.phone == ""


def test_a_forged_button_takes_nobody_elses_words(bot: Bot, somchai: Person) -> None:
    stranger = bot.person()
    stranger.says("ความลับของคนอื่น")
    bot.waits(5)
    (words,) = [contact for contact in bot.kept if contact.text == "ความลับของคนอื่น"]
    somchai.taps(taps.data("new", contact_id=words.id))
    bot.works()

    assert "ปุ่มนี้หมดอายุ" in somchai.told[-1]


def test_a_ticket_number_alone_is_no_language(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings |= {
        "Where is my ticket?": meant("ticket_status", language="en"),
        "กนอ-70-000001": meant(ticket_number="กนอ-70-000001"),
    }
    for text in ("Where is my ticket?", "กนอ-70-000001"):
        somchai.says(text)
        bot.works()

    assert "No ticket" in somchai.told[-1] or "You have no" in somchai.told[-1]


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", " \u2060\ufe0f ", "\u2800"])
def test_an_answer_of_which_nothing_is_seen_is_none(bot: Bot, somchai: Person, nothing: str) -> None:
    leaves_a_matter(bot, somchai)
    with pytest.raises(Refused):
        in_hand(bot, nothing)
