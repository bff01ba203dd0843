"""What is owed to a chat is sent once, in order, whatever LINE answers and whenever a worker dies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.models.alarm import Alarm
from backend.models.customer import ChatKind
from backend.models.outbox import OutboxMessage, Sending
from backend.services import conversations, outbox
from backend.services.outbox import REPLY_TOKEN_LIFE, ReplyTicket
from bot import messages
from bot.clock import tray
from bot.conversation import taps
from bot.deliver import GIVE_UP, LEASE
from bot.line_client import Verdict
from tests.bot.fakes import ANSWER_LOST, ANSWER_SPOILT, KILLED_AFTER, KILLED_BEFORE, Fate, Killed
from tests.bot.stage import Bot, Person

pytest_plugins = ["tests.bot.stage"]

_serial = count(1)
NOT_REACHED, RATE_LIMITED, REFUSED = Verdict.NOT_REACHED, Verdict.RATE_LIMITED, Verdict.REFUSED
SERVER_ERROR, UNAUTHORISED, UNKNOWN = Verdict.SERVER_ERROR, Verdict.UNAUTHORISED, Verdict.UNKNOWN
QUOTA, ACCEPTED = Verdict.QUOTA_USED_UP, Verdict.ACCEPTED


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer whom nobody has written to yet."""
    return bot.person()


def owe(bot: Bot, to: Person, *texts: str, token: bool = False, kind: ChatKind = ChatKind.USER) -> None:
    """One row of the outbox with these texts, to be sent by a fresh reply token or by push."""
    number, now = next(_serial), bot.clock()
    reply = ReplyTicket(f"{number:032d}", now + REPLY_TOKEN_LIFE) if token else None
    if reply:
        bot.line.gives(reply.token, to.id)
    with bot.work.write() as session:
        chat = conversations.lock(session, to.id, kind, now)
        said = [messages.text(text) for text in texts]
        outbox.say(session, chat, said, cause=f"test:{to.id}:{number}", now=now, reply=reply)


def deliver(bot: Bot, to: Person) -> None:
    bot.hands.postman.deliver(to.id)


def until_settled(bot: Bot, *, most: int = 60) -> None:
    """Go from one due moment to the next until nothing waits any more."""
    for _ in range(most):
        head = next((row for row in bot.owed if row.state is Sending.WAITING), None)
        if head is None:
            return
        pause = (head.next_try_at - bot.clock()).total_seconds() if head.next_try_at else 0.0
        bot.waits(max(pause, 0.0) + 0.01)
    raise AssertionError("it never settles")


def how(bot: Bot) -> list[str]:
    return [call.how for call in bot.line.calls]


def alarms(bot: Bot) -> list[str]:
    return [alarm.kind for alarm in bot.all(Alarm)]


def only(bot: Bot) -> OutboxMessage:
    (row,) = bot.owed
    return row


# --- what each answer of LINE means ---

NOTHING: list[str] = []
BY_REPLY = [
    pytest.param([], ["reply"], NOTHING, id="accepted"),
    pytest.param([REFUSED], ["reply", "push"], NOTHING, id="token dead from the start"),
    pytest.param([ANSWER_LOST], ["reply", "reply"], NOTHING, id="accepted, the answer lost: the refusal tells"),
    pytest.param([ANSWER_SPOILT], ["reply", "reply"], NOTHING, id="accepted, answered 500"),
    pytest.param([ANSWER_LOST, NOT_REACHED], ["reply"] * 3, NOTHING, id="lost, then not reached"),
    pytest.param([ANSWER_LOST, RATE_LIMITED], ["reply"] * 3, NOTHING, id="lost, then too many calls"),
    pytest.param([ANSWER_LOST, UNAUTHORISED], ["reply"] * 3, ["line_token"], id="lost, then a bad token of ours"),
    pytest.param([UNKNOWN], ["reply", "reply"], NOTHING, id="not accepted, nothing heard"),
    pytest.param([SERVER_ERROR] * 3, ["reply"] * 4, NOTHING, id="500 three times"),
    pytest.param([NOT_REACHED] * 2, ["reply"] * 3, NOTHING, id="not reached twice"),
    pytest.param([RATE_LIMITED], ["reply", "reply"], NOTHING, id="too many calls"),
    pytest.param([UNAUTHORISED], ["reply", "reply"], ["line_token"], id="our token is bad for a while"),
    pytest.param([UNKNOWN] * 12, ["reply"] * 12 + ["push"], NOTHING, id="no clear word while the token lives"),
    pytest.param([REFUSED, REFUSED], ["reply", "push"], ["not_sent"], id="content that LINE never takes"),
    pytest.param([REFUSED, ANSWER_LOST], ["reply", "push", "push"], NOTHING, id="token dead, then the push unclear"),
]


