"""The standards of a draft in a form that tells, before anything is saved, what each will mean on examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import charter_texts, gate
from backend.desk.charters import KEEPERS
from backend.desk.context import the_desk
from backend.desk.errors import status_of
from backend.desk.forms import seen, sent
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.charter import CharterVersion, StandardRow
from backend.services import charter_drafts, charters, clocks
from backend.services.calendars import CalendarBook, book_of
from backend.services.charter_drafts import StandardDraft
from backend.services.fields import Faulty
from service_standards.allowance import Unit
from service_standards.calendar import Calendar
from service_standards.charter import ALWAYS_OPEN, ServiceStandard
from service_standards.errors import BeyondCalendar
from service_standards.office import OFFICE, calendar_titles
from service_standards.promise import KINDS
from service_standards.terms import Measure, Starts, Terms
from service_standards.worked_examples import Example, due, examples

blueprint = Blueprint("charter_standards", __name__)

Answer = Response | str | tuple[str, int]
Saving = Callable[[Session, StandardDraft, int], object]
NOTHING_TYPED = StandardDraft(
    kind="", measure="", unit=Unit.WORKING_DAY, calendar=OFFICE, starts=Starts.RECEIVED, pausable=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the lists of the form offer."""

    kinds: Sequence[str] = KINDS
    measures: Sequence[Measure] = tuple(Measure)
    units: Sequence[Unit] = tuple(Unit)
    starts: Sequence[Starts] = tuple(Starts)
    calendars: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """An example, when it is due by the standard as it is stored, and by the one that is typed; None: not known."""

    example: Example
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardPage:
    """Everything ``charter_standard.html`` may use. ``stored`` is None for a standard that is being added."""

    charter_id: int
    charter_name: str
    seen: int
    stored: ServiceStandard | None
    draft: StandardDraft
    problems: Mapping[str, str]
    problem: str | None
    shown: bool
    """Whether the examples were asked for."""
    clear: bool
    """Whether what was typed says how a matter would be timed."""
    examples: Sequence[WorkedExample]
    choices: Choices


@blueprint.get("/charters/<row:charter_id>/standards/new")
@gate.only_for(*KEEPERS)
def new(charter_id: int) -> str:
    """A form for a standard that the draft does not have."""
    return _page(charter_id, None, NOTHING_TYPED)


@blueprint.post("/charters/<row:charter_id>/standards")
@gate.only_for(*KEEPERS)
def add(charter_id: int) -> Answer:
    """Add it, or show what it would mean."""

    def save(session: Session, draft: StandardDraft, seen: int) -> object:
        return charter_drafts.add_standard(session, charter_id, draft, seen=seen)

    return _save(charter_id, None, save, charter_texts.STANDARD_ADDED)


@blueprint.get("/charters/<row:charter_id>/standards/<code>")
@gate.only_for(*KEEPERS)
def edit(charter_id: int, code: str) -> str:
    """A form with the standard as it is stored."""
    return _page(charter_id, code)


@blueprint.post("/charters/<row:charter_id>/standards/<code>")
@gate.only_for(*KEEPERS)
def save(charter_id: int, code: str) -> Answer:
    """Save it, or show what it would mean."""

    def keep(session: Session, draft: StandardDraft, seen: int) -> object:
        return charter_drafts.set_standard(session, charter_id, code, draft, seen=seen)

    return _save(charter_id, code, keep, charter_texts.STANDARD_SAVED)


@blueprint.post("/charters/<row:charter_id>/standards/<code>/drop")
@gate.only_for(*KEEPERS)
def drop(charter_id: int, code: str) -> Answer:
    """Take it out of the draft."""
    try:
        with the_desk().work.write() as session:
            charter_drafts.drop_standard(session, charter_id, code, seen=seen())
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(charter_id, code, problem=str(problem)), status_of(problem)
    flash(charter_texts.STANDARD_DROPPED)
    return redirect(url_for("charters.one", charter_id=charter_id))


