"""The yearly plan as pages: the year by step, what is late first, and one activity with all that happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.document import Document
from backend.models.plan import Happening, PlanActivity, PlanEvent, PlanEvidence, PlanYear
from backend.services import plan_dates, plans
from backend.services.plan_indicator import Indicator, Planned, done_on_time
from backend.services.reference import UNITS
from service_standards.calendar import Calendar
from service_standards.instants import in_bangkok

SOON = timedelta(days=7)
"""So long before its due date an activity asks for attention."""

_MANUALS_ORDER = {unit_id: place for place, unit_id in enumerate(UNITS)}


class Standing(StrEnum):
    """How an activity stands today, the loudest first."""

    LATE = "late"
    SOON = "soon"
    DATELESS = "dateless"
    RUNNING = "running"
    AHEAD = "ahead"
    DONE_LATE = "done_late"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One activity in a list."""

    id: int
    step: int
    title: str
    starts_on: date | None
    due_on: date | None
    first_due_on: date | None
    done_on: date | None
    starts_off: str
    """Why nobody is at work on the day it starts; nothing on a working day."""
    due_off: str
    units: Sequence[str]
    unit_ids: Sequence[str]
    standing: Standing

    @property
    def is_moved(self) -> bool:
        """Whether its due date is another than the first one."""
        return self.first_due_on is not None and self.first_due_on != self.due_on


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """One plan. ``not_ready`` says why a draft cannot be set yet."""

    fiscal_year: int
    is_set: bool
    set_at: datetime | None
    set_by: str
    made_at: datetime
    made_by: str
    from_last_year: bool
    demo: bool
    version: int
    not_ready: str
    activities: Sequence[ActivityRow]

    @property
    def late(self) -> Sequence[ActivityRow]:
        """What is late, the longest first."""
        late = (one for one in self.activities if one.standing is Standing.LATE)
        return sorted(late, key=lambda one: (one.due_on or date.max, one.id))

    def of_step(self, number: int) -> Sequence[ActivityRow]:
        """The activities of a step, by due date."""
        here = (one for one in self.activities if one.step == number)
        return sorted(here, key=lambda one: (one.standing is Standing.WITHDRAWN, one.due_on or date.max, one.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One thing that happened. ``detail`` holds dates as ISO texts, or "None"."""

    what: Happening
    at: datetime
    by: str
    unit: str
    words: str
    detail: dict[str, Any]

    def day(self, name: str) -> date | None:
        """A date of the detail."""
        text = str(self.detail.get(name, "None"))
        return None if text == "None" else date.fromisoformat(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """One activity with everything on its page; the newest event first."""

    row: ActivityRow
    evidence_wanted: str
    done_by: str
    fiscal_year: int
    is_set: bool
    demo: bool
    plan_version: int
    events: Sequence[EventView]
    evidence: Sequence[PlanEvidence]
    """Withdrawn documents too, last."""


def years(session: Session) -> Sequence[int]:
    """The fiscal years that have a plan, the newest first."""
    return session.scalars(select(PlanYear.fiscal_year).order_by(PlanYear.fiscal_year.desc())).all()


def plan_view(session: Session, fiscal_year: int, calendar: Calendar, now: datetime) -> PlanView | None:
    """The plan of a fiscal year, if one was made. ``calendar`` tells days off."""
    plan = session.scalar(
        select(PlanYear)
        .where(PlanYear.fiscal_year == fiscal_year)
        .options(selectinload(PlanYear.activities).selectinload(PlanActivity.units))
    )
    if plan is None:
        return None
    today = in_bangkok(now).date()
    return PlanView(
        fiscal_year=plan.fiscal_year,
        is_set=plan.is_set,
        set_at=plan.set_at,
        set_by=plan.set_by.name if plan.set_by else "",
        made_at=plan.made_at,
        made_by=plan.made_by.name,
        from_last_year=plan.based_on_id is not None,
        demo=plan.demo,
        version=plan.version,
        not_ready="" if plan.is_set else plans.not_ready(plan),
        activities=[_row(activity, calendar, today) for activity in plan.activities],
    )


def activity_view(session: Session, activity_id: int, calendar: Calendar, now: datetime) -> ActivityView | None:
    """One activity, if there is one of this number."""
    activity = session.scalar(
        select(PlanActivity)
        .where(PlanActivity.id == activity_id)
        .options(
            selectinload(PlanActivity.units),
            selectinload(PlanActivity.events).selectinload(PlanEvent.by),
            selectinload(PlanActivity.evidence).selectinload(PlanEvidence.document).selectinload(Document.kept_by),
            selectinload(PlanActivity.evidence).selectinload(PlanEvidence.withdrawn_by),
        )
    )
    if activity is None:
        return None
    return ActivityView(
        row=_row(activity, calendar, in_bangkok(now).date()),
        evidence_wanted=activity.evidence_wanted,
        done_by=activity.done_by.name if activity.done_by else "",
        fiscal_year=activity.plan.fiscal_year,
        is_set=activity.plan.is_set,
        demo=activity.plan.demo,
        plan_version=activity.plan.version,
        events=[_event(event) for event in reversed(activity.events)],
        evidence=sorted(activity.evidence, key=lambda one: (one.withdrawn_at is not None, one.id)),
    )


def indicator(session: Session, fiscal_year: int, today: date) -> Indicator | None:
    """The indicator of a plan that is set; None where there is none."""
    plan = plans.of_year(session, fiscal_year)
    if plan is None or plan.set_at is None:
        return None
    set_on = in_bangkok(plan.set_at).date()
    return done_on_time(
        [
            Planned(
                id=one.id,
                set_on=set_on,
                first_due_on=one.first_due_on,
                due_on=one.due_on or one.first_due_on,
                done_on=one.done_on,
                withdrawn_on=in_bangkok(one.withdrawn_at).date() if one.withdrawn_at else None,
            )
            for one in plan.activities
            if one.first_due_on is not None
        ],
        today,
    )


def standing(activity: PlanActivity, today: date) -> Standing:
    """How an activity stands on a day in Bangkok."""
    if activity.withdrawn_at is not None:
        return Standing.WITHDRAWN
    if activity.starts_on is None or activity.due_on is None:
        return Standing.DATELESS
    if activity.done_on is not None:
        return Standing.DONE if activity.done_on <= (activity.first_due_on or activity.due_on) else Standing.DONE_LATE
    if not activity.plan.is_set:
        return Standing.AHEAD
    if activity.due_on < today:
        return Standing.LATE
    if activity.due_on - SOON <= today:
        return Standing.SOON
    return Standing.RUNNING if activity.starts_on <= today else Standing.AHEAD


def _row(activity: PlanActivity, calendar: Calendar, today: date) -> ActivityRow:
    starts_on, due_on = activity.starts_on, activity.due_on
    owners = sorted(activity.units, key=lambda unit: (_MANUALS_ORDER.get(unit.id, len(_MANUALS_ORDER)), unit.id))
    return ActivityRow(
        id=activity.id,
        step=activity.step,
        title=activity.title,
        starts_on=starts_on,
        due_on=due_on,
        first_due_on=activity.first_due_on,
        done_on=activity.done_on,
        starts_off=plan_dates.day_off(calendar, starts_on) if starts_on else "",
        due_off=plan_dates.day_off(calendar, due_on) if due_on else "",
        units=[unit.short_th for unit in owners],
        unit_ids=[unit.id for unit in owners],
        standing=standing(activity, today),
    )


def _event(event: PlanEvent) -> EventView:
    return EventView(
        what=event.what,
        at=event.at,
        by=event.by.name,
        unit=event.by.unit.short_th,
        words=event.words,
        detail=event.detail,
    )
