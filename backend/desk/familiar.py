"""Browsers that have signed in before: a signed cookie that outlives the session and says to which accounts.

It opens nothing. It only sets its bearer apart from strangers when wrong passwords are counted.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from backend.desk.context import the_desk

COOKIE = "nikhom_desk_browser"
LIFE = timedelta(days=180)
MOST_ACCOUNTS = 20
"""Of one shared machine; who has not signed in there for longest is forgotten first."""


def has_seen(staff_id: int | None) -> bool:
    """Whether this browser has signed in to the account within ``LIFE``."""
    return staff_id is not None and any(known == staff_id for known, _ in _accounts())


def remember(response: Response, staff_id: int) -> Response:
    """Let the browser keep that it has just signed in to this account."""
    others = [entry for entry in _accounts() if entry[0] != staff_id]
    accounts = [[staff_id, int(the_desk().wall().timestamp())], *others][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        _signer().dumps(accounts),
        max_age=LIFE,
        path=url_for("sign_in.submit"),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _accounts() -> list[list[Any]]:
    """Account and Unix second of each sign-in, the last one first."""
    try:
        accounts: list[list[Any]] = _signer().loads(request.cookies.get(COOKIE, ""))
    except BadSignature:
        return []
    oldest = (the_desk().wall() - LIFE).timestamp()
    return [entry for entry in accounts if entry[1] > oldest]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(the_desk().settings.secret_key, salt="browsers that have signed in")
