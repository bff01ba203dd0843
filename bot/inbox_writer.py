"""Keeps what webhooks bring. Several requests commit together: one of them leads, the others wait for its commit."""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError

from backend.models.inbox import InboxEvent
from backend.work import Doorbell

log = structlog.get_logger()
INBOX = InboxEvent.__table__
Row = dict[str, Any]

# One statement for any number of rows, which travel as one JSON text: a group costs one round trip.
COLUMNS = {"event_id": "text", "conversation_key": "text", "kind": "text", "occurred_ms": "bigint",
           "received_ms": "bigint", "digest": "text", "body": "text"}  # fmt: skip
_KEEP = f"INSERT INTO inbox_event ({', '.join(COLUMNS)}) SELECT {{}} ON CONFLICT (event_id) DO NOTHING"
_TYPED = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
KEEP = {
    "postgresql": _KEEP.format(f"* FROM json_to_recordset(%s) AS row({_TYPED})"),
    "sqlite": _KEEP.format(
        ", ".join(f"json_extract(value, '$.{name}')" for name in COLUMNS) + " FROM json_each(?) WHERE 1"
    ),
}


class _Turn:
    """What one thread wants done, and how that ended."""

    def __init__(self, items: Sequence[Row]) -> None:
        self.items = items
        self.done = False
        self.problem: Exception | None = None
        self.go = threading.Lock()
        self.go.acquire()


class Together:
    """Does for all threads that wait what one call can do for them.

    Who finds nobody leading leads: it makes one call for all that waits, hands the lead to the first of those who
    came meanwhile, and wakes those it has served.
    """

    def __init__(self, do: Callable[[list[Row]], None]) -> None:
        self._do = do
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._led = False

    def __call__(self, items: Sequence[Row]) -> list[Row]:
        """Return when ``items`` are done: to who led with all that was done, to the others with nothing.

        Raises whatever the call raised, in each thread it was made for.
        """
        turn = _Turn(items)
        with self._lock:
            self._waiting.append(turn)
            follows, self._led = self._led, True
        if follows:
            turn.go.acquire()
        all_done = [] if turn.done else self._lead()
        if turn.problem is not None:
            raise turn.problem
        return all_done

    def _lead(self) -> list[Row]:
        with self._lock:
            turns, self._waiting = self._waiting, []
        items = [item for turn in turns for item in turn.items]
        problem = None
        try:
            self._do(items)
        except Exception as caught:  # noqa: BLE001 - handed to each waiting thread, which raises it
            problem = caught
        with self._lock:
            heir = self._waiting[0] if self._waiting else None
            self._led = heir is not None
        if heir is not None:
            heir.go.release()
        for turn in turns:
            turn.done, turn.problem = True, problem
            turn.go.release()
        return items


class InboxWriter:
    """Stores events, each once (unique on its id), and rings for their conversations after the commit."""

    def __init__(self, engine: Engine, doorbell: Doorbell) -> None:
        self._doorbell = doorbell
        self._line = _OwnLine(engine)
        self._store = Together(self._line.store)

    def keep(self, rows: Sequence[Row]) -> None:
        """Return when ``rows`` are committed.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: nothing of ``rows`` was stored.
        """
        stored = self._store(rows) if rows else []
        if stored:
            self._doorbell.ring(list({row["conversation_key"] for row in stored}))


class _OwnLine:
    """A connection kept for storing events, used by one thread at a time: taking one from the pool costs as much."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._statement = KEEP[engine.dialect.name]
        self._connection: Connection | None = None

    def store(self, rows: list[Row]) -> None:
        """Store in one transaction. A line that has broken since it was last used costs nothing but a new one."""
        if self._connection is not None:
            try:
                return self._insert(self._connection, rows)
            except DBAPIError as problem:
                if not problem.connection_invalidated:
                    raise
        self._connection = self._connect()
        return self._insert(self._connection, rows)

    def _connect(self) -> Connection:
        connection = self._engine.connect().execution_options(one_statement=True)
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        weakref.finalize(self, connection.close)
        return connection

    def _insert(self, connection: Connection, rows: list[Row]) -> None:
        with connection.begin():
            kept = connection.exec_driver_sql(self._statement, (json.dumps(rows),)).rowcount
            if kept < len(rows):
                _look_for_forgeries(connection, rows)


def _look_for_forgeries(connection: Connection, rows: list[Row]) -> None:
    """The same id with other content is no redelivery: the first one stays, and somebody should know."""
    ids = [row["event_id"] for row in rows][:500]
    kept = dict(connection.execute(select(INBOX.c.event_id, INBOX.c.digest).where(INBOX.c.event_id.in_(ids))).all())
    for row in rows[:500]:
        if kept.get(row["event_id"]) != row["digest"]:
            log.error("webhook_same_id_other_content", event_id=row["event_id"])
