"""The composition root: the desk rings where the clock process listens, and never waits for who answers."""

from __future__ import annotations

from pathlib import Path

from redis import Redis

from backend.work import now
from backend.wsgi import DIRTY, DeskDoorbell, build
from bot import doorbell
from tests.desk.conftest import make_settings


def test_the_desk_rings_where_the_clock_listens(redis_url: str) -> None:
    redis = Redis.from_url(redis_url)
    listener = doorbell.RedisDoorbell(redis)

    DeskDoorbell(redis).ring(["user:U1"])

    assert DIRTY == doorbell.DIRTY
    assert listener.next_due(now()) == "user:U1"
    redis.close()


def test_a_bell_that_nobody_hears_stops_nobody() -> None:
    redis = Redis.from_url("unix:///nowhere/redis.sock")

    DeskDoorbell(redis).ring(["user:U1"])

    redis.close()


def test_the_desk_is_built_from_settings_alone(sqlite_url: str, redis_url: str, tmp_path: Path) -> None:
    app = build(make_settings(sqlite_url, tmp_path, redis_url=redis_url))

    assert app.test_client().get("/healthz").get_json()["redis"] == "ok"