@pytest.mark.parametrize(("fates", "calls", "alarms_raised"), BY_REPLY)
def test_an_answer_by_reply_token(
    bot: Bot, somchai: Person, fates: list[Verdict | Fate], calls: list[str], alarms_raised: list[str]
) -> None:
    owe(bot, somchai, "คำตอบ", token=True)
    bot.line.fates.extend(fates)
    deliver(bot, somchai)
    until_settled(bot)

    failed = "not_sent" in alarms_raised
    made = how(bot)
    assert sorted(set(made), reverse=True) == sorted(set(calls), reverse=True)
    assert len(made) == len(calls) or len(fates) == 12
    assert somchai.told == ([] if failed else ["คำตอบ"])
    assert only(bot).state is (Sending.FAILED if failed else Sending.SENT)
    assert alarms(bot) == alarms_raised


BY_PUSH = [
    pytest.param([], 1, NOTHING, id="accepted"),
    pytest.param([ANSWER_LOST], 2, NOTHING, id="accepted, the answer lost: 409 tells"),
    pytest.param([ANSWER_SPOILT, SERVER_ERROR], 3, NOTHING, id="accepted, answered 500 twice"),
    pytest.param([ANSWER_LOST, NOT_REACHED, RATE_LIMITED], 4, NOTHING, id="lost, then turned away"),
    pytest.param([SERVER_ERROR, UNKNOWN, NOT_REACHED], 4, NOTHING, id="every failure once"),
    pytest.param([UNAUTHORISED, UNAUTHORISED], 3, ["line_token"], id="our token is bad for a while"),
    pytest.param([REFUSED], 1, ["not_sent"], id="LINE never takes it"),
]


@pytest.mark.parametrize(("fates", "calls", "alarms_raised"), BY_PUSH)
def test_a_push_is_repeated_under_its_key_until_line_gives_a_clear_word(
    bot: Bot, somchai: Person, fates: list[Verdict | Fate], calls: int, alarms_raised: list[str]
) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.extend(fates)
    deliver(bot, somchai)
    until_settled(bot)

    failed = "not_sent" in alarms_raised
    assert how(bot) == ["push"] * calls
    assert len({(call.retry_key, *call.words) for call in bot.line.calls}) == 1
    assert somchai.told == ([] if failed else ["ข่าว"])
    assert only(bot).state is (Sending.FAILED if failed else Sending.SENT)
    assert only(bot).line_message_ids if not failed else only(bot).note == "refused"
    assert alarms(bot) == alarms_raised


def test_no_reply_token_is_kept_beyond_its_use(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "คำตอบ", token=True)
    deliver(bot, somchai)

    assert only(bot).reply_token is None


# --- the quota and the tray ---


