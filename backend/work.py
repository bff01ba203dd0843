"""The edges of time and of the database: ``now()``, the engine, one transaction, the doorbell.

The clock is read here and nowhere else; a transaction is opened and committed here and nowhere else. In the local
trial the clock can be moved: ``moved_clock`` adds an offset that all processes read from one small file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

Now = Callable[[], datetime]

SQLITE_BUSY_SECONDS = 15.0
"""How long a writer waits for SQLite's single writer lock before it gives up."""
ROW_BUSY_SECONDS = 20.0
"""How long a writer waits for a row of PostgreSQL."""
HOLD_THE_LINE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""A server that vanished without a word is noticed within half a minute. A unix socket needs none of it."""
GRACE = 0.5
"""Seconds that a server gets to say itself that a statement took too long."""


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def moved_clock(offset_file: Path) -> Now:
    """A clock for the trial: the present plus the seconds written in ``offset_file`` (no file: no offset)."""

    def moved_now() -> datetime:
        try:
            offset = float(offset_file.read_text(encoding="ascii") or 0)
        except (FileNotFoundError, ValueError):
            offset = 0.0
        return now() + timedelta(seconds=offset)

    return moved_now


class Doorbell(Protocol):
    """Wakes whoever handles a conversation. Ringing is best effort: the sweeper finds what nobody heard."""

    def ring(self, conversation_keys: list[str]) -> None:
        """Say that these conversations have something waiting. Never raises."""


class SilentDoorbell:
    """A doorbell that is not connected, for commands and tests; the sweeper does the waking."""

    def ring(self, conversation_keys: list[str]) -> None:
        """Do nothing."""


def make_engine(url: str, *, pool_size: int = 8, patience: float | None = None) -> Engine:
    """An engine that behaves alike on SQLite and PostgreSQL.

    SQLite's own default, a deferred BEGIN, fails at once when two readers turn into writers; each transaction
    therefore begins IMMEDIATE and waits its turn. What a statement fails with never shows the values it was sent with.

    Args:
        patience: for who must not be kept waiting, the seconds after which a statement that waits, lasts or is not
            answered fails; a connection that was not answered is closed. None: waiting ends after many seconds, and a
            statement lasts as long as it does.
    """
    if url.startswith("sqlite"):
        arguments = {"timeout": patience or SQLITE_BUSY_SECONDS, "check_same_thread": False}
        engine = create_engine(url, connect_args=arguments, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 3 if patience is None else 2, **HOLD_THE_LINE},  # the driver's least is 2
        hide_parameters=True,
    )
    if patience is not None:
        event.listen(engine, "do_connect", _impatiently(patience + GRACE))
    event.listen(engine, "connect", _prepare_postgresql(patience))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # a customer's word survives a power cut
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def _begin_immediate(connection: Any) -> None:
    options = connection.get_execution_options()
    if not options.get("one_statement"):  # which is a transaction by itself
        connection.exec_driver_sql("BEGIN" if options.get("read_only") else "BEGIN IMMEDIATE")


def _prepare_postgresql(patience: float | None) -> Callable[[Any, object], None]:
    longest, limit = (ROW_BUSY_SECONDS, "lock_timeout") if patience is None else (patience, "statement_timeout")

    def prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET timezone TO 'UTC'")
            cursor.execute(f"SET {limit} TO '{longest * 1000:.0f}ms'")
        connection.commit()

    return prepare


def _impatiently(seconds: float) -> Callable[..., Any]:
    """Connect so that no wait for an answer lasts longer: a server that is frozen keeps no time limit of its own."""

    def connect(dialect: Any, _record: object, arguments: list[Any], named: dict[str, Any]) -> Any:
        driver = dialect.loaded_dbapi  # psycopg, imported by SQLAlchemy only where it is used

        class Impatient(driver.Connection):  # type: ignore[misc,name-defined]
            def wait(self, generator: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
                try:
                    return super().wait(generator, interval, seconds if timeout is None else timeout)
                except driver.OperationalError:
                    if self.pgconn.transaction_status == driver.pq.TransactionStatus.ACTIVE:  # not answered yet
                        self.close()
                    raise

        return Impatient.connect(*arguments, **named)

    return connect


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions over ``engine`` whose objects stay readable after the commit."""
    return sessionmaker(engine, expire_on_commit=False)


class Work:
    """Opens transactions and rings the bell after them.

    A use case is a verb that takes a session; who opened the session commits it. Here is who opens.
    """

    def __init__(self, engine: Engine, doorbell: Doorbell, clock: Now = now) -> None:
        self.engine = engine
        self.now = clock
        self._sessions = make_sessions(engine)
        self._readers = make_sessions(engine.execution_options(read_only=True))
        one_state = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        self._observers = make_sessions(engine.execution_options(read_only=True, **one_state))
        self._doorbell = doorbell

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error, the bell rung after the commit."""
        with self._sessions.begin() as session:
            yield session
            session.flush()
            heard = sorted(session.info.pop(WAKE, ()))
        if heard:
            self._doorbell.ring(heard)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking; nothing it does is kept."""
        with self._readers() as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """The same that sees one state of the database all along, as SQLite's readers always do."""
        with self._observers() as session:
            yield session


WAKE = "conversation keys to wake after the commit"


def wake(session: Session, conversation_key: str) -> None:
    """Remember to ring for this conversation once the transaction has committed."""
    session.info.setdefault(WAKE, set()).add(conversation_key)
