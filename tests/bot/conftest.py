"""A bot on a real database and a real Redis, with a LINE that writes down what it is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.settings import Settings
from backend.work import Work, make_engine
from bot.doorbell import RedisDoorbell, connect
from bot.process import Process
from bot.wsgi import create_app
from tests.bot.examples import CLOCK_ZERO_MS, SECRET


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        """Move on by hours, minutes or seconds."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Ten hours after the first example of a webhook happened: a Sunday evening in Bangkok."""
    return Clock(datetime.fromtimestamp(CLOCK_ZERO_MS / 1000, UTC) + timedelta(hours=10))


@pytest.fixture
def process(database_url: str, redis_url: str, clock: Clock, tmp_path: Path) -> Iterator[Process]:
    """The edges of a process of ours."""
    settings = Settings(
        database_url=database_url,
        redis_url=redis_url,
        line_channel_secret=SECRET,
        line_channel_access_token="token",
        secret_key="a secret key for tests",
        line_channel_secret_previous="",
        line_api_host="",
        media_dir=str(tmp_path / "media"),
        public_url="",
        smtp_url="",
        mail_from="",
        host="127.0.0.1",
        port=None,
        metrics_token="",
        trial=False,
        clock_file="",
        demo=False,
        trial_staff_password="",
        log_level="INFO",
    )
    redis = connect(redis_url)
    doorbell = RedisDoorbell(redis)
    engine = make_engine(database_url)
    yield Process(settings, Work(engine, doorbell, clock), redis, doorbell)
    engine.dispose()
    redis.close()


@pytest.fixture
def client(process: Process) -> FlaskClient:
    """The webhook's web application."""
    return create_app(process).test_client()
