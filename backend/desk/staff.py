"""Accounts of staff, for administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from backend.desk import gate, texts
from backend.desk.context import me, the_desk
from backend.desk.errors import status_of
from backend.desk.pages import show
from backend.errors import Conflict, NotFound, Refused
from backend.models.staff import Role, Staff
from backend.queries.staff import StaffView, staff_list
from backend.queries.units import UnitChoice
from backend.services import emails, sign_in

blueprint = Blueprint("staff", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form for a new account as it was sent, to be shown again."""

    username: str = ""
    name: str = ""
    role: str = ""
    unit: str = ""
    head: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """A password just made. It is shown once and kept nowhere."""

    username: str
    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """Everything ``staff.html`` may use."""

    staff: Sequence[StaffView]
    units: Sequence[UnitChoice]
    roles: Sequence[Role]
    my_id: int
    typed: Typed
    problem: str | None
    issued: Issued | None
    mail_is_set_up: bool


@blueprint.get("/staff")
@gate.only_for(Role.ADMINISTRATOR)
def page() -> str:
    """The list and the form for a new account."""
    return _page()


@blueprint.post("/staff")
@gate.only_for(Role.ADMINISTRATOR)
def add() -> str | tuple[str, int]:
    """Make an account; its first password is shown once."""
    written = {name: request.form.get(name, "") for name in ("username", "name", "role", "unit")}
    typed = Typed(**written, head="head" in request.form)
    password = sign_in.new_password()
    try:
        if typed.role not in set(Role):
            raise Refused(texts.PICK_A_ROLE)
        with the_desk().work.write() as session:
            made = sign_in.make_staff(
                session,
                username=typed.username,
                name=typed.name,
                role=Role(typed.role),
                unit_id=typed.unit,
                password=password,
                head=typed.head,
            )
    except (Refused, Conflict) as problem:
        return _page(typed=typed, problem=str(problem)), status_of(problem)
    return _page(issued=Issued(made.username, made.name, password))


@blueprint.post("/staff/<row:staff_id>/password")
@gate.only_for(Role.ADMINISTRATOR)
def reset_password(staff_id: int) -> str:
    """Make a new password; it is shown once."""
    with the_desk().work.write() as session:
        staff = session.get(Staff, staff_id)
        if staff is None:
            raise NotFound(texts.NO_SUCH_ACCOUNT)
        issued = Issued(staff.username, staff.name, sign_in.reset_password(staff))
    return _page(issued=issued)


@blueprint.post("/staff/<row:staff_id>/active")
@gate.only_for(Role.ADMINISTRATOR)
def set_active(staff_id: int) -> Response:
    """Close an account or open it again; nobody closes their own."""
    active = request.form.get("active") == "1"
    if staff_id == me().id:
        raise Refused(texts.NOT_YOUR_OWN_ACCOUNT)
    with the_desk().work.write() as session:
        staff = session.get(Staff, staff_id)
        if staff is None:
            raise NotFound(texts.NO_SUCH_ACCOUNT)
        (sign_in.activate if active else sign_in.deactivate)(staff)
    flash(texts.ACCOUNT_OPENED if active else texts.ACCOUNT_CLOSED)
    return redirect(url_for(".page"))


@blueprint.post("/staff/<row:staff_id>/head")
@gate.only_for(Role.ADMINISTRATOR)
def set_head(staff_id: int) -> Response:
    """Make somebody a head of their unit, or no longer."""
    head = request.form.get("head") == "1"
    with the_desk().work.write() as session:
        staff = session.get(Staff, staff_id)
        if staff is None:
            raise NotFound(texts.NO_SUCH_ACCOUNT)
        sign_in.appoint(staff, head=head)
    flash(texts.HEAD_NAMED if head else texts.HEAD_NO_MORE)
    return redirect(url_for(".page"))


@blueprint.post("/staff/<row:staff_id>/email")
@gate.only_for(Role.ADMINISTRATOR)
def set_email(staff_id: int) -> Response | tuple[str, int]:
    """Where somebody gets documents by e-mail; nothing takes it away."""
    try:
        with the_desk().work.write() as session:
            staff = session.get(Staff, staff_id)
            if staff is None:
                raise NotFound(texts.NO_SUCH_ACCOUNT)
            emails.set_address(staff, request.form.get("email", ""))
            name = staff.name
    except Refused as problem:
        return _page(problem=str(problem)), status_of(problem)
    flash(texts.EMAIL_SAVED.format(name=name))
    return redirect(url_for(".page"))


def _page(*, typed: Typed | None = None, problem: str | None = None, issued: Issued | None = None) -> str:
    with the_desk().work.read() as session:
        found = staff_list(session, the_desk().wall())
    page = StaffPage(
        staff=found.staff,
        units=found.units,
        roles=tuple(Role),
        my_id=me().id,
        typed=typed or Typed(),
        problem=problem,
        issued=issued,
        mail_is_set_up=bool(the_desk().settings.smtp_url),
    )
    return show("staff.html", page)
