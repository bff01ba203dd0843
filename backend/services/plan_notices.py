"""Tells the heads of owner units of activities that fall due: once a week before, and once when the date has passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from backend.models.plan import PlanActivity, PlanYear
from backend.models.staff import Staff
from backend.services import staff_notices
from service_standards.calendar import Calendar
from service_standards.instants import in_bangkok

AHEAD = timedelta(days=7)
LATE, SOON = "plan_late", "plan_soon"
"""The kinds of notices; the desk has words for each."""


def tell_dues(session: Session, calendar: Calendar, now: datetime) -> None:
    """Tell of what is due within a week, and of what is past its date; shown from the next opening of ``calendar``.

    Decided from dates alone, and told once a due date and person: a clock that stood still loses none and repeats none.
    """
    today = in_bangkok(now).date()
    due = session.scalars(
        select(PlanActivity)
        .join(PlanYear)
        .where(
            PlanYear.set_at.is_not(None),
            PlanActivity.done_on.is_(None),
            PlanActivity.withdrawn_at.is_(None),
            PlanActivity.due_on <= today + AHEAD,
        )
        .options(selectinload(PlanActivity.units))
    )
    shown_from = staff_notices.shown_when_open(calendar, now)
    for activity in sorted(due, key=lambda one: one.id):  # in one order, so that two clocks never wait for each other
        kind = SOON if activity.due_on is not None and today <= activity.due_on else LATE
        staff_notices.tell(
            session,
            _to_tell(session, activity),
            kind,
            f"{kind}:{activity.id}:{activity.due_on}",
            {"title": activity.title, "due_on": str(activity.due_on), "demo": activity.plan.demo},
            f"/plan/activities/{activity.id}",
            now,
            shown_from,
        )


def _to_tell(session: Session, activity: PlanActivity) -> Sequence[Staff]:
    """The heads of all units that own it; marketing where none of them has a head."""
    heads = [head for unit in activity.units for head in staff_notices.heads_of(session, unit.id)]
    return heads or staff_notices.marketing(session)
