"""What measurements come to by an instant, for the database. Time alone makes a miss of what is open, or a long pause.

Nobody writes that down when it happens: whoever counts measurements or lists them asks here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case

from backend.models.measurement import Measured
from service_standards.compliance import DEFINITIONS, Figure, Flag, bits
from service_standards.pauses import TOO_LONG
from service_standards.replay import Outcome


def outcome_at(table: type[Measured], as_of: datetime) -> ColumnElement[Any]:
    """What a measurement came to by an instant: who is still open then and past the due instant has missed it."""
    overdue = and_(table.outcome == Outcome.OPEN, table.due_at < as_of)
    return case((overdue, Outcome.MISSED), else_=table.outcome)


def promised_at(table: type[Measured], as_of: datetime) -> ColumnElement[Any]:
    """The same by the calendar as it was known at receipt."""
    overdue = and_(table.promised_outcome == Outcome.OPEN, table.promised_due_at < as_of)
    return case((overdue, Outcome.MISSED), else_=table.promised_outcome)


def flags_at(table: type[Measured], as_of: datetime) -> ColumnElement[Any]:
    """The flags by an instant: a pause that lasts too long by then is doubtful."""
    doubtful = bits([Flag.DOUBTFUL])
    too_long = table.paused_since < as_of - TOO_LONG
    return case((too_long, table.flags.bitwise_or(doubtful)), else_=table.flags)


def counts(figure: Figure, table: type[Measured], as_of: datetime) -> ColumnElement[bool]:
    """Whether a figure counts a measurement, for the database; what ``Counted.holds`` says of one in memory."""
    counted = DEFINITIONS[figure].counted
    wanted = bits(counted.flags)
    return and_(
        outcome_at(table, as_of).in_(sorted(counted.outcomes)),
        promised_at(table, as_of).in_(sorted(counted.promised)),
        flags_at(table, as_of).bitwise_and(wanted) == wanted,
    )
