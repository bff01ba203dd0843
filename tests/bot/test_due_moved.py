"""A customer whose date the calendar moves is told once, for nothing, and never a date that is stale by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest

from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role
from backend.models.ticket import Ticket
from backend.services import closures, conversations, outbox, tickets
from backend.services.closure_drafts import ClosureDraft
from backend.services.outbox import ReplyTicket
from bot import messages
from bot.clock import tray
from bot.conversation import taps
from bot.line_client import Verdict
from service_standards.announcements import Announced, Announcement
from service_standards.instants import BANGKOK
from tests.bot.fakes import ANSWER_LOST, ANSWER_SPOILT, Fate, meant
from tests.bot.stage import Bot, Person
from tests.factories import a_chat, a_staff, a_ticket, a_unit, an_entry

pytest_plugins = ["tests.bot.stage"]

THURSDAY, FRIDAY = "วันพฤหัสบดีที่ 26 พ.ย. 2569 เวลา 16.30 น.", "วันศุกร์ที่ 27 พ.ย. 2569 เวลา 16.30 น."
MONDAY = "วันจันทร์ที่ 30 พ.ย. 2569 เวลา 16.30 น."


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer of whom we have met nothing yet. It is Sunday evening, 22 November 2026."""
    assert bot.clock().astimezone(BANGKOK).date() == date(2026, 11, 22)
    return bot.person()


def leaves(bot: Bot, person: Person, *, language: str = "th", more: int = 0) -> list[Ticket]:
    """Matters that this customer has left, due on Thursday."""
    with bot.work.write() as session:
        chat = a_chat(session, key=person.id)
        chat.customer.language = language
        return [a_ticket(session, chat=chat, at=bot.clock()) for _ in range(1 + more)]


def closes(bot: Bot, day: int, last: int | None = None, reason: str = "น้ำท่วม", unit: str | None = None) -> int:
    """The office is announced to be closed on these days of November; the number of the entry."""
    announcement = Announcement(
        what=Announced.CLOSURE,
        first_on=date(2026, 11, day),
        last_on=date(2026, 11, last or day),
        reason_th=reason,
        reason_en="flood",
        source="ประกาศ กนอ. ที่ 9/2569",
        source_en="IEAT announcement 9/2026",
    )
    draft = ClosureDraft(announcement=announcement, unit_id=unit, estate_id=None, announced_on=date(2026, 11, 22))
    with bot.work.write() as session:
        by, now = a_staff(session, role=Role.ADMINISTRATOR), bot.clock()
        seen = closures.effect_of_entering(session, draft, now).digest
        return closures.enter(session, draft, by, seen=seen, now=now).id


def opens_again(bot: Bot, entry_id: int) -> None:
    with bot.work.write() as session:
        by, now = a_staff(session, role=Role.ADMINISTRATOR), bot.clock()
        seen = closures.effect_of_withdrawing(session, closures.find(session, entry_id), now).digest
        closures.withdraw(session, entry_id, by, "น้ำลดแล้ว", seen=seen, now=now)


def writes(bot: Bot, person: Person) -> list[str]:
    """The customer taps something; what arrives then."""
    before = len(person.told)
    person.taps(taps.data("menu"))
    bot.works()
    return person.told[before:]


def notices(bot: Bot) -> list[OutboxMessage]:
    return [row for row in bot.owed if row.only_free]


