"""What each process of ours starts with: settings, logs, work, the doorbell. The composition roots build on it."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog
from redis import Redis

from backend.settings import Settings, SettingsError
from backend.work import Now, Work, make_engine, moved_clock, now
from bot.doorbell import RedisDoorbell, connect


@dataclass(frozen=True, slots=True)
class Process:
    """The edges of one process."""

    settings: Settings
    work: Work
    redis: Redis
    doorbell: RedisDoorbell


def start(*, busy_seconds: float = 15.0) -> Process:
    """Read the settings, set up logs, and make the edges; ends the process with a clear message on bad settings."""
    settings = settings_or_exit()
    set_up_logs(settings.log_level)
    redis = connect(settings.redis_url)
    doorbell = RedisDoorbell(redis)
    work = Work(make_engine(settings.database_url, busy_seconds=busy_seconds), doorbell, clock_of(settings))
    return Process(settings, work, redis, doorbell)


def settings_or_exit() -> Settings:
    """The settings, or an end with every fault named."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as problem:
        sys.exit(str(problem))


def clock_of(settings: Settings) -> Now:
    """The clock: the real one, or in the trial one that can be moved."""
    return moved_clock(Path(settings.clock_file)) if settings.clock_file else now


def set_up_logs(level: str) -> None:
    """One JSON object a line on standard output. Control characters are escaped by JSON itself."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
