"""Rows that somebody else may be writing at the same time: inserted, or settled with the one that is there."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.models.base import Base


def insert(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes ``on_conflict_do_update`` and ``on_conflict_do_nothing``, in this database's own dialect."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
