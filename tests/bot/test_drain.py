"""What waits in a chat is handled in order, once, read together, and a bad event costs nobody but itself."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.models.contact import Author
from backend.models.customer import Conversation
from backend.models.inbox import Handling
from backend.models.ticket import Ticket
from backend.work import SilentDoorbell, Work
from bot.conversation import taps
from bot.conversation.state import FORGOTTEN_AFTER
from bot.drain import Drain
from bot.wording import Wording
from intents.understanding import Understanding
from tests.bot.fakes import Killed, meant
from tests.bot.stage import Bot, Person, knowledge

pytest_plugins = ["tests.bot.stage"]

UNCLEAR = "ยังไม่เข้าใจ"
MENU = taps.data("menu")


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer; he asks what the authority is in words that are understood."""
    bot.understands.meanings["กนอ. คืออะไร"] = meant("about_ieat")
    return bot.person()


def said(bot: Bot) -> list[str]:
    """The words of customers that were kept, in the order in which they were."""
    return [contact.text for contact in bot.kept if contact.author is Author.CUSTOMER]


def calls(bot: Bot) -> list[tuple[str, int]]:
    """How LINE was called, with how many messages each."""
    return [(call.how, len(call.messages)) for call in bot.line.calls]


# --- reading together ---


def test_texts_that_wait_are_read_together_and_answered_once(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["ขอถามหน่อย\nกนอ. คืออะไร"] = meant("about_ieat")
    somchai.says("ขอถามหน่อย", "กนอ. คืออะไร")
    bot.works()

    assert len(somchai.told) == 1
    assert "ที่มา:" in somchai.told[0]
    assert said(bot) == ["ขอถามหน่อย", "กนอ. คืออะไร"]
    assert {contact.intent_id for contact in bot.kept} == {"about_ieat"}


def test_a_clear_question_is_answered_at_once(bot: Bot, somchai: Person) -> None:
    somchai.says("กนอ. คืออะไร")
    bot.works()

    assert len(somchai.told) == 1
    assert bot.line.loading == []


def test_an_unclear_fragment_waits_with_three_dots_and_is_answered_once(bot: Bot, somchai: Person) -> None:
    somchai.says("คือ")
    bot.works()
    assert (somchai.told, bot.line.loading) == ([], [somchai.id])

    bot.waits(1)
    somchai.says("แบบว่า")
    bot.works()
    bot.waits(1.4)
    assert somchai.told == []

    bot.waits(0.1)
    assert UNCLEAR in somchai.told[0]
    assert calls(bot) == [("reply", 1)]


def test_whoever_goes_on_writing_fragments_is_answered_after_four_seconds(bot: Bot, somchai: Person) -> None:
    for _ in range(4):
        assert somchai.told == []
        somchai.says("เอ่อ")
        bot.works()
        bot.waits(1)

    assert calls(bot) == [("reply", 1)]
    assert bot.understands.heard[-1] == "เอ่อ\nเอ่อ\nเอ่อ\nเอ่อ"


def test_a_fragment_waits_no_longer_once_something_else_has_come(bot: Bot, somchai: Person) -> None:
    bot.hears(somchai.message("text", text="คือ", ago=0.3), somchai.message("sticker", packageId="1"))
    bot.works()

    assert UNCLEAR in somchai.told[0]
    assert bot.line.loading == []


def test_the_token_of_a_fragment_that_waits_is_kept_for_its_own_answer(bot: Bot, somchai: Person) -> None:
    bot.hears(somchai.event("postback", postback={"data": MENU}, ago=0.3), somchai.message("text", text="คือ"))
    bot.works()
    assert len(somchai.told) == 1

    bot.waits(2)
    assert calls(bot) == [("reply", 1), ("reply", 1)]


def test_pictures_chosen_together_are_waited_for_and_get_one_answer(bot: Bot, somchai: Person) -> None:
    for index in (3, 1):
        somchai.sends("image", imageSet={"id": "SET", "index": index, "total": 3})
        bot.works()
    assert somchai.told == []

    somchai.sends("image", imageSet={"id": "SET", "index": 2, "total": 3})
    bot.works()
    assert len(somchai.told) == 1
    assert [contact.what for contact in bot.kept] == ["image", "image", "image", "reply"]


@pytest.mark.parametrize("set_of", [{"id": "SET", "index": 1, "total": 3}, {"id": "SET"}])
def test_a_set_that_never_becomes_whole_is_answered_all_the_same(
    bot: Bot, somchai: Person, set_of: dict[str, object]
) -> None:
    somchai.sends("image", imageSet=set_of)
    bot.works()
    bot.waits(1.5)

    assert len(somchai.told) == 1


def test_texts_are_understood_before_the_chat_is_locked(bot: Bot, somchai: Person) -> None:
    work = WatchedWork(bot.work.engine, SilentDoorbell(), bot.clock)
    free: dict[str, bool] = {}

    def understand(text: str) -> Understanding:
        free.setdefault(text, not work.writing)
        return meant("about_ieat")

    somchai.says("กนอ. คืออะไร", "ก่อตั้งเมื่อไร")
    Drain(work, understand, Wording(knowledge()), lambda: None).handle(somchai.id)

    assert free == {"กนอ. คืออะไร\nก่อตั้งเมื่อไร": True}


class WatchedWork(Work):
    """Knows whether a transaction is open."""

    writing = False

    @contextmanager
    def write(self) -> Iterator[Session]:
        with super().write() as session:
            self.writing = True
            yield session
            self.writing = False


# --- order, and many at once ---


def test_events_are_handled_in_the_order_in_which_they_happened(bot: Bot, somchai: Person) -> None:
    late, early = somchai.message("text", text="สอง", ago=1), somchai.message("text", text="หนึ่ง", ago=2)
    bot.hears(late)
    bot.hears(early)
    bot.works()
    bot.waits(2)

    assert said(bot) == ["หนึ่ง", "สอง"]
    assert bot.understands.heard[-1] == "หนึ่ง\nสอง"


@pytest.mark.parametrize("ahead", [0, 0.3, 2, 50], ids=lambda seconds: f"{seconds} s ahead")
def test_what_line_brings_again_keeps_its_place_however_far_its_clock_is_ahead_of_ours(
    bot: Bot, somchai: Person, ahead: float
) -> None:
    texts = ["หนึ่ง", "สอง", "สาม"]
    first, *others = [somchai.message("text", text=text, ago=-ahead - n / 1000) for n, text in enumerate(texts)]
    for other in others:
        bot.hears(other)
    bot.clock.move(seconds=1)
    bot.hears(first)
    bot.works()
    bot.waits(2)

    assert said(bot) == texts
    assert all(contact.at <= bot.clock() for contact in bot.kept)


def test_of_following_and_blocking_in_one_webhook_the_later_one_stands(bot: Bot, somchai: Person) -> None:
    bot.hears(
        somchai.event("follow", ago=-2, follow={"isUnblocked": True}), somchai.event("unfollow", token=False, ago=-3)
    )
    bot.works()

    assert not bot.all(Conversation)[0].reachable


@pytest.mark.parametrize("count", [20, 21, 45])
def test_however_many_wait_all_are_handled_in_order(bot: Bot, somchai: Person, count: int) -> None:
    texts = [f"ข้อความที่ {n}" for n in range(count)]
    somchai.says(*texts)
    bot.works()
    bot.waits(2)

    assert said(bot) == texts
    assert {row.handling for row in bot.inbox} == {Handling.DONE}
    assert all(row.body is None for row in bot.inbox)


def test_more_than_five_messages_go_in_several_calls_and_the_first_is_free(bot: Bot, somchai: Person) -> None:
    bot.hears(*(somchai.event("postback", postback={"data": MENU}, ago=1 - n / 10) for n in range(7)))
    bot.works()

    assert calls(bot) == [("reply", 5), ("push", 2)]
    assert len(somchai.told) == 7


def test_two_workers_at_once_handle_each_event_once_and_in_order(bot: Bot) -> None:
    people = [bot.person() for _ in range(2)]
    texts = [f"ข้อ {n}" for n in range(8)]
    for person in people:
        for text in texts:
            person.says(text)
    bot.clock.move(seconds=10)
    workers = [bot.worker() for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda worker: [_until_nothing_waits(worker.drain, one.id) for one in people], workers))

    for person in people:
        with bot.work.read() as session:
            chat = person.chat(session)
        own = [one.text for one in bot.kept if one.conversation_id == chat.id and one.author is Author.CUSTOMER]
        assert own == texts
    assert {row.attempts for row in bot.inbox} == {0}
    assert len(bot.all(Conversation)) == 2


