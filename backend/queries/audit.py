"""The self-audit as a page and as gauges: the last run, and what is kept otherwise than it was counted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from backend.models.audit import AuditDifference, AuditRun
from backend.models.seal import SealedMeasurement
from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.services.access import RESTRICTED_KINDS, Viewer, visible_to
from backend.services.self_audit import SEAL

MOST = 500
LATELY = 50
RUNS = 14
_ROW = re.compile(r"(?P<before>.* row) (?P<number>.+) \S+")
"""A sealed row, as ``seal_audit`` names it in a finding: by the number of its matter and the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceView:
    """One difference. ``ticket`` is the number of the matter, where the viewer may open it.

    That of a restricted matter is in no ``subject`` of what was sealed: it may have become one since it was found.
    """

    subject: str
    of_matter: bool
    ticket: str | None
    unit_short: str
    measure: str
    what: str
    stored: str
    recomputed: str
    first_at: datetime
    last_at: datetime
    cleared_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Everything ``audit.html`` may use. ``left_off`` differences stand beyond those listed."""

    run: AuditRun | None
    """The last that came to its end."""
    going_on: AuditRun | None
    matters: Sequence[DifferenceView]
    figures: Sequence[DifferenceView]
    left_off: int
    cleared: Sequence[DifferenceView]
    runs: Sequence[AuditRun]


def audit_page(session: Session, viewer: Viewer) -> AuditPage:
    """The last runs, with what stands and what was found no more lately."""
    runs = session.scalars(select(AuditRun).order_by(AuditRun.id.desc()).limit(RUNS)).all()
    standing = AuditDifference.cleared_at.is_(None)
    in_turn = (AuditDifference.subject, AuditDifference.unit_id, AuditDifference.measure, AuditDifference.what)
    rows = session.scalars(select(AuditDifference).where(standing).order_by(*in_turn).limit(MOST)).all()
    gone = session.scalars(
        select(AuditDifference).where(~standing).order_by(AuditDifference.cleared_at.desc(), *in_turn).limit(LATELY)
    ).all()
    ids = {row.ticket_id for row in (*rows, *gone) if row.ticket_id is not None}
    visible = select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids), visible_to(viewer))
    numbers = {row[0]: row[1] for row in session.execute(visible)}
    units = {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.short_th))}
    hidden = _hidden(session, (*rows, *gone))
    views = [_view(row, numbers, units, hidden) for row in rows]
    finished = last_run(session)
    kept = session.scalar(select(func.count()).select_from(AuditDifference).where(standing)) or 0
    beyond = max(kept, finished.differences if finished else 0)
    return AuditPage(
        run=finished,
        going_on=next((run for run in runs[:1] if run.finished_at is None), None),
        matters=[view for view in views if view.of_matter],
        figures=[view for view in views if not view.of_matter],
        left_off=beyond - len(rows),
        cleared=[_view(row, numbers, units, hidden) for row in gone],
        runs=runs,
    )


def last_run(session: Session) -> AuditRun | None:
    """The last that came to its end."""
    return session.scalar(
        select(AuditRun).where(AuditRun.finished_at.is_not(None)).order_by(AuditRun.id.desc()).limit(1)
    )


def _hidden(session: Session, rows: Sequence[AuditDifference]) -> set[int]:
    """The findings of sealed rows whose matter is restricted, or was when it was sealed; by their ids."""
    named = {row.id: found["number"] for row in rows if row.what == SEAL and (found := _ROW.fullmatch(row.subject))}
    if not named:
        return set()
    numbers = set(named.values())
    restricted = union(
        *(
            select(table.number).where(table.number.in_(numbers), table.kind.in_(RESTRICTED_KINDS))
            for table in (Ticket, SealedMeasurement)
        )
    )
    numbers = set(session.scalars(restricted))
    ids = {row.ticket_id for row in rows if row.id in named and row.ticket_id is not None}
    tickets = set(session.scalars(select(Ticket.id).where(Ticket.id.in_(ids), Ticket.kind.in_(RESTRICTED_KINDS))))
    return {row.id for row in rows if named.get(row.id) in numbers or (row.id in named and row.ticket_id in tickets)}


def _view(
    row: AuditDifference, numbers: Mapping[int, str], units: Mapping[str, str], hidden: set[int]
) -> DifferenceView:
    found = _ROW.fullmatch(row.subject) if row.id in hidden else None
    return DifferenceView(
        subject=found["before"] if found else row.subject,
        of_matter=row.ticket_id is not None and row.what != SEAL,
        ticket=numbers.get(row.ticket_id) if row.ticket_id is not None else None,
        unit_short=units.get(row.unit_id, row.unit_id),
        measure=row.measure,
        what=row.what,
        stored=row.stored,
        recomputed=row.recomputed,
        first_at=row.first_at,
        last_at=row.last_at,
        cleared_at=row.cleared_at,
    )
