"""The quarterly report: the answer, the tables, the detail; and the matters behind each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from backend.desk import gate
from backend.desk.addresses import QUARTER
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.desk.report_texts import BESIDE, COLUMNS, MEASURES, OUTCOMES, line_name
from backend.errors import NotAllowed, NotFound
from backend.models.charter import StandardRow
from backend.models.seal import QuarterSeal
from backend.models.staff import Role
from backend.models.unit import Estate, Unit
from backend.papers.csv import written
from backend.queries import figures, reports
from backend.queries.figures import Behind, Dimension, Scope
from backend.queries.reports import Line, QuarterReport, Stands, Summary
from backend.queries.units import unit_choices
from backend.services.access import Viewer
from backend.whole_numbers import read_whole
from service_standards.compliance import DEFINITIONS, Definition, Figure
from service_standards.errors import StandardsError
from service_standards.instants import in_bangkok
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter, quarter_of, quarters_up_to

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

SAID_AS: Mapping[str, Dimension] = {
    "unit": "unit_id", "code": "code", "measure": "measure", "kind": "kind", "month": "month", "estate": "estate_id",
    "channel": "channel",
}  # fmt: skip
"""How an address says what a scope is narrowed to."""
SEALED, YES, NO = "sealed", "yes", "no"
"""How an address says that what was sealed is meant, or what stands now although something was sealed."""
NONE = "none"
"""The estate of a matter that names none, in an address."""
QUARTERS = 4
"""So many are shown at first."""
PAGE = 100
MOST_EXPORTED = 20_000
CSV_HEAD = (
    "เลขที่เรื่อง", "สิ่งที่วัด", "มาตรฐาน", "เวลาที่กำหนด", "หน่วยงาน", "นิคม", "รับเมื่อ", "ครบกำหนด", "หยุดเมื่อ", "ผล",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the numbers of a scope open."""

    scope: Scope
    sealed: bool = False
    """Whether what was sealed is looked at."""

    def to_report(self, only: Mapping[Dimension, str | int | None]) -> str:
        """The report narrowed to a line."""
        return _address("reports.quarter", self.scope.narrowed(only), **self._which)

    def to_matters(
        self,
        figure: Figure,
        only: Mapping[Dimension, str | int | None] | None = None,
        *,
        endpoint: str = "reports.matters",
        page: int | None = None,
    ) -> str:
        """The matters behind a number, as of the instant at which it was counted."""
        scope, as_of = self.scope.narrowed(only or {}), self.scope.as_of.isoformat()
        return _address(endpoint, scope, figure=figure.value, as_of=as_of, page=page, **self._which)

    @property
    def back(self) -> str:
        """The report that a number stands in: of the unit or of all."""
        kept: dict[Dimension, str | int | None] = {
            name: value for name, value in self.scope.only.items() if name == "unit_id"
        }
        which = self._which or {SEALED: NO}
        return _address("reports.quarter", _own(replace(self.scope, only=kept)), **which)

    @property
    def _which(self) -> Mapping[str, str]:
        """What stands needs no word, but for matters, and for what is looked at although a quarter is sealed."""
        return {SEALED: YES} if self.sealed else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """Everything ``report.html`` may use."""

    quarter: Quarter
    report: QuarterReport
    seal: QuarterSeal | None
    """The seal of the quarter, be it what is shown or not."""
    restatements: int
    """How many corrections were issued since."""
    shows_sealed: bool
    other: str
    """The address of the other one: what stands now beside what was sealed."""
    links: Links
    narrowed: Sequence[str]
    """What it is narrowed to, in words."""
    sees_all: bool
    columns: Sequence[Figure] = COLUMNS

    @property
    def beside(self) -> Sequence[Figure]:
        """What stands beside compliance and is not nothing."""
        return [figure for figure in BESIDE if self.report.all.count(figure)]

    @property
    def is_of_unit(self) -> bool:
        """Whether it is one unit's."""
        return "unit_id" in self.report.scope.only

    @property
    def tables(self) -> Sequence[tuple[str, str, Sequence[Line]]]:
        """The tables of detail that have more than one line: anchor, heading, lines."""
        found = (
            ("months", "ตามเดือนที่รับเรื่อง", self.report.months),
            ("kinds", "ตามประเภทเรื่อง", self.report.kinds),
            ("estates", "ตามนิคมอุตสาหกรรม", self.report.estates),
            ("channels", "ตามช่องทาง", self.report.channels),
        )
        return [one for one in found if one[2]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MattersPage:
    """Everything ``report_matters.html`` may use."""

    quarter: Quarter
    scope: Scope
    figure: Figure
    definition: Definition
    behind: Behind
    sealed: bool
    """Whether they are as they were sealed."""
    narrowed: Sequence[str]
    unit_names: Mapping[str, str]
    back: str
    csv: str
    following: str
    """The address of the next page; empty on the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartersPage:
    """Everything ``reports.html`` may use."""

    reports: Sequence[tuple[Quarter, Summary, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionsPage:
    """Everything ``report_definitions.html`` may use."""

    definitions: Mapping[Figure, Definition]


@blueprint.get("")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def page() -> str:
    """The latest quarters, each with its answer."""
    now = the_desk().work.now()
    present = quarter_of(in_bangkok(now).date())
    with the_desk().work.snapshot() as session:
        scopes = [_own(_scope(quarter, now)) for quarter in quarters_up_to(present, QUARTERS)]
        standing = [reports.what_stands(session, scope) for scope in scopes]
        found = [
            (one.scope.quarter, reports.quarter_summary(session, one), _address("reports.quarter", one.scope))
            for one in standing
        ]
    return show("reports.html", QuartersPage(reports=found))


@blueprint.get("/definitions")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def definitions() -> str:
    """What each figure counts."""
    return show("report_definitions.html", DefinitionsPage(definitions=DEFINITIONS))


@blueprint.get(f"/{QUARTER}")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def quarter(year: int, number: int) -> str | AnyResponse:
    """The report of a quarter, or of the part of it that the address says."""
    scope = _asked(Quarter(year, number))
    if scope != _own(scope):
        return redirect(_address("reports.quarter", _own(scope)))
    with the_desk().work.snapshot() as session:
        sealed = reports.what_stands(session, scope)
        stands = Stands(scope) if request.args.get(SEALED) == NO else sealed
        shows_sealed = stands.seal is not None
        shown = ReportPage(
            quarter=scope.quarter,
            report=reports.quarter_report(session, stands),
            seal=sealed.seal,
            restatements=len(sealed.seal.restatements) if sealed.seal else 0,
            shows_sealed=shows_sealed,
            other=_address("reports.quarter", scope, **{SEALED: NO if shows_sealed else YES}),
            links=Links(scope=stands.scope, sealed=shows_sealed),
            narrowed=_narrowed(session, scope),
            sees_all=me().role is Role.MARKETING,
        )
    return show("report.html", shown)


@blueprint.get(f"/{QUARTER}/matters")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def matters(year: int, number: int) -> str:
    """The matters behind a number."""
    asked, figure = _theirs(_asked(Quarter(year, number))), _figure()
    skip = max(0, (read_whole(request.args.get("page", "1"), most=6) or 1) - 1) * PAGE
    with the_desk().work.snapshot() as session:
        stands = _meant(session, asked)
        scope, links = stands.scope, Links(scope=stands.scope, sealed=stands.seal is not None)
        found = figures.behind(session, _viewer(), scope, figure, stands.of, skip=skip, limit=PAGE)
        shown = MattersPage(
            quarter=scope.quarter,
            scope=scope,
            figure=figure,
            definition=DEFINITIONS[figure],
            behind=found,
            narrowed=_narrowed(session, scope),
            unit_names={unit.id: unit.short for unit in unit_choices(session)},
            sealed=links.sealed,
            back=links.back,
            csv=links.to_matters(figure, endpoint="reports.matters_csv"),
            following=links.to_matters(figure, page=skip // PAGE + 2) if found.left_off else "",
        )
    return show("report_matters.html", shown)


@blueprint.get(f"/{QUARTER}/matters.csv")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def matters_csv(year: int, number: int) -> Response:
    """The same as a file, as far as the viewer may see it."""
    scope, figure = _theirs(_asked(Quarter(year, number))), _figure()
    with the_desk().work.snapshot() as session:
        stands = _meant(session, scope)
        found = figures.behind(session, _viewer(), stands.scope, figure, stands.of, limit=MOST_EXPORTED)
    name = f"matters-{year}-q{number}-{figure.value}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(_as_csv(found), mimetype="text/csv", headers=headers)


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


def _figure() -> Figure:
    try:
        return Figure(request.args.get("figure", Figure.RECEIVED.value))
    except ValueError as problem:
        raise NotFound("ไม่พบตัวเลขนี้") from problem


def _scope(quarter: Quarter, as_of: datetime) -> Scope:
    """A quarter with the demo matters where this desk is one to try, or where they are asked for."""
    with_demo = the_desk().settings.demo or request.args.get("demo") == "yes"
    return Scope(quarter=quarter, as_of=as_of, with_demo=with_demo)


def _asked(quarter: Quarter) -> Scope:
    """The part of a quarter that the address says, as of the instant that it says.

    Raises:
        NotFound: the quarter has not begun, or the address says what cannot be.
    """
    now = the_desk().work.now()
    if quarter.first > in_bangkok(now).date():
        raise NotFound("ไตรมาสนี้ยังไม่เริ่ม จึงยังไม่มีรายงาน")
    only: dict[Dimension, str | int | None] = {}
    for said, dimension in SAID_AS.items():
        value = request.args.get(said)
        if value is None:
            continue
        if dimension == "month":
            only[dimension] = min(read_whole(value, most=2) or 1, 12)
        else:
            only[dimension] = None if dimension == "estate_id" and value == NONE else value[:60]
    return _scope(quarter, _instant(now)).narrowed(only)


def _instant(now: datetime) -> datetime:
    """As of when: what the address says, but nothing that is still to come."""
    said = request.args.get("as_of")
    if not said:
        return now
    try:
        return min(in_bangkok(datetime.fromisoformat(said)), in_bangkok(now))
    except (ValueError, StandardsError) as problem:
        raise NotFound("เวลาในที่อยู่ของหน้านี้ไม่ถูกต้อง") from problem


def _own(scope: Scope) -> Scope:
    """An officer sees the report of their unit."""
    return scope if me().role is Role.MARKETING else scope.narrowed({"unit_id": me().unit_id})


def _theirs(scope: Scope) -> Scope:
    """The scope of a number that they may open.

    Raises:
        NotAllowed: it is another unit's.
    """
    own = _own(scope)
    if "unit_id" in scope.only and scope != own:
        raise NotAllowed("ดูได้เฉพาะรายงานของหน่วยงานท่าน")
    return own


def _meant(session: Session, scope: Scope) -> Stands:
    """Which figures a number is of: the sealed ones where its address says so."""
    return reports.what_stands(session, scope) if request.args.get(SEALED) == YES else Stands(scope)


def _viewer() -> Viewer:
    return Viewer(me().role, me().unit_id)


def _address(endpoint: str, scope: Scope, **more: Any) -> str:
    said = {dimension: name for name, dimension in SAID_AS.items()}
    values: dict[str, Any] = {said[name]: NONE if value is None else value for name, value in scope.only.items()}
    if scope.with_demo and not the_desk().settings.demo:
        values["demo"] = "yes"
    return url_for(endpoint, year=scope.quarter.fiscal_year, number=scope.quarter.number, **values, **more)


def _narrowed(session: Session, scope: Scope) -> Sequence[str]:
    """What a report is narrowed to, in words.

    Raises:
        NotFound: to a unit, an estate or a standard that is not there.
    """
    return [_in_words(session, name, value) for name, value in scope.only.items()]


def _in_words(session: Session, dimension: Dimension, value: str | int | None) -> str:
    known: str | None = None
    match dimension:
        case "unit_id":
            known = session.scalar(select(Unit.name_th).where(Unit.id == value))
        case "estate_id" if value is not None:
            known = session.scalar(select(Estate.name_th).where(Estate.id == value))
        case "code" if value:
            titles = select(StandardRow.title_th).where(StandardRow.code == value).order_by(StandardRow.id.desc())
            known = session.scalar(titles.limit(1))
        case "measure":
            known = MEASURES.get(Measure(value)) if value in set(Measure) else None
        case _:
            known = line_name(Line(only={dimension: value}, name=str(value), tally=reports.NOTHING))
    if known is None:
        raise NotFound("ไม่พบสิ่งที่ระบุในที่อยู่ของหน้านี้")
    return known
