"""What the webhook is measured beside, each a Flask application under the same server with the same settings.

``floor`` only checks the signature, ``parser`` reads the events as the SDK does and drops them, ``naive`` stores each
event with the ORM and enqueues an RQ job for it. Settings come from the environment, as for the real ones.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, request
from linebot.v3 import WebhookParser
from redis import Redis
from rq import Queue
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.models.inbox import InboxEvent
from backend.settings import Settings
from backend.work import make_engine
from bot.process import settings_or_exit
from bot.signature import is_genuine


def make_floor(settings: Settings) -> Flask:
    """Checks the signature and answers 200."""
    app = Flask("floor")

    @app.post("/line/webhook")
    def receive() -> Response:
        return Response(status=200 if _is_genuine(settings) else 401)

    return app


def make_parser(settings: Settings) -> Flask:
    """The SDK's parser, with nothing done with what it gives."""
    app = Flask("parser")
    parser = WebhookParser(settings.line_channel_secret)

    @app.post("/line/webhook")
    def receive() -> Response:
        parser.parse(request.get_data(as_text=True), request.headers["X-Line-Signature"])
        return Response(status=200)

    return app


def make_naive(settings: Settings) -> Flask:
    """One ORM object, one commit and one RQ job for each event. It gets the product's well-set engine as a gift."""
    app = Flask("naive")
    engine = make_engine(settings.database_url)
    queue = Queue("naive", connection=Redis.from_url(settings.redis_url))

    @app.post("/line/webhook")
    def receive() -> Response:
        if not _is_genuine(settings):
            return Response(status=401)
        for event in json.loads(request.get_data())["events"]:
            number = _stored(engine, event)
            if number is not None:
                queue.enqueue("naive.handle", number)
        return Response(status=200)

    return app


def _is_genuine(settings: Settings) -> bool:
    return is_genuine([settings.line_channel_secret], request.get_data(), request.headers.get("X-Line-Signature", ""))


def _stored(engine: Engine, event: dict[str, Any]) -> int | None:
    row = InboxEvent(
        event_id=event["webhookEventId"],
        conversation_key=event["source"]["userId"],
        kind=event["type"],
        occurred_ms=event["timestamp"],
        received_ms=event["timestamp"],
        digest="",
        body=json.dumps(event),
    )
    with Session(engine) as session:
        session.add(row)
        try:
            session.commit()
        except IntegrityError:  # a redelivery
            return None
        return row.id


MAKERS = {"floor": make_floor, "parser": make_parser, "naive": make_naive}


def __getattr__(name: str) -> Flask:
    """Build the application when the server asks for it by name."""
    if name not in MAKERS:
        raise AttributeError(name)
    return MAKERS[name](settings_or_exit())
