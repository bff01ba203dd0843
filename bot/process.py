"""What each process of ours starts with: settings, logs, work, the doorbell. The composition roots build on it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import structlog
from redis import Redis

from backend import readiness
from backend.logs import set_up_logs
from backend.settings import Settings, SettingsError
from backend.work import Now, Work, make_engine, moved_clock, now
from bot.doorbell import RedisDoorbell, connect
from intents.encoder import Encoder, EncoderError, load_encoder

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Process:
    """The edges of one process."""

    settings: Settings
    work: Work
    redis: Redis
    doorbell: RedisDoorbell


def start(*, patience: float | None = None, works_for_redis: bool = False) -> Process:
    """Read the settings, set up logs, and make the edges; ``patience`` as for ``make_engine``.

    Ends the process with one clear message on bad settings, without a database of this code's schema, and, if it
    ``works_for_redis``, without Redis: to the others that is only a bell, and they start without it.
    """
    settings = settings_or_exit()
    set_up_logs(settings.log_level)
    redis = connect(settings.redis_url)
    engine = make_engine(settings.database_url, patience=patience)
    try:
        readiness.reach_database(engine)
        readiness.expect_schema(engine)
        if works_for_redis:
            readiness.reach_redis(redis, settings.redis_url)
    except readiness.NotReady as problem:
        sys.exit(str(problem))
    doorbell = RedisDoorbell(redis)
    return Process(settings, Work(engine, doorbell, clock_of(settings)), redis, doorbell)


def settings_or_exit() -> Settings:
    """The settings, or an end with every fault named."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as problem:
        sys.exit(str(problem))


def find_encoder() -> Encoder | None:
    """The sentence encoder of this process; None, with a word in the log, where it is missing or not itself."""
    try:
        return load_encoder()
    except EncoderError as problem:
        log.warning("without_encoder", reason=str(problem))
        return None


def clock_of(settings: Settings) -> Now:
    """The clock: the real one, or in the trial one that can be moved."""
    return moved_clock(Path(settings.clock_file)) if settings.clock_file else now
