"""The clock process counts open matters anew after the calendar changed without them, once, whoever dies over it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from backend.models.alarm import Alarm, Fact
from backend.models.measurement import Measurement, Remeasure
from backend.models.ticket import DUE_MOVED, Ticket
from backend.services import facts, recount, tickets
from bot import clock as clock_process
from bot.conversation import taps
from service_standards.holiday_files import all_years, missing_files
from service_standards.instants import BANGKOK
from tests.bot.stage import Bot, Person
from tests.factories import a_chat, a_staff, a_ticket, an_entry, told_all

pytest_plugins = ["tests.bot.stage"]

THURSDAY, FRIDAY = (datetime(2026, 11, day, 16, 30, tzinfo=BANGKOK).isoformat() for day in (26, 27))


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer; the release of this program has run. It is Sunday evening, 22 November 2026."""
    with bot.work.write() as session:
        recount.released(session, bot.clock())
    return bot.person()


def leaves(bot: Bot, person: Person, known: dict[str, str] | None) -> Ticket:
    """A matter due on Thursday, last counted with what is ``known``."""
    with bot.work.write() as session:
        ticket = a_ticket(session, chat=a_chat(session, key=person.id), at=bot.clock())
        assert ticket.dues is not None
        assert ticket.dues["resolution"] == THURSDAY
        ticket.dues = None if known is None else ticket.dues | known
        return ticket


def counts(bot: Bot) -> None:
    clock_process.dues(bot.work, bot.doorbell, bot.clock())


def moves(bot: Bot, ticket: Ticket) -> list[str]:
    with bot.work.read() as session:
        held = session.get_one(Ticket, ticket.id)
        return [event.what for event in held.events if event.what == DUE_MOVED]


def told(bot: Bot, person: Person) -> str:
    person.taps(taps.data("menu"))
    bot.works()
    return "\n".join(person.told)


def test_a_release_with_other_holidays_moves_what_was_counted_by_the_older_ones(bot: Bot, somchai: Person) -> None:
    ticket = leaves(bot, somchai, {"resolution": FRIDAY})  # the older program had taken Thursday for a holiday
    counts(bot)
    counts(bot)

    assert moves(bot, ticket) == [DUE_MOVED]
    words = told(bot, somchai)
    assert "แจ้งผลภายใน วันพฤหัสบดีที่ 26 พ.ย. 2569 เวลา 16.30 น. (เดิม วันศุกร์ที่ 27 พ.ย. 2569 เวลา 16.30 น.)" in words
    assert words.count("กำหนดเวลาใหม่") == 1


def test_what_is_counted_right_is_left_alone(bot: Bot, somchai: Person) -> None:
    ticket = leaves(bot, somchai, {})
    counts(bot)

    assert moves(bot, ticket) == []
    assert bot.owed == []


def test_what_was_never_counted_so_is_counted_and_nobody_is_told(bot: Bot, somchai: Person) -> None:
    ticket = leaves(bot, somchai, None)
    counts(bot)

    assert moves(bot, ticket) == []
    with bot.work.read() as session:
        assert (session.get_one(Ticket, ticket.id).dues or {})["resolution"] == THURSDAY


def test_who_had_read_the_calendar_before_an_entry_was_saved_is_counted_a_minute_later(
    bot: Bot, somchai: Person
) -> None:
    counts(bot)
    ticket = leaves(bot, somchai, {})
    bot.clock.move(seconds=1)
    with bot.work.write() as session:
        an_entry(session, first_on=date(2026, 11, 24), at=bot.clock())
    counts(bot)
    assert moves(bot, ticket) == [], "somebody may still be at work with the older one"

    bot.clock.move(seconds=61)
    counts(bot)
    assert moves(bot, ticket) == [DUE_MOVED]
    assert "เนื่องจากปิดทำการ (น้ำท่วม) 24 พ.ย. (ประกาศ กนอ.)" in told(bot, somchai)


