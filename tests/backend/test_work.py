"""The edges of time and of the database: transactions, the bell after them, instants, the clock of the trial."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from backend.models.customer import ChatKind, Conversation, Customer
from backend.services import facts
from backend.work import Doorbell, SilentDoorbell, Work, make_engine, moved_clock, now, wake
from service_standards.instants import BANGKOK
from tests.backend.conftest import Bell
from tests.factories import NOW, a_customer


class Interrupted(Exception):
    """What goes wrong in the middle of a transaction."""


def interrupted(work: Work) -> None:
    """A transaction that wrote something, woke somebody and then failed."""
    with work.write() as session:
        a_customer(session)
        wake(session, "user:U1")
        raise Interrupted


def refused(work: Work) -> None:
    """A transaction that the database refuses at its end."""
    with work.write() as session:
        wake(session, "user:U1")
        session.add(Conversation(key="user:U1", kind=ChatKind.USER, customer_id=12345))


def customers(work: Work) -> int:
    with work.read() as session:
        return session.scalar(select(func.count()).select_from(Customer)) or 0


# Transactions


def test_what_is_written_is_there_afterwards_and_stays_readable(work: Work) -> None:
    with work.write() as session:
        customer = a_customer(session, name="โรงงานบางปู")

    assert customer.display_name == "โรงงานบางปู"
    assert customers(work) == 1


def test_an_error_takes_everything_back(work: Work) -> None:
    with pytest.raises(Interrupted):
        interrupted(work)

    assert customers(work) == 0


def test_a_session_for_reading_keeps_nothing(work: Work) -> None:
    with work.read() as session:
        a_customer(session)
        assert session.scalar(select(func.count()).select_from(Customer)) == 1

    assert customers(work) == 0


def count_up(work: Work) -> None:
    """Look first and write then, as most use cases do."""
    with work.write() as session:
        last = facts.recall(session, "counter") or "0"
        facts.remember(session, "counter", str(int(last) + 1), NOW)


def test_writers_on_sqlite_take_turns_and_none_finds_the_database_locked(sqlite_work: Work) -> None:
    with ThreadPoolExecutor(4) as threads:
        turns = [threads.submit(count_up, sqlite_work) for _ in range(60)]
    for turn in turns:
        turn.result()

    with sqlite_work.read() as session:
        assert facts.recall(session, "counter") == "60"


def test_on_sqlite_who_reads_holds_up_no_writer_and_sees_one_moment(sqlite_work: Work) -> None:
    with sqlite_work.read() as reader:
        assert reader.scalar(select(func.count()).select_from(Customer)) == 0
        with sqlite_work.write() as session:
            a_customer(session)
        assert reader.scalar(select(func.count()).select_from(Customer)) == 0

    assert customers(sqlite_work) == 1


def test_a_row_that_points_nowhere_is_refused(session: Session) -> None:
    session.add(Conversation(key="user:U1", kind=ChatKind.USER, customer_id=12345))

    with pytest.raises(IntegrityError):
        session.flush()


# The bell


class BellThatLooks:
    """Rings by looking into the database from outside, as a worker would."""

    def __init__(self) -> None:
        self.work: Work | None = None
        self.found: list[tuple[list[str], int]] = []

    def ring(self, conversation_keys: list[str]) -> None:
        assert self.work is not None
        self.found.append((conversation_keys, customers(self.work)))


def test_the_bell_is_rung_after_the_commit_so_that_who_comes_finds_something(database_url: str) -> None:
    bell = BellThatLooks()
    engine = make_engine(database_url)
    work = bell.work = Work(engine, bell)
    with work.write() as session:
        a_customer(session)
        wake(session, "user:U1")
    engine.dispose()

    assert bell.found == [(["user:U1"], 1)]


def test_nobody_is_woken_by_what_was_rolled_back(work: Work, bell: Bell) -> None:
    with pytest.raises(Interrupted):
        interrupted(work)

    assert bell.rung == []


def test_nobody_is_woken_when_the_database_refuses_at_the_last_moment(work: Work, bell: Bell) -> None:
    with pytest.raises(IntegrityError):
        refused(work)

    assert bell.rung == []


def test_each_chat_is_rung_for_once_and_only_by_its_own_transaction(work: Work, bell: Bell) -> None:
    with work.write() as session:
        for key in ("user:U2", "user:U1", "user:U2"):
            wake(session, key)
    with work.write() as session:
        a_customer(session)
    with work.write() as session:
        wake(session, "user:U3")

    assert bell.rung == [["user:U1", "user:U2"], ["user:U3"]]


def test_a_bell_that_is_not_connected_rings_for_nobody(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    silent: Doorbell = SilentDoorbell()
    with Work(engine, silent).write() as session:
        wake(session, "user:U1")
        a_customer(session)

    assert customers(Work(engine, silent)) == 1
    engine.dispose()


# Instants


def test_an_instant_without_its_zone_is_refused(session: Session) -> None:
    session.add(Customer(created_at=datetime(2026, 4, 9, 10, 0)))  # noqa: DTZ001 - that is the point

    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


@pytest.mark.parametrize("zone", [UTC, BANGKOK])
def test_an_instant_comes_back_as_the_same_instant_in_utc(session: Session, zone: timezone) -> None:
    at = datetime(2026, 4, 9, 10, 0, 30, 123456, tzinfo=zone)
    customer = a_customer(session, now=at)
    session.expire(customer)

    assert customer.created_at == at
    assert customer.created_at.utcoffset() == timedelta(0)


# The clock


def test_the_present_is_in_utc() -> None:
    assert now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(("written", "hours"), [("3600", 1), ("-7200.0", -2), ("", 0), ("soon", 0), ("ครึ่งชั่วโมง", 0)])
def test_the_clock_of_the_trial_moves_by_the_seconds_in_its_file(tmp_path: Path, written: str, hours: int) -> None:
    offset = tmp_path / "offset"
    offset.write_text(written, encoding="utf-8")
    clock = moved_clock(offset)

    earliest = now()
    told = clock() - timedelta(hours=hours)
    assert earliest <= told <= now()


def test_the_clock_of_the_trial_follows_its_file_at_each_look(tmp_path: Path) -> None:
    offset = tmp_path / "offset"
    clock = moved_clock(offset)
    before = clock()
    offset.write_text("86400", encoding="ascii")
    moved = clock()
    offset.unlink()

    assert moved - before >= timedelta(days=1)
    assert clock() < moved


def test_who_works_reads_the_clock_it_was_given(sqlite_work: Work) -> None:
    assert sqlite_work.now() == NOW