def test_it_goes_with_the_next_free_reply_and_not_before(bot: Bot, somchai: Person) -> None:
    (ticket,) = leaves(bot, somchai)
    closes(bot, 24)
    bot.waits(3600)
    tray(bot.work, bot.doorbell, bot.clock())
    bot.waits(3600)
    assert bot.line.calls == []
    told = writes(bot, somchai)

    assert told[0].split("\n\n") == [
        "ขอแจ้งกำหนดเวลาใหม่ค่ะ",
        f"เรื่อง {ticket.number}\nแจ้งผลภายใน {FRIDAY} (เดิม {THURSDAY})",
        "เนื่องจากปิดทำการ (น้ำท่วม) 24 พ.ย. (ประกาศ กนอ. ที่ 9/2569)",
        "กำหนดเวลานี้เป็นมาตรฐานทดลอง ยังไม่ใช่มาตรฐานตามกฎบัตรที่ประกาศใช้",
    ]
    assert [call.how for call in bot.line.calls] == ["reply"]
    assert [row.state for row in notices(bot)] == [Sending.SENT]
    assert not any("กำหนดเวลาใหม่" in words for words in writes(bot, somchai)), "once"


def test_it_is_told_in_english_to_who_reads_that(bot: Bot, somchai: Person) -> None:
    (ticket,) = leaves(bot, somchai, language="en")
    closes(bot, 24)

    assert writes(bot, somchai)[0].split("\n\n") == [
        "Please note your new deadlines.",
        f"Ticket {ticket.number}\nOutcome by Fri 27 Nov 2026, 16:30 (before: Thu 26 Nov 2026, 16:30)",
        "Reason: closed (flood) 24 Nov (IEAT announcement 9/2026)",
        "These times are provisional trial values, not yet those of the published charter",
    ]


def test_a_token_that_nothing_else_needs_carries_it(bot: Bot, somchai: Person) -> None:
    """Who answers an officer gets no word of the bot; the token of that message is free all the same."""
    (ticket,) = leaves(bot, somchai)
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.answer(session, held, a_staff(session), "กำลังตรวจสอบค่ะ", seen=1, now=bot.clock())
    bot.works()
    bot.understands.meanings["ขอบคุณที่ดูแลให้"] = meant("water_supply")
    closes(bot, 24)
    somchai.says("ขอบคุณที่ดูแลให้")
    bot.works()

    assert FRIDAY in somchai.told[-1]
    assert [call.how for call in bot.line.calls] == ["push", "reply"], "the push is the officer's"


def test_all_matters_of_a_customer_are_one_message(bot: Bot, somchai: Person) -> None:
    left = leaves(bot, somchai, more=11)
    closes(bot, 24)
    [told] = [words for words in writes(bot, somchai) if "กำหนดเวลาใหม่" in words]

    assert [ticket.number in told for ticket in left] == [True] * 10 + [False] * 2
    assert "และอีก 2 เรื่อง" in told


