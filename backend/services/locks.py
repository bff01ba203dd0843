"""The one door to a row that others may change meanwhile, and the order in which rows are held.

**A chat, then its files and its tickets, then the place where a file's bytes lie.** That is the whole order:

- The drain and the postman hold the chat first, and only then its files or tickets: no two of them meet there.
- The desk holds one ticket and never a chat: with its ticket in hand it waits for nobody who waits for a ticket.
- The fetcher holds one file, then the place of its bytes, and nothing else.
- Whoever prepares or publishes versions of the catalogue, or forgets words in them, holds them by their numbers, the
  smallest first, and after the chat.
- Whoever takes a message back holds it after the chat; who proposes words from messages holds these and never a chat.
- Whoever puts changes to the catalogue together, takes them apart or forgets words in them holds the changes, by their
  numbers too, before any version.
- Whoever drafts, edits or moves a version of the charter holds that version; who writes down what has come into force
  holds versions by their numbers, and nothing before them.
- Whoever hands a version out holds the version, and then nothing more; who acknowledges it, records that somebody
  did, or reminds holds that receipt, and who changes a partner or supplier that one, and nothing else.
- Whoever changes the calendar holds the calendar, then open tickets by their numbers, then what waits for a free reply
  in their chats, if nobody is sending it; who sends that holds it after the chat. Neither waits for the other's.
- Whoever warns of a matter holds that ticket, and then writes to staff, who are never held.
- Whoever audits holds the tickets that seem different by their numbers, then the run, which nobody else holds.
- Whoever counts the failed attempt of an event holds that event, and nothing else.
- Whoever changes a yearly plan or one of its activities holds the plan, and nothing else.
- Whoever comments on a miss, confirms a unit's report or judges it holds the sealing of all quarters, then that report,
  and then writes to staff.
- Whoever asks for the closing of a quarter holds the sealing of all of them, then its units' reports by their numbers.
- Whoever takes a quarter to seal it, or makes it sealed, holds the sealing of all of them, then that seal; who issues a
  restatement holds that seal, and nothing else.
- Whoever asks for a document of a report, or makes it, holds its row, and nothing else.
- Whoever chooses the scale of a year's satisfaction holds that year's review, and nothing else.

Nothing is held while somebody outside is called. On SQLite whoever writes holds the whole database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, func, inspect, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from backend.models.base import Base

Row = TypeVar("Row", bound=Base)
CALENDAR, SEALING = -1, -2
"""The numbers of the locks of what is no row; those of files' bytes are not negative."""


def hold(session: Session, table: type[Row], which: ColumnElement[bool]) -> Row | None:
    """The one row of ``table`` that is ``which``, held until the transaction ends; None when there is none.

    It is as it stands now: what the session had read of it before, its relationships too, is read anew.
    """
    # FOR NO KEY UPDATE: no key of ours ever changes, and FOR UPDATE would make everybody wait who writes a row that
    # only points here, as the desk's messages point at a chat, and so does each ticket that is updated twice.
    query = select(table).where(which).with_for_update(key_share=True)
    return session.scalar(query.execution_options(populate_existing=True))


def hold_one(session: Session, table: type[Row], which: ColumnElement[bool]) -> Row:
    """The same for a row that must be there.

    Raises:
        NoResultFound: it is not.
    """
    held = hold(session, table, which)
    if held is None:
        raise NoResultFound(f"no such {table.__name__}")
    return held


def hold_all(session: Session, table: type[Row], which: ColumnElement[bool]) -> Sequence[Row]:
    """All rows of ``table`` that are ``which``, held in the order of their keys and as they stand now."""
    query = select(table).where(which).order_by(*inspect(table).primary_key).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def hold_bytes(session: Session, sha256: str) -> None:
    """Hold the place where these bytes lie, or would: several rows share it, so none of them can be the lock."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(int(sha256[:15], 16))))


def hold_calendar(session: Session) -> None:
    """Hold the calendar: of two changes at once the second sees the first."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CALENDAR)))


def hold_sealing(session: Session) -> None:
    """Hold the sealing of quarters: each seal holds the hash of the one before, so that one is made at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(SEALING)))
