"""One activity of the plan: its dates and owners, what happened, evidence, and what its reader may do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from backend.desk import gate, plan_texts, uploads
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.forms import Form, Options, seen, sent
from backend.desk.pages import show
from backend.desk.plan_options import step_options, unit_options
from backend.errors import NotAllowed, NotFound, Refused, ServiceError
from backend.models.staff import Role, Staff
from backend.queries.plans import ActivityView, Standing, activity_view
from backend.services import plan_activities, plans
from backend.services.calendars import OFFICE, book_of
from backend.services.question_drafts import thai_day
from backend.services.support_process import Step, support_process
from service_standards.instants import in_bangkok

blueprint = Blueprint("activities", __name__, url_prefix="/plan/activities")

ID = "<row:activity_id>"
ACTS = 'any("edit", "move", "withdraw", "follow-up", "withdraw-evidence", "done", "reopen")'
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPage:
    """Everything ``activity.html`` may use."""

    view: ActivityView
    step: Step
    steps: Options
    units: Options
    today: date
    offers: frozenset[str]
    """What the reader may do now."""
    keeps: bool
    form: Form

    @property
    def documents(self) -> Options:
        """The documents that may be withdrawn."""
        return [(str(one.id), one.document.title) for one in self.view.evidence if one.withdrawn_at is None]

    def filled(self, act: str) -> Form:
        """The form of an act: as it was sent if it was that one, else with what is kept."""
        if self.form.act == act:
            return self.form
        row, values = self.view.row, {"done_on": thai_day(self.today)}
        if act in ("edit", "move"):
            values = {
                "step": str(row.step),
                "title": row.title,
                "evidence_wanted": self.view.evidence_wanted,
                "starts_on": thai_day(row.starts_on) if row.starts_on else "",
                "due_on": thai_day(row.due_on) if row.due_on else "",
            }
        return Form(values=values, chosen=row.unit_ids)


@blueprint.get(f"/{ID}")
@gate.only_for()
def page(activity_id: int) -> str:
    """The activity."""
    return _page(activity_id, Form())


@blueprint.post(f"/{ID}/<{ACTS}:act>")
@gate.only_for(Role.OFFICER, Role.MARKETING)
def act_on(activity_id: int, act: str) -> Answer:
    """Do one thing with it. Owners and marketing follow up and complete; the rest is marketing's."""
    return _do(activity_id, act)


@blueprint.post(f"/{ID}/evidence")
@gate.only_for(Role.OFFICER, Role.MARKETING)
@uploads.takes_files()
def show_evidence(activity_id: int) -> Answer:
    """Add a document to its evidence."""
    return _do(activity_id, "evidence")


def _do(activity_id: int, act: str) -> Answer:
    form = sent(act, several="units")
    try:
        with the_desk().work.write() as session:
            by = session.get_one(Staff, me().id)
            if act in _KEEPING and by.role is not Role.MARKETING:
                raise NotAllowed(plan_texts.FOR_MARKETING)
            _ACTS[act](session, activity_id, form, by)
    except NotFound:
        raise
    except ServiceError as problem:
        return _page(activity_id, form.refused(problem)), status_of(problem)
    flash(plan_texts.ACTED[act])
    return redirect(url_for(".page", activity_id=activity_id))


def _edit(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plans.edit_activity(session, activity_id, form.values, form.chosen, seen=seen())


def _move(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plans.move(session, activity_id, form.values, by, seen=seen(), now=the_desk().work.now())


def _withdraw(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plans.withdraw_activity(session, activity_id, form.values, by, seen=seen(), now=the_desk().work.now())


def _follow_up(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plan_activities.follow_up(session, activity_id, form.values, by, the_desk().work.now())


def _complete(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plan_activities.complete(session, activity_id, form.values, by, the_desk().work.now())


def _reopen(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plan_activities.reopen(session, activity_id, form.values, by, the_desk().work.now())


def _show_evidence(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    """Who may not is told before any byte is kept."""
    plan_activities.expect_own(session, activity_id, by)
    document = uploads.document_in("document", session, by, the_desk().work.now())
    if document is None:
        raise Refused(plan_texts.NO_FILE)
    plan_activities.show_evidence(session, activity_id, document, by)


def _withdraw_evidence(session: Session, activity_id: int, form: Form, by: Staff) -> None:
    plan_activities.withdraw_evidence(session, activity_id, form.values, by, the_desk().work.now())


_ACTS: dict[str, Callable[[Session, int, Form, Staff], None]] = {
    "edit": _edit,
    "move": _move,
    "withdraw": _withdraw,
    "follow-up": _follow_up,
    "evidence": _show_evidence,
    "withdraw-evidence": _withdraw_evidence,
    "done": _complete,
    "reopen": _reopen,
}
_KEEPING = frozenset({"edit", "move", "withdraw", "reopen"})


def _offers(view: ActivityView, *, owns: bool, keeps: bool) -> frozenset[str]:
    """The acts that make sense now, for somebody of an owner unit or of marketing; none for others."""
    if view.row.standing is Standing.WITHDRAWN or not (owns or keeps):
        return frozenset()
    is_done = view.row.done_on is not None
    wanted = {
        "done": view.is_set and not is_done,
        "follow-up": view.is_set,
        "evidence": view.is_set,
        "withdraw-evidence": view.is_set and not is_done and any(one.withdrawn_at is None for one in view.evidence),
        "edit": keeps and not view.is_set,
        "move": keeps and view.is_set and not is_done,
        "reopen": keeps and is_done,
        "withdraw": keeps and not is_done,
    }
    return frozenset(act for act, offered in wanted.items() if offered)


def _page(activity_id: int, form: Form) -> str:
    now = the_desk().work.now()
    with the_desk().work.read() as session:
        view = activity_view(session, activity_id, book_of(session).for_everybody(OFFICE), now)
        units = unit_options(session)
    if view is None:
        raise NotFound(plan_texts.NO_ACTIVITY)
    keeps = me().role is Role.MARKETING
    return show(
        "activity.html",
        ActivityPage(
            view=view,
            step=support_process().step(view.row.step),
            steps=step_options(),
            units=units,
            today=in_bangkok(now).date(),
            offers=_offers(view, owns=me().role is Role.OFFICER and me().unit_id in view.row.unit_ids, keeps=keeps),
            keeps=keeps,
            form=form,
        ),
    )
