"""No webhook waits for the database longer than LINE waits for us, whatever the database hangs in."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace

import psycopg
import pytest
from flask import Flask
from sqlalchemy import select, text

from backend.models.inbox import InboxEvent
from backend.work import Work, make_engine
from bot.inbox_writer import IDLE, PATIENCE, Row, Together, TooLate
from bot.process import Process
from bot.signature import sign
from bot.wsgi import create_app
from tests.bot.examples import BY_NAME, SECRET
from tests.servers import Databases, PostgresServer, plain

LINE_WAITS = 2.0
SHORT = 0.3


class Hanging:
    """A call that hangs until it is let go, and tells what it did."""

    def __init__(self) -> None:
        self.done: list[list[Row]] = []
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Event()
        self.problem: Exception | None = None

    def __call__(self, rows: list[Row]) -> None:
        self.begun.release()
        self.may_end.wait(20)
        if self.problem is not None:
            raise self.problem
        self.done.append(rows)


@pytest.fixture
def call() -> Iterator[Hanging]:
    """Let go at the end, so that no thread stays behind."""
    hanging = Hanging()
    yield hanging
    hanging.may_end.set()


def row(number: int) -> Row:
    return {"number": number}


def until(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_comes_during_a_call_is_done_by_the_next_one_all_at_once(call: Hanging) -> None:
    together = Together(call, patience=20)
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(together, [row(0)])
        call.begun.acquire()
        others = [pool.submit(together, [row(number)]) for number in range(1, 5)]
        time.sleep(0.1)
        call.may_end.set()
        served = [turn.result() for turn in others]

    assert first.result() == [row(0)]
    assert sorted(map(len, served)) == [0, 0, 0, 4]
    assert [len(rows) for rows in call.done] == [1, 4]


def test_whatever_a_call_hangs_in_nobody_waits_longer_than_their_patience(call: Hanging) -> None:
    together = Together(call, SHORT)
    with ThreadPoolExecutor(4) as pool:
        waited = list(pool.map(lambda number: how_long(together, number), range(4)))

    assert all(SHORT <= seconds < SHORT + 0.5 for seconds in waited)


def test_while_a_call_hangs_who_comes_is_refused_at_once(call: Hanging) -> None:
    together = Together(call, SHORT)
    how_long(together, 0)

    assert how_long(together, 1) < SHORT / 2


def test_when_a_call_ends_at_last_it_goes_on_and_who_left_is_forgotten(call: Hanging) -> None:
    together = Together(call, SHORT)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(how_long, together, 0)
        call.begun.acquire()
        pool.submit(how_long, together, 1).result()
        first.result()
    call.may_end.set()
    until(lambda: call.done)

    assert together([row(2)]) == [row(2)]
    assert call.done == [[row(0)], [row(2)]], "nobody waits for the second any more"


def test_what_a_call_fails_with_is_raised_in_each_thread_it_was_made_for(call: Hanging) -> None:
    together = Together(call, patience=20)
    call.problem = OSError("the disk is full")
    with ThreadPoolExecutor(3) as pool:
        turns = [pool.submit(together, [row(number)]) for number in range(3)]
        call.may_end.set()
        problems = [turn.exception() for turn in turns]

    assert problems == [call.problem] * 3
    call.problem = None
    assert together([row(4)]) == [row(4)]


def test_its_thread_ends_when_nobody_comes_and_the_next_who_comes_starts_another() -> None:
    workers: list[threading.Thread] = []
    together = Together(lambda rows: workers.append(threading.current_thread()), patience=20)
    for number in range(2):
        together([row(number)])
        until(lambda: not workers[-1].is_alive(), IDLE + 10)

    first, second = workers
    assert first is not second


def how_long(together: Together, number: int) -> float:
    """Seconds until it is told that it is too late."""
    began = time.monotonic()
    with pytest.raises(TooLate):
        together([row(number)])
    return time.monotonic() - began


# The webhook over real databases


class Webhook:
    """The webhook process's application, with the patience it has in production."""

    def __init__(self, app: Flask, process: Process) -> None:
        self._app, self._process = app, process

    def post(self, name: str) -> tuple[int, float]:
        """The status, and after how many seconds."""
        body = BY_NAME[name].body
        began = time.monotonic()
        answer = self._app.test_client().post(
            "/line/webhook", data=body, headers={"x-line-signature": sign(SECRET, body)}
        )
        return answer.status_code, time.monotonic() - began

    def post_at_once(self, names: Sequence[str]) -> list[tuple[int, float]]:
        with ThreadPoolExecutor(len(names)) as pool:
            turns: list[Future[tuple[int, float]]] = [pool.submit(self.post, name) for name in names]
            return [turn.result() for turn in turns]

    def health(self) -> tuple[int, float]:
        began = time.monotonic()
        return self._app.test_client().get("/healthz").status_code, time.monotonic() - began

    def kept(self) -> int:
        with self._process.work.read() as session:
            return len(session.scalars(select(InboxEvent.id)).all())


