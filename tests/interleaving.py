"""Two at once in a chosen order: each test says where one stops and what the other does meanwhile."""

from __future__ import annotations

import time
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Engine, text

LONGEST = 10.0
A_MOMENT = 0.3
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def until_held_up(engine: Engine, other: Future[Any] | None = None) -> None:
    """Until somebody waits for a lock in this database, or ``other`` has ended without having to.

    SQLite does not tell who waits for it: there the other is given a moment.
    """
    tells = engine.dialect.name == "postgresql"
    ends = time.monotonic() + (LONGEST if tells else A_MOMENT)
    while time.monotonic() < ends:
        if (other is not None and other.done()) or (tells and _somebody_waits(engine)):
            return
        time.sleep(0.01)
    if tells:
        raise AssertionError("nobody was held up")


def _somebody_waits(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.scalar(WAITING))
