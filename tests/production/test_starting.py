"""What a process says when something it leans on is not there: one sentence, no trace, no secret. Only then it ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from honcho.environ import parse_procfile
from sqlalchemy import create_engine, text

from tests.processes import ROOT, get
from tests.production.conftest import Settings, ended, send_message
from tests.servers import Child, PostgresServer

COMMANDS: dict[str, str] = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
ALL = sorted(COMMANDS)
RUNNING = sorted(COMMANDS.keys() - {"release"})
GRANIANS_OWN = "[ERROR] Unexpected exit from worker-1"
NO_DATABASE = "postgresql://somebody:hunter2@127.0.0.1:1/nikhom"


def says(name: str, settings: Settings) -> str:
    """The one sentence with which a process ends."""
    process = ended(COMMANDS[name], settings)
    lines = [line for line in (process.stdout + process.stderr).splitlines() if line != GRANIANS_OWN]
    assert process.returncode == 1, lines
    assert len(lines) == 1, lines
    assert "hunter2" not in lines[0]
    return lines[0]


@pytest.mark.parametrize("name", ALL)
def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(name: str, settings: Settings) -> None:
    told = says(name, settings | {"DATABASE_URL": NO_DATABASE})

    assert told.startswith("The database at postgresql+psycopg://somebody:***@127.0.0.1:1/nikhom cannot be reached")
    assert "Check DATABASE_URL" in told


@pytest.mark.parametrize("name", RUNNING)
def test_a_database_that_was_not_migrated_is_said_in_one_sentence(
    name: str, settings: Settings, blank_database_url: str
) -> None:
    told = says(name, settings | {"DATABASE_URL": blank_database_url})

    assert "has revision none of the schema" in told
    assert "python -m bot.release" in told


def test_a_database_of_another_revision_is_not_worked_on(settings: Settings) -> None:
    with create_engine(settings["DATABASE_URL"]).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    assert "has revision 9999 of the schema" in says("worker", settings)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:hunter2@127.0.0.1:1/0", "redis://127.0.0.1:1/0"),
        ("unix:///nowhere/redis.sock?password=hunter2", "unix:///nowhere/redis.sock"),
    ],
)
def test_a_worker_without_redis_says_so_in_one_sentence(settings: Settings, url: str, shown: str) -> None:
    assert says("worker", settings | {"REDIS_URL": url}).startswith(f"Redis at {shown} cannot be reached (Connec")


def test_a_worker_without_a_model_says_so_in_one_sentence(settings: Settings) -> None:
    assert "no trained model" in says("worker", settings)


def test_the_webhook_starts_without_redis_and_keeps_what_comes(
    settings: Settings, started: Callable[..., Child]
) -> None:
    settings["REDIS_URL"] = "redis://127.0.0.1:1/0"
    child = started(COMMANDS["bot"].removeprefix("exec "), settings)
    receives = partial(send_message, f"http://127.0.0.1:{settings['PORT']}", settings["LINE_CHANNEL_SECRET"])
    child.wait_for(lambda: receives(1, "น้ำไม่ไหล") is not None)

    assert receives(2, "น้ำไม่ไหล") == 200
    with create_engine(settings["DATABASE_URL"]).connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inbox_event")) == 2


@pytest.mark.parametrize("name", ["bot", "desk"])
def test_a_web_process_that_runs_lives_through_an_outage_of_the_database(
    name: str,
    settings: Settings,
    own_postgres: PostgresServer,
    prepare_database: Callable[[str], None],
    started: Callable[..., Child],
) -> None:
    prepare_database(own_postgres.url)
    child = started(COMMANDS[name].removeprefix("exec "), settings | {"DATABASE_URL": own_postgres.url})
    status = partial(get, f"http://127.0.0.1:{settings['PORT']}/healthz")
    child.wait_for(lambda: status()[0] == 200)

    own_postgres.stop()
    child.wait_for(lambda: status()[0] == 503)
    own_postgres.start()
    child.wait_for(lambda: status()[0] == 200)

    assert child.running
