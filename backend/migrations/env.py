"""Runs the migrations over the engine that the caller hands in (``config.attributes["engine"]``)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from backend.models.base import Instant
from backend.models.tables import METADATA


def render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write our own instant as what it is in the database, so that a migration does not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


@contextmanager
def tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """SQLite changes a column by making its table anew, which it refuses while other rows point at the old one.

    So it looks at foreign keys afterwards, as its manual has it; the switch works outside a transaction only.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - it is connected
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = driver.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"after the migration {len(broken)} rows point at rows that are not there: {broken[:5]}")
        connection.commit()
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    with tables_may_be_made_anew(connection):
        context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, render_item=render)
        with context.begin_transaction():
            context.run_migrations()
    connection.commit()
