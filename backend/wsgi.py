"""Composition root of the desk process: ``granian --interface wsgi backend.wsgi:app``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import structlog
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from backend import readiness
from backend.app import create_desk
from backend.logs import set_up_logs
from backend.settings import Settings, SettingsError
from backend.work import Work, make_engine, moved_clock, now

DIRTY = "nikhom:dirty"
"""The sorted set of conversations to look at; a score of 0 is at once. The clock process looks four times a second."""
log = structlog.get_logger()


class DeskDoorbell:
    """Marks conversations as due. Whoever handles them is no business of the desk, nor whether Redis is there."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    def ring(self, conversation_keys: list[str]) -> None:
        """Say that these conversations have something waiting. Never raises: the sweeper looks every second."""
        try:
            self._redis.zadd(DIRTY, dict.fromkeys(conversation_keys, 0.0), lt=True)
        except (RedisError, OSError) as problem:
            log.warning("doorbell_unheard", error=type(problem).__name__)


def build(settings: Settings) -> Flask:
    """The desk over real edges.

    Raises:
        readiness.NotReady: there is no database of this code's schema.
    """
    redis = Redis.from_url(settings.redis_url, socket_connect_timeout=0.3, socket_timeout=1.0, retry=None)
    clock = moved_clock(Path(settings.clock_file)) if settings.clock_file else now
    engine = make_engine(settings.database_url)
    readiness.reach_database(engine)
    readiness.expect_schema(engine)
    return create_desk(settings, Work(engine, DeskDoorbell(redis), clock), redis)


def __getattr__(name: str) -> Flask:
    """Build the application when a server asks for ``app``; importing this module builds nothing."""
    if name != "app":
        raise AttributeError(name)
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as problem:
        sys.exit(str(problem))
    set_up_logs(settings.log_level)
    try:
        return build(settings)
    except readiness.NotReady as problem:
        sys.exit(str(problem))
