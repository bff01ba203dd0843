"""Learning from what was asked: groups of messages that were not answered to the point, and what is made of them."""

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
    as_the_chat_would_show,
    choices,
    the_catalogue,
)
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.desk.question_form import Line, Typed, read_form
from backend.errors import Conflict, Refused, ServiceError
from backend.models.staff import Staff
from backend.queries.learning import GroupView, LearningList, Order, group_of, learning_list
from backend.services import catalogue_changes, unanswered
from backend.services.catalogue_changes import Faulty
from backend.whole_numbers import read_whole
from intents.catalogue import Catalogue

blueprint = Blueprint("learning", __name__)

Answer = Response | str | tuple[str, int]
MOST_USED_AT_FIRST = 20
"""So many lines of a group are ticked when its page is opened: more of the same teaches little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``learning.html`` may use."""

    found: LearningList
    titles: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """Everything ``learning_group.html`` may use."""

    group: GroupView
    titles: dict[str, str]
    choices: Choices
    typed: Typed
    intent_id: str
    reason: str
    problem: str | None
    act: str
    """The form that was sent: wordings, new or dismiss."""
    shown: Shown | None


@blueprint.get("/learning")
@gate.only_for(*EDITORS)
def page() -> str:
    """The groups."""
    order = Order(request.args["order"]) if request.args.get("order") in set(Order) else Order.LARGEST
    number = read_whole(request.args.get("page", "1"), most=5) or 1
    with the_desk().work.read() as session:
        found = learning_list(session, order, number, the_desk().work.now())
        known = _titles(the_catalogue(session).catalogue)
    return show("learning.html", ListPage(found=found, titles=known))


@blueprint.post("/learning/regroup")
@gate.only_for(*EDITORS)
def regroup() -> Response:
    """Ask for new groups."""
    with the_desk().work.write() as session:
        unanswered.want_groups(session, the_desk().work.now())
    flash(catalogue_texts.GROUPING_WANTED)
    return redirect(url_for(".page"))


@blueprint.get("/learning/<row:contact_id>")
@gate.only_for(*EDITORS)
def group(contact_id: int) -> Answer:
    """One group, with all that can be made of it."""
    return _page(contact_id, None)


@blueprint.post("/learning/<row:contact_id>/wordings")
@gate.only_for(*EDITORS)
def add_wordings(contact_id: int) -> Answer:
    """Propose the lines as ways of asking a question that there is."""
    typed, intent_id = read_form(), request.form.get("intent", "")
    try:
        with the_desk().work.write() as session:
            catalogue = the_catalogue(session).catalogue
            if intent_id not in catalogue.intents:
                raise Refused(catalogue_texts.PICK_A_QUESTION)
            change = catalogue_changes.propose_wordings(
                session, typed.proposal(session), intent_id, catalogue, the_desk().work.now()
            )
            number = change.id
    except ServiceError as problem:
        return _explain(contact_id, "wordings", typed, problem, intent_id=intent_id)
    flash(catalogue_texts.PROPOSED)
    return redirect(url_for("changes.change", change_id=number))


@blueprint.post("/learning/<row:contact_id>/new")
@gate.only_for(*EDITORS)
def new_question(contact_id: int) -> Answer:
    """Propose a new question with the lines as its ways of asking; or only show how it would look."""
    typed = read_form()
    if request.form.get("do") == "preview":
        return _page(contact_id, typed, act="new", preview=True)
    try:
        with the_desk().work.write() as session:
            change = catalogue_changes.propose_new(
                session, typed.proposal(session), typed.draft, the_catalogue(session).catalogue, the_desk().work.now()
            )
            number = change.id
    except ServiceError as problem:
        return _explain(contact_id, "new", typed, problem)
    flash(catalogue_texts.PROPOSED)
    return redirect(url_for("changes.change", change_id=number))


@blueprint.post("/learning/<row:contact_id>/dismiss")
@gate.only_for(*EDITORS)
def dismiss(contact_id: int) -> Answer:
    """There is nothing to learn here."""
    typed, reason = read_form(), request.form.get("reason", "")
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            unanswered.dismiss(session, typed.questions, by, reason, the_desk().work.now())
    except ServiceError as problem:
        return _explain(contact_id, "dismiss", typed, problem, reason=reason)
    flash(catalogue_texts.DISMISSED)
    return redirect(url_for(".page"))


def _explain(
    contact_id: int, act: str, typed: Typed, problem: ServiceError, *, intent_id: str = "", reason: str = ""
) -> Answer:
    problems = problem.problems if isinstance(problem, Faulty) else {}
    typed = replace(typed, problems=problems)
    shown = _page(contact_id, typed, act=act, problem=str(problem), intent_id=intent_id, reason=reason)
    if isinstance(shown, str):
        return shown, status_of(problem)
    raise problem


def _page(
    contact_id: int,
    typed: Typed | None,
    *,
    act: str = "",
    problem: str | None = None,
    intent_id: str = "",
    reason: str = "",
    preview: bool = False,
) -> Answer:
    with the_desk().work.read() as session:
        here = group_of(session, contact_id, the_desk().work.now())
        catalogue = the_catalogue(session).catalogue
        if here is None:
            return _gone(typed)
        found, everything = here
        shown = as_the_chat_would_show(session, catalogue, typed.draft, new=True) if preview and typed else None
    if preview and typed and shown is None:
        problem = catalogue_texts.NO_PREVIEW_YET
    known = _titles(catalogue)
    likely = [one for one in found.likely if one in known]
    page = GroupPage(
        group=replace(found, likely=likely),
        titles=known,
        choices=choices(catalogue),
        typed=typed if typed and typed.lines else replace(typed or Typed(), lines=_lines(found), questions=everything),
        intent_id=intent_id or (likely[0] if likely else ""),
        reason=reason,
        problem=problem,
        act=act,
        shown=shown,
    )
    return show("learning_group.html", page)


def _gone(typed: Typed | None) -> Answer:
    """The group is no more: the list says so, or where something was typed, a page that shows that too."""
    if typed is not None:
        raise Conflict(catalogue_texts.GROUP_GONE)
    flash(catalogue_texts.GROUP_GONE)
    return redirect(url_for(".page"))


def _lines(found: GroupView) -> Sequence[Line]:
    return [
        Line(
            text=message.text[:300], language=message.language, used=place < MOST_USED_AT_FIRST,
            contact_id=message.contact_id,
        )
        for place, message in enumerate(found.messages)
    ]  # fmt: skip


def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {one.id: one.title_th for one in catalogue.intents.values()}
