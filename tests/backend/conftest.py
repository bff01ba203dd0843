"""The services over real databases: one that is shared and left as it was, and one of a test's own to commit to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backend.services import reference
from backend.work import Work, make_engine, make_sessions
from intents.catalogue import Catalogue, load_catalogue
from intents.estates import load_estates
from service_standards.charter import load_trial_charter
from tests.factories import NOW
from tests.servers import Databases


@dataclass
class Clock:
    """The time of a test; it stands still until told."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **lengths: float) -> datetime:
        """Move on by days, hours or minutes, and say what time it is then."""
        self.at += timedelta(**lengths)
        return self.at


@dataclass
class Bell:
    """A doorbell that remembers for whom it was rung, one list each time."""

    rung: list[list[str]] = field(default_factory=list)

    def ring(self, conversation_keys: list[str]) -> None:
        self.rung.append(conversation_keys)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def work(database_url: str, bell: Bell, clock: Clock) -> Iterator[Work]:
    """Transactions on a database of this test's own, for what only a commit can show; once on each kind."""
    engine = make_engine(database_url)
    yield Work(engine, bell, clock)
    engine.dispose()


@pytest.fixture
def sqlite_work(sqlite_url: str, bell: Bell, clock: Clock) -> Iterator[Work]:
    """The same on SQLite alone."""
    engine = make_engine(sqlite_url)
    yield Work(engine, bell, clock)
    engine.dispose()


@pytest.fixture(scope="session")
def shared_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite for all tests that leave nothing behind, and for loops over many examples."""
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("shared") / "nikhom.db")
    engine = make_engine(f"sqlite:///{copy}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def shared_postgres(postgres: Databases, postgres_template: str) -> Iterator[Engine]:
    """A PostgreSQL for all tests that leave nothing behind."""
    url = postgres.create(postgres_template)
    engine = make_engine(url)
    yield engine
    engine.dispose()
    postgres.drop(url)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_engine(request: pytest.FixtureRequest) -> Engine:
    engine: Engine = request.getfixturevalue(
        {"sqlite": "shared_sqlite", "postgresql": "shared_postgres"}[request.param]
    )
    return engine


@pytest.fixture
def session(shared_engine: Engine) -> Iterator[Session]:
    """One transaction that is rolled back after the test; once on each kind of database."""
    with make_sessions(shared_engine)() as session:
        yield session


@cache
def the_catalogue() -> Catalogue:
    return load_catalogue()


def load_everything(session: Session) -> None:
    """All reference data, as the release process loads it."""
    reference.load_reference(session, the_catalogue(), load_estates(), load_trial_charter())
    session.flush()
