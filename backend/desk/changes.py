"""Proposed changes to the catalogue: what waits for whom, one of them before and after, and the judgement on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import catalogue_texts, gate
from backend.desk.catalogue_context import EDITORS, Shown, as_the_chat_would_show, the_catalogue
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import NotFound, ServiceError
from backend.models.catalogue_change import ChangeState, What
from backend.models.staff import Staff
from backend.queries.catalogue_changes import (
    ChangeLists,
    ChangeRow,
    WordingView,
    change_lists,
    one_change,
    wordings_of,
)
from backend.services import catalogue_changes
from backend.services.question_drafts import QuestionDraft, draft_of

blueprint = Blueprint("changes", __name__)

Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Everything ``changes.html`` may use."""

    lists: ChangeLists
    titles: dict[str, str]
    my_id: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One field, before and after."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """Everything ``change.html`` may use."""

    change: ChangeRow
    title: str
    differences: Sequence[Difference]
    wordings: Sequence[WordingView]
    shown: Shown | None
    may_judge: bool
    may_withdraw: bool
    is_mine: bool
    note: str
    problem: str | None


@blueprint.get("/changes")
@gate.only_for(*EDITORS)
def page() -> str:
    """What waits, and what has ended lately."""
    with the_desk().work.read() as session:
        lists = change_lists(session)
        catalogue = the_catalogue(session).catalogue
    known = {one.id: one.title_th for one in catalogue.intents.values()}
    return show("changes.html", ListPage(lists=lists, titles=known, my_id=me().id))


@blueprint.get("/changes/<row:change_id>")
@gate.only_for(*EDITORS)
def change(change_id: int) -> str:
    """One change."""
    return _page(change_id)


@blueprint.post("/changes/<row:change_id>/<any(approve, reject, withdraw):verdict>")
@gate.only_for(*EDITORS)
def judge(change_id: int, verdict: str) -> Answer:
    """Approve it, reject it, or take it back."""
    note, now = request.form.get("note", "").replace("\r\n", "\n"), the_desk().work.now()
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            if verdict == "withdraw":
                catalogue_changes.withdraw(session, change_id, by, now)
            elif verdict == "approve":
                catalogue_changes.approve(session, change_id, by, note, now)
            else:
                catalogue_changes.reject(session, change_id, by, note, now)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(change_id, note=note, problem=str(problem)), status_of(problem)
    flash(catalogue_texts.JUDGED[verdict])
    return redirect(url_for(".page"))


def _page(change_id: int, *, note: str = "", problem: str | None = None) -> str:
    with the_desk().work.read() as session:
        found = one_change(session, change_id)
        if found is None:
            raise NotFound("ไม่พบข้อเสนอนี้")
        wordings = wordings_of(session, change_id)
        catalogue = the_catalogue(session).catalogue
        there = catalogue.intents.get(found.intent_id)
        shown = None
        if found.draft is not None:
            shown = as_the_chat_would_show(session, catalogue, found.draft, new=False)
    titles = {one.id: one.title_th for one in catalogue.intents.values()}
    before = draft_of(there) if there is not None else QuestionDraft(kind="", stage="", touchpoint="", mode="")
    mine, open_yet = found.author_id == me().id, found.state in (ChangeState.PROPOSED, ChangeState.APPROVED)
    return show(
        "change.html",
        ChangePage(
            change=found,
            title=found.title or (there.title_th if there else found.intent_id),
            differences=_differences(before, found.draft, titles) if found.draft and _is_comparable(found) else (),
            wordings=wordings,
            shown=shown,
            may_judge=found.state is ChangeState.PROPOSED and not mine,
            may_withdraw=open_yet and mine,
            is_mine=mine,
            note=note,
            problem=problem,
        ),
    )


def _is_comparable(change: ChangeRow) -> bool:
    """What is in a version already is compared with nothing: the catalogue may hold it by now."""
    return change.what is What.NEW or change.state is not ChangeState.IN_VERSION


def _differences(before: QuestionDraft, after: QuestionDraft, titles: Mapping[str, str]) -> Sequence[Difference]:
    def told(draft: QuestionDraft, name: str) -> str:
        return catalogue_texts.draft_field(draft, name, titles)

    names = (field.name for field in fields(QuestionDraft) if field.name != "id")
    rows = [Difference(name, told(before, name), told(after, name)) for name in names]
    return [row for row in rows if row.before != row.after]
