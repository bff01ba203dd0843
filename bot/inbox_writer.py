"""Keeps what webhooks bring. Several requests commit together: one of them leads, the others wait for its commit."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.dialects import postgresql, sqlite

from backend.models.inbox import InboxEvent
from backend.work import Doorbell

log = structlog.get_logger()
INBOX = InboxEvent.__table__
Row = dict[str, Any]


class _Request:
    """What one webhook wants kept, and how that ended."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self.done = False
        self.problem: Exception | None = None


class InboxWriter:
    """Stores events, each once (unique on its id), and rings for their conversations after the commit."""

    def __init__(self, engine: Engine, doorbell: Doorbell) -> None:
        self._engine = engine
        self._doorbell = doorbell
        self._insert = _insert_or_ignore(engine.dialect.name)
        self._queueing = threading.Lock()
        self._writing = threading.Lock()
        self._queue: list[_Request] = []

    def keep(self, rows: Sequence[Row]) -> None:
        """Return when ``rows`` are committed.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: nothing of ``rows`` was stored.
        """
        request = _Request(rows)
        with self._queueing:
            self._queue.append(request)
        with self._writing:
            if not request.done:
                with self._queueing:
                    together, self._queue = self._queue, []
                self._commit(together)
        if request.problem is not None:
            raise request.problem

    def _commit(self, requests: list[_Request]) -> None:
        rows = [row for request in requests for row in request.rows]
        try:
            if rows:
                self._store(rows)
        except Exception as problem:  # noqa: BLE001 - handed to each waiting request, which raises it
            for request in requests:
                request.problem = problem
        for request in requests:
            request.done = True
        if rows and requests[0].problem is None:
            self._doorbell.ring(list({row["conversation_key"] for row in rows}))

    def _store(self, rows: list[Row]) -> None:
        with self._engine.begin() as connection:
            kept = connection.execute(self._insert, rows).rowcount
            if kept < len(rows):
                self._look_for_forgeries(connection, rows)

    def _look_for_forgeries(self, connection: Any, rows: list[Row]) -> None:
        """The same id with other content is no redelivery: the first one stays, and somebody should know."""
        ids = [row["event_id"] for row in rows][:500]
        kept = dict(connection.execute(select(INBOX.c.event_id, INBOX.c.digest).where(INBOX.c.event_id.in_(ids))).all())
        for row in rows[:500]:
            if kept.get(row["event_id"]) != row["digest"]:
                log.error("webhook_same_id_other_content", event_id=row["event_id"])


def _insert_or_ignore(dialect: str) -> Any:
    insert = (postgresql if dialect == "postgresql" else sqlite).insert(INBOX)
    return insert.on_conflict_do_nothing(index_elements=["event_id"])
