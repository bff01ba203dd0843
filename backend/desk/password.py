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
    """Change it, between two transactions like signing in; other sessions of the account end, this one goes on."""
    desk, username = the_desk(), me().username
    old, new = request.form.get("old", ""), request.form.get("new", "")
    try:
        if new != request.form.get("again", ""):
            raise Refused(texts.PASSWORDS_DIFFER)
        with desk.work.read() as session:
            kept = sign_in.look_up(session, username)
        proof = sign_in.check_change(kept, username, old=old, new=new)
        with desk.work.write() as session:
            staff = sign_in.change_password(session, proof, desk.wall())
        if staff is None:
            raise Refused(texts.OLD_PASSWORD_REFUSED)
    except Refused as problem:
        page = PasswordPage(username, sign_in.SHORTEST_PASSWORD, str(problem))
        return show("password.html", page), status_of(problem)
    gate.begin_session(staff)
    flash(texts.PASSWORD_CHANGED)
    return redirect(url_for("worklist.page"))
