"""Who gets in: every view says whom it is for, and a view that says nothing is closed to everybody.

A session is a signed cookie with three things in it: the account, the account's stamp, and since when. It ends after
``SESSION_LIFE`` and when the account gets a new stamp, as it does when the person signs out: a copy of a cookie can be
taken back in no other way, so that signing out on one machine is signing out on all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from sqlalchemy import select
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from backend.desk.context import SignedIn, anyone, the_desk
from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.services.sign_in import end_sessions

SESSION_LIFE = timedelta(hours=12)
FOR = "_for_roles"
EVERYBODY: frozenset[Role] = frozenset(Role)

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to people who are not signed in."""
    setattr(view, FOR, None)
    return view


def only_for(*roles: Role) -> Callable[[View], View]:
    """Mark a view as open to these roles; without any, to everybody who is signed in."""

    def mark(view: View) -> View:
        setattr(view, FOR, frozenset(roles) or EVERYBODY)
        return view

    return mark


def install(app: Flask) -> None:
    """Check each request before its view runs."""
    app.before_request(_check)


def _check() -> AnyResponse | None:
    if any("\x00" in text for text in _texts()):
        raise BadRequest  # no text of ours has one, and PostgreSQL takes none
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        look()  # Flask answers 404 or 405 by itself, on a page with the right way back
        return None
    roles: frozenset[Role] | None = getattr(view, FOR, frozenset())
    if roles is None:
        return None
    person = _load()
    if person is None:
        return _ask_to_sign_in()
    g.signed_in = person
    if person.role not in roles:
        raise Forbidden
    return None


def _texts() -> Iterator[str]:
    """Every text of the request: its path, each value of each field, and what the files are called."""
    yield request.path
    for sent in (request.args, request.form):
        for _, value in sent.items(multi=True):
            yield value
    for _, file in request.files.items(multi=True):
        yield file.filename or ""


def _ask_to_sign_in() -> AnyResponse:
    if request.method not in ("GET", "HEAD"):
        raise Unauthorized  # the page for it shows what was typed, so that it is not lost
    back = request.full_path.rstrip("?")
    return redirect(url_for("sign_in.page", next=back if back != "/" else None))


def begin_session(staff: Staff) -> None:
    """Start a session for somebody who has just proved who they are; whatever the cookie held before is dropped."""
    session.clear()
    session.permanent = True
    session["who"] = [staff.id, staff.session_stamp, the_desk().wall().timestamp()]


def end_session() -> None:
    """End the sessions of whoever is signed in on this browser, and forget them here."""
    person = look()
    if person is not None:
        with the_desk().work.write() as db:
            end_sessions(db.get_one(Staff, person.id))
    session.clear()
    g.pop("signed_in", None)


def look() -> SignedIn | None:
    """Who is signed in, on a page that anybody reaches."""
    if anyone() is None:
        g.signed_in = _load()
    return anyone()


def _load() -> SignedIn | None:
    who = session.get("who")
    if not isinstance(who, list) or len(who) != 3:
        return None
    staff_id, stamp, since = who
    age = the_desk().wall() - datetime.fromtimestamp(since, UTC)
    if not timedelta(0) <= age < SESSION_LIFE:
        return None
    with the_desk().work.read() as db:
        row = db.execute(
            select(Staff, Unit.short_th)
            .join(Unit, Unit.id == Staff.unit_id)
            .where(Staff.id == staff_id, Staff.session_stamp == stamp, Staff.active)
        ).first()
    if row is None:
        return None
    staff: Staff = row[0]
    return SignedIn(
        id=staff.id,
        username=staff.username,
        name=staff.name,
        role=staff.role,
        unit_id=staff.unit_id,
        unit_short=row[1],
        head=staff.head,
    )


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a page of this desk, else the first one. Never another site."""
    home = url_for("worklist.page")
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return home
    path = target.partition("?")[0]
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except HTTPException:
        return home
    return target
