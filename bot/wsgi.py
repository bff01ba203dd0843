"""Composition root of the webhook process: ``granian --interface wsgi bot.wsgi:app``."""

from __future__ import annotations

from flask import Flask, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from backend.health import check
from bot.inbox_writer import InboxWriter
from bot.process import Process, start
from bot.webhook import MOST_BYTES, make_webhook

WEBHOOK_BUSY_SECONDS = 1.5
"""LINE counts a webhook as failed after two seconds: better a clear 503 before."""


def create_app(process: Process) -> Flask:
    """The webhook's web application; builds no state of its own."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    settings, work = process.settings, process.work
    secrets = [secret for secret in (settings.line_channel_secret, settings.line_channel_secret_previous) if secret]
    writer = InboxWriter(work.engine, process.doorbell)
    app.register_blueprint(make_webhook(secrets, writer, lambda: int(work.now().timestamp() * 1000)))

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        health = check(work, process.redis)
        return jsonify(health.as_json()), 200 if health.serving else 503

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    return app


def __getattr__(name: str) -> Flask:
    """Build the application when a server asks for ``app``; importing this module builds nothing."""
    if name != "app":
        raise AttributeError(name)
    return create_app(start(busy_seconds=WEBHOOK_BUSY_SECONDS))
