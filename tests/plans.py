"""How a database goes about a statement of ours: by which index."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event


def plans_of(engine: Engine, do: Callable[[], object], part: str) -> list[str]:
    """Let ``do`` work over ``engine``; the plans of those of its statements that hold ``part``.

    In a table with few rows PostgreSQL reads all of it, or all of an index that is in the order it wants. It is asked
    to do neither, which leaves it the indexes whose columns it looks for.
    """
    sent: list[tuple[str, Any]] = []

    def note(connection: object, cursor: object, statement: str, values: Any, *rest: object) -> None:
        sent.append((statement, values))

    event.listen(engine, "before_cursor_execute", note)
    try:
        do()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    on_postgresql = engine.dialect.name == "postgresql"
    with engine.connect() as connection:
        if on_postgresql:
            for way in ("seqscan", "indexscan", "indexonlyscan"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        explain = "EXPLAIN" if on_postgresql else "EXPLAIN QUERY PLAN"
        return [
            "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", values))
            for statement, values in sent
            if part in statement
        ]
