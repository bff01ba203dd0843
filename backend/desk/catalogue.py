"""The catalogue of questions: its list, one question with its answer as the chat shows it, and the form for changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import catalogue_texts, gate
from backend.desk.catalogue_context import (
    EDITORS,
    Choices,
    Shown,
    as_the_chat_shows,
    as_the_chat_would_show,
    choices,
    the_catalogue,
    the_intent,
    today,
)
from backend.desk.context import the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.desk.question_form import Typed, read_form
from backend.errors import ServiceError
from backend.models.catalogue_change import What
from backend.queries.catalogue_changes import ChangeRow, open_changes_of
from backend.queries.questions import QuestionRow, questions
from backend.services import catalogue_changes
from backend.services.catalogue_changes import Faulty
from backend.services.question_drafts import draft_of, fingerprint
from intents.catalogue import Intent

blueprint = Blueprint("catalogue", __name__)

Answer = Response | str | tuple[str, int]
LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``catalogue.html`` may use."""

    questions: Sequence[QuestionRow]
    words: str
    past_review: int
    version_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """Everything ``catalogue_question.html`` may use."""

    intent: Intent
    shown: Shown
    related: Sequence[tuple[str, str]]
    open_changes: Sequence[ChangeRow]
    rewriting: ChangeRow | None
    past_review: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPage:
    """Everything ``catalogue_edit.html`` may use. ``intent`` is None for a new question."""

    intent: Intent | None
    typed: Typed
    choices: Choices
    problem: str | None
    others: Sequence[ChangeRow]
    """What somebody else proposed for this question and that stands in the way."""
    shown: Shown | None


@blueprint.get("/catalogue")
@gate.only_for(*EDITORS)
def page() -> str:
    """All questions, or those with some words in them."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    with the_desk().work.read() as session:
        found = the_catalogue(session)
    rows = questions(found.catalogue, words, today())
    past = sum(row.past_review for row in rows)
    return show("catalogue.html", ListPage(questions=rows, words=words, past_review=past, version_id=found.version_id))


@blueprint.get("/catalogue/<intent_id>")
@gate.only_for(*EDITORS)
def question(intent_id: str) -> str:
    """One question."""
    with the_desk().work.read() as session:
        catalogue = the_catalogue(session).catalogue
        intent = the_intent(catalogue, intent_id)
        shown = as_the_chat_shows(session, catalogue, intent)
        open_changes = open_changes_of(session, intent_id)
    return show(
        "catalogue_question.html",
        QuestionPage(
            intent=intent,
            shown=shown,
            related=[(one, catalogue.intents[one].title_th) for one in intent.related],
            open_changes=open_changes,
            rewriting=_rewriting(open_changes),
            past_review=intent.answer is not None and intent.answer.review_by < today(),
        ),
    )


@blueprint.get("/catalogue/<intent_id>/edit")
@gate.only_for(*EDITORS)
def edit(intent_id: str) -> Answer:
    """The form for one question, filled with what is in force."""
    with the_desk().work.read() as session:
        intent = the_intent(the_catalogue(session).catalogue, intent_id)
    draft = draft_of(intent)
    return _form(intent_id, Typed(draft=draft, seen=fingerprint(draft)))


@blueprint.post("/catalogue/<intent_id>/edit")
@gate.only_for(*EDITORS)
def propose_edit(intent_id: str) -> Answer:
    """Propose what was typed; or only show how it would look."""
    typed = read_form()
    typed = replace(typed, draft=replace(typed.draft, id=intent_id))
    if request.form.get("do") == "preview":
        return _form(intent_id, typed, preview=True)
    try:
        with the_desk().work.write() as session:
            change = catalogue_changes.propose_edit(
                session, typed.proposal(session), typed.draft, the_catalogue(session).catalogue, typed.seen,
                the_desk().work.now(),
            )  # fmt: skip
            number = change.id
    except ServiceError as problem:
        return _explain(intent_id, typed, problem)
    flash(catalogue_texts.PROPOSED)
    return redirect(url_for("changes.change", change_id=number))


@blueprint.get("/catalogue-new")
@gate.only_for(*EDITORS)
def new() -> Answer:
    """The form for a question that nobody asked yet."""
    return _form(None, Typed())


@blueprint.post("/catalogue-new")
@gate.only_for(*EDITORS)
def propose_new() -> Answer:
    """Propose it; or only show how it would look."""
    typed = read_form()
    if request.form.get("do") == "preview":
        return _form(None, typed, preview=True)
    try:
        with the_desk().work.write() as session:
            change = catalogue_changes.propose_new(
                session, typed.proposal(session), typed.draft, the_catalogue(session).catalogue, the_desk().work.now()
            )
            number = change.id
    except ServiceError as problem:
        return _explain(None, typed, problem)
    flash(catalogue_texts.PROPOSED)
    return redirect(url_for("changes.change", change_id=number))


def _explain(intent_id: str | None, typed: Typed, problem: ServiceError) -> Answer:
    problems = problem.problems if isinstance(problem, Faulty) else {}
    return _form(intent_id, replace(typed, problems=problems), problem=problem), status_of(problem)


def _form(intent_id: str | None, typed: Typed, *, problem: ServiceError | None = None, preview: bool = False) -> str:
    with the_desk().work.read() as session:
        catalogue = the_catalogue(session).catalogue
        intent = the_intent(catalogue, intent_id) if intent_id else None
        rewriting = _rewriting(open_changes_of(session, intent_id or typed.draft.id)) if typed.draft.id else None
        shown = as_the_chat_would_show(session, catalogue, typed.draft, new=intent is None) if preview else None
    if problem is not None and intent is not None:  # whoever sends it again has been told of what is in force now
        typed = replace(typed, seen=fingerprint(draft_of(intent)))
    told = str(problem) if problem else catalogue_texts.NO_PREVIEW_YET if preview and shown is None else None
    page = EditPage(
        intent=intent,
        typed=typed,
        choices=choices(catalogue),
        problem=told,
        others=[rewriting] if rewriting else [],
        shown=shown,
    )
    return show("catalogue_edit.html", page)


def _rewriting(changes: Sequence[ChangeRow]) -> ChangeRow | None:
    """The proposal that keeps another one of the same question from being made."""
    return next((change for change in changes if change.what is not What.WORDINGS), None)
