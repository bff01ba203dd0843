"""Redis goes, the database goes, and they come back: what was said meanwhile is answered once, with no help of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import pytest

from tests.chaos.crowd import Customer, Step, says
from tests.chaos.deployment import Deployment
from tests.chaos.verdicts import everything_was_kept_once, everything_was_said_once, order_was_kept
from tests.chaos.waiting import wait_until

QUESTIONS = ("สิทธิประโยชน์ในนิคมมีอะไรบ้าง", "building A or B for permits?", "ขอคุยกับเจ้าหน้าที่", "อืมมม แบบนั้นแหละ")
ASKS = says(QUESTIONS[0])
ASKS_ALL_AT_ONCE = says(*QUESTIONS * 3, how="batch")


def newcomers(deployment: Deployment, count: int, *steps: Step) -> list[Customer]:
    """Customers whom no other test knows, each about to take these steps."""
    return [Customer(one, friend=True, steps=list(steps)) for one in deployment.line.make_customers(count)]


def ids_of(crowd: Sequence[Customer]) -> set[str]:
    return {sent.event_id for customer in crowd for sent in customer.sent}


def all_is_well(deployment: Deployment, crowd: Sequence[Customer]) -> None:
    """Left alone, the deployment has dealt with everything that this crowd said."""
    deployment.calm_down()
    everything_was_kept_once(deployment, crowd)
    everything_was_said_once(deployment, crowd)
    order_was_kept(deployment, crowd)


@contextmanager
def redis_down(deployment: Deployment) -> Iterator[None]:
    """Redis is killed, and comes back with nothing in it."""
    deployment.redis.kill()
    try:
        yield
    finally:
        deployment.redis.start()


@contextmanager
def database_down(deployment: Deployment) -> Iterator[None]:
    """PostgreSQL is killed with -9. SQLite has no server to kill: somebody else holds its lock for writing."""
    if deployment.postgres is None:
        with closing(sqlite3.connect(deployment.sqlite_file, timeout=0, isolation_level=None)) as somebody:
            take_the_lock(somebody)
            yield
        return
    deployment.postgres.kill()
    try:
        yield
    finally:
        deployment.postgres.start()


def take_the_lock(somebody: sqlite3.Connection) -> None:
    """SQLite's own waiting is polite: among many writers it would get its turn when they are done."""
    while not somebody.in_transaction:
        with suppress(sqlite3.OperationalError):
            somebody.execute("BEGIN IMMEDIATE")


@pytest.mark.slow
def test_while_redis_is_down_webhooks_are_kept_and_they_are_handled_when_it_is_back(deployment: Deployment) -> None:
    crowd = newcomers(deployment, 10, ASKS, ASKS_ALL_AT_ONCE)
    with redis_down(deployment):
        for customer in crowd:
            customer.do_all(deployment.line)
        deployment.line.wait_until_idle()
        handled_at = deployment.books.handled_at()
        for event_id in ids_of(crowd):
            assert [attempt["status"] for attempt in deployment.line.attempts(event_id)] == [200]
            assert handled_at[event_id] is None
    all_is_well(deployment, crowd)


@pytest.mark.slow
def test_idle_workers_hear_of_new_work_from_a_redis_that_was_killed_and_is_empty(deployment: Deployment) -> None:
    with redis_down(deployment):
        pass
    crowd = newcomers(deployment, 10, ASKS, ASKS_ALL_AT_ONCE)
    for customer in crowd:
        customer.do_all(deployment.line)
    all_is_well(deployment, crowd)


@pytest.mark.slow
def test_while_the_database_is_down_a_webhook_gets_a_clear_5xx_and_line_brings_it_again(
    deployment: Deployment,
) -> None:
    crowd = newcomers(deployment, 1, ASKS_ALL_AT_ONCE)
    with database_down(deployment):
        crowd[0].do_all(deployment.line)
        deployment.line.wait_until_tried(ids_of(crowd))
        for event_id in ids_of(crowd):
            assert {attempt["status"] for attempt in deployment.line.attempts(event_id)} == {503}
    all_is_well(deployment, crowd)


@pytest.mark.slow
def test_a_database_that_goes_in_the_middle_has_kept_each_webhook_whole_or_not_at_all(deployment: Deployment) -> None:
    line, taken = deployment.line, deployment.road.taken
    crowd = newcomers(deployment, 12, *[ASKS_ALL_AT_ONCE] * 3)
    line.hold()
    for customer in crowd:
        customer.do_all(line)
    line.release()
    wait_until(lambda: bool(ids_of(crowd) & taken.keys()), lambda: "nothing was ever taken", tick=0.001)
    with database_down(deployment):
        line.wait_until_tried(ids_of(crowd))
        line.hold()
    answered = ids_of(crowd) & taken.keys()
    stored = ids_of(crowd) & deployment.books.handled_at().keys()
    assert answered <= stored, "answered 200 and not stored"
    for customer in crowd:
        for n in range(0, len(customer.sent), ASKS_ALL_AT_ONCE.events):
            webhook = {sent.event_id for sent in customer.sent[n : n + ASKS_ALL_AT_ONCE.events]}
            assert webhook <= stored or not webhook & stored, "half of a webhook"
    assert stored < ids_of(crowd), "it did not go in the middle"
    line.release()
    all_is_well(deployment, crowd)
