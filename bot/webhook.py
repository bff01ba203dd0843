"""The webhook checks, keeps, rings and answers. It understands nothing and calls nobody.

200 for everything that is really LINE's, readable or not: another status would only make LINE send it again. 5xx
when it could not be kept, so that LINE does send it again.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Any, NoReturn

import structlog
from flask import Blueprint, Response, request
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from bot import events
from bot.inbox_writer import InboxWriter, Row, TooLate
from bot.signature import is_genuine

MOST_BYTES = 11 * 1024 * 1024
"""LINE documents no limit; its largest known batches are far below."""
MOST_EVENTS = 10_000
MOST_DIGITS = 18
log = structlog.get_logger()
REFUSED = Counter("nikhom_webhooks_refused_total", "Webhooks that were not LINE's", ["reason"])
DROPPED = Counter("nikhom_webhooks_dropped_total", "Authentic webhooks that could not be read", ["reason"])
SKIPPED = Counter("nikhom_events_unkept_total", "Events that could not be kept", ["reason"])
KEPT = Counter("nikhom_events_kept_total", "Events stored, redeliveries counted again")


class RateLimitedLog:
    """At most one line a second of each kind, so that a flood of forgeries does not flood the log."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._last: dict[str, float] = {}

    def warning(self, event: str, **fields: object) -> None:
        """Log unless the same event was logged within the last second."""
        moment = self._monotonic()
        if moment - self._last.get(event, float("-inf")) >= 1.0:
            self._last[event] = moment
            log.warning(event, **fields)


def make_webhook(secrets: Sequence[str], writer: InboxWriter, now_ms: Callable[[], int]) -> Blueprint:
    """The blueprint with ``POST /line/webhook``. ``now_ms`` gives the present in Unix milliseconds."""
    blueprint = Blueprint("webhook", __name__)
    quiet = RateLimitedLog()

    @blueprint.post("/line/webhook")
    def receive() -> Response:
        if request.content_encoding not in (None, "", "identity"):
            return _refuse(415, "encoded body")
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _refuse(413, "body too large")
        if not is_genuine(secrets, body, request.headers.get("X-Line-Signature", "")):
            return _refuse(401, "bad signature")
        try:
            rows = rows_of(body, now_ms())
        except ValueError as problem:
            DROPPED.labels(str(problem)).inc()
            quiet.warning("webhook_unreadable", reason=str(problem), bytes=len(body))
            return Response(status=200)
        try:
            writer.keep(rows)
        except (SQLAlchemyError, TooLate) as problem:
            quiet.warning("webhook_not_kept", error=type(problem).__name__)
            return Response(status=503)
        KEPT.inc(len(rows))
        return Response(status=200)

    def _refuse(status: int, reason: str) -> Response:
        REFUSED.labels(reason).inc()
        quiet.warning("webhook_refused", reason=reason, status=status)
        return Response(status=status)

    return blueprint


def rows_of(body: bytes, received_ms: int) -> list[Row]:
    """The inbox rows of an authentic webhook; events that cannot be kept are counted and left out.

    Raises:
        ValueError: the body is no JSON object with a list of events; the message says why, without content.
    """
    batch = _parse(body)
    if not isinstance(batch, dict):
        raise ValueError("not an object")
    raws = batch.get("events")
    if not isinstance(raws, list):
        raise ValueError("no list of events")
    if len(raws) > MOST_EVENTS:
        raise ValueError("too many events")
    rows: list[Row] = []
    for raw in raws:
        envelope = events.envelope(raw, received_ms)
        if isinstance(envelope, events.Skipped):
            SKIPPED.labels(envelope.reason).inc()
            log.info("event_not_kept", reason=envelope.reason)
            continue
        rows.append(_row(envelope, raw, batch.get("destination"), received_ms))
    return rows


def _row(envelope: events.Envelope, raw: dict[str, Any], destination: object, received_ms: int) -> Row:
    redelivered = raw.pop("deliveryContext", None)
    said = json.dumps(raw)  # ASCII only: NUL and lone surrogates stay escaped, which every database can hold
    kept = {"destination": destination, "deliveryContext": redelivered, "event": None}
    return {
        "event_id": envelope.event_id,
        "conversation_key": envelope.conversation_key,
        "kind": envelope.kind,
        "occurred_ms": envelope.occurred_ms,
        "received_ms": received_ms,
        "digest": blake2b(said.encode(), digest_size=16).hexdigest(),
        "body": json.dumps(kept)[: -len("null}")] + said + "}",
    }


def _parse(body: bytes) -> object:
    try:
        text = body.decode("utf-8-sig")
        try:
            return _JSON.decode(text)
        except ValueError:  # not JSON, or a number so long that Python will not read it: then once more, without it
            return json.loads(text, parse_constant=_no_constant, parse_int=_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    except ValueError:
        raise ValueError("not JSON") from None


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) <= MOST_DIGITS else None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_JSON = json.JSONDecoder(parse_constant=_no_constant)  # json.loads would make one for each request
