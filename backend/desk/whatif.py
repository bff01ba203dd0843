"""What if a draft's standard had held in a past period: from the page of the draft, in one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, request, url_for
from sqlalchemy.orm import Session

from backend.desk import gate, whatif_form, whatif_texts
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.desk.whatif_form import Form
from backend.errors import NotFound
from backend.models.staff import Role, Staff
from backend.queries.what_if import LISTED, Choice, Question, WhatIf, what_if
from backend.services import charters, clocks
from backend.services.fields import read_any_day
from service_standards.allowance import Unit
from service_standards.charter import Charter, ServiceStandard, may_pause
from service_standards.errors import CharterError
from service_standards.instants import in_bangkok
from service_standards.office import calendars
from service_standards.replay import Part
from service_standards.terms import Measure
from service_standards.thai_dates import Quarter, quarter_of, quarters_up_to

blueprint = Blueprint("whatif", __name__)

QUARTERS_OFFERED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """Everything ``whatif.html`` may use. ``found`` is None where the form has faults, or nothing can be replayed."""

    charter_id: int
    charter_name: str
    drafted: ServiceStandard
    proposed: ServiceStandard
    today: ServiceStandard | None
    """What is promised today for this kind; None where nothing is."""
    form: Form
    quarters: Sequence[Quarter]
    units: Sequence[Unit]
    calendars: Sequence[str]
    may_edit: bool
    """Whether it is a draft, so that what came of it can go into it."""
    asks_pausing: bool
    replays: bool
    choice: Choice | None
    found: WhatIf | None

    @property
    def columns(self) -> Sequence[Part]:
        """The numbers of a row."""
        return [part for part in Part if part is not Part.UNCOUNTED or self.any_uncounted]

    @property
    def any_uncounted(self) -> bool:
        """Whether nothing was promised for some of the matters when they came in."""
        return self.found is not None and self.found.all.count(Part.UNCOUNTED) > 0

    @property
    def listed(self) -> int:
        """The most matters that are listed behind a number."""
        return LISTED

    @property
    def answer(self) -> str:
        """What came of it, in a sentence."""
        return whatif_texts.answer(self.found.all, self.proposed, self.form.period) if self.found else ""

    def link(self, part: Part, unit_id: str = "", month: date | None = None) -> str:
        """Where a number opens to its matters."""
        behind = {"show": part.value} | ({"unit": unit_id} if unit_id else {})
        behind |= {"month": f"{month:%Y-%m}"} if month else {}
        here = url_for(".page", charter_id=self.charter_id, code=self.drafted.code)
        return f"{here}?{urlencode({**self.form.asked, **behind})}"


@blueprint.get("/charters/<row:charter_id>/standards/<code>/what-if")
@gate.only_for(Role.MARKETING)
def page(charter_id: int, code: str) -> str | tuple[str, int]:
    """The replay, by the standard as it stands in the draft or as it is typed."""
    now = the_desk().work.now()
    today = in_bangkok(now).date()
    with the_desk().work.read() as session:
        version = charters.find(session, charter_id)
        charter = clocks.charter_of(session, charter_id)
        drafted = _standard(charter, code)
        form = whatif_form.read(request.args, drafted, today)
        shown = WhatIfPage(
            charter_id=charter_id,
            charter_name=version.name_th,
            drafted=drafted,
            proposed=_proposed(drafted, form),
            today=_promised_today(session, drafted),
            form=form,
            quarters=_quarters(today, form.period.quarter),
            units=tuple(Unit),
            calendars=tuple(calendars()),
            may_edit=version.state.may_be_edited,
            asks_pausing=may_pause(drafted.kind, drafted.measure),
            replays=drafted.measure is not Measure.BOT_ANSWER,
            choice=_choice(request.args),
            found=None,
        )
        if shown.replays and not form.problems:
            viewer = session.get_one(Staff, me().id)
            question = Question(
                proposed=shown.proposed,
                charter=charter,
                first=form.period.first,
                last=form.period.last,
                with_demo=form.with_demo,
                choice=shown.choice,
            )
            shown = replace(shown, found=what_if(session, viewer, question, now))
    return (show("whatif.html", shown), 400) if form.problems else show("whatif.html", shown)


def _standard(charter: Charter, code: str) -> ServiceStandard:
    try:
        return charter.standard(code)
    except CharterError as problem:
        raise NotFound("ไม่พบมาตรฐานนี้ในกฎบัตรฉบับนี้") from problem


def _proposed(drafted: ServiceStandard, form: Form) -> ServiceStandard:
    return replace(drafted, allowance=form.allowance, calendar=form.calendar, pausable=form.pausable)


def _promised_today(session: Session, drafted: ServiceStandard) -> ServiceStandard | None:
    version = clocks.find_charter_in_force(session, the_desk().work.now())
    return clocks.charter_of(session, version.id).standard_for(drafted.kind, drafted.measure) if version else None


def _quarters(today: date, asked: Quarter | None) -> list[Quarter]:
    """The present fiscal quarter and those before it, the latest first, with the one that was asked for."""
    found = quarters_up_to(quarter_of(today), QUARTERS_OFFERED)
    return found if asked is None else sorted({*found, asked}, reverse=True)


def _choice(asked: Mapping[str, str]) -> Choice | None:
    """The number that was opened; nothing for what is none of ours."""
    if asked.get("show") not in set(Part):
        return None
    month = read_any_day(f"{asked.get('month', '')}-01")
    return Choice(part=Part(asked["show"]), unit_id=asked.get("unit", "")[:20], month=month)
