"""The doorbell on Redis and RQ: one sorted set of conversations to look at, one RQ job that looks at them.

Scores are instants, so that a conversation can be due a little later. Nothing is lost when Redis is: the sweeper
finds in the database what nobody heard.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE = "events"
PUMP_JOB = "bot.pump.pump"
DIRTY = "nikhom:dirty"
PUMP = "nikhom:pump"
PUMP_SECONDS = 30
"""For how long a pump that was asked for counts as coming; the sweeper asks again after that."""
BREAK_SECONDS = 1.0
log = structlog.get_logger()


def connect(url: str) -> Redis:
    """A client for ringing: short time-outs and no retries, a webhook must not wait for Redis."""
    return Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=1.0, retry=None)


def make_queue(redis: Redis) -> Queue:
    """The one queue of the workers; jobs are JSON, never pickle."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


class RedisDoorbell:
    """Rings by Redis. After a failure it does not try again for a second, so that a dead Redis costs nothing."""

    def __init__(self, redis: Redis, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._queue = make_queue(redis)
        self._monotonic = monotonic
        self._quiet_until = 0.0

    def ring(self, conversation_keys: list[str]) -> None:
        """These conversations have something waiting, now."""
        self._mark(dict.fromkeys(conversation_keys, 0.0))

    def ring_at(self, conversation_key: str, at: datetime) -> None:
        """This conversation is to be looked at again at an instant; the clock process nudges then."""
        self._safely(lambda: self._redis.zadd(DIRTY, {conversation_key: at.timestamp()}, lt=True))

    def nudge(self, now: datetime) -> None:
        """Ask for a pump if any conversation is due."""

        def ask() -> None:
            if self._redis.zcount(DIRTY, 0, now.timestamp()):
                self._ask_for_pump(self._redis.set(PUMP, 1, nx=True, ex=PUMP_SECONDS))

        self._safely(ask)

    def _mark(self, due: dict[str, float]) -> None:
        if not due:
            return

        def mark() -> None:
            pipe = self._redis.pipeline(transaction=False)
            pipe.zadd(DIRTY, due, lt=True)
            pipe.set(PUMP, 1, nx=True, ex=PUMP_SECONDS)
            self._ask_for_pump(pipe.execute()[1])

        self._safely(mark)

    def _ask_for_pump(self, nobody_asked_yet: object) -> None:
        if nobody_asked_yet:
            # No time limit: the pump ends by itself, and RQ's default would strike it in the middle of a customer.
            self._queue.enqueue(PUMP_JOB, job_timeout=-1, result_ttl=0, failure_ttl=300)

    def _safely(self, do: Callable[[], object]) -> None:
        """Redis may be away: say so in the log, once a second at most, and go on."""
        if self._monotonic() < self._quiet_until:
            return
        try:
            do()
        except (RedisError, OSError) as problem:
            self._quiet_until = self._monotonic() + BREAK_SECONDS
            log.warning("doorbell_unheard", error=type(problem).__name__)

    def pump_begins(self) -> None:
        """Called by the pump before it looks: who rings from now on asks for another pump."""
        self._redis.delete(PUMP)

    def next_due(self, now: datetime) -> str | None:
        """Take one conversation that is due; None when there is none."""
        popped: list[tuple[bytes, float]] = self._redis.zpopmin(DIRTY, 1)  # type: ignore[assignment]
        for member, score in popped:
            key = member.decode()
            if score <= now.timestamp():
                return key
            self._redis.zadd(DIRTY, {key: score}, lt=True)
        return None