def test_a_program_with_other_files_than_the_release_counts_nothing(bot: Bot, somchai: Person) -> None:
    """While a new program starts the older one still runs: it must not move everything back."""
    ticket = leaves(bot, somchai, {"resolution": FRIDAY})
    with bot.work.write() as session:
        facts.remember(session, recount.FILES, "the files of another program", bot.clock())
    counts(bot)

    assert moves(bot, ticket) == []


def test_a_clock_that_dies_between_two_batches_moves_nothing_twice(bot: Bot, somchai: Person) -> None:
    ticket = leaves(bot, somchai, {"resolution": FRIDAY})
    with bot.work.write() as session:
        assert recount.count_anew(session, 0, bot.clock()) == ticket.id
    counts(bot)

    assert moves(bot, ticket) == [DUE_MOVED]
    assert len(bot.owed) == 1


def test_a_matter_that_ended_is_not_counted(bot: Bot, somchai: Person) -> None:
    ticket = leaves(bot, somchai, {})
    with bot.work.write() as session:
        held = session.get_one(Ticket, ticket.id)
        tickets.cancel(session, held, None, at=bot.clock(), now=bot.clock())
        held.dues = {"resolution": FRIDAY}
    counts(bot)

    assert moves(bot, ticket) == []


def test_the_release_says_whose_files_hold(bot: Bot, somchai: Person) -> None:
    with bot.work.read() as session:
        assert session.get_one(Fact, recount.FILES).value == recount.files_fingerprint()


def test_a_release_with_other_rules_measures_what_is_there_anew_once(bot: Bot, somchai: Person) -> None:
    with bot.work.write() as session:
        ticket = a_ticket(session, at=bot.clock())
        words = "ส่งเรื่องให้หน่วยงานที่เกี่ยวข้องแล้วค่ะ"
        tickets.ask_back(session, ticket, a_staff(session), words, seen=ticket.version, now=bot.clock())
        told_all(session, ticket, bot.clock())
        session.execute(update(Measurement).values(doubtful=0, flags=0))
        facts.remember(session, recount.MEASURED_BY, "1", bot.clock())
    for _ in range(2):
        with bot.work.write() as session:
            recount.released(session, bot.clock())
            assert session.scalars(select(Remeasure.ticket_id)).all() == [ticket.id]
    bot.clock.move(seconds=61)
    clock_process.measure(bot.work, bot.doorbell, bot.clock())

    with bot.work.write() as session:
        assert session.scalar(select(Measurement.doubtful).where(Measurement.measure == "resolution")) == 1
        recount.released(session, bot.clock())
        assert session.scalars(select(Remeasure.ticket_id)).all() == []


# Next year's holidays


def last_known_december() -> datetime:
    return datetime(all_years()[-1].year, 12, 1, tzinfo=BANGKOK)


def test_from_december_on_an_alarm_says_which_file_is_missing_and_how_to_make_it(bot: Bot) -> None:
    bot.clock.at = last_known_december() - timedelta(minutes=1)
    clock_process.calendar(bot.work, bot.doorbell, bot.clock())
    assert bot.all(Alarm) == []

    bot.clock.at = last_known_december()
    clock_process.calendar(bot.work, bot.doorbell, bot.clock())
    [alarm] = bot.all(Alarm)
    [missing] = missing_files(bot.clock().date())
    assert alarm.kind == "calendar_ends"
    assert missing in alarm.detail
    assert f"python -m service_standards holidays {all_years()[-1].year + 544}" in alarm.detail


def test_it_is_raised_again_the_next_day_though_somebody_cleared_it(bot: Bot) -> None:
    for _ in range(2):
        bot.clock.at = last_known_december()
        clock_process.calendar(bot.work, bot.doorbell, bot.clock())
        with bot.work.write() as session:
            alarm = session.scalars(select(Alarm)).one()
            assert alarm.cleared_at is None
            alarm.cleared_at = bot.clock()
