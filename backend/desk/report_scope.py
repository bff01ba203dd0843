"""How an address of the reports says which figures it means: which quarter, which part of it, sealed or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.desk.catalogue_texts import KINDS
from backend.desk.context import me, the_desk
from backend.desk.report_texts import MEASURES, line_name
from backend.errors import NotAllowed, NotFound
from backend.models.charter import StandardRow
from backend.models.staff import Role
from backend.models.unit import Estate, Unit
from backend.queries import reports
from backend.queries.figures import Dimension, Scope
from backend.queries.reports import Line, Stands
from backend.services.access import Viewer
from backend.whole_numbers import read_whole
from service_standards.compliance import Derived, Figure
from service_standards.errors import StandardsError
from service_standards.instants import in_bangkok, midnight
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter

SAID_AS: Mapping[str, Dimension] = {
    "unit": "unit_id", "code": "code", "measure": "measure", "kind": "kind", "month": "month", "estate": "estate_id",
    "channel": "channel",
}  # fmt: skip
"""How an address says what a scope is narrowed to."""
SEALED, YES, NO = "sealed", "yes", "no"
"""How an address says that what was sealed is meant, or what stands now although something was sealed."""
NONE = "none"
"""The estate of a matter that names none, in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the numbers of a scope open."""

    scope: Scope
    sealed: bool = False
    """Whether what was sealed is looked at."""

    def to_report(self, only: Mapping[Dimension, str | int | None]) -> str:
        """The report narrowed to a line."""
        return address("reports.quarter", self.scope.narrowed(only), **self._which)

    def to_matters(
        self,
        figure: Figure | Derived,
        only: Mapping[Dimension, str | int | None] | None = None,
        *,
        endpoint: str = "behind.matters",
        page: int | None = None,
    ) -> str:
        """The matters behind a number, as of the instant at which it was counted."""
        scope, as_of = self.scope.narrowed(only or {}), self.scope.as_of.isoformat()
        return address(endpoint, scope, figure=figure.value, as_of=as_of, page=page, **self._which)

    def to_ratings(self, only: Mapping[Dimension, str | int | None] | None = None, *, page: int | None = None) -> str:
        """The ratings behind a mean."""
        scope, as_of = self.scope.narrowed(only or {}), self.scope.as_of.isoformat()
        return address("behind.ratings", scope, as_of=as_of, page=page, **self._which)

    @property
    def back(self) -> str:
        """The report that a number stands in: of the unit or of all."""
        kept: dict[Dimension, str | int | None] = {
            name: value for name, value in self.scope.only.items() if name == "unit_id"
        }
        which = self._which or {SEALED: NO}
        return address("reports.quarter", own(replace(self.scope, only=kept)), **which)

    @property
    def _which(self) -> Mapping[str, str]:
        """What stands needs no word, but for matters, and for what is looked at although a quarter is sealed."""
        return {SEALED: YES} if self.sealed else {}


def scope_of(quarter: Quarter, as_of: datetime) -> Scope:
    """A quarter with the demo matters where this desk is one to try, or where they are asked for."""
    with_demo = the_desk().settings.demo or request.args.get("demo") == "yes"
    return Scope(quarter=quarter, as_of=as_of, with_demo=with_demo)


def asked(quarter: Quarter) -> Scope:
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
            only[dimension] = _month(value)
        else:
            only[dimension] = None if dimension == "estate_id" and value == NONE else value[:60]
    return scope_of(quarter, _instant(quarter, now)).narrowed(only)


def _month(value: str) -> int:
    month = read_whole(value, most=2)
    if month is None or not 1 <= month <= 12:
        raise NotFound("ไม่พบเดือนที่ระบุในที่อยู่ของหน้านี้")
    return month


def _instant(quarter: Quarter, now: datetime) -> datetime:
    """As of when clocks are read: what the address says, within the quarter and the present.

    It is the instant of the page that a number stands on. What came to the ledger since is in the list all the same,
    which says so.
    """
    said = request.args.get("as_of")
    if not said:
        return now
    try:
        instant = min(in_bangkok(datetime.fromisoformat(said)), in_bangkok(now))
    except (ValueError, StandardsError) as problem:
        raise NotFound("เวลาในที่อยู่ของหน้านี้ไม่ถูกต้อง") from problem
    if instant < midnight(quarter.first):
        raise NotFound("เวลาในที่อยู่ของหน้านี้อยู่ก่อนไตรมาสเริ่ม")
    return instant


def own(scope: Scope) -> Scope:
    """An officer sees the report of their unit."""
    return scope if me().role is Role.MARKETING else scope.narrowed({"unit_id": me().unit_id})


def theirs(scope: Scope) -> Scope:
    """The scope of a number that they may open.

    Raises:
        NotAllowed: it is another unit's.
    """
    mine = own(scope)
    if "unit_id" in scope.only and scope != mine:
        raise NotAllowed("ดูได้เฉพาะรายงานของหน่วยงานท่าน")
    return mine


def meant(session: Session, scope: Scope) -> Stands:
    """Which figures a number is of: the sealed ones where its address says so."""
    return reports.what_stands(session, scope) if request.args.get(SEALED) == YES else Stands(scope)


def viewer() -> Viewer:
    return Viewer(me().role, me().unit_id)


def address(endpoint: str, scope: Scope, **more: Any) -> str:
    said = {dimension: name for name, dimension in SAID_AS.items()}
    values: dict[str, Any] = {said[name]: NONE if value is None else value for name, value in scope.only.items()}
    if scope.with_demo and not the_desk().settings.demo:
        values["demo"] = "yes"
    return url_for(endpoint, year=scope.quarter.fiscal_year, number=scope.quarter.number, **values, **more)


def narrowed(session: Session, scope: Scope) -> Sequence[str]:
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
        case "kind":
            known = KINDS.get(str(value))
        case _:
            known = line_name(Line(only={dimension: value}, name=str(value), tally=reports.NOTHING))
    if known is None:
        raise NotFound("ไม่พบสิ่งที่ระบุในที่อยู่ของหน้านี้")
    return known