@pytest.fixture
def webhook(process: Process) -> Iterator[Webhook]:
    """It looks into the database by an engine of its own."""
    engine = make_engine(process.settings.database_url, patience=PATIENCE)
    patient = replace(process, work=Work(engine, process.doorbell, process.work.now))
    yield Webhook(create_app(patient), process)
    engine.dispose()


FOUR = ("message_text_user", "join_group", "message_image_set_out_of_order", "message_text_user")


def test_while_another_holds_the_inbox_a_webhook_hears_503_in_time(webhook: Webhook, process: Process) -> None:
    assert webhook.post("message_text_user")[0] == 200
    engine = process.work.engine
    with engine.begin() as connection:  # which on SQLite holds the whole database
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE inbox_event IN ACCESS EXCLUSIVE MODE"))
        answers = webhook.post_at_once(FOUR)

    assert {status for status, _ in answers} == {503}
    assert max(seconds for _, seconds in answers) < LINE_WAITS
    until(lambda: webhook.post("join_group")[0] == 200)


class TestFrozen:
    """A PostgreSQL that takes what it is sent and does not answer, as in a swap storm or on a disk that hangs."""

    @pytest.fixture
    def database_url(self, own_postgres: PostgresServer, prepare_database: Callable[[str], None]) -> str:
        """A prepared database on a server of this test's own."""
        url = Databases(own_postgres.url).create()
        prepare_database(url)
        return url

    @pytest.mark.slow
    def test_webhooks_and_health_hear_503_and_it_goes_on_afterwards(
        self, webhook: Webhook, own_postgres: PostgresServer
    ) -> None:
        assert webhook.post("message_text_user")[0] == 200
        with frozen(own_postgres, whole=True):
            answers = webhook.post_at_once(FOUR)
            at_once = webhook.post("join_group")
            health = webhook.health()

        assert {status for status, _ in [*answers, at_once, health]} == {503}
        assert max(seconds for _, seconds in answers) < LINE_WAITS
        assert at_once[1] < LINE_WAITS / 2
        assert health[1] < 3 * LINE_WAITS
        until(lambda: webhook.post("join_group")[0] == 200)
        assert webhook.kept() >= 2

    @pytest.mark.slow
    def test_a_connection_that_is_never_answered_is_replaced(
        self, webhook: Webhook, own_postgres: PostgresServer
    ) -> None:
        assert webhook.post("message_text_user")[0] == 200
        with frozen(own_postgres, whole=False):
            assert webhook.post("join_group")[0] == 503
            until(lambda: webhook.post("join_group")[0] == 200)


@contextmanager
def frozen(server: PostgresServer, *, whole: bool) -> Iterator[None]:
    """The server, or only those of its processes that serve somebody, stopped in the middle of what they do."""
    with psycopg.connect(plain(server.url)) as connection:
        serving = "SELECT pid FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> pg_backend_pid()"
        pids = [found[0] for found in connection.execute(serving)]
    pids += [server.pid] if whole else []
    tell_all(pids, signal.SIGSTOP)
    try:
        yield
    finally:
        tell_all(pids, signal.SIGCONT)


def tell_all(pids: Sequence[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)
