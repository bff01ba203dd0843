"""The quarterly report: the answer, the tables, the detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from backend.desk import gate
from backend.desk.addresses import QUARTER
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.desk.report_scope import NO, SEALED, YES, Links, address, asked, narrowed, own, scope_of
from backend.desk.report_texts import BESIDE, COLUMNS
from backend.models.seal import QuarterSeal
from backend.models.staff import Role
from backend.queries import reports
from backend.queries.every_number import every_number
from backend.queries.reports import Line, QuarterReport, Stands, Summary
from service_standards.compliance import Derived, Figure, Meaning
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Quarter, quarter_of, quarters_up_to

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

QUARTERS = 4
"""So many are shown at first."""


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
    received: Derived = Derived.MATTERS
    missed: Derived = Derived.MATTERS_MISSED

    @property
    def ratings(self) -> str:
        """Where the ratings of the mean are; empty where there are none."""
        return self.links.to_ratings() if self.report.satisfaction.count else ""

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
            ("months", "จำแนกตามเดือนที่รับเรื่อง", self.report.months),
            ("kinds", "จำแนกตามประเภทเรื่อง", self.report.kinds),
            ("estates", "จำแนกตามนิคมอุตสาหกรรม", self.report.estates),
            ("channels", "จำแนกตามช่องทาง", self.report.channels),
        )
        return [one for one in found if one[2]]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuartersPage:
    """Everything ``reports.html`` may use."""

    reports: Sequence[tuple[Quarter, Summary, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionsPage:
    """Everything ``report_definitions.html`` may use."""

    meanings: Mapping[str, Meaning]


@blueprint.get("")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def page() -> str:
    """The latest quarters, each with its answer."""
    now = the_desk().work.now()
    present = quarter_of(in_bangkok(now).date())
    with the_desk().work.snapshot() as session:
        scopes = [own(scope_of(quarter, now)) for quarter in quarters_up_to(present, QUARTERS)]
        standing = [reports.what_stands(session, scope) for scope in scopes]
        found = [
            (one.scope.quarter, reports.quarter_summary(session, one), address("reports.quarter", one.scope))
            for one in standing
        ]
    return show("reports.html", QuartersPage(reports=found))


@blueprint.get("/definitions")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def definitions() -> str:
    """What each figure counts."""
    return show("report_definitions.html", DefinitionsPage(meanings=every_number()))


@blueprint.get(f"/{QUARTER}")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def quarter(year: int, number: int) -> str | AnyResponse:
    """The report of a quarter, or of the part of it that the address says."""
    scope = asked(Quarter(year, number))
    if scope != own(scope):
        return redirect(address("reports.quarter", own(scope)))
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
            other=address("reports.quarter", scope, **{SEALED: NO if shows_sealed else YES}),
            links=Links(scope=stands.scope, sealed=shows_sealed),
            narrowed=narrowed(session, scope),
            sees_all=me().role is Role.MARKETING,
        )
    return show("report.html", shown)
