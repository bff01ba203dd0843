"""The register of innovations and lessons: searched by everybody, kept by marketing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.plan_options import step_options, target_options
from backend.errors import NotFound, ServiceError
from backend.models.register import EntrySort, RegisterEntry
from backend.models.staff import Role, Staff
from backend.queries import plans as plan_queries
from backend.queries import register as queries
from backend.queries.follow_ups import standards_in_force, targets
from backend.queries.register import Found, Origin, Wanted
from backend.services import register
from backend.services.support_process import Step, support_process
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year as fiscal_year_of

blueprint = Blueprint("register", __name__, url_prefix="/register")

ID = "<row:entry_id>"
NO_ENTRY = "ไม่พบรายการนี้ในทะเบียน"
LONGEST_SEARCH = 200
OFFERED_YEARS = 6
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """Everything ``register.html`` may use."""

    wanted: Wanted
    found: Found
    sorts: Sequence[EntrySort]
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """Everything ``register_entry.html`` may use."""

    entry: RegisterEntry
    origin: Origin
    steps: Sequence[Step]
    keeps: bool
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """Everything ``register_edit.html`` may use. ``entry_id`` and ``version`` are 0 for a new entry."""

    entry_id: int
    version: int
    years: Options
    sorts: Options
    steps: Options
    activities: Options
    standards: Options
    form: Form


@blueprint.get("")
@gate.only_for()
def page() -> str:
    """Look for entries."""
    asked = request.args
    wanted = Wanted(
        terms=asked.get("q", "")[:LONGEST_SEARCH],
        fiscal_year=read_whole(asked.get("year", ""), most=5),
        sort=EntrySort(asked["sort"]) if asked.get("sort") in set(EntrySort) else None,
        withdrawn=asked.get("withdrawn") == "1",
        page=max(1, read_whole(asked.get("page", "1"), most=5) or 1),
    )
    with the_desk().work.read() as session:
        found = queries.find(session, wanted)
    return show("register.html", RegisterPage(wanted=wanted, found=found, sorts=tuple(EntrySort), keeps=_keeps()))


@blueprint.get(f"/{ID}")
@gate.only_for()
def entry(entry_id: int) -> str:
    """One entry."""
    return _entry(entry_id, Form())


@blueprint.get("/new")
@gate.only_for(Role.MARKETING)
def new() -> str:
    """The form for a new entry; what it came from may be told by the page one comes from."""
    this_year = fiscal_year_of(in_bangkok(the_desk().work.now()).date())
    origin = {name: request.args.get(name, "")[:30] for name in ("step", "activity", "standard", "ticket")}
    return _edit(0, 0, Form(values={"fiscal_year": str(this_year), **origin}))


@blueprint.post("/new")
@gate.only_for(Role.MARKETING)
def add() -> Answer:
    """Keep a new entry."""
    form = sent("edit")
    try:
        with the_desk().work.write() as session:
            made = register.add(session, form.values, session.get_one(Staff, me().id), the_desk().work.now())
            number = made.id
    except ServiceError as problem:
        return _edit(0, 0, form.refused(problem)), status_of(problem)
    flash(plan_texts.ENTRY_SAVED)
    return redirect(url_for(".entry", entry_id=number))


@blueprint.get(f"/{ID}/edit")
@gate.only_for(Role.MARKETING)
def edit(entry_id: int) -> str:
    """The form for an entry."""
    with the_desk().work.read() as session:
        kept = queries.one(session, entry_id)
        if kept is None or kept.withdrawn_at is not None:
            raise NotFound(NO_ENTRY)
        origin = queries.origin(session, kept, session.get_one(Staff, me().id))
    values = {
        "fiscal_year": str(kept.fiscal_year),
        "sort": kept.sort.value,
        "title": kept.title,
        "what": kept.what,
        "result": kept.result,
        "step": str(kept.step or ""),
        "activity": str(kept.activity_id or ""),
        "standard": str(kept.standard_id or ""),
        "ticket": origin.ticket_number,
    }
    return _edit(entry_id, kept.version, Form(values=values))


@blueprint.post(f"/{ID}/edit")
@gate.only_for(Role.MARKETING)
def save(entry_id: int) -> Answer:
    """Put an entry right."""
    form, version = sent("edit"), seen()
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            register.edit(session, entry_id, form.values, by, seen=version, now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _edit(entry_id, version, form.refused(problem)), status_of(problem)
    flash(plan_texts.ENTRY_SAVED)
    return redirect(url_for(".entry", entry_id=entry_id))


@blueprint.post(f"/{ID}/withdraw")
@gate.only_for(Role.MARKETING)
def withdraw(entry_id: int) -> Answer:
    """Take it out of the register."""
    form = sent("withdraw")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            register.withdraw(session, entry_id, form.values, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _entry(entry_id, form.refused(problem)), status_of(problem)
    flash(plan_texts.ENTRY_WITHDRAWN)
    return redirect(url_for(".entry", entry_id=entry_id))


def _entry(entry_id: int, form: Form) -> str:
    with the_desk().work.read() as session:
        kept = queries.one(session, entry_id)
        if kept is None:
            raise NotFound(NO_ENTRY)
        origin = queries.origin(session, kept, session.get_one(Staff, me().id))
    page = EntryPage(entry=kept, origin=origin, steps=support_process().steps, keeps=_keeps(), form=form)
    return show("register_entry.html", page)


def _edit(entry_id: int, version: int, form: Form) -> str:
    now = the_desk().work.now()
    this_year = fiscal_year_of(in_bangkok(now).date())
    with the_desk().work.read() as session:
        known = plan_queries.years(session)
        activities = [one for year in known for one in targets(session, year, now).activities]
        standards = standards_in_force(session, now)
    page = EditPage(
        entry_id=entry_id,
        version=version,
        years=[(str(year), str(year)) for year in range(this_year, this_year - OFFERED_YEARS, -1)],
        sorts=[(sort.value, sort.label) for sort in EntrySort],
        steps=step_options(),
        activities=target_options(activities),
        standards=target_options(standards),
        form=form,
    )
    return show("register_edit.html", page)


def _keeps() -> bool:
    return me().role is Role.MARKETING
