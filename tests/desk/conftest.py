"""The desk over a real database, with a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import event

from backend.app import create_desk
from backend.models.staff import Staff
from backend.settings import Settings
from backend.work import SilentDoorbell, Work, make_engine
from bot.preview import ChatPreview
from intents.estates import load_estates
from tests.desk.client import DeskClient
from tests.factories import NOW


@dataclass
class Clock:
    """The time of a test; it stands still until told."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **lengths: float) -> None:
        self.at += timedelta(**lengths)


@dataclass
class Office:
    """A desk, its database and its clocks. ``wall`` ages sessions, ``clock`` ages matters."""

    app: Flask
    work: Work
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    wall: Clock = field(default_factory=Clock)

    def browser(self, staff: Staff | None = None) -> DeskClient:
        """A browser, signed in as somebody or as nobody."""
        browser = DeskClient(self.app)
        return browser.sign_in(staff) if staff else browser


def make_settings(database_url: str, media_dir: Path, **others: object) -> Settings:
    values: dict[str, str] = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "unix:///nowhere/redis.sock",
        "LINE_CHANNEL_SECRET": "the channel's secret",
        "LINE_CHANNEL_ACCESS_TOKEN": "token",
        "SECRET_KEY": "a secret key for tests, and for them only",
        "MEDIA_DIR": str(media_dir),
        "PUBLIC_URL": "http://localhost",
    }
    return Settings.from_env(values | {name.upper(): str(value) for name, value in others.items()})


def _office(database_url: str, media_dir: Path) -> Iterator[Office]:
    settings = make_settings(database_url, media_dir)
    engine = make_engine(settings.database_url)
    clock, wall = Clock(), Clock()
    work = Work(engine, SilentDoorbell(), clock)
    redis = Redis.from_url(settings.redis_url)
    app = create_desk(settings, work, redis, wall=wall, preview=ChatPreview(load_estates()))
    app.testing = True
    yield Office(app, work, settings, clock, wall)
    redis.close()
    engine.dispose()


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A desk over a database with nothing in it. Redis is away."""
    yield from _office(sqlite_url, tmp_path / "media")


@pytest.fixture
def any_office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """The same on SQLite and on PostgreSQL, for what the database has a say in."""
    yield from _office(database_url, tmp_path / "media")


@pytest.fixture
def statements(office: Office) -> Iterator[list[str]]:
    """Every SQL statement of the desk, as it is sent."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(office.work.engine, "before_cursor_execute", note)
    yield sent
    event.remove(office.work.engine, "before_cursor_execute", note)
