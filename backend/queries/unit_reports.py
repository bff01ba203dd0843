"""The units' reports of a quarter as pages: who has confirmed and who has not, and one unit's with its misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.charter import StandardRow
from backend.models.measurement import Measurement
from backend.models.quarter_report import MissComment, UnitReport, UnitReportStep
from backend.models.staff import Staff
from backend.models.ticket import Ticket
from backend.models.unit import Unit
from backend.queries import figures
from backend.queries.charters import titles
from backend.queries.figures import Scope
from backend.services import misses, unit_reports
from backend.services.access import Viewer, visible_to, withheld
from backend.services.misses import NOTHING, Answered, Key, Miss
from backend.services.quarters import rows_of
from backend.services.staff_notices import heads_by_unit, heads_of
from backend.services.unit_reports import Place
from service_standards.compliance import Tally
from service_standards.report_course import ReportState
from service_standards.thai_dates import Quarter

PAGE = 30
"""Misses on one page."""


class Waiting(StrEnum):
    """For whom a unit's report waits."""

    NOBODY_YET = "nobody_yet"
    """The quarter is not over."""
    HEAD = "head"
    HEAD_AGAIN = "head_again"
    """Confirmed, and overtaken since."""
    MARKETING = "marketing"
    DONE = "done"
    CLOSED = "closed"
    """The quarter is closed, or being closed, and what happens now changes nothing of it."""


_ORDER = (Waiting.MARKETING, Waiting.HEAD_AGAIN, Waiting.HEAD, Waiting.NOBODY_YET, Waiting.DONE, Waiting.CLOSED)
"""What marketing has to do comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit in a quarter: how its report stands, and how many misses are still to be answered."""

    unit_id: str
    short: str
    name: str
    state: ReportState
    last: UnitReportStep | None
    asked_at: datetime | None
    may_be_asked: bool
    """Whether its heads may be asked for it now."""
    heads: Sequence[str]
    tally: Tally
    unanswered: int
    changed: int
    waiting: Waiting

    @property
    def is_overtaken(self) -> bool:
        """Whether it was confirmed and misses have come to light or changed since."""
        still_open = self.waiting is not Waiting.CLOSED
        return still_open and self.state.is_confirmed and bool(self.unanswered or self.changed)


@dataclass(frozen=True, slots=True)
class Overview:
    """A quarter's units: those that report, and the names of those without a matter, which need not."""

    rows: Sequence[UnitRow]
    without_matters: Sequence[str]

    def count(self, *waiting: Waiting) -> int:
        """How many units wait for these."""
        return sum(row.waiting in waiting for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissView:
    """One miss as somebody sees it, with what is said of it; ``earlier`` versions, the newest first."""

    miss: Miss
    standard: str
    subject: str
    """Empty where the reader may not open the matter any more, as when it went to another unit."""
    opens: bool
    comment: MissComment | None
    earlier: Sequence[MissComment]
    has_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit's report of a quarter. ``misses`` are those of the page, the ones to be answered first."""

    unit: Unit
    row: UnitRow
    version: int
    steps: Sequence[UnitReportStep]
    standards: Sequence[tuple[str, str, Tally]]
    """Of each standard and measure that the unit was timed by: its words, the measure, its figures."""
    answered: Answered
    misses: Sequence[MissView]
    hidden: int
    """Misses of restricted kinds, which only the unit is shown."""
    page: int
    pages: int


def overview(session: Session, quarter: Quarter, now: datetime, *, with_demo: bool) -> Overview:
    """All units of a quarter: what waits for marketing first."""
    rows = _rows(session, quarter, now, with_demo=with_demo)
    reporting = {row.unit_id for row in rows}
    others = session.scalars(select(Unit.name_th).where(Unit.id.not_in(reporting)).order_by(Unit.id)).all()
    return Overview(sorted(rows, key=lambda row: (_ORDER.index(row.waiting), row.unit_id)), others)


def unit_view(
    session: Session, place: Place, viewer: Viewer, now: datetime, *, is_head: bool = False, page: int = 1
) -> UnitView:
    """One unit's report.

    Args:
        is_head: whether the viewer is a head of their unit, who has to answer for whatever it missed, also of
            restricted matters that another unit has by now.

    Raises:
        NoResultFound: there is no such unit.
    """
    unit = session.get_one(Unit, place.unit_id)
    report = _reports(session, place.quarter, place.unit_id).get(unit.id)
    stand = unit_reports.answered(session, place, now)
    scope = Scope(quarter=place.quarter, as_of=now, with_demo=place.with_demo, only={"unit_id": unit.id})
    cube = figures.by_unit(session, scope)
    names = _standards(session, scope)
    answers = is_head and unit.id == viewer.unit_id
    kinds = {} if answers else {miss.number: miss.kind for miss in stand.misses}
    secret = withheld(session, kinds, viewer)
    shown = [miss for miss in stand.misses if miss.number not in secret]
    shown.sort(key=lambda miss: miss.key in stand.comments and not stand.has_changed(miss))
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(1, page), pages)
    return UnitView(
        unit=unit,
        row=_row(unit, report, stand, cube.all, heads_of(session, unit.id), _shut(session, place.quarter, now), now),
        version=report.version if report else 0,
        steps=report.steps[::-1] if report else (),
        standards=[
            (names.get(key, ""), key[1], tally)
            for key, tally in sorted(cube.by("code", "measure").items(), key=lambda one: (not one[0][0], one[0]))
        ],
        answered=stand,
        misses=_views(session, shown[(page - 1) * PAGE : page * PAGE], stand, place, viewer),
        hidden=len(stand.misses) - len(shown),
        page=page,
        pages=pages,
    )


