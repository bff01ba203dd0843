"""What fails is tried again for hours, and a person knows at once; only a fault of its own is counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from backend.models.alarm import Alarm
from backend.models.contact import Attachment, Author, Fetching
from backend.models.inbox import Handling, InboxEvent
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.notices import TicketTransferred
from backend.services import access, attempts, inbox, outbox, tickets
from bot import pump
from bot.conversation import taps
from bot.deliver import LEASE
from bot.doorbell import make_queue
from bot.drain import Drain
from bot.line_client import ContentUnavailable
from bot.process import Process
from bot.release import release
from bot.wording import Wording
from intents.understanding import Understanding
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person, knowledge
from tests.factories import NOW, a_staff, a_ticket
from tests.models import ship

pytest_plugins = ["tests.bot.stage"]

QUESTION = "กนอ. คืออะไร"
OURS = RuntimeError("ขอเลขบัตร 1234567890123")


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer; what the authority is he asks in words that are understood."""
    bot.understands.meanings[QUESTION] = meant("about_ieat")
    return bot.person()


def alarms(bot: Bot) -> set[str]:
    return {alarm.kind for alarm in bot.all(Alarm)}


def said(bot: Bot) -> list[str]:
    return [contact.text for contact in bot.kept if contact.author is Author.CUSTOMER]


def handling(bot: Bot) -> list[int]:
    return [row.handling for row in bot.inbox]


def reply_token(row: InboxEvent) -> str:
    return str(json.loads(row.body or "")["event"]["replyToken"])


def time_passes(bot: Bot, **by: float) -> None:
    """Go from one due moment to the next."""
    end = bot.clock() + timedelta(**by)
    while bot.clock() < end:
        rows = [*bot.inbox, *bot.owed, *bot.all(Attachment)]
        due = min((row.next_try_at for row in rows if row.next_try_at), default=end)
        bot.waits(min(max((due - bot.clock()).total_seconds(), 0.0) + 0.01, (end - bot.clock()).total_seconds()))


def at_its_end(bot: Bot) -> None:
    """What waits has failed almost as often as it may, and fails once more."""
    with bot.work.write() as session:
        for table in (InboxEvent, OutboxMessage, Attachment):
            session.execute(update(table).where(table.next_try_at.is_not(None)).values(attempts=attempts.MOST - 1))
    time_passes(bot, minutes=1)


# Events


