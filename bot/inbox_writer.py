"""Keeps what webhooks bring. What waits is committed together, and nobody waits for longer than LINE waits for us."""

from __future__ import annotations

import json
import threading
import time
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
PATIENCE = 1.5
"""Seconds. LINE counts a webhook as failed after two: better a clear answer before."""
IDLE = 1.0
"""Seconds without work after which the thread that stores ends; the next webhook starts another."""

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


class TooLate(Exception):
    """It was not done in the time there was. It may be later all the same."""


class _Turn:
    """What one thread wants done, and how that ended."""

    def __init__(self, items: Sequence[Row]) -> None:
        self.items = items
        self.all_done: list[Row] = []
        self.problem: Exception | None = None
        self.over = threading.Lock()
        self.over.acquire()


class Together:
    """Does for all threads that wait what one call can do for them, one call after another.

    The calls are made in a thread of their own, so that those who wait can stop waiting whatever a call hangs in. Who
    stops is forgotten, so that what waits is bounded by the threads there are.
    """

    def __init__(self, do: Callable[[list[Row]], None], patience: float) -> None:
        self._do, self._patience = do, patience
        self._news = threading.Condition(threading.Lock())
        self._waiting: list[_Turn] = []
        self._works = False
        self._began: float | None = None

    def __call__(self, items: Sequence[Row]) -> list[Row]:
        """Return when ``items`` are done: to the first of those a call serves with all it did, to others with nothing.

        Raises:
            TooLate: after ``patience`` seconds, and at once while a call hangs for longer than that.
            Exception: whatever the call raised, in each thread it was made for.
        """
        turn = _Turn(items)
        with self._news:
            if self._began is not None and time.monotonic() - self._began > self._patience:
                raise TooLate
            self._waiting.append(turn)
            if self._works:
                self._news.notify()
            else:
                self._works = True
                threading.Thread(target=self._work, name="together", daemon=True).start()
        if not turn.over.acquire(timeout=self._patience):
            self._leave(turn)
        if turn.problem is not None:
            raise turn.problem
        return turn.all_done

    def _leave(self, turn: _Turn) -> None:
        with self._news:
            if turn in self._waiting:
                self._waiting.remove(turn)
            elif turn.over.acquire(blocking=False):  # done at the very last moment
                return
        raise TooLate

    def _work(self) -> None:
        while turns := self._next():
            items = [item for turn in turns for item in turn.items]
            try:
                self._do(items)
            except Exception as caught:  # noqa: BLE001 - handed to each waiting thread, which raises it
                for turn in turns:
                    turn.problem = caught
            else:
                turns[0].all_done = items
            self._began = None
            for turn in turns:
                turn.over.release()

    def _next(self) -> list[_Turn]:
        with self._news:
            if not self._news.wait_for(lambda: self._waiting, IDLE):
                self._works = False
                return []
            turns, self._waiting = self._waiting, []
            self._began = time.monotonic()
            return turns


class InboxWriter:
    """Stores events, each once (unique on its id), and rings for their conversations after the commit."""

    def __init__(self, engine: Engine, doorbell: Doorbell, patience: float = PATIENCE) -> None:
        self._doorbell = doorbell
        self._line = _OwnLine(engine)
        self._store = Together(self._line.store, patience)

    def keep(self, rows: Sequence[Row]) -> None:
        """Return when ``rows`` are committed, within ``patience`` seconds.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: nothing of ``rows`` was stored.
            TooLate: it is not known yet. LINE sends them again, and each is kept once.
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
