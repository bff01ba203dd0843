"""What both web processes share: how failures are logged, how health is told, and who may read the counts."""

from __future__ import annotations

import hmac
from types import TracebackType

import structlog
from flask import Flask, Response, jsonify, request
from redis import Redis

from backend.health import check
from backend.logs import fault
from backend.work import Work

log = structlog.get_logger()


class WebApplication(Flask):
    """A Flask application that logs where it failed, and not with what words."""

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """Called by Flask for every exception that no handler takes."""
        if exc_info[1] is not None:
            log.error("request_failed", method=request.method, endpoint=request.endpoint, **fault(exc_info[1]))


def tell_health(work: Work, redis: Redis) -> tuple[Response, int]:
    """200 while requests can be served, 503 otherwise."""
    health = check(work, redis)
    return jsonify(health.as_json()), 200 if health.serving else 503


def may_read_counts(token: str) -> bool:
    """Whether this request brings ``token`` as a bearer token; while none is set, nobody may.

    No rule about addresses: behind a proxy that marks nothing, everybody comes from this machine.
    """
    sent = request.authorization
    if not token or sent is None or sent.type != "bearer" or sent.token is None:
        return False
    return hmac.compare_digest(sent.token.encode(), token.encode())
