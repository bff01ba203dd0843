"""What every test may ask for: real databases, a real Redis, a browser, and no way out of this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from backend.schema import migrate
from backend.work import make_engine
from bot.trial.reaper import Reaper
from tests import network_guard, programs, servers, turns
from tests.models import train_once
from tests.servers import Databases, PostgresServer, RedisServer

network_guard.install()

LEFT_OUT = pytest.StashKey[dict[str, int]]()
NEED_PROGRAMS = ("browser", "office")
"""Tests that need programs of Debian's, by their marker: each can be left out."""
STORMS = "tests/chaos/"
"""What takes longest comes first, so that others do the rest meanwhile. The storms have the machine alone."""


def pytest_addoption(parser: pytest.Parser) -> None:
    for kind in NEED_PROGRAMS:
        parser.addoption(f"--no-{kind}", action="store_true", help=f"leave out the {kind} tests, and say so")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(STORMS))
    for kind in NEED_PROGRAMS:
        if config.getoption(f"--no-{kind}"):
            left_out = [item for item in items if item.get_closest_marker(kind)]
            items[:] = [item for item in items if not item.get_closest_marker(kind)]
            config.hook.pytest_deselected(items=left_out)
            config.stash.setdefault(LEFT_OUT, {})[kind] = len(left_out)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    if item.nodeid.startswith(STORMS):
        return (yield)
    with turns.beside_others(turns.folder(item.config)):
        return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each of several processes leaves out the same tests; the one that starts them tells how many."""
    node.config.stash[LEFT_OUT] = node.workeroutput["left_out"]


def pytest_sessionfinish(session: pytest.Session) -> None:
    told: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left_out"] = session.config.stash.get(LEFT_OUT, None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for kind, left_out in (config.stash.get(LEFT_OUT, None) or {}).items():
        terminalreporter.section(f"{kind.upper()}=0")
        terminalreporter.write_line(f"{kind.capitalize()} tests left out: {left_out}. Run `make test` for all of them.")


@pytest.fixture(scope="session")
def reaper() -> Iterator[Reaper]:
    """Ends every process the tests started, even when the test run is killed."""
    reaper = Reaper()
    yield reaper
    reaper.close()


# Redis


@pytest.fixture(scope="session")
def redis_server_url(reaper: Reaper) -> Iterator[str]:
    """A Redis for all tests of this process: a database of TEST_REDIS_URL where given, else a server of our own."""
    given = os.environ.get("TEST_REDIS_URL")
    if given:
        yield servers.redis_database(given, os.environ.get("PYTEST_XDIST_WORKER", "gw0"))
        return
    server = RedisServer(reaper)
    server.start()
    yield server.url
    server.close()


@pytest.fixture
def redis_url(redis_server_url: str) -> str:
    """A Redis that is empty when the test begins."""
    client = redis.Redis.from_url(redis_server_url)
    client.flushdb()
    client.close()
    return redis_server_url


@pytest.fixture
def own_redis(reaper: Reaper) -> Iterator[RedisServer]:
    """A running Redis of this test's own, to stop, kill and start again."""
    server = RedisServer(reaper)
    server.start()
    yield server
    server.close()


# Databases. Each test gets a fresh copy of a template that was prepared once.


@pytest.fixture(scope="session")
def prepare_database() -> Callable[[str], None]:
    """What makes an empty database ready for tests, given its URL; it leaves no connection open."""

    def migrate_it(url: str) -> None:
        engine = make_engine(url)
        migrate(engine)
        engine.dispose()

    return migrate_it


@pytest.fixture(scope="session")
def postgres(reaper: Reaper) -> Iterator[Databases]:
    """A PostgreSQL for all tests of this process: TEST_DATABASE_URL (it may create databases) or our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Databases(given)
        return
    server = PostgresServer(reaper)
    server.start()
    yield Databases(server.url)
    server.close()


@pytest.fixture
def own_postgres(reaper: Reaper) -> Iterator[PostgresServer]:
    """A running PostgreSQL of this test's own, to stop, kill and start again."""
    server = PostgresServer(reaper)
    server.start()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgres_template(postgres: Databases, prepare_database: Callable[[str], None]) -> Iterator[str]:
    url = postgres.create()
    prepare_database(url)
    yield url
    postgres.drop(url)


@pytest.fixture
def postgres_url(postgres: Databases, postgres_template: str) -> Iterator[str]:
    """A prepared PostgreSQL database of this test's own."""
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, prepare_database: Callable[[str], None]) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    prepare_database(f"sqlite:///{path}")
    path.touch()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A prepared SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'nikhom.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A prepared database; the test runs once on each kind."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, for migrations; the test runs once on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    databases: Databases = request.getfixturevalue("postgres")
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def trained_model(request: pytest.FixtureRequest) -> bytes:
    """The model of today's catalogue, trained when it is first needed."""
    return train_once(request.config.cache.mkdir("nikhom-models"))


# The programs


def needed(program: programs.Program) -> str:
    found = program.find()
    if found is None:
        pytest.fail(program.advice)
    return found


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The program that reads the text of a PDF."""
    return needed(programs.PDFTOTEXT)


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice."""
    return needed(programs.SOFFICE)


# The browser


@pytest.fixture(scope="session")
def base_url() -> str:
    """Pages are opened by full address. (The plugin's own fixture of this name makes pytest 9 warn.)"""
    return ""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's chromium, with no way out of this machine."""
    program = needed(programs.CHROMIUM)
    arguments = [
        *("--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"),
        *("--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
    ]
    arguments.append("--no-sandbox")  # root and many containers cannot have one, and the pages are our own
    return {**browser_type_launch_args, "executable_path": program, "args": arguments}
