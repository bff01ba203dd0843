"""Is there what a process leans on? Asked once, at its start, so that what is missing is one clear message.

A process that runs already does not ask: it lives through outages of the database and of Redis.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

VERSIONS = Path(__file__).parent / "migrations" / "versions"


class NotReady(Exception):
    """Something that this process needs is not there; the message says what to do and holds no password."""


def newest_revision() -> str:
    """The revision of the schema that this code is written for. (Alembic itself would take longer to import.)"""
    return max(path.stem for path in VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def reach_database(engine: Engine) -> None:
    """Open a connection.

    Raises:
        NotReady: there is none to be had.
    """
    try:
        with engine.execution_options(read_only=True).connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as problem:
        raise NotReady(
            f"The database at {_database(engine)} cannot be reached ({type(problem).__name__}). "
            "Check DATABASE_URL and that the server runs."
        ) from None


def expect_schema(engine: Engine) -> None:
    """Compare the database's schema with what this code is written for.

    Raises:
        NotReady: it is another one, or there is none yet.
    """
    wanted = newest_revision()
    try:
        with engine.execution_options(read_only=True).connect() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:  # no such table
        found = None
    if found != wanted:
        raise NotReady(
            f"The database at {_database(engine)} has revision {found or 'none'} of the schema, this code needs "
            f"{wanted}. Run the release process first: python -m bot.release"
        )


def reach_redis(redis: Redis, url: str) -> None:
    """Ask whether Redis answers.

    Raises:
        NotReady: it does not.
    """
    try:
        redis.ping()
    except (RedisError, OSError) as problem:
        raise NotReady(
            f"Redis at {_without_secrets(url)} cannot be reached ({type(problem).__name__}). "
            "Check REDIS_URL and that the server runs."
        ) from None


def _database(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _without_secrets(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