def test_the_first_failure_of_an_event_is_told_to_a_person_without_what_was_said(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    somchai.says("พัง")
    bot.works()

    (alarm,) = bot.all(Alarm)
    assert (alarm.kind, alarm.count) == ("event_failed", 1)
    assert "RuntimeError" in alarm.subject
    assert "1234567890123" not in f"{alarm.subject} {alarm.detail} {bot.inbox[0].note}"


def test_an_event_is_tried_after_growing_pauses_and_not_in_between(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    somchai.says("พัง")
    bot.works()

    for attempt in range(1, 12):
        (row,) = bot.inbox
        pause = (row.next_try_at - bot.clock()).total_seconds()
        usual = min(2 ** (attempt - 1), attempts.LONGEST_PAUSE.total_seconds())
        assert (row.attempts, row.handling) == (attempt, Handling.WAITING)
        assert 0.7 * usual <= pause <= 1.3 * usual
        heard = len(bot.understands.heard)
        bot.waits(pause - 0.1)
        assert len(bot.understands.heard) == heard
        bot.waits(0.2)


def test_what_a_deployment_mends_within_hours_is_answered_in_order(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    bot.understands.meanings["พัง"] = meant("about_ieat")
    wipa = bot.person()
    for words in (QUESTION, "พัง", QUESTION):
        somchai.says(words)
    wipa.says(QUESTION)
    bot.works()
    time_passes(bot, hours=4)
    assert handling(bot) == [Handling.DONE, Handling.WAITING, Handling.WAITING, Handling.DONE]
    assert (len(somchai.told), len(wipa.told)) == (1, 1)

    bot.understands.faults.clear()
    time_passes(bot, minutes=7)
    assert set(handling(bot)) == {Handling.DONE}
    assert said(bot) == [QUESTION, QUESTION, "พัง", QUESTION]
    assert len(somchai.told) > 1
    assert bot.inbox[1].next_try_at is None


def test_an_event_that_never_succeeds_is_given_up_after_hours_and_its_neighbours_go_on(
    bot: Bot, somchai: Person
) -> None:
    bot.understands.faults["พัง"] = OURS
    somchai.says("พัง")
    somchai.says(QUESTION)
    bot.works()
    began = bot.clock()
    time_passes(bot, hours=10)

    bad, neighbour = bot.inbox
    assert (bad.handling, bad.attempts) == (Handling.FAILED, attempts.MOST)
    assert timedelta(hours=4) < bad.handled_at - began < timedelta(hours=9)
    assert (neighbour.handling, neighbour.attempts) == (Handling.DONE, 0)
    assert len(somchai.told) == 1
    assert alarms(bot) == {"event_failed", "event_given_up"}
    assert reply_token(bad) == "expired"


def test_what_was_given_up_is_handled_once_it_is_tried_again(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    bot.understands.meanings["พัง"] = meant("about_ieat")
    somchai.says("พัง")
    bot.works()
    at_its_end(bot)
    assert somchai.told == []

    bot.understands.faults.clear()
    with bot.work.write() as session:
        inbox.try_again(session)
    bot.waits(1)
    assert len(somchai.told) == 1
    assert handling(bot) == [Handling.DONE]


def test_no_reply_token_is_kept_beyond_its_life_while_an_event_waits(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    somchai.says("พัง")
    bot.works()
    assert len(reply_token(bot.inbox[0])) == 32

    time_passes(bot, minutes=5)
    assert reply_token(bot.inbox[0]) == "expired"


def test_a_message_that_fails_can_be_taken_back_and_then_holds_up_nobody(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = OURS
    (message_id,) = somchai.says("พัง")
    somchai.says(QUESTION)
    bot.works()
    time_passes(bot, minutes=30)
    assert somchai.told == []

    somchai.unsends(message_id)
    bot.works()
    time_passes(bot, minutes=7)
    assert said(bot) == [QUESTION]
    assert len(somchai.told) == 1
    assert set(handling(bot)) == {Handling.DONE}


def test_something_said_before_can_be_taken_back_behind_an_event_that_fails(bot: Bot, somchai: Person) -> None:
    (message_id,) = somchai.says(QUESTION)
    bot.works()
    bot.understands.faults["พัง"] = OURS
    somchai.says("พัง")
    bot.works()
    somchai.unsends(message_id)
    bot.works()

    assert said(bot) == [""]


def test_the_attempt_is_counted_on_the_event_that_failed_whatever_comes_meanwhile(bot: Bot, somchai: Person) -> None:
    late = somchai.message("text", text="พัง")
    earlier = somchai.event("postback", postback={"data": taps.data("menu")}, ago=5)

    def understand(words: str) -> Understanding:
        if not bot.understands.heard:
            bot.hears(earlier)
        return bot.understands(words)

    bot.hears(late)
    bot.understands.faults["พัง"] = OURS
    replace(bot.hands, drain=Drain(bot.work, understand, Wording(knowledge()), lambda: None)).look_at(somchai.id)
    bot.works()

    bad, good = bot.inbox
    assert (good.handling, good.attempts) == (Handling.DONE, 0)
    assert (bad.handling, bad.attempts) == (Handling.WAITING, 1)


def test_alone_an_event_is_handled_only_while_it_is_the_first(bot: Bot, somchai: Person) -> None:
    somchai.says(QUESTION)
    bot.hears(somchai.event("postback", postback={"data": taps.data("menu")}, ago=5))
    late, _ = bot.inbox

    assert bot.hands.drain.handle_alone(somchai.id, late.id).finished == 0
    assert handling(bot) == [Handling.WAITING, Handling.WAITING]


# A cry for help

CRY = "ไฟไหม้ที่บางปู ช่วยด้วย"


@pytest.fixture
def somchai_in_danger(bot: Bot, somchai: Person) -> Person:
    """Somebody who has hit a fault of ours, and whose cry would be understood."""
    bot.understands.faults["พัง"] = OURS
    bot.understands.meanings[CRY] = meant("emergency_report", emergency=True, estate="bangpoo")
    return somchai


def test_a_cry_for_help_overtakes_an_event_that_fails_and_nothing_else_does(
    bot: Bot, somchai_in_danger: Person
) -> None:
    for words in ("พัง", QUESTION, CRY, QUESTION):
        somchai_in_danger.says(words)
        bot.works()

    assert somchai_in_danger.told[0].startswith("ถ้ามีอันตราย")
    assert [ticket.urgent for ticket in bot.all(Ticket)] == [True]
    assert handling(bot) == [Handling.WAITING, Handling.WAITING, Handling.DONE, Handling.WAITING]

    bot.understands.faults.clear()
    time_passes(bot, minutes=7)
    assert said(bot) == [CRY, "พัง", QUESTION, QUESTION]
    assert set(handling(bot)) == {Handling.DONE}
    assert len(bot.all(Ticket)) == 1


def test_a_cry_that_comes_together_with_what_fails_is_answered_at_once_too(bot: Bot, somchai_in_danger: Person) -> None:
    somchai_in_danger.says("พัง", CRY)
    bot.works()

    assert somchai_in_danger.told[0].startswith("ถ้ามีอันตราย")
    assert handling(bot) == [Handling.WAITING, Handling.DONE]


def test_a_cry_is_found_behind_however_much_waits_and_whatever_is_not_understood(
    bot: Bot, somchai_in_danger: Person
) -> None:
    for words in ("พัง", *[QUESTION] * 30, "พังอีก", CRY):
        somchai_in_danger.says(words)
        bot.works()

    assert [ticket.urgent for ticket in bot.all(Ticket)] == [True]


def test_a_cry_that_fails_itself_is_tried_again_on_its_own_time(bot: Bot, somchai_in_danger: Person) -> None:
    bot.understands.meanings[CRY] = meant("emergency_report", emergency=True, estate="no_such_estate")
    for words in ("พัง", CRY):
        somchai_in_danger.says(words)
        bot.works()
    assert [row.attempts for row in bot.inbox] == [1, 1]

    bot.understands.meanings[CRY] = meant("emergency_report", emergency=True, estate="bangpoo")
    time_passes(bot, seconds=2)
    assert handling(bot) == [Handling.WAITING, Handling.DONE]


# What is nobody's own fault


@contextmanager
def without_a_column(bot: Bot) -> Iterator[None]:
    """The code is newer than the schema: somebody deployed in the wrong order."""
    with bot.work.engine.begin() as connection:
        connection.execute(text("ALTER TABLE contact RENAME COLUMN touchpoint TO touchpoint_away"))
    try:
        yield
    finally:
        with bot.work.engine.begin() as connection:
            connection.execute(text("ALTER TABLE contact RENAME COLUMN touchpoint_away TO touchpoint"))


def test_a_schema_that_is_behind_costs_no_event_an_attempt_and_is_told_at_once(bot: Bot, somchai: Person) -> None:
    pump.use(bot.hands)
    somchai.says(QUESTION)
    with without_a_column(bot):
        for _ in range(30):
            pump.pump()
            bot.clock.move(minutes=10)
            bot.doorbell.ring([somchai.id])
        assert alarms(bot) == {"database_fault"}
        assert [(row.handling, row.attempts) for row in bot.inbox] == [(Handling.WAITING, 0)]

    bot.waits(1)
    assert len(somchai.told) == 1


def test_a_value_that_the_database_refuses_is_the_events_own_fault(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["พัง"] = meant("about_ieat", estate="no_such_estate")
    somchai.says("พัง")
    bot.works()

    assert bot.inbox[0].attempts == 1
    assert alarms(bot) == {"event_failed"}


# The pump


def test_a_fault_in_one_chat_does_not_end_the_pump_for_the_others(bot: Bot, somchai: Person) -> None:
    pump.use(bot.hands)
    bot.understands.faults["ล็อก"] = OperationalError("SELECT", {}, Exception("deadlock detected"))
    others = [bot.person() for _ in range(5)]
    somchai.says("ล็อก")
    for one in others:
        one.says(QUESTION)
    pump.pump()

    assert [len(one.told) for one in others] == [1] * 5
    assert bot.inbox[0].attempts == 0
    assert alarms(bot) == {"database_fault"}


def test_while_the_database_fails_every_chat_a_pump_stops_early(bot: Bot, somchai: Person) -> None:
    pump.use(bot.hands)
    bot.understands.faults["กนอ."] = OperationalError("SELECT", {}, Exception("server closed the connection"))
    for _ in range(20):
        bot.person().says(QUESTION)
    pump.pump()

    assert len(bot.understands.heard) <= 2 * pump.MOST_REFUSALS
    assert {row.attempts for row in bot.inbox} == {0}


def test_a_busy_pump_ends_by_itself_and_asks_for_another_to_go_on(bot: Bot, redis_url: str) -> None:
    def understand(words: str) -> Understanding:
        bot.clock.move(seconds=pump.LASTS.total_seconds() / 3)
        return meant("about_ieat")

    pump.use(replace(bot.hands, drain=Drain(bot.work, understand, Wording(knowledge()), lambda: None)))
    for _ in range(12):
        bot.person().says(QUESTION)
    redis = Redis.from_url(redis_url)
    queue = make_queue(redis)
    queue.empty()
    pump.pump()
    done = handling(bot).count(Handling.DONE)
    assert 0 < done < 12
    assert queue.count >= 1

    SimpleWorker([queue], connection=redis, serializer=JSONSerializer).work(burst=True, logging_level="WARNING")
    redis.close()
    assert handling(bot) == [Handling.DONE] * 12


def test_rq_sets_the_pump_no_time_limit(bot: Bot, somchai: Person, redis_url: str) -> None:
    somchai.says(QUESTION)
    with Redis.from_url(redis_url) as redis:
        (job,) = make_queue(redis).jobs

    assert job.timeout == -1


# Notices that nobody can word


@pytest.fixture
def officer(bot: Bot, somchai: Person) -> Officer:
    """Somebody of the unit that holds a matter of the customer's."""
    somchai.says(QUESTION)
    bot.works()
    with bot.work.write() as session:
        staff = a_staff(session, unit="ops1")
        ticket = a_ticket(session, chat=somchai.chat(session), unit="ops1", estate="bangpoo", at=bot.clock())
        return Officer(bot, staff.id, ticket.number)


class Officer:
    """Writes to the customer about their one matter."""

    def __init__(self, bot: Bot, staff_id: int, number: str) -> None:
        self._bot, self._staff_id, self._number = bot, staff_id, number

    def answers(self, words: str) -> None:
        with self._bot.work.write() as session:
            staff = session.get_one(Staff, self._staff_id)
            ticket: Ticket = access.ticket_for(session, staff, self._number, to_change=True)
            tickets.answer(session, ticket, staff, words, seen=ticket.version, now=self._bot.clock())

    def answers_in_a_new_way(self, words: str) -> None:
        """By a notice of a kind that this version does not know."""
        self.answers(words)
        self.rename("OfficerAnswered", "OfficerSang")

    def rename(self, old: str, new: str) -> None:
        """Call the notices that were not worded yet something else."""
        with self._bot.work.write() as session:
            for row in session.query(OutboxMessage).filter(OutboxMessage.messages.is_(None)):
                if row.notice and row.notice["notice"] == old:
                    row.notice = {**row.notice, "notice": new}


def the_notice(bot: Bot) -> OutboxMessage:
    """The first thing an officer wrote."""
    row: OutboxMessage = next(row for row in bot.owed if row.notice)
    return row


def test_a_notice_that_nobody_can_word_is_told_to_a_person_and_holds_up_no_other(
    bot: Bot, somchai: Person, officer: Officer
) -> None:
    officer.answers_in_a_new_way("คำตอบแรก")
    bot.works()
    officer.answers("คำตอบที่สอง")
    bot.works()
    somchai.says(QUESTION)
    bot.works()

    assert alarms(bot) == {"notice_failed"}
    assert "คำตอบที่สอง" in somchai.told[1]
    assert len(somchai.told) == 3
    assert (the_notice(bot).state, the_notice(bot).attempts) == (Sending.WAITING, 1)


def test_a_notice_is_sent_once_a_worker_can_word_it(bot: Bot, somchai: Person, officer: Officer) -> None:
    officer.answers_in_a_new_way("คำตอบแรก")
    bot.works()
    time_passes(bot, minutes=60)
    assert len(somchai.told) == 1
    assert 10 < the_notice(bot).attempts < 30

    officer.rename("OfficerSang", "OfficerAnswered")
    time_passes(bot, minutes=7)
    assert "คำตอบแรก" in somchai.told[-1]
    assert (the_notice(bot).state, the_notice(bot).attempts) == (Sending.SENT, 1)


def test_a_notice_that_is_never_worded_fails_after_hours_and_can_be_tried_again(
    bot: Bot, somchai: Person, officer: Officer
) -> None:
    officer.answers_in_a_new_way("คำตอบแรก")
    bot.works()
    at_its_end(bot)
    assert the_notice(bot).state is Sending.FAILED
    assert alarms(bot) == {"notice_failed", "not_sent"}

    officer.rename("OfficerSang", "OfficerAnswered")
    with bot.work.write() as session:
        outbox.try_again(session)
    bot.waits(1)
    assert "คำตอบแรก" in somchai.told[-1]


def test_a_schema_that_is_behind_costs_no_notice_an_attempt(bot: Bot, somchai: Person, officer: Officer) -> None:
    pump.use(bot.hands)
    officer.answers("คำตอบแรก")
    with bot.work.engine.begin() as connection:
        connection.execute(text("ALTER TABLE unit RENAME COLUMN short_th TO short_away"))
    try:
        pump.pump()
    finally:
        with bot.work.engine.begin() as connection:
            connection.execute(text("ALTER TABLE unit RENAME COLUMN short_away TO short_th"))
    assert (the_notice(bot).attempts, alarms(bot)) == (0, {"database_fault"})

    bot.waits(LEASE.total_seconds() + 1)
    assert "คำตอบแรก" in somchai.told[-1]


# Files


def test_a_file_that_line_does_not_give_is_asked_for_through_hours(bot: Bot, somchai: Person) -> None:
    message_id = somchai.sends("image")
    bot.line.contents[message_id] = ContentUnavailable("status 500")
    bot.works()
    time_passes(bot, hours=4)
    assert alarms(bot) == set()
    asked = len(bot.line.fetched)
    assert 40 < asked < 80

    bot.line.contents[message_id] = b"\x89PNG\r\n\x1a\n" + b"x" * 500
    time_passes(bot, minutes=7)
    assert [file.state for file in bot.all(Attachment)] == [Fetching.STORED]


def test_a_file_that_line_never_gives_is_given_up_and_a_person_told(bot: Bot, somchai: Person) -> None:
    bot.line.contents[somchai.sends("image")] = ContentUnavailable("status 500")
    bot.works()
    at_its_end(bot)

    assert [(file.state, file.attempts) for file in bot.all(Attachment)] == [(Fetching.GONE, attempts.MOST)]
    assert alarms(bot) == {"file_given_up"}


def test_a_file_that_cannot_be_kept_is_tried_again_and_told_at_once(bot: Bot, somchai: Person) -> None:
    message_id = somchai.sends("image")
    bot.line.contents[message_id] = OSError("No space left on device")
    bot.works()
    assert alarms(bot) == {"file_failed"}

    bot.line.contents[message_id] = b"\x89PNG\r\n\x1a\n" + b"x" * 500
    time_passes(bot, minutes=1)
    assert [file.state for file in bot.all(Attachment)] == [Fetching.STORED]


# The release


def test_a_release_tries_again_what_failed(process: Process) -> None:
    with process.work.write() as session:
        ship(session, b"")  # spares the training
        ticket = a_ticket(session)
        notice = outbox.tell(session, ticket, TicketTransferred(ticket.number, "ops1"), cause="1", now=NOW)
        notice.state, notice.attempts = Sending.FAILED, attempts.MOST
        session.add(
            InboxEvent(
                event_id="1", conversation_key="U1", kind="message", occurred_ms=1, received_ms=1, digest="",
                handling=Handling.FAILED, attempts=attempts.MOST, handled_at=NOW,
            )
        )  # fmt: skip
    release(process.settings, lambda line: None)

    with process.work.read() as session:
        assert [event.handling for event in session.scalars(select(InboxEvent))] == [Handling.WAITING]
        assert [row.state for row in session.scalars(select(OutboxMessage))] == [Sending.WAITING]
