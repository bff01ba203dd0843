"""Changing one's own password."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import Refused
from backend.models.staff import Staff
from backend.services import sign_in

blueprint = Blueprint("password", __name__)


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Everything ``password.html`` may use."""

    username: str
    shortest: int
    problem: str | None


@blueprint.get("/password")
@gate.only_for()
def page() -> str:
    """The form."""
    return show("password.html", PasswordPage(me().username, sign_in.SHORTEST_PASSWORD, None))


@blueprint.post("/password")
@gate.only_for()
def submit() -> Response | tuple[str, int]:
    """Change it; other sessions of the account end, this one goes on."""
    try:
        with the_desk().work.write() as session:
            staff = session.get_one(Staff, me().id)
            if request.form.get("new", "") != request.form.get("again", ""):
                raise Refused(texts.PASSWORDS_DIFFER)
            sign_in.change_password(staff, old=request.form.get("old", ""), new=request.form.get("new", ""))
    except Refused as problem:
        return show("password.html", PasswordPage(me().username, sign_in.SHORTEST_PASSWORD, str(problem))), status_of(
            problem
        )
    gate.begin_session(staff)
    flash(texts.PASSWORD_CHANGED)
    return redirect(url_for("worklist.page"))