def _save(charter_id: int, code: str | None, saving: Saving, done: str) -> Answer:
    draft = _draft()
    if request.form.get("do") == "preview":
        return _page(charter_id, code, draft, shown=True, seen_by_form=seen())
    try:
        with the_desk().work.write() as session:
            saving(session, draft, seen())
    except NotFound:
        raise
    except Faulty as faulty:
        page = _page(charter_id, code, draft, problems=faulty.problems, problem=str(faulty), seen_by_form=seen())
        return page, status_of(faulty)
    except ServiceError as problem:
        return _page(charter_id, code, draft, problem=str(problem)), status_of(problem)
    flash(done)
    return redirect(url_for("charters.one", charter_id=charter_id))


def _draft() -> StandardDraft:
    form = sent()
    return StandardDraft(
        kind=form.value("kind"), measure=form.value("measure"), count=form.value("count").strip(),
        unit=form.value("unit"), calendar=form.value("calendar"), starts=form.value("starts"),
        pausable=form.value("pausable") == "yes", stays_provisional=form.value("stays_provisional") == "yes",
        basis=form.value("basis"), title_th=form.value("title_th"), title_en=form.value("title_en"),
    )  # fmt: skip


def _page(
    charter_id: int, code: str | None, draft: StandardDraft | None = None, *, shown: bool = False,
    problems: Mapping[str, str] | None = None, problem: str | None = None, seen_by_form: int | None = None,
) -> str:  # fmt: skip
    """The form. With examples where they were asked for, or what keeps them from being worked out.

    ``seen_by_form`` is kept until the form is saved; after a conflict the form is as new as the page.
    """
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        version = charters.find(session, charter_id)
        row = charter_drafts.row_of(version, code) if code is not None else None
        draft = _of_this_promise(draft, row)
        stored = clocks.standard_of(row) if row else None
        meant = charter_drafts.terms_in(draft)
        worked = _work_out(book_of(session), stored, draft.calendar, meant, now)
        choices = Choices(calendars=[name for name in calendar_titles() if _is_used(name, version)])
    page = StandardPage(
        charter_id=charter_id,
        charter_name=version.name_th,
        seen=seen_by_form or version.version,
        stored=stored,
        draft=draft,
        problems=problems or (_faults(draft) if shown else {}),
        problem=problem,
        shown=shown,
        clear=meant is not None,
        examples=worked,
        choices=choices,
    )
    return show("charter_standard.html", page)


def _of_this_promise(draft: StandardDraft | None, row: StandardRow | None) -> StandardDraft:
    if row is None:
        return draft or NOTHING_TYPED
    return replace(draft, kind=row.kind, measure=row.measure) if draft else charter_drafts.draft_of(row)


def _is_used(name: str, version: CharterVersion) -> bool:
    """Calendars that are only supposed are for asking "what if", unless a standard of this version counts by one."""
    return name in (OFFICE, ALWAYS_OPEN) or any(row.calendar == name for row in version.standards)


def _faults(draft: StandardDraft) -> Mapping[str, str]:
    try:
        charter_drafts.standard_in(draft)
    except Faulty as faulty:
        return faulty.problems
    return {}


def _work_out(
    book: CalendarBook, stored: ServiceStandard | None, calendar: str, meant: Terms | None, now: datetime
) -> list[WorkedExample]:
    found = examples(book.for_everybody(OFFICE), now)
    before = _dues(book, found, stored.calendar if stored else "", stored.terms if stored else None)
    after = _dues(book, found, calendar, meant)
    return [WorkedExample(*one) for one in zip(found, before, after, strict=True)]


def _dues(book: CalendarBook, found: Sequence[Example], calendar: str, terms: Terms | None) -> list[datetime | None]:
    """When each example is due; None where that is not known."""
    return [_due(one, terms, book.for_everybody(calendar)) if terms else None for one in found]


def _due(example: Example, terms: Terms, calendar: Calendar) -> datetime | None:
    with suppress(BeyondCalendar):
        return due(example, terms, calendar)
    return None
