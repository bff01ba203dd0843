"""The units' reports of a quarter: marketing sees who has not reported, a head comments on each miss and confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import gate, unit_report_texts
from backend.desk.addresses import QUARTER
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.measurement import Measurement
from backend.models.quarter_report import MissComment
from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.queries.unit_reports import MissView, Overview, UnitView, Waiting, overview, unit_view
from backend.services import unit_reports
from backend.services.access import Viewer
from backend.services.miss_causes import miss_causes
from backend.services.quarters import rows_of
from backend.services.question_drafts import thai_day
from backend.services.unit_reports import Place
from backend.whole_numbers import read_whole
from service_standards.instants import in_bangkok
from service_standards.report_course import ReportState
from service_standards.thai_dates import Quarter, quarter_of

blueprint = Blueprint("unit_reports", __name__, url_prefix="/unit-reports")

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewPage:
    """Everything ``unit_reports.html`` may use."""

    quarter: Quarter
    is_over: bool
    view: Overview
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    """Everything ``unit_report.html`` may use. ``form`` is the one that was sent back, if any."""

    quarter: Quarter
    is_over: bool
    view: UnitView
    sees_all: bool
    may_comment: bool
    may_confirm: bool
    may_take_back: bool
    may_accept: bool
    may_send_back: bool
    form: Form
    causes: Options

    def act_of(self, miss: MissView) -> str:
        """The name of the form of a miss."""
        return f"{miss.miss.number}-{miss.miss.measure}"

    @property
    def shows_form(self) -> bool:
        """Whether the form that was sent back has its place on the page."""
        offered = {
            "confirm": self.may_confirm,
            "take-back": self.may_take_back,
            "accept": self.may_accept,
            "send-back": self.may_send_back,
        }
        of_misses = self.may_comment and self.form.act in map(self.act_of, self.view.misses)
        return offered.get(self.form.act, of_misses)

    def form_of(self, miss: MissView) -> Form:
        """The form of a miss: as it was sent, or as it is kept."""
        if self.form.act == self.act_of(miss):
            return self.form
        return Form(values=_kept(miss.comment) if miss.comment else {})


@blueprint.get("")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def page() -> Answer:
    """The quarter that is to be reported: the one before, unless nothing was received in it."""
    present = quarter_of(in_bangkok(the_desk().work.now()).date())
    with the_desk().work.read() as session:
        before = _has_matters(session, present.before)
    return _quarter(present.before if before else present)


@blueprint.get(f"/{QUARTER}")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def quarter(year: int, number: int) -> Answer:
    """One quarter: all units for marketing, for an officer their own."""
    return _quarter(Quarter(year, number))


@blueprint.get(f"/{QUARTER}/<unit_id>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def unit(year: int, number: int, unit_id: str) -> Answer:
    """One unit's report."""
    return _unit(_place(Quarter(year, number), unit_id))


