"""Holidays and closures: what is known of a fiscal year, and an administrator's entries, looked at before saved."""

from __future__ import annotations

from dataclasses import dataclass, fields

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import closure_texts, gate
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.staff import Role, Staff
from backend.queries.closures import (
    EffectView,
    EntryView,
    Scopes,
    Year,
    effect_view,
    entry_view,
    known_years,
    scopes,
    year_of,
)
from backend.services import closures
from backend.services.closure_drafts import ClosureDraft, Faulty, TypedClosure, draft_of
from backend.services.closures import EffectChanged
from backend.whole_numbers import read_whole
from service_standards.announcements import Announced
from service_standards.instants import in_bangkok
from service_standards.thai_dates import fiscal_year

blueprint = Blueprint("closures", __name__)

Answer = Response | str | tuple[str, int]
LONGEST_FIELD = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``closures.html`` may use."""

    year: Year
    may_enter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """Everything ``closure_form.html`` may use."""

    typed: TypedClosure
    scopes: Scopes
    kinds: tuple[str, ...]
    problem: str | None
    faults: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage:
    """Everything ``closure_preview.html`` may use: what was typed, as it is understood, and what it would do."""

    typed: dict[str, str]
    draft: ClosureDraft
    scope: str
    effect: EffectView
    problem: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalPage:
    """Everything ``closure_withdrawal.html`` may use."""

    entry: EntryView
    effect: EffectView
    why: str
    problem: str | None


@blueprint.get("/closures")
@gate.only_for()
def page() -> str:
    """A fiscal year: this one, or the one that is asked for."""
    today = in_bangkok(the_desk().work.now()).date()
    asked = read_whole(request.args.get("year", ""), least=4, most=4)
    year = fiscal_year(today) if asked is None else asked
    known = known_years()
    with the_desk().work.read() as session:
        found = year_of(session, min(max(year, known[0]), known[-1]))
    return show("closures.html", ListPage(year=found, may_enter=me().role is Role.ADMINISTRATOR))


@blueprint.get("/closures/new")
@gate.only_for(Role.ADMINISTRATOR)
def new() -> str:
    """An empty form."""
    return _form(TypedClosure(what=Announced.HOLIDAY.value))


@blueprint.post("/closures/new")
@gate.only_for(Role.ADMINISTRATOR)
def enter() -> Answer:
    """The form: looked at, gone back to, or saved as it was looked at."""
    typed = TypedClosure(**{one.name: request.form.get(one.name, "")[:LONGEST_FIELD] for one in fields(TypedClosure)})
    step, seen = request.form.get("step", ""), request.form.get("seen", "")
    if step == "edit":
        return _form(typed)
    try:
        if step == "save":
            return _save(typed, seen)
        return _preview(typed)
    except Faulty as problem:
        return _form(typed, problem=str(problem), faults=dict(problem.faults)), status_of(problem)
    except EffectChanged as problem:
        return _preview(typed, problem=str(problem)), status_of(problem)
    except ServiceError as problem:
        return _form(typed, problem=str(problem)), status_of(problem)


def _save(typed: TypedClosure, seen: str) -> Response:
    now = the_desk().work.now()
    with the_desk().work.write() as session:
        draft = draft_of(session, typed, in_bangkok(now).date())
        closures.enter(session, draft, session.get_one(Staff, me().id), seen=seen, now=now)
    flash(closure_texts.ENTERED)
    return redirect(url_for(".page", year=fiscal_year(draft.announcement.first_on)))


def _preview(typed: TypedClosure, *, problem: str | None = None) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        draft = draft_of(session, typed, in_bangkok(now).date())
        closures.refuse_twice(session, draft)
        shown = PreviewPage(
            typed={one.name: getattr(typed, one.name) for one in fields(TypedClosure)},
            draft=draft,
            scope=_name_of(scopes(session), draft),
            effect=effect_view(closures.effect_of_entering(session, draft, now)),
            problem=problem,
        )
    return show("closure_preview.html", shown)


def _name_of(known: Scopes, draft: ClosureDraft) -> str:
    names = (
        {unit.id: unit.name for unit in known.units} if draft.unit_id else {one.id: one.name for one in known.estates}
    )
    return names.get(draft.unit_id or draft.estate_id or "", "")


def _form(typed: TypedClosure, *, problem: str | None = None, faults: dict[str, str] | None = None) -> str:
    with the_desk().work.read() as session:
        known = scopes(session)
    kinds = tuple(one.value for one in Announced)
    return show(
        "closure_form.html", FormPage(typed=typed, scopes=known, kinds=kinds, problem=problem, faults=faults or {})
    )


@blueprint.get("/closures/<row:entry_id>/withdraw")
@gate.only_for(Role.ADMINISTRATOR)
def withdrawal(entry_id: int) -> str:
    """What taking an entry back would do."""
    return _withdrawal(entry_id)


@blueprint.post("/closures/<row:entry_id>/withdraw")
@gate.only_for(Role.ADMINISTRATOR)
def withdraw(entry_id: int) -> Answer:
    """Take it back, as it was looked at, with a reason."""
    why, seen = request.form.get("why", "").replace("\r\n", "\n"), request.form.get("seen", "")
    now = the_desk().work.now()
    try:
        with the_desk().work.write() as session:
            closures.withdraw(session, entry_id, session.get_one(Staff, me().id), why, seen=seen, now=now)
            year = fiscal_year(closures.find(session, entry_id).first_on)
    except NotFound:
        raise
    except ServiceError as problem:
        return _withdrawal(entry_id, why=why, problem=str(problem)), status_of(problem)
    flash(closure_texts.WITHDRAWN)
    return redirect(url_for(".page", year=year))


def _withdrawal(entry_id: int, *, why: str = "", problem: str | None = None) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        entry = closures.find(session, entry_id)
        view = entry_view(session, entry_id)
        if view is None:
            raise NotFound("ไม่พบรายการนี้")
        effect = effect_view(closures.effect_of_withdrawing(session, entry, now))
    return show("closure_withdrawal.html", WithdrawalPage(entry=view, effect=effect, why=why, problem=problem))
