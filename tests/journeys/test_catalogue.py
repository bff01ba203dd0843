"""A new question from its making to the customer and back, through the product's real processes.

The catalogue is a small one, so that training it takes a second; what staff do on the desk is done by its verbs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.schema import migrate
from backend.services import catalogues
from backend.work import SilentDoorbell, Work, make_engine
from bot.trial.reaper import Reaper
from intents.training import train
from tests.catalogues import BUS, BUS_QUESTION, prepare, published, small, with_bus
from tests.factories import a_staff, reference_data
from tests.journeys.phone import Phone
from tests.processes import Product
from tests.servers import RedisServer

PATIENCE = 90.0
"""Seconds until the journey gives up waiting; within a minute it should all have happened."""


@dataclass
class Deployment:
    """Running processes, and the database beneath them."""

    product: Product
    work: Work

    def customer(self) -> Phone:
        return Phone.of(self.product.line_url, "สมชาย")

    def publish(self, version_id: int) -> None:
        """Put a version in force and wait until the worker, which goes on running, has taken it up."""
        taken_up = self.product.log("worker.1").count("catalogue_taken_up")
        with self.work.write() as session:
            seen = published(session).id
            catalogues.publish(session, version_id, by=None, why="ลอง", seen=seen, now=datetime.now(UTC))
        wait_until(lambda: self.product.log("worker.1").count("catalogue_taken_up") > taken_up)

    def is_ready(self, version_id: int) -> bool:
        with self.work.read() as session:
            return catalogues.is_ready(session, catalogues.find(session, version_id))


def wait_until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.2)


@pytest.fixture
def deployment(reaper: Reaper, database_url: str, own_redis: RedisServer, tmp_path: Path) -> Iterator[Deployment]:
    """The small catalogue is in force; LINE, the webhook, a worker and the clock run."""
    engine = make_engine(database_url)
    migrate(engine)
    work = Work(engine, SilentDoorbell())
    with work.write() as session:
        reference_data(session)
        now = datetime.now(UTC)
        version = catalogues.make_version(session, small(), by=None, why="ลอง", based_on=None, now=now)
        prepare(session, version, model=train(small(), None))
        catalogues.publish(session, version.id, by=None, why="ลอง", seen=0, now=now)
    with Product(reaper, database_url, own_redis.url, tmp_path, environ={"LOG_LEVEL": "INFO"}) as product:
        product.start("line", "bot.1", "worker.1", "clock")
        yield Deployment(product, work)
    engine.dispose()


def test_a_question_is_added_answered_and_taken_back_while_the_worker_runs(deployment: Deployment) -> None:
    before = deployment.customer()
    before.says(BUS_QUESTION)
    assert BUS not in before.hears("ค่ะ")

    with deployment.work.write() as session:
        current = published(session)
        version = catalogues.make_version(
            session, with_bus(), by=a_staff(session), why="ลูกค้าถามบ่อย", based_on=current.version,
            now=datetime.now(UTC),
        )  # fmt: skip
    wait_until(lambda: deployment.is_ready(version.id))
    deployment.publish(version.id)

    during = deployment.customer()
    during.says(BUS_QUESTION)
    during.hears(BUS)
    assert deployment.product.health("bot.1")["catalogue"] == version.id

    deployment.publish(current.version_id)
    after = deployment.customer()
    after.says(BUS_QUESTION)
    assert BUS not in after.hears("ค่ะ")
