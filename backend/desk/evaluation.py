"""The yearly evaluation: the manual's three indicators with what is behind each, and the scale of the mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from backend.desk import evaluation_texts, gate
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.report_scope import Links
from backend.errors import NotFound, ServiceError
from backend.models.benchmark import OwnFigure
from backend.models.staff import Role, Staff
from backend.queries.evaluation import Evaluation, evaluation
from backend.queries.figures import Dimension
from backend.queries.own_figures import DEFINITIONS
from backend.queries.years import QuarterPart, Stage
from backend.services import evaluations
from service_standards.compliance import Figure
from service_standards.instants import in_bangkok
from service_standards.satisfaction import SCALES, TARGET, ScaleName
from service_standards.thai_dates import fiscal_year as fiscal_year_of
from service_standards.told import Told

blueprint = Blueprint("evaluation", __name__, url_prefix="/evaluation")

FIRST_YEAR, LAST_YEAR = 2560, 2700
YEAR = f"<int(min={FIRST_YEAR}, max={LAST_YEAR}):year>"
READERS = (Role.OFFICER, Role.MARKETING)
COLUMNS = (Figure.TIMED, Figure.MET, Figure.MISSED, Figure.OPEN, Figure.WITHDRAWN, Figure.NO_STANDARD)
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPage:
    """Everything ``evaluation.html`` may use."""

    year: int
    found: Evaluation
    today: date
    sees_all: bool
    """Whether the reader is of marketing; others see the row of their own unit."""
    may_choose: bool
    scales: Options
    target: str
    definitions: Mapping[OwnFigure, Told]
    columns: Sequence[Figure]
    following: int | None
    form: Form
    met: Figure = Figure.MET
    missed: Figure = Figure.MISSED

    def matters(self, part: QuarterPart, figure: Figure, only: Mapping[Dimension, str]) -> str:
        """Where the matters behind a number of a quarter are; empty where the reader may not open it."""
        if part.stage is Stage.AHEAD or not (self.sees_all or only.get("unit_id") == me().unit_id):
            return ""
        return _links(part).to_matters(figure, only)

    def ratings(self, part: QuarterPart) -> str:
        """Where the ratings of a quarter are, of the whole agency; empty where the reader may not open them."""
        return _links(part).to_ratings() if self.sees_all else ""


@blueprint.get("")
@gate.only_for(*READERS)
def page() -> str:
    """The evaluation of the present fiscal year."""
    return _page(_this_year(), Form())


@blueprint.get(f"/{YEAR}")
@gate.only_for(*READERS)
def year(year: int) -> str:
    """The evaluation of a year."""
    return _page(year, Form())


@blueprint.post(f"/{YEAR}/scale")
@gate.only_for(Role.MARKETING)
def choose_scale(year: int) -> Answer:
    """Choose the scale by which the mean of a year is read."""
    form = sent("scale")
    try:
        with the_desk().work.write() as session:
            by, now = session.get_one(Staff, me().id), the_desk().work.now()
            evaluations.choose_scale(session, year, form.values, by, seen=seen(), now=now)
    except ServiceError as problem:
        return _page(year, form.refused(problem)), status_of(problem)
    flash(evaluation_texts.SCALE_CHOSEN)
    return redirect(url_for(".year", year=year))


def _links(part: QuarterPart) -> Links:
    return Links(scope=part.stands.scope, sealed=part.stands.seal is not None)


def _this_year() -> int:
    return fiscal_year_of(in_bangkok(the_desk().work.now()).date())


def _page(year: int, form: Form) -> str:
    now, this_year = the_desk().work.now(), _this_year()
    if year > this_year:
        raise NotFound("ปีงบประมาณนี้ยังไม่เริ่ม")
    sees_all = me().role is Role.MARKETING
    with the_desk().work.snapshot() as session:
        own = None if sees_all else me().unit_id
        found = evaluation(session, year, now, with_demo=the_desk().settings.demo, unit_id=own)
        signed = found.review is not None and found.review.signed_on is not None
        page = EvaluationPage(
            year=year,
            found=found,
            today=in_bangkok(now).date(),
            sees_all=sees_all,
            may_choose=sees_all and not signed,
            scales=[(name.value, evaluation_texts.scale_words(SCALES[name])) for name in ScaleName],
            target=TARGET.told.th,
            definitions=DEFINITIONS,
            columns=COLUMNS,
            following=year + 1 if year < this_year else None,
            form=form if form.act else Form(values={"scale": found.results.satisfied.name.value}),
        )
        return show("evaluation.html", page)
