"""What fails is tried again: one policy for events, messages and files.

The pauses grow, so that what a deployment mends within hours is still done, and after about six hours it is given up.
A person is told at the first failure. Only what fails by itself counts: while the database is in trouble, nothing does.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
MOST = 80
"""Nine pauses that double and seventy of the longest: about six hours."""


def pause(attempts: int, longest: timedelta = LONGEST_PAUSE) -> timedelta:
    """How long to wait after so many attempts: twice as long each time, with jitter, so that not all come at once."""
    doubled: timedelta = min(FIRST_PAUSE * 2 ** min(attempts - 1, 10), longest)
    return doubled * random.uniform(0.7, 1.3)  # noqa: S311 - spreads load, keeps no secret


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again what has failed so many times; None when it is to be given up."""
    return now + pause(attempts) if attempts < MOST else None


def is_the_databases(problem: BaseException) -> bool:
    """Whether the database, its schema or the way to it is at fault, and not what was being handled.

    A value that the database refuses is what was being handled.
    """
    return isinstance(problem, (DBAPIError, NoConnectionFree)) and not isinstance(problem, (DataError, IntegrityError))
