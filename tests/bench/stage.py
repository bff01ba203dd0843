"""What the benchmarks stand on: real servers with their durability on, and the databases of one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from backend.schema import migrate
from backend.work import make_engine
from bot.trial.reaper import Reaper
from tests.servers import Databases, PostgresServer, RedisServer

DATABASES = ("SQLite", "PostgreSQL")
ROUNDS = 3
"""How often each is measured, in turns; what is told is the median."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where one measurement stands."""

    reaper: Reaper
    database_url: str
    redis_url: str
    folder: Path


@contextmanager
def stage(database: str) -> Iterator[Stage]:
    """An empty, migrated database on real disks, and an empty Redis."""
    reaper = Reaper()
    redis = RedisServer(reaper)
    postgres = PostgresServer(reaper, durable=True) if database == "PostgreSQL" else None
    with TemporaryDirectory(prefix="nikhom-bench-") as place:
        folder = Path(place)
        try:
            redis.start()
            url = f"sqlite:///{folder / 'nikhom.db'}"
            if postgres is not None:
                postgres.start()
                url = Databases(postgres.url).create()
            engine = make_engine(url)
            migrate(engine)
            engine.dispose()
            yield Stage(reaper, url, redis.url, folder)
        finally:
            if postgres is not None:
                postgres.close()
            redis.close()
            reaper.close()
