"""Runs the migrations over the engine that the caller hands in (``config.attributes["engine"]``)."""

from typing import Any, Literal

from alembic import context

from backend.models.base import Instant
from backend.models.tables import METADATA


def render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write our own instant as what it is in the database, so that a migration does not depend on today's code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, render_item=render)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
