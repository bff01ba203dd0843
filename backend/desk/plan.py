"""The yearly plan: the year as a timeline, the plan made and set, its indicator with the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.plan_options import step_options, unit_options
from backend.desk.timeline import Timeline, timeline_of
from backend.errors import NotFound, ServiceError
from backend.models.staff import Role, Staff
from backend.queries import plans as plan_queries
from backend.queries.plans import ActivityRow, PlanView, plan_view
from backend.services import plans
from backend.services.calendars import OFFICE, book_of
from backend.services.plan_indicator import COUNTED, TARGET, Indicator, Outcome
from backend.services.support_process import SupportProcess, support_process
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year as fiscal_year_of

blueprint = Blueprint("plan", __name__, url_prefix="/plan")

FIRST_YEAR, LAST_YEAR = 2500, 2700
YEAR = f"<int(min={FIRST_YEAR}, max={LAST_YEAR}):year>"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPage:
    """Everything ``plan.html`` may use."""

    year: int
    years: Sequence[int]
    plan: PlanView | None
    process: SupportProcess
    timeline: Timeline
    indicator: Indicator | None
    today: date
    keeps: bool
    """Whether the reader is of marketing, who keep the plan."""
    may_be_made: bool
    from_last_year: bool
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPage:
    """Everything ``plan_indicator.html`` may use."""

    year: int
    demo: bool
    indicator: Indicator
    target: int
    rows: Sequence[tuple[Outcome, Sequence[ActivityRow]]]
    counted: frozenset[Outcome]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """Everything ``plan_new.html`` may use."""

    year: int
    is_set: bool
    version: int
    steps: Options
    units: Options
    form: Form


@blueprint.get("")
@gate.only_for()
def page() -> Answer:
    """The plan of the fiscal year asked for, else of the present one."""
    year = read_whole(request.args.get("year", ""), least=4, most=4)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        year = fiscal_year_of(_today())
    return _page(year, Form())


@blueprint.post(f"/{YEAR}/make")
@gate.only_for(Role.MARKETING)
def make(year: int) -> Answer:
    """Make the plan from last year's, or the first one from the manual. Pressed twice it is made once."""
    try:
        with the_desk().work.write() as session:
            plans.make(session, year, session.get_one(Staff, me().id), the_desk().work.now())
    except ServiceError as problem:
        return _page(year, sent("make").refused(problem)), status_of(problem)
    flash(plan_texts.PLAN_MADE)
    return redirect(url_for(".page", year=year))


@blueprint.post(f"/{YEAR}/set")
@gate.only_for(Role.MARKETING)
def put_in_force(year: int) -> Answer:
    """Set the plan."""
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            plans.put_in_force(session, year, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(year, sent("set").refused(problem)), status_of(problem)
    flash(plan_texts.PLAN_SET)
    return redirect(url_for(".page", year=year))


@blueprint.get(f"/{YEAR}/new")
@gate.only_for(Role.MARKETING)
def new(year: int) -> Answer:
    """The form for one more activity."""
    return _new(year, Form(values={"step": request.args.get("step", "")}))


@blueprint.post(f"/{YEAR}/new")
@gate.only_for(Role.MARKETING)
def add(year: int) -> Answer:
    """Add an activity."""
    form = sent("new", several="units")
    try:
        with the_desk().work.write() as session:
            plans.add_activity(session, year, form.values, form.chosen, seen=seen(), now=the_desk().work.now())
    except NotFound:
        raise
    except ServiceError as problem:
        return _new(year, form.refused(problem)), status_of(problem)
    flash(plan_texts.ACTIVITY_SAVED)
    return redirect(url_for(".page", year=year))


@blueprint.get(f"/{YEAR}/indicator")
@gate.only_for()
def indicator(year: int) -> str:
    """The indicator with its definition and every row behind it."""
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        found = plan_queries.indicator(session, year, in_bangkok(now).date())
        plan = plan_view(session, year, book_of(session).for_everybody(OFFICE), now)
    if found is None or plan is None:
        raise NotFound("ปีงบประมาณนี้ยังไม่มีแผนที่กำหนดใช้")
    by_id = {row.id: row for row in plan.activities}
    rows = [(outcome, [by_id[id] for id in ids]) for outcome, ids in found.ids.items()]
    return show(
        "plan_indicator.html",
        IndicatorPage(
            year=year,
            demo=plan.demo,
            indicator=found,
            target=TARGET,
            rows=rows,
            counted=COUNTED,
            today=in_bangkok(now).date(),
        ),
    )


def _today() -> date:
    return in_bangkok(the_desk().work.now()).date()


def _page(year: int, form: Form) -> str:
    now, today = the_desk().work.now(), _today()
    with the_desk().work.read() as session:
        plan = plan_view(session, year, book_of(session).for_everybody(OFFICE), now)
        known = plan_queries.years(session)
        found = plan_queries.indicator(session, year, today)
    this_year = fiscal_year_of(today)
    return show(
        "plan.html",
        PlanPage(
            year=year,
            years=sorted({*known, this_year, this_year + 1, year}, reverse=True),
            plan=plan,
            process=support_process(),
            timeline=timeline_of(year, today),
            indicator=found,
            today=today,
            keeps=me().role is Role.MARKETING,
            may_be_made=plans.may_be_made(year, today),
            from_last_year=year - 1 in known,
            form=form,
        ),
    )


def _new(year: int, form: Form) -> str:
    with the_desk().work.read() as session:
        plan = plans.of_year(session, year)
        if plan is None:
            raise NotFound("ยังไม่มีแผนของปีงบประมาณนี้")
        page = NewPage(
            year=year,
            is_set=plan.is_set,
            version=plan.version,
            steps=step_options(),
            units=unit_options(session),
            form=form,
        )
    return show("plan_new.html", page)
