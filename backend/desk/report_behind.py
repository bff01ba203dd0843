"""What is behind the numbers of the reports: the matters that a figure counts, and the ratings of a mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request

from backend.desk import gate
from backend.desk.addresses import QUARTER
from backend.desk.context import the_desk
from backend.desk.pages import show
from backend.desk.report_scope import Links, asked, meant, narrowed, theirs, viewer
from backend.desk.report_texts import MEASURES, OUTCOMES
from backend.errors import NotFound
from backend.models.staff import Role
from backend.papers.csv import written
from backend.queries import figures
from backend.queries.figures import Behind, Mean, Ratings, Scope
from backend.queries.reports import satisfaction_that_stands
from backend.queries.units import unit_choices
from backend.whole_numbers import read_whole
from service_standards.compliance import DEFINITIONS, MEANINGS, ONCE_A_MATTER, Derived, Figure, Meaning
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter

blueprint = Blueprint("behind", __name__, url_prefix="/reports")

PAGE = 100
MOST_EXPORTED = 20_000
CSV_HEAD = (
    "เลขที่เรื่อง", "สิ่งที่วัด", "มาตรฐาน", "เวลาที่กำหนด", "หน่วยงาน", "นิคม", "รับเมื่อ", "ครบกำหนด", "ดำเนินการเมื่อ", "ผล",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A number that opens: the figure whose clocks it counts, each or once a matter."""

    number: Figure | Derived
    figure: Figure
    meaning: Meaning

    @property
    def once_a_matter(self) -> bool:
        return isinstance(self.number, Derived)


@dataclass(frozen=True, slots=True, kw_only=True)
class MattersPage:
    """Everything ``report_matters.html`` may use."""

    quarter: Quarter
    scope: Scope
    meaning: Meaning
    behind: Behind
    sealed: bool
    """Whether they are as they were sealed."""
    narrowed: Sequence[str]
    unit_names: Mapping[str, str]
    back: str
    csv: str
    most_exported: int
    """So many of them are in the file."""
    following: str
    """The address of the next page; empty on the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingsPage:
    """Everything ``report_ratings.html`` may use."""

    quarter: Quarter
    narrowed: Sequence[str]
    mean: Mean
    """As it stands on the report: of a closed quarter the one that was sealed."""
    ratings: Ratings
    """Those that are kept."""
    sealed: bool
    unit_names: Mapping[str, str]
    back: str
    following: str
    """The address of the next page; empty on the last."""


@blueprint.get(f"/{QUARTER}/matters")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def matters(year: int, number: int) -> str:
    """The matters behind a number."""
    scope, counted, skip = theirs(asked(Quarter(year, number))), _counted(), _skipped()
    with the_desk().work.snapshot() as session:
        stands = meant(session, scope)
        links = Links(scope=stands.scope, sealed=stands.seal is not None)
        found = figures.behind(
            session, viewer(), stands.scope, counted.figure, stands.of, once_a_matter=counted.once_a_matter,
            skip=skip, limit=PAGE,
        )  # fmt: skip
        shown = MattersPage(
            quarter=stands.scope.quarter,
            scope=stands.scope,
            meaning=counted.meaning,
            behind=found,
            narrowed=narrowed(session, stands.scope),
            unit_names={unit.id: unit.short for unit in unit_choices(session)},
            sealed=links.sealed,
            back=links.back,
            csv=links.to_matters(counted.number, endpoint="behind.matters_csv"),
            most_exported=MOST_EXPORTED,
            following=links.to_matters(counted.number, page=skip // PAGE + 2) if found.left_off else "",
        )
    return show("report_matters.html", shown)


@blueprint.get(f"/{QUARTER}/matters.csv")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def matters_csv(year: int, number: int) -> Response:
    """The same as a file, as far as the viewer may see it."""
    scope, counted = theirs(asked(Quarter(year, number))), _counted()
    with the_desk().work.snapshot() as session:
        narrowed(session, scope)  # what is not there is not found, and is no empty file
        stands = meant(session, scope)
        found = figures.behind(
            session, viewer(), stands.scope, counted.figure, stands.of, once_a_matter=counted.once_a_matter,
            limit=MOST_EXPORTED,
        )  # fmt: skip
    name = f"matters-{year}-q{number}-{counted.number.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_as_csv(found), mimetype="text/csv", headers=headers)


@blueprint.get(f"/{QUARTER}/ratings")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def ratings(year: int, number: int) -> str:
    """The ratings behind a mean, without what customers wrote."""
    scope, skip = theirs(asked(Quarter(year, number))), _skipped()
    with the_desk().work.snapshot() as session:
        stands = meant(session, scope)
        links = Links(scope=stands.scope, sealed=stands.seal is not None)
        found = figures.ratings(session, viewer(), stands.scope, skip=skip, limit=PAGE)
        shown = RatingsPage(
            quarter=stands.scope.quarter,
            narrowed=narrowed(session, stands.scope),
            mean=figures.mean_of(satisfaction_that_stands(session, stands).values()),
            ratings=found,
            sealed=links.sealed,
            unit_names={unit.id: unit.short for unit in unit_choices(session)},
            back=links.back,
            following=links.to_ratings(page=skip // PAGE + 2) if found.left_off else "",
        )
    return show("report_ratings.html", shown)


def _counted() -> Counted:
    """The number that the address names."""
    said = request.args.get("figure", Figure.RECEIVED.value)
    for figure in Figure:
        if figure.value == said:
            return Counted(number=figure, figure=figure, meaning=DEFINITIONS[figure])
    for number, figure in ONCE_A_MATTER.items():
        if number.value == said:
            return Counted(number=number, figure=figure, meaning=MEANINGS[number])
    raise NotFound("ไม่พบตัวเลขนี้")


def _as_csv(behind: Behind) -> bytes:
    """Nothing in it was written by a customer."""
    rows: list[Sequence[object]] = [CSV_HEAD]
    for row, outcome in zip(behind.rows, behind.outcomes, strict=True):
        instants = (row.received_at, row.due_at, row.stopped_at)
        told = ["" if one is None else in_bangkok(one).isoformat(timespec="seconds") for one in instants]
        measure = next((words for known, words in MEASURES.items() if known.value == row.measure), row.measure)
        place = (row.unit_id, row.estate_id or "")
        rows.append([row.number, measure, row.code, row.allowance, *place, *told, OUTCOMES[outcome]])
    return written(rows)


def _skipped() -> int:
    """How many rows come before the page that is asked for."""
    return ((read_whole(request.args.get("page", "1"), most=6) or 1) - 1) * PAGE
