"""The one policy for what fails: growing pauses, an end after hours, and whose fault a failure is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    NoResultFound,
    NotSupportedError,
    OperationalError,
    ProgrammingError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from backend.services import attempts
from tests.factories import NOW

CAUSE = Exception("of the driver")


@pytest.mark.parametrize(("failed", "usual"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (79, 300)])
def test_a_pause_is_twice_the_last_one_up_to_five_minutes_give_or_take_a_third(failed: int, usual: float) -> None:
    pauses = {attempts.pause(failed).total_seconds() for _ in range(50)}

    assert all(0.7 * usual <= pause <= 1.3 * usual for pause in pauses)
    assert len(pauses) > 1


def test_who_is_in_a_hurry_has_a_shorter_longest_pause() -> None:
    assert attempts.pause(60, timedelta(seconds=8)) <= timedelta(seconds=8 * 1.3)


def test_it_ends_after_about_six_hours() -> None:
    at, failed = NOW, 0
    while True:
        failed += 1
        next_at = attempts.next_try(failed, at)
        if next_at is None:
            break
        at = next_at

    assert failed == attempts.MOST
    assert timedelta(hours=5) < at - NOW < timedelta(hours=7)


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError, InternalError, ProgrammingError, NotSupportedError])
def test_schema_and_connection_are_the_databases(kind: type[OperationalError]) -> None:
    assert attempts.is_the_databases(kind("SELECT", {}, CAUSE))


def test_so_is_a_pool_that_is_used_up() -> None:
    assert attempts.is_the_databases(NoConnectionFree())


@pytest.mark.parametrize(
    "problem",
    [
        DataError("INSERT", {}, CAUSE),
        IntegrityError("INSERT", {}, CAUSE),
        StatementError("a value of ours that fits no column", "INSERT", {}, CAUSE),
        NoResultFound(),
        KeyError("NewKind"),
        OSError(28, "No space left on device"),
    ],
)
def test_a_value_that_is_refused_and_a_bug_are_not(problem: Exception) -> None:
    assert not attempts.is_the_databases(problem)


def test_a_missing_table_is_the_databases_on_either_kind(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection, pytest.raises((OperationalError, ProgrammingError)) as caught:
        connection.execute(text("SELECT 1 FROM no_such_table"))
    engine.dispose()

    assert attempts.is_the_databases(caught.value)
