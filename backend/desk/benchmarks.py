"""Benchmarks against competitors and peers beside our own figures: read by everybody, kept by marketing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.benchmark import Benchmark, Compared, OwnFigure
from backend.models.staff import Role, Staff
from backend.queries import benchmarks as queries
from backend.queries.benchmarks import IndicatorView
from backend.queries.own_figures import DEFINITIONS
from backend.services import benchmarks
from service_standards.told import Told

blueprint = Blueprint("benchmarks", __name__, url_prefix="/benchmarks")

ID = "<row:benchmark_id>"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarksPage:
    """Everything ``benchmarks.html`` may use."""

    indicators: Sequence[IndicatorView]
    definitions: Mapping[OwnFigure, Told]
    keeps: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """Everything ``benchmark_edit.html`` may use. ``benchmark`` is none for a new one."""

    benchmark: Benchmark | None
    version: int
    compared: Options
    own: Options
    form: Form


@blueprint.get("")
@gate.only_for()
def page() -> str:
    """All benchmarks by indicator."""
    with the_desk().work.read() as session:
        found = queries.indicators(session, the_desk().work.now())
        keeps = me().role is Role.MARKETING
        return show("benchmarks.html", BenchmarksPage(indicators=found, definitions=DEFINITIONS, keeps=keeps))


@blueprint.get("/new")
@gate.only_for(Role.MARKETING)
def new() -> str:
    """The form for a new one."""
    return _edit(None, 0, Form())


@blueprint.post("/new")
@gate.only_for(Role.MARKETING)
def add() -> Answer:
    """Keep a new one."""
    form = sent("edit")
    try:
        with the_desk().work.write() as session:
            benchmarks.add(session, form.values, session.get_one(Staff, me().id), the_desk().work.now())
    except ServiceError as problem:
        return _edit(None, 0, form.refused(problem)), status_of(problem)
    flash(plan_texts.BENCHMARK_SAVED)
    return redirect(url_for(".page"))


@blueprint.get(f"/{ID}")
@gate.only_for(Role.MARKETING)
def edit(benchmark_id: int) -> str:
    """The form for one that there is."""
    return _edit(benchmark_id, None, None)


@blueprint.post(f"/{ID}")
@gate.only_for(Role.MARKETING)
def save(benchmark_id: int) -> Answer:
    """Put it right."""
    form, version = sent("edit"), seen()
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            benchmarks.edit(session, benchmark_id, form.values, by, seen=version, now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _edit(benchmark_id, version, form.refused(problem)), status_of(problem)
    flash(plan_texts.BENCHMARK_SAVED)
    return redirect(url_for(".page"))


@blueprint.post(f"/{ID}/withdraw")
@gate.only_for(Role.MARKETING)
def withdraw(benchmark_id: int) -> Answer:
    """Take it off the list."""
    form = sent("withdraw")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            benchmarks.withdraw(session, benchmark_id, form.values, by, seen=seen(), now=now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _edit(benchmark_id, None, form.refused(problem)), status_of(problem)
    flash(plan_texts.BENCHMARK_WITHDRAWN)
    return redirect(url_for(".page"))


def _edit(benchmark_id: int | None, version: int | None, form: Form | None) -> str:
    """The form: for a new one without ``benchmark_id``; with what is kept where ``form`` brings nothing of it."""
    kept = None
    if benchmark_id is not None:
        with the_desk().work.read() as session:
            kept = queries.one(session, benchmark_id)
        if kept is None:
            raise NotFound("ไม่พบค่าเทียบเคียงนี้")
    if kept is not None and (form is None or form.act == "withdraw"):
        form = _filled(kept, form)
    page = EditPage(
        benchmark=kept,
        version=kept.version if kept is not None and version is None else version or 0,
        compared=[(one.value, one.label) for one in Compared],
        own=[(one.value, one.label) for one in OwnFigure],
        form=form or Form(),
    )
    return show("benchmark_edit.html", page)


def _filled(kept: Benchmark, refused: Form | None) -> Form:
    names = ("indicator", "organisation", "source", "value", "value_unit", "note")
    return Form(
        values={
            **{name: getattr(kept, name) for name in names},
            "year": str(kept.year),
            "compared": kept.compared.value,
            "own": kept.own.value if kept.own else "",
            "why": refused.value("why") if refused else "",
        },
        problems=refused.problems if refused else {},
        problem=refused.problem if refused else "",
        act=refused.act if refused else "",
    )
