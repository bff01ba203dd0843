"""The demo plan: marked, loaded once, with something done and something late, and never over a real plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.register import RegisterEntry
from backend.queries import plans as queries
from backend.queries.plans import PlanView, Standing
from backend.services import plans
from backend.services.demo_plan import load_demo_plan
from service_standards.office import office
from tests.factories import NOW, reference_data
from tests.plan_rows import YEAR, a_draft, marketing

NOVEMBER = datetime(2026, 11, 30, 5, 0, tzinfo=UTC)


def view_of(session: Session, year: int, now: datetime) -> PlanView:
    view = queries.plan_view(session, year, office(), now)
    assert view is not None
    return view


def test_in_november_one_activity_is_done_one_is_late_and_everything_is_marked(session: Session) -> None:
    marketing(session)

    assert load_demo_plan(session, NOVEMBER)

    view = view_of(session, 2570, NOVEMBER)
    assert view.demo
    assert view.is_set
    assert [one.standing for one in view.activities[:3]] == [Standing.DONE, Standing.LATE, Standing.RUNNING]
    assert [entry.demo for entry in session.scalars(select(RegisterEntry))] == [True]


def test_what_is_made_from_a_demo_plan_is_demo_too(session: Session) -> None:
    by = marketing(session)
    load_demo_plan(session, NOVEMBER)

    assert plans.make(session, 2571, by, NOVEMBER).demo


@pytest.mark.parametrize("month", [1, 9, 10, 12])
def test_it_loads_whenever_in_the_year_and_once(session: Session, month: int) -> None:
    marketing(session)
    now = datetime(2026, month, 1, 0, 0, tzinfo=UTC)

    assert load_demo_plan(session, now)
    assert not load_demo_plan(session, now)


def test_it_never_touches_a_plan_of_staff_and_needs_somebody_to_make_it(session: Session) -> None:
    reference_data(session)
    assert not load_demo_plan(session, NOW)
    a_draft(session)

    assert not load_demo_plan(session, NOW)

    plan = plans.of_year(session, YEAR)
    assert plan is not None
    assert (plan.demo, plan.is_set) == (False, False)
