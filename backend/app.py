"""Makes the desk: the staff pages as one Flask application over edges that are passed in."""

from __future__ import annotations

from flask import Flask
from flask_talisman import Talisman
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from redis import Redis

from backend.desk import (
    activities,
    alarms,
    assets,
    attachments,
    audit,
    benchmarks,
    cascade,
    catalogue,
    changes,
    charter_standards,
    charters,
    closures,
    documents,
    errors,
    evaluation,
    follow_ups,
    gate,
    learning,
    notices,
    pages,
    password,
    plan,
    public_charter,
    public_results,
    publishing,
    register,
    report_behind,
    report_files,
    reports,
    reviews,
    seals,
    sign_in,
    staff,
    system,
    tickets,
    unit_reports,
    uploads,
    watch,
    whatif,
    worklist,
)
from backend.desk.addresses import RowNumber
from backend.desk.context import EXTENSION, Desk, Preview, no_preview
from backend.settings import Settings
from backend.web import WebApplication
from backend.work import Now, Work, now

LONGEST_REQUEST = 256 * 1024
"""Bytes: a form with 4,000 Thai letters takes 36,000."""
VIEWS = (
    activities,
    alarms,
    attachments,
    audit,
    benchmarks,
    cascade,
    catalogue,
    changes,
    charter_standards,
    charters,
    closures,
    documents,
    evaluation,
    follow_ups,
    learning,
    notices,
    password,
    plan,
    public_charter,
    public_results,
    publishing,
    register,
    report_behind,
    report_files,
    reports,
    reviews,
    seals,
    sign_in,
    staff,
    system,
    tickets,
    unit_reports,
    watch,
    whatif,
    worklist,
)
CONTENT_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": ["'self'", "data:"],
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def create_desk(
    settings: Settings, work: Work, redis: Redis, *, wall: Now = now, preview: Preview = no_preview
) -> Flask:
    """The desk over these edges.

    Args:
        wall: the clock by which sessions and locks age.
        preview: composes what the chat says, for whoever edits it.
    """
    app = WebApplication("backend.desk", static_folder=None)
    app.url_map.converters["row"] = RowNumber
    app.extensions[EXTENSION] = Desk(settings, work, redis, wall, preview)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _configure(app, settings)
    app.before_request(uploads.allow)  # before anybody reads the form
    talisman = _protect(app, settings)
    gate.install(app)
    errors.install(app)
    pages.install(app)
    app.register_blueprint(assets.blueprint(assets.load_bundle()))
    for views in VIEWS:
        app.register_blueprint(views.blueprint)
    sandboxed = talisman(content_security_policy=attachments.POLICY)
    for endpoint in (attachments.ENDPOINT, documents.ENDPOINT, report_files.ENDPOINT):
        app.view_functions[endpoint] = sandboxed(app.view_functions[endpoint])
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        SESSION_COOKIE_NAME="nikhom_desk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=_over_https(settings),
        PERMANENT_SESSION_LIFETIME=gate.SESSION_LIFE,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: an officer may think for an hour
    )


def _protect(app: Flask, settings: Settings) -> Talisman:
    CSRFProtect(app)
    return Talisman(
        app,
        force_https=False,  # whatever ends TLS in front of us does that
        session_cookie_secure=_over_https(settings),
        strict_transport_security=_over_https(settings),
        strict_transport_security_include_subdomains=False,
        content_security_policy=CONTENT_POLICY,
        frame_options="DENY",
        referrer_policy="same-origin",
        permissions_policy={"camera": "()", "microphone": "()", "geolocation": "()", "browsing-topics": "()"},
    )


def _over_https(settings: Settings) -> bool:
    """Outside the trial only somebody who writes http:// into PUBLIC_URL has cookies travel in the open."""
    return settings.public_url.startswith("https://") if settings.public_url else not settings.trial
