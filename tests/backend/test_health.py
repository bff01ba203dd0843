"""Health: what is wrong is said part by part, and only the database decides whether requests can be served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from backend.health import CLOCK_BEAT, check
from backend.models.alarm import WITHOUT_ENCODER
from backend.services import facts, understanding_models
from backend.work import SilentDoorbell, Work, make_engine
from tests.backend.conftest import Clock
from tests.catalogues import shipped
from tests.factories import NOW, after


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    client = Redis.from_url(redis_url)
    yield client
    client.close()


@pytest.fixture
def no_redis() -> Iterator[Redis]:
    client = Redis.from_url("unix:///nowhere/redis.sock")
    yield client
    client.close()


def released(work: Work) -> None:
    """The release has run and the clock process has just made its round."""
    with work.write() as session:
        shipped(session)
        facts.remember(session, CLOCK_BEAT, "", NOW)


def test_a_deployment_that_is_well_says_so(work: Work, redis: Redis) -> None:
    released(work)
    health = check(work, redis)

    parts = {"database": "ok", "redis": "ok", "model": "ok", "clock": "ok"}
    assert health.as_json() == {"status": "ok", **parts, "catalogue": 1}
    assert health.serving


def test_before_the_release_and_without_a_doorbell_it_serves_and_says_what_is_missing(
    sqlite_work: Work, no_redis: Redis
) -> None:
    health = check(sqlite_work, no_redis)

    assert health.serving
    assert health.as_json() == {
        "status": "degraded",
        "database": "ok",
        "redis": "unreachable (ConnectionError)",
        "model": "missing: it is being trained, or run the release process",
        "clock": "has not run yet",
        "catalogue": None,
    }


def test_without_the_sentence_encoder_the_plain_head_serves_and_it_says_so(work: Work, redis: Redis) -> None:
    with work.write() as session:
        shipped(session)
        facts.remember(session, WITHOUT_ENCODER, "it cannot be loaded", NOW)

    health = check(work, redis)

    assert (health.parts["model"], health.serving) == ("its plain head serves: it cannot be loaded", True)
    assert health.as_json()["status"] == "degraded"


def test_the_model_of_another_catalogue_is_not_the_one_that_is_wanted(work: Work, redis: Redis) -> None:
    released(work)
    with work.write() as session:
        understanding_models.want(session, "b" * 64, NOW)

    assert check(work, redis).parts["model"] == "missing: it is being trained, or run the release process"


@pytest.mark.parametrize("minutes", [1, -1])
def test_a_clock_that_has_fallen_silent_or_is_ahead_of_us_is_told(
    sqlite_work: Work, no_redis: Redis, clock: Clock, minutes: int
) -> None:
    released(sqlite_work)
    clock.at = after(minutes)

    assert check(sqlite_work, no_redis).parts["clock"] == f"silent for {60 * minutes} s"


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/nikhom.db", "postgresql+psycopg://somebody:hunter2@127.0.0.1:1/nikhom"]
)
def test_without_the_database_nothing_can_be_served_and_no_address_is_told(no_redis: Redis, url: str) -> None:
    engine = make_engine(url)
    health = check(Work(engine, SilentDoorbell()), no_redis)
    engine.dispose()

    assert not health.serving
    assert health.as_json()["status"] == "down"
    assert health.parts["database"] == "unreachable (OperationalError)"
    assert "hunter2" not in str(health)
