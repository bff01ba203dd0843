"""Composition root of the webhook process: ``granian --interface wsgi bot.wsgi:app``."""

from __future__ import annotations

from flask import Flask, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import NotFound

from backend.web import WebApplication, may_read_counts, tell_health
from bot.inbox_writer import PATIENCE, InboxWriter
from bot.process import Process, start
from bot.webhook import MOST_BYTES, make_webhook


def create_app(process: Process) -> Flask:
    """The webhook's web application; builds no state of its own."""
    app = WebApplication(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    settings, work = process.settings, process.work
    secrets = [secret for secret in (settings.line_channel_secret, settings.line_channel_secret_previous) if secret]
    writer = InboxWriter(work.engine, process.doorbell)
    app.register_blueprint(make_webhook(secrets, writer, lambda: int(work.now().timestamp() * 1000)))

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        return tell_health(work, process.redis)

    @app.get("/metrics")
    def metrics() -> Response:
        if not may_read_counts(settings.metrics_token):
            raise NotFound
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return app


def __getattr__(name: str) -> Flask:
    """Build the application when a server asks for ``app``; importing this module builds nothing."""
    if name != "app":
        raise AttributeError(name)
    return create_app(start(patience=PATIENCE))
