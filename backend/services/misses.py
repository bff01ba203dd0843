"""The misses of a unit in a quarter, and what its head has said of each.

A comment holds for the facts it was written on. A miss that has none, or whose due or stop has changed since, is still
to be answered, and so nobody needs to write down that a confirmed report was overtaken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from backend.models.measurement import Measured, Measurement
from backend.models.quarter_report import MissComment, UnitReport
from backend.services.measured_at import counts
from backend.services.quarters import rows_of
from service_standards.compliance import Figure
from service_standards.thai_dates import Quarter

Key = tuple[int, str]
"""A clock: the ticket's id and the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One missed clock for which a unit answers. ``stopped_at`` is None while nothing was done yet."""

    unit_id: str
    ticket_id: int
    number: str
    measure: str
    code: str
    charter_id: int
    kind: str
    due_at: datetime | None
    stopped_at: datetime | None
    received_at: datetime
    provisional: bool
    urgent: bool
    demo: bool

    @property
    def key(self) -> Key:
        """By which its comment is found."""
        return self.ticket_id, self.measure

    def is_told_by(self, comment: MissComment) -> bool:
        """Whether a comment was written on the miss as it stands."""
        return (comment.code, comment.due_at, comment.stopped_at) == (self.code, self.due_at, self.stopped_at)


@dataclass(frozen=True, slots=True)
class Answered:
    """A unit's misses, and the last comment on each."""

    misses: Sequence[Miss]
    comments: Mapping[Key, MissComment]

    @property
    def unanswered(self) -> Sequence[Miss]:
        """Those of which nothing is said."""
        return [miss for miss in self.misses if miss.key not in self.comments]

    @property
    def changed(self) -> Sequence[Miss]:
        """Those whose facts are others than the comment was written on."""
        return [miss for miss in self.misses if self.has_changed(miss)]

    def has_changed(self, miss: Miss) -> bool:
        """Whether what is said of a miss was said of other facts."""
        comment = self.comments.get(miss.key)
        return comment is not None and not miss.is_told_by(comment)

    @property
    def is_complete(self) -> bool:
        """Whether every miss is answered as it stands."""
        return not self.unanswered and not self.changed

    @property
    def digest(self) -> str:
        """Changes with every miss and every comment: what whoever confirms had before them."""
        told = hashlib.sha256()
        for miss in sorted(self.misses, key=lambda one: one.key):
            comment = self.comments.get(miss.key)
            facts = (miss.key, miss.code, miss.due_at, miss.stopped_at, comment.version if comment else 0)
            told.update(repr(facts).encode())
        return told.hexdigest()[:32]


EVERYTHING = true()
NOTHING = Answered((), {})
"""Of a unit that missed nothing."""


def answered(session: Session, quarter: Quarter, unit_id: str, as_of: datetime, *, with_demo: bool) -> Answered:
    """The misses of a unit as they stand, the earliest due first, each with the last comment on it."""
    return answered_by_unit(session, quarter, as_of, with_demo=with_demo, unit_id=unit_id).get(unit_id, NOTHING)


def answered_by_unit(
    session: Session,
    quarter: Quarter,
    as_of: datetime,
    *,
    with_demo: bool,
    unit_id: str | None = None,
    table: type[Measured] = Measurement,
    rows: ColumnElement[bool] = EVERYTHING,
) -> Mapping[str, Answered]:
    """The same of every unit that has missed anything or has commented, or of one.

    Args:
        table: the measurements that are read: those that stand, or sealed ones.
        rows: which rows of that table.
    """
    found: dict[str, tuple[list[Miss], dict[Key, MissComment]]] = {}
    for miss in of_quarter(session, quarter, as_of, with_demo=with_demo, unit_id=unit_id, table=table, rows=rows):
        found.setdefault(miss.unit_id, ([], {}))[0].append(miss)
    for owner, row in comments(session, quarter, unit_id):  # the older versions come first
        found.setdefault(owner, ([], {}))[1][row.ticket_id, row.measure] = row
    return {owner: Answered(missed, told) for owner, (missed, told) in found.items()}


def of_quarter(
    session: Session,
    quarter: Quarter,
    as_of: datetime,
    *,
    with_demo: bool,
    unit_id: str | None = None,
    table: type[Measured] = Measurement,
    rows: ColumnElement[bool] = EVERYTHING,
) -> Sequence[Miss]:
    """The missed clocks of matters received in the quarter, of all units or of one, the earliest due first."""
    which = [rows, rows_of(table, quarter)]
    if unit_id is not None:
        which.append(table.unit_id == unit_id)
    if not with_demo:
        which.append(table.demo == false())
    found = session.execute(
        select(*(getattr(table, one.name) for one in fields(Miss)))
        .where(*which, counts(Figure.MISSED, table, as_of))
        .order_by(table.due_at, table.ticket_id, table.measure)
    )
    return [Miss(**row._mapping) for row in found]


def comments(session: Session, quarter: Quarter, unit_id: str | None = None) -> Sequence[tuple[str, MissComment]]:
    """All versions of all comments of a quarter, of all units or of one: the unit with each, older versions first."""
    which = [rows_of(UnitReport, quarter)]
    if unit_id is not None:
        which.append(UnitReport.unit_id == unit_id)
    query = select(UnitReport.unit_id, MissComment).join(UnitReport, UnitReport.id == MissComment.report_id)
    rows = session.execute(query.where(*which).order_by(MissComment.version, MissComment.id))
    return [(row[0], row[1]) for row in rows]