def _until_nothing_waits(drain: Drain, key: str) -> None:
    while drain.handle(key, at_most=2).finished:
        pass


# --- what goes wrong ---


def test_a_bad_event_costs_none_that_came_before_it(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = RuntimeError("a fault of ours")
    for words in ("กนอ. คืออะไร", "พัง", "กนอ. คืออะไร"):
        somchai.says(words)
    bot.works()

    assert [row.handling for row in bot.inbox] == [Handling.DONE, Handling.WAITING, Handling.WAITING]
    assert [row.attempts for row in bot.inbox] == [0, 1, 0]
    assert len(somchai.told) == 1


def test_a_bad_event_does_not_stop_other_chats(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["พัง"] = RuntimeError("a fault of ours")
    wipa = bot.person()
    somchai.says("พัง")
    wipa.says("กนอ. คืออะไร")
    bot.works()

    assert len(wipa.told) == 1


def test_trouble_with_the_database_is_not_the_events_fault(bot: Bot, somchai: Person) -> None:
    bot.understands.faults["กนอ."] = OperationalError("SELECT", {}, Exception("server closed the connection"))
    somchai.says("กนอ. คืออะไร")
    with pytest.raises(OperationalError):
        bot.works()
    bot.understands.faults.clear()
    bot.waits(2)

    assert [(row.handling, row.attempts) for row in bot.inbox] == [(Handling.DONE, 0)]
    assert len(somchai.told) == 1


def test_a_worker_killed_over_an_event_leaves_nothing_half_done(bot: Bot, somchai: Person) -> None:
    bot.hears(somchai.event("postback", postback={"data": MENU}, ago=0.3), somchai.message("text", text="กนอ. คืออะไร"))
    at_its_second_hearing = _Deadly(bot)
    drain = Drain(bot.work, at_its_second_hearing, Wording(knowledge()), lambda: None)
    with pytest.raises(Killed):
        drain.handle(somchai.id)
    assert (bot.kept, bot.owed) == ([], [])

    bot.works()
    assert said(bot) == ["menu", "กนอ. คืออะไร"]
    assert calls(bot) == [("reply", 2)]


class _Deadly:
    """Understands a text once, before the transaction; the second time, inside it, the worker dies."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self._heard = bot, 0

    def __call__(self, text: str) -> Understanding:
        self._heard += 1
        if self._heard == 2:
            raise Killed
        return self._bot.understands(text)


# --- what a chat remembers ---


def test_a_half_finished_matter_survives_a_new_worker_and_is_forgotten_after_a_day(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings |= {
        "น้ำไม่ไหล": meant("water_supply"),
        "บางปู": meant("contact_estate_office", estate="bangpoo"),
    }
    somchai.says("น้ำไม่ไหล")
    bot.works()
    bot.hands = bot.worker()
    somchai.says("บางปู")
    bot.works()
    assert "พิมพ์รายละเอียด" in somchai.told[-1]

    bot.clock.move(seconds=FORGOTTEN_AFTER.total_seconds())
    somchai.says("บางปู")
    bot.works()
    assert "นิคมอุตสาหกรรมบางปู" in somchai.told[-1]
    assert bot.all(Ticket) == []


def test_a_customer_is_answered_in_the_language_they_write_until_they_choose(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings |= {
        "What is IEAT?": meant("about_ieat", language="en"),
        "IEAT": meant("about_ieat", language="en"),
    }
    for text in ("IEAT", "What is IEAT?", "กนอ. คืออะไร"):
        somchai.says(text)
        bot.works()
    assert ["Source:" in told for told in somchai.told] == [False, True, False]

    somchai.taps(taps.data("language", language="en"))
    somchai.says("กนอ. คืออะไร")
    bot.works()
    assert "Source:" in somchai.told[-1]


def test_who_writes_again_after_blocking_is_answered_even_if_the_unblocking_was_lost(bot: Bot, somchai: Person) -> None:
    somchai.blocks()
    bot.works()
    bot.clock.move(seconds=60)
    somchai.says("กนอ. คืออะไร")
    bot.works()

    assert len(somchai.told) == 1


# --- what was taken back, and what was not meant for us ---


@pytest.mark.parametrize("what", ["text", "image", "location", "sticker"])
def test_what_was_taken_back_before_we_read_it_is_neither_kept_nor_answered(
    bot: Bot, somchai: Person, what: str
) -> None:
    message = somchai.message(what, ago=2, text="ความลับ", latitude=13.7, longitude=100.5)
    unsend = somchai.event("unsend", token=False, ago=1, unsend={"messageId": message["message"]["id"]})
    bot.hears(message, unsend)
    bot.works()
    bot.waits(5)

    assert (bot.kept, bot.line.calls, bot.line.fetched) == ([], [], [])
    assert "ความลับ" not in "".join(row.body or "" for row in bot.inbox)


def test_of_a_group_only_what_is_said_to_us_is_kept(bot: Bot, somchai: Person) -> None:
    group = Person(bot, "C" + somchai.id[1:])
    group.says("กนอ. คืออะไร")
    for what in ("image", "video", "audio", "file", "location", "sticker", "hologram"):
        group.sends(what, latitude=13.7, longitude=100.5)
    bot.works()
    bot.waits(5)
    assert (bot.kept, bot.line.calls, bot.line.fetched, bot.understands.heard) == ([], [], [], [])

    group.says("กนอ. คืออะไร", mention={"mentionees": [{"isSelf": True}]})
    bot.works()
    assert said(bot) == ["กนอ. คืออะไร"]
    assert len(group.told) == 1


def test_an_edit_replaces_what_was_said_and_the_latest_one_wins(bot: Bot, somchai: Person) -> None:
    group = Person(bot, "C" + somchai.id[1:])
    (message_id,) = group.says("กนอ. คืออะไร", mention={"mentionees": [{"isSelf": True}]})
    bot.works()
    bot.clock.move(seconds=60)
    for text, ago in (("ข้อความล่าสุด", 1), ("ข้อความก่อนหน้า", 2)):
        bot.hears(group.event("messageEdited", ago=ago, message={"type": "text", "id": message_id, "text": text}))
        bot.works()

    assert said(bot) == ["ข้อความล่าสุด"]


@pytest.mark.parametrize("mode", ["standby", "paused"])
def test_while_another_has_the_chat_we_keep_and_say_nothing(bot: Bot, somchai: Person, mode: str) -> None:
    shown = [
        somchai.event("follow", token=False, ago=0.3, follow={"isUnblocked": False}),
        somchai.message("text", text="กนอ. คืออะไร", ago=0.2),
        somchai.event("postback", postback={"data": MENU}),
    ]
    bot.hears(*({**event, "mode": mode} for event in shown))
    bot.works()
    bot.waits(5)

    assert bot.line.calls == []
    assert bot.owed == []
    assert "กนอ. คืออะไร" in said(bot)
