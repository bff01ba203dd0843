"""The quarterly follow-up: who has written and who has not, and one unit's text; the yearly review beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts
from backend.desk.addresses import QUARTER
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.follow_up import UnitFollowUp
from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.queries.follow_ups import (
    Handed,
    Target,
    UnitRow,
    activities_of_unit,
    handed,
    standards_of_unit,
    unit_rows,
)
from backend.services import follow_ups
from backend.services.plans import is_worked_in
from backend.services.support_process import follow_up_units
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarter_of

blueprint = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")

FIELDS = ("on_standards", "on_activities", "obstacles")
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPage:
    """Everything ``follow_ups.html`` may use."""

    quarter: Quarter
    present: Quarter
    others: Sequence[Quarter]
    """The present quarter, the one before and the one after, where the process runs in their year."""
    rows: Sequence[UnitRow]
    waiting: int
    mine: str
    """The unit for which the reader writes; empty where they write for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """Everything ``follow_up.html`` may use."""

    quarter: Quarter
    unit: Unit
    written: UnitFollowUp | None
    handed: Handed
    standards: Sequence[Target]
    activities: Sequence[Target]
    may_write: bool
    form: Form


@blueprint.get("")
@gate.only_for()
def page() -> Answer:
    """The present quarter."""
    present = quarter_of(in_bangkok(the_desk().work.now()).date())
    return _quarter(present)


@blueprint.get(f"/{QUARTER}")
@gate.only_for()
def quarter(year: int, number: int) -> Answer:
    """One quarter: who has followed up, and who has not."""
    return _quarter(Quarter(year, number))


@blueprint.get(f"/{QUARTER}/<unit_id>")
@gate.only_for()
def unit(year: int, number: int, unit_id: str) -> Answer:
    """What one unit has written, to be read by everybody and put right by its own people."""
    return _unit(Quarter(year, number), unit_id, None)


@blueprint.post(f"/{QUARTER}/<unit_id>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def write(year: int, number: int, unit_id: str) -> Answer:
    """Write it, or put it right."""
    which, form = Quarter(year, number), sent("write")
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            follow_ups.write(session, which, unit_id, form.values, by, seen=seen(), now=the_desk().work.now())
    except NotFound:
        raise
    except ServiceError as problem:
        return _unit(which, unit_id, form.refused(problem)), status_of(problem)
    flash(plan_texts.FOLLOW_UP_SAVED)
    return redirect(url_for(".unit", year=year, number=number, unit_id=unit_id))


def _quarter(which: Quarter) -> str:
    now, person = the_desk().work.now(), me()
    today = in_bangkok(now).date()
    present = quarter_of(today)
    with the_desk().work.read() as session:
        _expect_worked_in(session, which, now)
        near = sorted({which.before, present, which.following} - {which})
        others = [one for one in near if is_worked_in(session, one.fiscal_year, today)]
        rows = unit_rows(session, which, now)
    writes = person.role is not Role.ADMINISTRATOR and person.unit_id in follow_up_units()
    page = QuarterPage(
        quarter=which,
        others=others,
        present=present,
        rows=rows,
        waiting=sum(row.handed in (Handed.MISSING, Handed.OPEN) for row in rows),
        mine=person.unit_id if writes else "",
    )
    return show("follow_ups.html", page)


def _expect_worked_in(session: Session, which: Quarter, now: datetime) -> None:
    if not is_worked_in(session, which.fiscal_year, in_bangkok(now).date()):
        raise NotFound(follow_ups.NO_YEAR)


def _unit(which: Quarter, unit_id: str, form: Form | None) -> str:
    if unit_id not in follow_up_units():
        raise NotFound(follow_ups.FOREIGN)
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        _expect_worked_in(session, which, now)
        written = follow_ups.of_unit(session, which, unit_id)
        page = UnitPage(
            quarter=which,
            unit=session.get_one(Unit, unit_id),
            written=written,
            handed=handed(written, which, now),
            standards=standards_of_unit(session, unit_id, now),
            activities=activities_of_unit(session, which, unit_id),
            may_write=follow_ups.may_write(session.get_one(Staff, me().id), unit_id)
            and in_bangkok(now).date() >= which.first
            and not follow_ups.is_closed(session, which.fiscal_year),
            form=form or Form(values={name: getattr(written, name) for name in FIELDS} if written else {}),
        )
        return show("follow_up.html", page)