def _rows(session: Session, quarter: Quarter, now: datetime, *, with_demo: bool) -> Sequence[UnitRow]:
    cube = figures.by_unit(session, Scope(quarter=quarter, as_of=now, with_demo=with_demo))
    tallies = {key[0]: tally for key, tally in cube.by("unit_id").items()}
    stands = misses.answered_by_unit(session, quarter, now, with_demo=with_demo)
    reports = _reports(session, quarter)
    heads, shut = heads_by_unit(session), _shut(session, quarter, now)
    units = session.scalars(select(Unit).where(Unit.id.in_({*tallies, *reports})).order_by(Unit.id)).all()
    return [
        _row(
            unit, reports.get(unit.id), stands.get(unit.id, NOTHING), tallies.get(unit.id, Tally()),
            heads.get(unit.id, ()), shut, now,
        )
        for unit in units
    ]  # fmt: skip


def _row(
    unit: Unit, report: UnitReport | None, stand: Answered, tally: Tally, heads: Sequence[Staff], shut: Waiting | None,
    now: datetime,
) -> UnitRow:  # fmt: skip
    state = report.state if report else ReportState.DRAFT
    return UnitRow(
        unit_id=unit.id,
        short=unit.short_th,
        name=unit.name_th,
        state=state,
        last=report.steps[-1] if report and report.steps else None,
        asked_at=report.asked_at if report else None,
        may_be_asked=bool(heads) and not unit_reports.was_asked_today(report, now),
        heads=[one.name for one in heads],
        tally=tally,
        unanswered=len(stand.unanswered),
        changed=len(stand.changed),
        waiting=shut or _waiting(state, stand),
    )


def _shut(session: Session, quarter: Quarter, now: datetime) -> Waiting | None:
    """Why no report of the quarter waits for anybody, where that is so."""
    if not quarter.is_over(now):
        return Waiting.NOBODY_YET
    return Waiting.CLOSED if unit_reports.is_closed(session, quarter) else None


def _waiting(state: ReportState, stand: Answered) -> Waiting:
    if not state.is_confirmed:
        return Waiting.HEAD
    if not stand.is_complete:
        return Waiting.HEAD_AGAIN
    return Waiting.DONE if state is ReportState.ACCEPTED else Waiting.MARKETING


def _reports(session: Session, quarter: Quarter, unit_id: str | None = None) -> Mapping[str, UnitReport]:
    query = select(UnitReport).where(rows_of(UnitReport, quarter))
    if unit_id is not None:
        query = query.where(UnitReport.unit_id == unit_id)
    return {one.unit_id: one for one in session.scalars(query.options(selectinload(UnitReport.steps)))}


def _standards(session: Session, scope: Scope) -> Mapping[tuple[str, str], str]:
    """What the standards are called by code and measure, in the newest version of the charter that the scope meets."""
    charters = select(Measurement.charter_id).where(rows_of(Measurement, scope.quarter))
    rows = session.scalars(
        select(StandardRow).where(StandardRow.charter_id.in_(charters)).order_by(StandardRow.charter_id)
    )
    return {(row.code, row.measure): row.title_th for row in rows}


def _views(
    session: Session, shown: Sequence[Miss], stand: Answered, place: Place, viewer: Viewer
) -> Sequence[MissView]:
    ids = [miss.ticket_id for miss in shown]
    subjects = {
        row[0]: row[1]
        for row in session.execute(select(Ticket.id, Ticket.subject).where(Ticket.id.in_(ids), visible_to(viewer)))
    }
    standards = titles(session, {miss.charter_id for miss in shown})
    versions: dict[Key, list[MissComment]] = {}
    for _, row in misses.comments(session, place.quarter, place.unit_id):
        versions.setdefault((row.ticket_id, row.measure), []).append(row)
    return [
        MissView(
            miss=miss,
            standard=standards.get((miss.charter_id, miss.code), miss.code),
            subject=subjects.get(miss.ticket_id, ""),
            opens=miss.ticket_id in subjects,
            comment=stand.comments.get(miss.key),
            earlier=versions.get(miss.key, [])[-2::-1],
            has_changed=stand.has_changed(miss),
        )
        for miss in shown
    ]