def test_what_the_quota_does_not_pay_for_goes_along_with_the_next_free_reply(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าวหนึ่ง")
    owe(bot, somchai, "ข่าวสอง")
    bot.line.fates.extend([QUOTA, QUOTA])
    deliver(bot, somchai)
    assert [row.state for row in bot.owed] == [Sending.TRAY, Sending.TRAY]
    assert alarms(bot) == ["quota"]

    somchai.taps(taps.data("menu"))
    bot.works()
    assert [call.how for call in bot.line.calls[2:]] == ["reply"]
    assert somchai.told[:2] == ["ข่าวหนึ่ง", "ข่าวสอง"]
    assert len(somchai.told) == 3


def test_what_lies_in_the_tray_is_tried_again_by_the_hour_at_one_call(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.extend([QUOTA, QUOTA])
    deliver(bot, somchai)
    bot.waits(60)
    assert len(bot.line.calls) == 1

    for told in ([], ["ข่าว"]):
        tray(bot.work, bot.doorbell, bot.clock())
        bot.waits(1)
        assert somchai.told == told


def test_a_clear_refusal_of_the_quota_ends_the_doubt_about_an_unclear_push(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.extend([UNKNOWN, QUOTA])
    deliver(bot, somchai)
    until_settled(bot)
    assert only(bot).state is Sending.TRAY

    somchai.taps(taps.data("menu"))
    bot.works()
    assert somchai.told[0] == "ข่าว"


# --- back-off ---


@pytest.mark.parametrize(("token", "longest"), [(True, 8.0), (False, 300.0)])
def test_a_call_that_fails_is_made_again_after_growing_pauses(
    bot: Bot, somchai: Person, token: bool, longest: float
) -> None:
    owe(bot, somchai, "ข่าว", token=token)
    bot.line.fates.extend([RATE_LIMITED] * (6 if token else 11))
    deliver(bot, somchai)
    until_settled(bot)

    times = [call.at for call in bot.line.calls]
    pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    for n, pause in enumerate(pauses):
        assert 0.7 * min(2**n, longest) <= pause <= 1.3 * min(2**n, longest) + 0.1
    assert somchai.told == ["ข่าว"]


def test_a_customer_who_writes_is_not_kept_waiting_by_a_back_off(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.extend([RATE_LIMITED] * 8)
    for _ in range(8):
        deliver(bot, somchai)
        bot.clock.at = only(bot).next_try_at or bot.clock.at
    bot.clock.move(seconds=-60)
    somchai.taps(taps.data("menu"))
    bot.works()

    assert [call.how for call in bot.line.calls[8:]] == ["reply"]
    assert somchai.told[0] == "ข่าว"


@pytest.mark.parametrize("after", [NOT_REACHED, RATE_LIMITED, UNAUTHORISED])
def test_an_unclear_push_is_never_carried_by_a_reply_whatever_failed_since(
    bot: Bot, somchai: Person, after: Verdict
) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.extend([ANSWER_LOST, after])
    deliver(bot, somchai)
    bot.waits(2)
    somchai.taps(taps.data("menu"))
    bot.works()
    until_settled(bot)

    assert [told == "ข่าว" for told in somchai.told] == [True, False]


def test_a_retry_key_is_not_used_beyond_the_day_that_line_remembers_it(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.append(ANSWER_LOST)
    deliver(bot, somchai)
    bot.waits(25 * 3600)

    assert somchai.told == ["ข่าว"]
    assert (only(bot).state, alarms(bot)) == (Sending.FAILED, ["not_sent"])


def test_what_line_certainly_never_had_may_go_a_day_later(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.append(NOT_REACHED)
    deliver(bot, somchai)
    bot.waits(GIVE_UP.total_seconds() + 5 * 3600)

    assert somchai.told == ["ข่าว"]


# --- order ---


@pytest.mark.parametrize("fate", [ANSWER_LOST, SERVER_ERROR, NOT_REACHED, RATE_LIMITED])
def test_a_later_message_never_overtakes_an_earlier_one(bot: Bot, somchai: Person, fate: Verdict | Fate) -> None:
    for n in range(4):
        owe(bot, somchai, f"ข้อ {n}", token=n == 2)
    bot.line.fates.extend([fate, fate])
    deliver(bot, somchai)
    until_settled(bot)

    assert somchai.told == [f"ข้อ {n}" for n in range(4)]


def test_one_reply_takes_along_all_that_waits_and_fits(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าวหนึ่ง", "ข่าวสอง")
    owe(bot, somchai, "คำตอบ", token=True)
    deliver(bot, somchai)

    assert [(call.how, call.words) for call in bot.line.calls] == [("reply", ["ข่าวหนึ่ง", "ข่าวสอง", "คำตอบ"])]
    first, second = bot.owed
    assert (len(first.line_message_ids or ()), len(second.line_message_ids or ())) == (2, 1)


# --- whom we may not write to ---


def test_who_has_blocked_us_gets_nothing_until_they_come_back(bot: Bot, somchai: Person) -> None:
    somchai.blocks()
    bot.works()
    owe(bot, somchai, "ข่าว")
    deliver(bot, somchai)
    bot.waits(3600)
    assert bot.line.calls == []
    assert (only(bot).state, only(bot).note) == (Sending.TRAY, "blocked")

    somchai.follows(again=True)
    bot.works()
    assert how(bot) == ["reply"]
    assert somchai.told[0] == "ข่าว"


def test_an_unclear_push_to_somebody_who_then_blocks_us_is_settled_under_its_key(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    bot.line.fates.append(ANSWER_LOST)
    deliver(bot, somchai)
    somchai.blocks()
    bot.waits(10)
    somchai.follows(again=True)
    bot.works()
    until_settled(bot)

    assert somchai.told.count("ข่าว") == 1
    assert {row.state for row in bot.owed} == {Sending.SENT}


def test_nothing_is_pushed_to_a_chat_that_has_no_address(bot: Bot) -> None:
    nobody = Person(bot, "event:01M808YP305Q0EZ80PS7T2D213")
    owe(bot, nobody, "คำตอบ", token=True, kind=ChatKind.UNKNOWN)
    owe(bot, nobody, "อีกคำตอบ", kind=ChatKind.UNKNOWN)
    bot.clock.move(seconds=120)
    deliver(bot, nobody)

    assert bot.line.calls == []
    assert {(row.state, row.note) for row in bot.owed} == {(Sending.FAILED, "nobody to push to")}


def test_a_chat_without_an_address_is_answered_by_token(bot: Bot) -> None:
    nobody = Person(bot, "event:01M808YP305Q0EZ80PS7T2D214")
    owe(bot, nobody, "คำตอบ", token=True, kind=ChatKind.UNKNOWN)
    bot.line.fates.append(SERVER_ERROR)
    deliver(bot, nobody)
    until_settled(bot)

    assert how(bot) == ["reply", "reply"]
    assert nobody.told == ["คำตอบ"]


# --- several postmen, and dead ones ---


def test_two_postmen_never_send_to_one_chat_at_once(bot: Bot, somchai: Person) -> None:
    owe(bot, somchai, "ข่าว")
    other = bot.worker().postman
    bot.line.fates.append(lambda: other.deliver(somchai.id))
    deliver(bot, somchai)

    assert how(bot) == ["push"]
    assert bot.doorbell.next_due(bot.clock()) is None
    assert bot.doorbell.next_due(bot.clock() + timedelta(seconds=1)) == somchai.id, "the other looks again later"


@pytest.mark.parametrize("token", [True, False])
def test_a_postman_who_comes_back_after_his_lease_changes_nothing(bot: Bot, somchai: Person, token: bool) -> None:
    owe(bot, somchai, "ข่าว", token=token)
    other = bot.worker().postman

    def hang() -> None:
        bot.clock.move(seconds=LEASE.total_seconds() + 1)
        other.deliver(somchai.id)

    bot.line.fates.append(hang)
    deliver(bot, somchai)

    assert how(bot) == (["reply", "reply"] if token else ["push", "push"])
    assert somchai.told == ["ข่าว"]
    assert only(bot).state is Sending.SENT


@pytest.mark.parametrize("token", [True, False])
@pytest.mark.parametrize("fate", [KILLED_AFTER, KILLED_BEFORE])
def test_a_worker_killed_in_a_call_leaves_it_to_be_made_again_just_so(
    bot: Bot, somchai: Person, token: bool, fate: Fate
) -> None:
    owe(bot, somchai, "หนึ่ง")
    owe(bot, somchai, "สอง", token=token)
    bot.line.fates.append(fate)
    with pytest.raises(Killed):
        deliver(bot, somchai)
    bot.waits(LEASE.total_seconds() - 1)
    assert len(bot.line.calls) == 1, "the dead man's lease still holds"
    bot.waits(1.1)

    first, again = bot.line.calls[:2]
    assert (first.how, first.address, first.words, first.retry_key) == (
        again.how, again.address, again.words, again.retry_key,
    )  # fmt: skip
    assert somchai.told == ["หนึ่ง", "สอง"]
    assert {row.state for row in bot.owed} == {Sending.SENT}


# --- whatever happens ---

ends = st.sampled_from(
    [ANSWER_LOST, ANSWER_SPOILT, KILLED_AFTER, KILLED_BEFORE, UNKNOWN, SERVER_ERROR, NOT_REACHED, RATE_LIMITED,
     UNAUTHORISED, REFUSED, ACCEPTED]
)  # fmt: skip
steps = st.tuples(st.booleans(), st.booleans(), st.lists(ends, max_size=3), st.sampled_from([0, 1, 5, 13, 70]))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=1, max_size=5))
def test_everything_is_sent_in_order_and_a_push_never_twice(
    bot: Bot, script: Sequence[tuple[bool, bool, list[Verdict | Fate], int]]
) -> None:
    somchai, owed = bot.person(), []
    for is_owed, by_token, fates, pause in script:
        if is_owed or not owed:
            owed.append(f"ข้อ {len(owed)}")
            owe(bot, somchai, owed[-1], token=by_token)
        bot.line.fates.extend(fate for fate in fates if fate not in (REFUSED, ACCEPTED))
        _work_through(bot, pause)
    bot.line.fates.clear()
    _work_through(bot, 13)
    until_settled(bot)

    pushes = [call for call in bot.line.calls if call.how == "push" and call.address == somchai.id]
    assert list(dict.fromkeys(somchai.told)) == owed
    for text in owed:
        keys = {call.retry_key for call in pushes if text in call.words}
        assert len(keys) <= 1
        assert 1 <= somchai.told.count(text) <= 1 + len(keys)


def _work_through(bot: Bot, seconds: float) -> None:
    """Time passes; a worker that is killed is started again."""
    for pause in (seconds, 0.0, 0.0, 0.0):
        try:
            bot.waits(pause)
        except Killed:
            bot.hands = bot.worker()
