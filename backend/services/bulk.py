"""Many rows at once, in the form in which the database's own driver has them: read from a table, added to one like it.

A value that is only carried from one column to another of the same type needs no turning into ours and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import NullType

from backend.models.base import Base

Raw = Sequence[Any]
"""A row as the driver has it: SQLite writes instants and truth values as texts and numbers."""


def read(
    session: Session,
    columns: Sequence[InstrumentedAttribute[Any]],
    which: ColumnElement[bool],
    order: Sequence[InstrumentedAttribute[Any]],
    batch: int,
) -> Iterator[Sequence[Raw]]:
    """These columns of the rows that are ``which``, in batches, sorted by texts in the order of their bytes."""
    query = select(*(type_coerce(column, NullType()) for column in columns)).where(which)
    sorted_by = query.order_by(*(_in_bytes_order(session, column) for column in order))
    yield from session.connection().execute(sorted_by, execution_options={"yield_per": batch}).partitions()


def add(session: Session, table: type[Base], names: Sequence[str], rows: Sequence[Raw]) -> None:
    """Add rows whose values are in the order of ``names``, in the transaction of this session."""
    connection = session.connection()
    cursor = connection.connection.cursor()
    columns = ", ".join(names)  # names of our own columns
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.__tablename__} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        values = ", ".join("?" for _ in names)
        cursor.executemany(f"INSERT INTO {table.__tablename__} ({columns}) VALUES ({values})", rows)  # noqa: S608
    cursor.close()


def _in_bytes_order(session: Session, column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """The same order on every database: PostgreSQL would sort as its locale does."""
    return column.collate("C") if session.get_bind().dialect.name == "postgresql" else column.expression
