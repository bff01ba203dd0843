"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import familiar, gate, texts
from backend.desk.context import the_desk
from backend.desk.pages import show
from backend.services import sign_in

blueprint = Blueprint("sign_in", __name__)


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Everything ``sign_in.html`` may use."""

    username: str
    next: str
    problem: str | None


@blueprint.get("/sign-in")
@gate.public
def page() -> str | Response:
    """The form, or on to the desk for somebody who is in already."""
    target = request.args.get("next", "")
    if gate.look() is not None:
        return redirect(gate.safe_next(target))
    return show("sign_in.html", SignInPage("", target, None))


@blueprint.post("/sign-in")
@gate.public
def submit() -> Response | tuple[str, int]:
    """Check the password between two transactions; one answer for every reason to refuse."""
    desk = the_desk()
    username, password = request.form.get("username", ""), request.form.get("password", "")
    with desk.work.read() as session:
        kept = sign_in.look_up(session, username)
    proof = sign_in.check(kept, password)
    with desk.work.write() as session:
        staff = sign_in.enter(session, proof, desk.wall(), familiar=familiar.has_seen(kept.staff_id))
    target = request.form.get("next", "")
    if staff is None:
        return show("sign_in.html", SignInPage(username[:60], target, texts.SIGN_IN_REFUSED)), 401
    gate.begin_session(staff)
    return familiar.remember(redirect(gate.safe_next(target)), staff.id)


@blueprint.post("/sign-out")
@gate.public
def out() -> Response:
    """End the person's sessions; harmless for somebody who is out already."""
    gate.end_session()
    flash(texts.SIGNED_OUT)
    return redirect(url_for(".page"))
