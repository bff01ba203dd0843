"""Two needs in one message, from the webhook to the phone: both are kept, both are taken up, neither is lost."""

from __future__ import annotations

import pytest

from backend.models.contact import Author
from backend.models.ticket import Ticket
from bot.conversation import taps
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person, knowledge

pytest_plugins = ["tests.bot.stage"]

WATER_AND_RECEIPT = "น้ำไม่ไหล แล้วขอใบเสร็จเดือนที่แล้วด้วย"
TWO_QUESTIONS = "กนอ. คืออะไร แล้วน้ำเสียต้องไม่เกินเท่าไร"


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer whose two needs are understood."""
    bot.understands.meanings |= {
        WATER_AND_RECEIPT: meant("water_supply", also="invoice_receipt", estate="bangpoo"),
        TWO_QUESTIONS: meant("about_ieat", also="wastewater_rules"),
    }
    return bot.person()


def tells(person: Person, *things: str) -> None:
    """Says one thing after the other, each answered before the next."""
    for one in things:
        person.says(one)
        person.bot.works()


def test_the_record_shows_both_needs_and_the_language(bot: Bot, somchai: Person) -> None:
    receipt_first = "ขอใบเสร็จ แล้วน้ำไม่ไหลด้วย"
    needs = ("invoice_receipt", "water_supply")
    bot.understands.meanings[receipt_first] = meant("water_supply", also=needs[0], needs=needs)
    tells(somchai, WATER_AND_RECEIPT, "ยกเลิก", "ยกเลิก", receipt_first)
    said = {contact.text: contact for contact in bot.kept if contact.author is Author.CUSTOMER}

    assert [(said[words].intent_id, said[words].also_intent_id) for words in (WATER_AND_RECEIPT, receipt_first)] == [
        ("water_supply", "invoice_receipt"),
        ("invoice_receipt", "water_supply"),
    ]
    assert said[WATER_AND_RECEIPT].language == "th"


def test_letters_of_no_language_are_recorded_as_none(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["12345"] = meant("ticket_status", language="other")
    somchai.says("12345")
    bot.works()

    assert bot.kept[0].language is None


def test_two_answers_come_in_one_free_reply_each_with_its_own_source(bot: Bot, somchai: Person) -> None:
    tells(somchai, TWO_QUESTIONS)
    (call,) = bot.line.calls
    first, second = call.words

    assert call.how == "reply"
    assert first.count("ที่มา:") == second.count("ที่มา:") == 1
    assert ["ตอบตรงคำถามไหมคะ" in words for words in (first, second)] == [False, True]
    assert list(somchai.buttons)[:3] == ["ตรงคำถาม", "ไม่ตรงคำถาม", "ส่งเรื่องที่สองให้หน่วยงาน"]


def test_a_verdict_on_two_answers_is_recorded_for_both_and_a_bad_one_asks_which(bot: Bot, somchai: Person) -> None:
    tells(somchai, TWO_QUESTIONS)
    somchai.presses("ไม่ตรงคำถาม")
    bot.works()
    verdict = next(contact for contact in bot.kept if contact.what == "verdict")
    answer = next(contact for contact in bot.kept if contact.what == "answer")

    assert (answer.intent_id, answer.also_intent_id) == ("about_ieat", "wastewater_rules")
    assert (verdict.text, verdict.intent_id, verdict.also_intent_id) == ("bad", "about_ieat", "wastewater_rules")
    label = knowledge().label("wastewater_rules", "th")
    assert taps.read(somchai.buttons[label]) == taps.Tap("report", intent_id="wastewater_rules")


def test_two_matters_are_left_one_after_the_other_by_another_worker_hours_later(bot: Bot, somchai: Person) -> None:
    tells(somchai, WATER_AND_RECEIPT, "ซอย 7", "ข้าม")
    bot.clock.move(hours=23)
    bot.hands = bot.worker()
    tells(somchai, "ยืนยัน")
    assert "ต่อไปเรื่อง" in somchai.told[-2]
    tells(somchai, "เลขที่ใบแจ้งหนี้ 123", "ข้าม", "ยืนยัน")

    water, receipt = bot.all(Ticket)
    assert (water.intent_id, receipt.intent_id) == ("water_supply", "invoice_receipt")
    assert (water.estate_id, receipt.estate_id) == ("bangpoo", "bangpoo")
    assert receipt.details.splitlines() == [WATER_AND_RECEIPT, "เลขที่ใบแจ้งหนี้ 123"]
    assert bot.kept[0].ticket_id == water.id


def test_the_second_need_is_forgotten_after_a_day(bot: Bot, somchai: Person) -> None:
    tells(somchai, WATER_AND_RECEIPT)
    bot.clock.move(hours=25)
    tells(somchai, "ยกเลิก")

    assert "ไม่มีรายการค้าง" in somchai.told[-1]


def test_the_last_tap_delivered_again_opens_nothing_twice(bot: Bot, somchai: Person) -> None:
    tells(somchai, WATER_AND_RECEIPT, "ซอย 7", "ข้าม")
    confirm = somchai.event("postback", postback={"data": somchai.buttons["ยืนยันส่งเรื่อง"]})
    for redelivered in (False, True):
        bot.hears({**confirm, "deliveryContext": {"isRedelivery": redelivered}})
        bot.works()
    somchai.taps(str(confirm["postback"]["data"]))
    bot.works()

    assert [ticket.intent_id for ticket in bot.all(Ticket)] == ["water_supply"]
    assert "หมดอายุ" in somchai.told[-1]
    with bot.work.read() as session:
        assert somchai.chat(session).state["intent_id"] == "invoice_receipt"


def test_what_is_taken_back_is_gone_from_both_matters(bot: Bot, somchai: Person) -> None:
    (both,) = somchai.says(WATER_AND_RECEIPT)
    bot.works()
    bot.understands.meanings["081-234-5678"] = meant(phone="0812345678")
    tells(somchai, "ซอย 7")
    (number,) = somchai.says("081-234-5678")
    bot.works()
    tells(somchai, "ยืนยัน", "เลขที่ใบแจ้งหนี้ 123", "ยืนยัน")
    assert [ticket.phone for ticket in bot.all(Ticket)] == ["0812345678"] * 2
    for message_id in (both, number):
        somchai.unsends(message_id)
    bot.works()

    water, receipt = bot.all(Ticket)
    assert (water.details, receipt.details) == ("ซอย 7", "เลขที่ใบแจ้งหนี้ 123")
    assert (water.phone, receipt.phone) == ("", "")


def test_after_an_emergency_the_second_need_is_offered_beside_the_emergencys_own_buttons(
    bot: Bot, somchai: Person
) -> None:
    bot.understands.meanings["ไฟไหม้ที่บางปู แล้วขอใบเสร็จด้วย"] = meant(
        "emergency_report", also="invoice_receipt", needs=("invoice_receipt", "emergency_report"), emergency=True,
        estate="bangpoo",
    )  # fmt: skip
    tells(somchai, "ไฟไหม้ที่บางปู แล้วขอใบเสร็จด้วย")
    assert somchai.told[0].startswith("ถ้ามีอันตราย")
    assert (bot.kept[0].intent_id, bot.kept[0].also_intent_id) == ("emergency_report", "invoice_receipt")
    assert {"ทำเรื่องต่อไป", "เพิ่มข้อมูล", "เรื่องของฉัน"} <= set(somchai.buttons)

    somchai.presses("ทำเรื่องต่อไป")
    bot.works()
    assert "ใบ" in somchai.told[-1]
    assert [ticket.urgent for ticket in bot.all(Ticket)] == [True]


def test_a_restricted_second_need_is_as_restricted_while_it_waits(bot: Bot, somchai: Person) -> None:
    words = "น้ำไม่ไหล และขอแจ้งเรื่องทุจริต"
    bot.understands.meanings[words] = meant("water_supply", also="corruption_report", estate="bangpoo")
    tells(somchai, words, "ซอย 7", "ข้าม", "ยืนยัน")
    (water,) = bot.all(Ticket)

    assert water.details == "ซอย 7"
    assert {c.text: c.kind for c in bot.kept if c.author is Author.CUSTOMER}[words] == "integrity"
    assert bot.kept[0].ticket_id is None
