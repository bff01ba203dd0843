"""A yearly plan for tests, made by the verbs that staff use. The clock stands at 9 April 2026: fiscal year 2569."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from backend.models.plan import PlanActivity, PlanYear
from backend.models.staff import Role, Staff
from backend.services import plans
from tests.factories import NOW, a_staff, reference_data

YEAR = 2569
YEAR_BEGINS = datetime(2025, 9, 30, 17, tzinfo=UTC)
"""00:00 of 1 October 2568 in Bangkok."""
AFTER_THE_YEAR = datetime(2026, 9, 30, 17, tzinfo=UTC)
"""00:00 of 1 October in Bangkok: from now on the review of the year may be signed."""
DUES = ("31/10/2568", "30/11/2568", "31/1/2569", "31/3/2569", "30/4/2569", "30/9/2569", "30/9/2569")
"""When the steps are due in a plan of ``a_set_plan``: four of them before the clock of the tests."""


def marketing(session: Session) -> Staff:
    return a_staff(session, unit="ftl", role=Role.MARKETING, name="มานี ฝตล")


def typed(step: int = 1, title: str = "กิจกรรม", starts: str = "1/10/2568", due: str = "31/3/2569") -> dict[str, str]:
    """The form of an activity."""
    return {"step": str(step), "title": title, "starts_on": starts, "due_on": due, "evidence_wanted": "รายงาน"}


def a_draft(session: Session, by: Staff | None = None, *, year: int = YEAR, now: datetime = NOW) -> PlanYear:
    """A plan from the manual's steps, without dates."""
    reference_data(session)
    return plans.make(session, year, by or marketing(session), now)


def with_dates(session: Session, plan: PlanYear, dues: Sequence[str] = DUES) -> PlanYear:
    """The same with dates for all activities, one due date after the other."""
    for activity, due in zip(list(plan.activities), dues, strict=True):
        form: Mapping[str, str] = typed(activity.step, activity.title, due=due)
        plans.edit_activity(session, activity.id, form, [unit.id for unit in activity.units], seen=plan.version)
    return plan


def a_set_plan(session: Session, by: Staff | None = None, *, now: datetime = YEAR_BEGINS) -> PlanYear:
    """A plan of this fiscal year that is set, on the year's first day if nothing else is said."""
    by = by or marketing(session)
    plan = with_dates(session, a_draft(session, by))
    return plans.put_in_force(session, YEAR, by, seen=plan.version, now=now)


def of_step(plan: PlanYear, step: int) -> PlanActivity:
    """The first activity of a step."""
    return next(activity for activity in plan.activities if activity.step == step)
