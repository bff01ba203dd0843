"""Who has followed up in a quarter and who has not, and the yearly review, as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.charter import CharterVersion, StandardRow
from backend.models.follow_up import ReviewLink, ReviewReopening, UnitFollowUp, YearlyReview
from backend.models.plan import PlanActivity, PlanYear
from backend.models.register import RegisterEntry
from backend.models.unit import Unit
from backend.services.clocks import charter_in_force
from backend.services.concern import concerning, kinds_by_unit
from backend.services.follow_ups import late_from
from backend.services.quarters import rows_of
from backend.services.support_process import follow_up_units
from service_standards.charter import Standing
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter


class Handed(StrEnum):
    """Whether a unit's follow-up is there."""

    IN_TIME = "in_time"
    LATE = "late"
    MISSING = "missing"
    """Late and still not there."""
    OPEN = "open"
    NOT_YET = "not_yet"
    """The quarter has not begun."""


_ORDER = (Handed.MISSING, Handed.OPEN, Handed.NOT_YET, Handed.LATE, Handed.IN_TIME)
"""Who is waited for first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit in one quarter."""

    unit_id: str
    short: str
    name: str
    handed: Handed
    first_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Something that a review or an entry may point at: its token ("activity-7"), its words, and where it is shown."""

    token: str
    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Targets:
    """All that a review of a year may point at."""

    standards: Sequence[Target]
    activities: Sequence[Target]
    entries: Sequence[Target]


def unit_rows(session: Session, quarter: Quarter, now: datetime) -> Sequence[UnitRow]:
    """The units that follow up, those that have not first."""
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    written = {
        one.unit_id: one
        for one in session.scalars(
            select(UnitFollowUp).where(rows_of(UnitFollowUp, quarter)).options(selectinload(UnitFollowUp.last_by))
        )
    }
    rows = [_row(units[unit_id], written.get(unit_id), quarter, now) for unit_id in follow_up_units()]
    return sorted(rows, key=lambda row: _ORDER.index(row.handed))


def _row(unit: Unit, written: UnitFollowUp | None, quarter: Quarter, now: datetime) -> UnitRow:
    return UnitRow(
        unit_id=unit.id,
        short=unit.short_th,
        name=unit.name_th,
        handed=handed(written, quarter, now),
        first_at=written.first_at if written else None,
        by=written.last_by.name if written else "",
    )


def handed(written: UnitFollowUp | None, quarter: Quarter, now: datetime) -> Handed:
    """Whether a follow-up is there, and in time. When it was first written decides."""
    if written is not None:
        return Handed.LATE if written.first_at >= late_from(quarter) else Handed.IN_TIME
    if now >= late_from(quarter):
        return Handed.MISSING
    return Handed.OPEN if in_bangkok(now).date() >= quarter.first else Handed.NOT_YET


def activities_of_unit(session: Session, quarter: Quarter, unit_id: str) -> Sequence[Target]:
    """The activities of the unit, in a plan that is set, that lie in the quarter at least in part and still count."""
    rows = session.scalars(
        select(PlanActivity)
        .join(PlanYear)
        .where(
            PlanYear.fiscal_year == quarter.fiscal_year,
            PlanYear.set_at.is_not(None),
            PlanActivity.withdrawn_at.is_(None),
            PlanActivity.units.any(Unit.id == unit_id),
            PlanActivity.starts_on <= quarter.last,
            PlanActivity.due_on >= quarter.first,
        )
        .order_by(PlanActivity.due_on, PlanActivity.id)
    )
    return [_activity(row) for row in rows]


def review_of(session: Session, fiscal_year: int) -> YearlyReview | None:
    """The review of a year with what it points at."""
    return session.scalar(
        select(YearlyReview)
        .where(YearlyReview.fiscal_year == fiscal_year)
        .options(
            selectinload(YearlyReview.last_by),
            selectinload(YearlyReview.reopenings).selectinload(ReviewReopening.by),
            selectinload(YearlyReview.links).selectinload(ReviewLink.standard),
            selectinload(YearlyReview.links).selectinload(ReviewLink.activity),
            selectinload(YearlyReview.links).selectinload(ReviewLink.entry),
        )
    )


def targets(session: Session, fiscal_year: int, now: datetime) -> Targets:
    """What a review of this year may point at: standards in force, activities and entries of the year."""
    activities = session.scalars(
        select(PlanActivity)
        .join(PlanYear)
        .where(PlanYear.fiscal_year == fiscal_year, PlanActivity.withdrawn_at.is_(None))
        .order_by(PlanActivity.step, PlanActivity.id)
    )
    entries = session.scalars(
        select(RegisterEntry)
        .where(RegisterEntry.fiscal_year == fiscal_year, RegisterEntry.withdrawn_at.is_(None))
        .order_by(RegisterEntry.id)
    )
    return Targets(
        standards=standards_in_force(session, now),
        activities=[_activity(row) for row in activities],
        entries=[Target(token=f"entry-{row.id}", id=row.id, words=row.title) for row in entries],
    )


def standards_in_force(session: Session, now: datetime) -> Sequence[Target]:
    """The standards of the charter in force, by code."""
    version = charter_in_force(session, now)
    return [standard_target(row, version) for row in sorted(version.standards, key=lambda row: row.code)]


def standards_of_unit(session: Session, unit_id: str, now: datetime) -> Sequence[Target]:
    """Those of the charter in force that concern a unit, by code."""
    version = charter_in_force(session, now)
    rows = concerning(version.standards, kinds_by_unit(session, now)[unit_id])
    return [standard_target(row, version) for row in sorted(rows, key=lambda row: row.code)]


def standard_target(row: StandardRow, version: CharterVersion) -> Target:
    """A standard in words."""
    return Target(token=f"standard-{row.id}", id=row.id, words=standard_words(row, version))


def standard_words(row: StandardRow, version: CharterVersion) -> str:
    """A standard's code and title, the version that it stands in, and that it is a trial value where it is one."""
    trial = " มาตรฐานทดลอง" if row.standing == Standing.PROVISIONAL.value else ""
    return f"{row.code} {row.title_th} ({version.name_th}){trial}"


def version_of(session: Session, standard: StandardRow) -> CharterVersion:
    """The version of the charter that a standard stands in."""
    return session.get_one(CharterVersion, standard.charter_id)


def linked(session: Session, review: YearlyReview) -> Sequence[Target]:
    """What a review points at, in words."""
    found = []
    for link in review.links:
        if link.standard is not None:
            found.append(standard_target(link.standard, version_of(session, link.standard)))
        elif link.activity is not None:
            found.append(_activity(link.activity))
        elif link.entry is not None:
            found.append(Target(token=f"entry-{link.entry.id}", id=link.entry.id, words=link.entry.title))
    return found


def _activity(row: PlanActivity) -> Target:
    return Target(token=f"activity-{row.id}", id=row.id, words=f"ขั้นตอนที่ {row.step}: {row.title}")
