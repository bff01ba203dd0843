"""The first page: my unit's matters by what is due next; for marketing those of all units."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import gate
from backend.desk.context import me, the_desk
from backend.desk.pages import show
from backend.models.staff import Role
from backend.queries.worklist import Cursor, Question, View, exact_number, worklist
from backend.services.access import Viewer

blueprint = Blueprint("worklist", __name__)

LONGEST_SEARCH = 100


@blueprint.get("/")
@gate.only_for()
def page() -> str | Response:
    """The list; a whole ticket number typed into the search goes straight to that matter."""
    person = me()
    if person.role is Role.ADMINISTRATOR:
        return redirect(url_for("system.page"))
    viewer, question = Viewer(person.role, person.unit_id), _question(person.role)
    with the_desk().work.read() as session:
        number = exact_number(session, viewer, question.words) if question.words else None
        if number:
            return redirect(url_for("tickets.page", number=number))
        found = worklist(session, viewer, question, the_desk().work.now())
    return show("worklist.html", found)


def _question(role: Role) -> Question:
    asked = request.args
    view = View(asked["view"]) if asked.get("view") in set(View) else View.OPEN
    if view is View.TRIAGE and role is not Role.MARKETING:
        view = View.OPEN
    return Question(
        view=view,
        unit_id=asked.get("unit", "")[:20] if role is Role.MARKETING else "",
        words=asked.get("q", "").strip()[:LONGEST_SEARCH],
        after=Cursor.parse(asked.get("after", "")),
    )