def test_a_second_move_makes_the_first_no_stale_date(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    closes(bot, 24)
    bot.waits(60)
    closes(bot, 25, reason="ไฟฟ้าดับ")
    told = "\n".join(writes(bot, somchai))

    assert told.count("เดิม") == 1
    assert f"แจ้งผลภายใน {MONDAY} (เดิม {THURSDAY})" in told
    assert "ปิดทำการ (น้ำท่วม)" in told
    assert "ปิดทำการ (ไฟฟ้าดับ)" in told


def test_what_went_back_before_it_was_told_is_not_told(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    entry = closes(bot, 24)
    opens_again(bot, entry)

    assert not any("กำหนดเวลา" in words for words in writes(bot, somchai))
    assert notices(bot) == []


def test_what_goes_back_after_it_was_told_is_told(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    entry = closes(bot, 24)
    writes(bot, somchai)
    opens_again(bot, entry)
    told = writes(bot, somchai)[0]

    assert "เนื่องจากยกเลิกการปิดทำการ (น้ำท่วม) 24 พ.ย." in told
    assert f"แจ้งผลภายใน {THURSDAY} (เดิม {FRIDAY})" in told


def test_a_matter_that_ended_meanwhile_is_not_spoken_of(bot: Bot, somchai: Person) -> None:
    over, _ = leaves(bot, somchai, more=1)
    closes(bot, 24)
    with bot.work.write() as session:
        held = session.get_one(Ticket, over.id)
        tickets.cancel(session, held, None, at=bot.clock(), now=bot.clock())
    [told] = [words for words in writes(bot, somchai) if "กำหนดเวลาใหม่" in words]

    assert over.number not in told


def test_it_waits_while_there_is_no_room_and_is_worded_by_what_holds_then(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    closes(bot, 24)
    _replies(bot, somchai, ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า"])
    bot.works()
    bot.hands.postman.deliver(somchai.id)
    assert somchai.told == ["หนึ่ง", "สอง", "สาม", "สี่", "ห้า"]
    assert [row.messages for row in notices(bot)] == [None]
    closes(bot, 25)

    assert MONDAY in writes(bot, somchai)[0]


def test_a_closure_is_not_blamed_for_the_time_we_waited_for_the_customer(bot: Bot, somchai: Person) -> None:
    """Asked on Monday, answered on Friday: the closed Tuesday is the smaller part of it."""
    (ticket,) = leaves(bot, somchai)
    closes(bot, 24)
    bot.waits(16 * 3600)
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.ask_back(session, held, a_staff(session), "ขอเลขมาตรค่ะ", seen=1, now=bot.clock())
    bot.works()
    bot.waits(4 * 24 * 3600)
    somchai.says("เลขมาตร 1234 ค่ะ")
    bot.works()
    [told] = [words for words in somchai.told if "กำหนดเวลาใหม่" in words]

    assert "เนื่องจาก" not in told
    assert FRIDAY not in told
    assert f"(เดิม {THURSDAY})\nกำหนดนี้ไม่นับช่วงที่รอข้อมูลจากท่านค่ะ" in told
    assert "วันทำการที่เปลี่ยนไปด้วย: ปิดทำการ (น้ำท่วม) 24 พ.ย." in told


def test_nor_for_a_matter_being_of_another_type_nor_a_second_one_for_what_came_between(
    bot: Bot, somchai: Person
) -> None:
    (ticket,) = leaves(bot, somchai)
    closes(bot, 24)
    bot.waits(60)
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.correct_kind(session, held, a_staff(session), "complaint", "เป็นข้อร้องเรียน", seen=1, now=bot.clock())
    bot.waits(60)
    closes(bot, 25, reason="ไฟฟ้าดับ")
    [told] = [words for words in writes(bot, somchai) if "กำหนดเวลาใหม่" in words]

    assert "เรื่องนี้เปลี่ยนประเภทแล้ว" in told
    assert "เนื่องจาก" not in told


def test_the_date_stands_in_it_however_many_reasons_there_are(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    for day in (23, 24, 25, 26, 27, 30):
        bot.waits(60)
        closes(bot, day, reason=f"{day} " + "น้ำท่วมสูง" * 19)
    [told] = [words for words in writes(bot, somchai) if "กำหนดเวลาใหม่" in words]

    assert told.index(f"(เดิม {THURSDAY})") < told.index("เนื่องจาก")
    assert told.index("และอีก 1 รายการ") < 1500


def _replies(bot: Bot, person: Person, said: Sequence[str]) -> None:
    now = bot.clock()
    token = f"{len(bot.owed):032d}"
    bot.line.gives(token, person.id)
    with bot.work.write() as session:
        chat = conversations.lock(session, person.id, person.chat(session).kind, now)
        reply = ReplyTicket(token, now + outbox.REPLY_TOKEN_LIFE)
        words = [messages.text(text) for text in said]
        outbox.say(session, chat, words, cause=f"test:{token}", now=now, reply=reply)


FATES: list[list[Verdict | Fate]] = [
    [Verdict.REFUSED],
    [ANSWER_LOST],
    [ANSWER_SPOILT, Verdict.NOT_REACHED],
    [Verdict.QUOTA_USED_UP],
    [Verdict.RATE_LIMITED] * 3,
    [Verdict.UNAUTHORISED, ANSWER_LOST],
    [Verdict.UNKNOWN] * 12,
    [Verdict.SERVER_ERROR] * 20,
]


@pytest.mark.parametrize("fates", FATES, ids=str)
def test_it_is_neither_pushed_nor_lost_whatever_line_answers(
    bot: Bot, somchai: Person, fates: list[Verdict | Fate]
) -> None:
    """A token that died over it puts it back, and the next one takes it."""
    leaves(bot, somchai)
    closes(bot, 24)
    bot.line.fates.extend(fates)
    writes(bot, somchai)
    for _ in range(12):
        bot.waits(7)
    bot.line.fates.clear()
    tray(bot.work, bot.doorbell, bot.clock())
    for _ in range(3):
        writes(bot, somchai)
        bot.waits(120)

    assert any("กำหนดเวลาใหม่" in words for words in somchai.told)
    assert [row.state for row in notices(bot)] == [Sending.SENT]
    pushed = [call for call in bot.line.calls if call.how == "push"]
    assert not any("กำหนดเวลาใหม่" in words for call in pushed for words in call.words)


def test_who_blocked_us_hears_it_when_they_come_back(bot: Bot, somchai: Person) -> None:
    leaves(bot, somchai)
    somchai.blocks()
    bot.works()
    closes(bot, 24)
    bot.waits(60)
    somchai.follows(again=True)
    bot.works()

    assert FRIDAY in "\n".join(somchai.told)
    assert {call.how for call in bot.line.calls} == {"reply"}


def test_a_transfer_to_a_unit_with_other_closed_days_tells_the_new_dates_at_once(bot: Bot, somchai: Person) -> None:
    (ticket,) = leaves(bot, somchai)
    with bot.work.write() as session:
        an_entry(session, unit="ops2", first_on=date(2026, 11, 24), at=datetime(2026, 11, 1, tzinfo=BANGKOK))
        held = session.get_one(Ticket, ticket.id)
        tickets.transfer(session, held, a_staff(session), "ops2", "เปลี่ยนผู้รับผิดชอบ", seen=1, now=bot.clock())
    bot.works()

    [told] = somchai.told
    assert "กำหนดเวลาจึงเปลี่ยนเป็น" in told
    assert f"แจ้งผลภายใน {FRIDAY}" in told
    assert "ปิดทำการ (น้ำท่วม) 24 พ.ย." in told
    assert "กำหนดเดิม" not in told


def test_what_a_transfer_has_told_is_not_told_a_second_time(bot: Bot, somchai: Person) -> None:
    """The unit that had it closes for two days, the one that has it now for another one."""
    first, other = leaves(bot, somchai, more=1)
    with bot.work.write() as session:
        an_entry(session, unit="ops2", first_on=date(2026, 11, 24), at=datetime(2026, 11, 1, tzinfo=BANGKOK))
    closes(bot, 25, 26, unit="ops1")
    with bot.work.write() as session:
        held = session.get_one(Ticket, first.id)
        tickets.transfer(session, held, a_staff(session), "ops2", "เปลี่ยนผู้รับผิดชอบ", seen=1, now=bot.clock())
    bot.works()
    assert f"แจ้งผลภายใน {FRIDAY}" in somchai.told[-1]
    [told] = [words for words in writes(bot, somchai) if "กำหนดเวลาใหม่" in words]

    assert (first.number in told, other.number in told) == (False, True)


def test_a_transfer_that_undoes_what_was_not_yet_told_changes_nothing_for_the_customer(
    bot: Bot, somchai: Person
) -> None:
    (ticket,) = leaves(bot, somchai)
    with bot.work.write() as session:
        a_unit(session, "ops2")
    closes(bot, 24, unit="ops1")
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.transfer(session, held, a_staff(session), "ops2", "เปลี่ยนผู้รับผิดชอบ", seen=1, now=bot.clock())
    bot.works()

    assert "กำหนดตอบยังเป็นกำหนดเดิม" in somchai.told[-1]
    assert not any("กำหนดเวลาใหม่" in words for words in writes(bot, somchai))
    assert notices(bot) == []