@blueprint.post(f"/{QUARTER}/<unit_id>/misses/<matter>/<measure>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def comment(year: int, number: int, unit_id: str, matter: str, measure: str) -> Answer:
    """Say why one clock was missed."""
    place, form = _place(Quarter(year, number), unit_id), sent(f"{matter}-{measure}")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            unit_reports.comment(session, place, matter, measure, form.values, by, seen=seen(), now=now)
    except ServiceError as problem:
        if not _is_theirs(place):
            raise
        return _unit(place, form.refused(problem)), status_of(problem)
    flash(unit_report_texts.COMMENTED)
    return redirect(url_for(".unit", year=year, number=number, unit_id=unit_id, page=_page_asked()))


@blueprint.post(f"/{QUARTER}/<unit_id>/<any('confirm', 'take-back'):act>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def answer_for(year: int, number: int, unit_id: str, act: str) -> Answer:
    """The head confirms it, or takes that back."""
    return _act(_place(Quarter(year, number), unit_id), act)


@blueprint.post(f"/{QUARTER}/<unit_id>/<any('send-back', 'accept'):act>")
@gate.only_for(Role.MARKETING)
def judge(year: int, number: int, unit_id: str, act: str) -> Answer:
    """Marketing returns it or accepts it."""
    return _act(_place(Quarter(year, number), unit_id), act)


def _act(place: Place, act: str) -> Answer:
    form = sent(act)
    try:
        with the_desk().work.write() as session:
            _do(session, place, act, form, session.get_one(Staff, me().id), the_desk().work.now())
    except ServiceError as problem:
        if not _is_theirs(place):
            raise
        return _unit(place, form.refused(problem)), status_of(problem)
    flash(unit_report_texts.ACTED[act])
    return redirect(place.path)


@blueprint.post(f"/{QUARTER}/<unit_id>/ask-for")
@gate.only_for(Role.MARKETING)
def ask_for(year: int, number: int, unit_id: str) -> Answer:
    """Ask the heads of a unit for its report."""
    place = _place(Quarter(year, number), unit_id)
    try:
        with the_desk().work.write() as session:
            unit_reports.ask_for(session, place, session.get_one(Staff, me().id), now=the_desk().work.now())
    except NotFound:
        raise
    except ServiceError as problem:
        return _quarter(place.quarter, str(problem)), status_of(problem)
    flash(unit_report_texts.ACTED["ask-for"])
    return redirect(url_for(".quarter", year=year, number=number))


def _do(session: Session, place: Place, act: str, form: Form, by: Staff, now: datetime) -> None:
    if act == "confirm":
        unit_reports.confirm(session, place, by, seen=seen(), digest=form.value("digest"), now=now)
    elif act == "take-back":
        unit_reports.take_back(session, place, by, seen=seen(), now=now)
    elif act == "send-back":
        unit_reports.send_back(session, place, form.values, by, seen=seen(), now=now)
    else:
        unit_reports.accept(session, place, by, seen=seen(), now=now)


def _place(quarter: Quarter, unit_id: str) -> Place:
    return Place(quarter=quarter, unit_id=unit_id, with_demo=the_desk().settings.demo)


def _is_theirs(place: Place) -> bool:
    """Whether there is a page of the report to go back to."""
    with the_desk().work.read() as session:
        by = session.get_one(Staff, me().id)
        return unit_reports.may_read(by, place.unit_id) and session.get(Unit, place.unit_id) is not None


def _has_matters(session: Session, quarter: Quarter) -> bool:
    return bool(session.scalar(select(exists().where(rows_of(Measurement, quarter)))))


def _page_asked() -> int:
    return read_whole(request.args.get("page", ""), most=4) or 1


def _quarter(which: Quarter, problem: str = "") -> str:
    if me().role is not Role.MARKETING:
        return _unit(_place(which, me().unit_id))
    now = the_desk().work.now()
    with the_desk().work.snapshot() as session:
        view = overview(session, which, now, with_demo=the_desk().settings.demo)
    page = OverviewPage(quarter=which, is_over=which.is_over(now), view=view, problem=problem)
    return show("unit_reports.html", page)


def _unit(place: Place, form: Form | None = None) -> str:
    now = the_desk().work.now()
    with the_desk().work.snapshot() as session:
        by = session.get_one(Staff, me().id)
        if not unit_reports.may_read(by, place.unit_id) or session.get(Unit, place.unit_id) is None:
            raise NotFound(unit_reports.FOREIGN)
        view = unit_view(session, place, Viewer(by.role, by.unit_id), now, is_head=by.head, page=_page_asked())
        return show("unit_report.html", _unit_page(place, view, by, form or Form(), now))


def _unit_page(place: Place, view: UnitView, by: Staff, form: Form, now: datetime) -> UnitPage:
    state, is_over = view.row.state, place.quarter.is_over(now)
    is_open, is_marketing = view.row.waiting is not Waiting.CLOSED, by.role is Role.MARKETING
    writes, judges = is_open and unit_reports.may_write(by, place.unit_id), is_open and is_marketing
    return UnitPage(
        quarter=place.quarter,
        is_over=is_over,
        view=view,
        sees_all=is_marketing,
        may_comment=writes and state.may_be_written,
        may_confirm=writes and state.may_be_written and is_over,
        may_take_back=writes and state is ReportState.CONFIRMED,
        may_accept=judges and state is ReportState.CONFIRMED and not view.row.is_overtaken,
        may_send_back=judges and state.is_confirmed,
        form=form,
        causes=[(cause.id, cause.th) for cause in miss_causes().values()],
    )


def _kept(comment: MissComment) -> dict[str, str]:
    """A comment as its form shows it."""
    kept: Sequence[str] = ("cause", "words", "correction", "responsible")
    values = {name: getattr(comment, name) for name in kept}
    return {**values, "by_when": thai_day(comment.by_when) if comment.by_when else ""}
