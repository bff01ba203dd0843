"""No log holds what a customer or an officer wrote, even when PostgreSQL quotes it in an error."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from sqlalchemy import Engine, text

from backend.work import SilentDoorbell, Work, make_engine
from bot.trial.reaper import Reaper
from tests.factories import a_ticket
from tests.journeys.officer import Officer
from tests.models import give_model
from tests.processes import Product
from tests.production.conftest import send_message

PERSON = "สมหญิง ใจดี"
PHONE = "081-234-5678"
WRITTEN = f"ดิฉันนางสาว{PERSON} โทร {PHONE} ค่ะ"
PATIENCE = 60.0

QUOTING = """
CREATE FUNCTION quote_the_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'refused: %%', NEW.text USING ERRCODE = '{code}', DETAIL = 'Failing row contains ' || NEW.text;
END $$;
CREATE TRIGGER quoting BEFORE INSERT ON contact FOR EACH ROW EXECUTE FUNCTION quote_the_row();
"""
CHECK_VIOLATION, LOCK_NOT_AVAILABLE = "23514", "55P03"


@pytest.fixture(scope="module")
def product(
    reaper: Reaper, postgres: Any, redis_server_url: str, trained_model: bytes, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """A webhook, a worker and a desk on PostgreSQL, with LINE out of reach."""
    url = postgres.create()
    environ = {"LOG_LEVEL": "DEBUG", "METRICS_TOKEN": ""}
    folder: Path = tmp_path_factory.mktemp("logs")
    with Product(reaper, url, redis_server_url, folder, line_api_host="http://127.0.0.1:9", environ=environ) as running:
        give_model(url, trained_model)
        running.release()
        running.start("bot.1", "desk", "worker.1")
        yield running
    postgres.drop(url)


@pytest.fixture
def engine(product: Product) -> Iterator[Engine]:
    engine = make_engine(product.environ["DATABASE_URL"])
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP FUNCTION IF EXISTS quote_the_row CASCADE"))
    engine.dispose()


def quote_rows(engine: Engine, code: str) -> None:
    """From now on PostgreSQL refuses contacts as it does where a constraint is broken, with the row in its message."""
    with engine.begin() as connection:
        connection.exec_driver_sql(QUOTING.format(code=code))


def told_of(product: Product, name: str) -> list[dict[str, Any]]:
    """Every line a process has logged; each is one JSON object."""
    return [json.loads(line) for line in product.log(name).splitlines()]


def wait_for(product: Product, name: str, event: str, error: str) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = [line for line in told_of(product, name) if line["event"] == event and line.get("error") == error]
        if found:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"{name} has not said {event} {error}:\n{product.log(name)}")


def assert_silent_about_people(product: Product) -> None:
    for name in ("bot.1", "desk", "worker.1"):
        for line in told_of(product, name):
            assert PERSON not in str(line), line
            assert PHONE not in str(line), line
    with redis.Redis.from_url(product.environ["REDIS_URL"]) as client:
        kept = b"".join(client.dump(key) or b"" for key in client.scan_iter())
    assert PHONE.encode() not in kept
    assert PERSON.encode() not in kept


@pytest.mark.parametrize(
    ("number", "code", "event", "error"),
    [
        (1, CHECK_VIOLATION, "drain_failed", "IntegrityError (CheckViolation)"),
        (2, LOCK_NOT_AVAILABLE, "chat_failed", "OperationalError (LockNotAvailable)"),
    ],
)
def test_a_database_error_in_a_worker_tells_class_and_place_alone(
    product: Product, engine: Engine, number: int, code: str, event: str, error: str
) -> None:
    quote_rows(engine, code)

    assert send_message(product.bot_urls[0], product.environ["LINE_CHANNEL_SECRET"], number, WRITTEN) == 200
    line = wait_for(product, "worker.1", event, error)

    assert line["where"].split(":")[0].endswith(".py")
    assert "drain.py" in line["way"]
    assert_silent_about_people(product)


@pytest.mark.parametrize(
    ("code", "status", "event", "error"),
    [
        (CHECK_VIOLATION, 500, "request_failed", "IntegrityError (CheckViolation)"),
        (LOCK_NOT_AVAILABLE, 503, "database_failed_request", "OperationalError (LockNotAvailable)"),
    ],
)
def test_a_database_error_in_a_save_tells_class_and_place_alone(
    product: Product, engine: Engine, code: str, status: int, event: str, error: str
) -> None:
    with Work(engine, SilentDoorbell()).write() as session:
        number = a_ticket(session).number
    quote_rows(engine, code)
    officer = Officer.signed_in(product.desk_url, "ops1")

    assert officer.does("answer", number, f"เรียนคุณ{PERSON} {PHONE}") == status
    line = wait_for(product, "desk", event, error)

    assert line["where"].split(":")[0].endswith(".py")
    assert "tickets.py" in line["way"]
    assert_silent_about_people(product)
