"""The clock has waiting versions prepared by one process at a time, and never waits for it."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest

from backend.models.catalogue import CatalogueVersion
from backend.services import catalogues, locks, preparation
from backend.services.preparation import LEASE
from bot.preparing import AFTER_A_FAILURE, Preparing
from bot.process import Process
from bot.trainer import Lease, prepare
from intents.catalogue import Catalogue
from intents.encoder import Encoder
from intents.model import ModelError
from intents.training import TrainingError
from tests.catalogues import EVEN, a_version, shipped, small
from tests.factories import NOW, a_staff


class Trainer:
    """A process that runs until it is told how it ended."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.told_to_stop = False

    def poll(self) -> int | None:
        return self.status

    def terminate(self) -> None:
        self.told_to_stop = True


class Clock:
    """A clock process's part in preparing, with the trainers that it has started."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.started: list[Trainer] = []
        self.preparing = Preparing(self._start)

    def _start(self) -> Trainer:
        self.started.append(Trainer())
        return self.started[-1]

    def looks(self, after: timedelta = timedelta()) -> int:
        """One look; how many trainers it has started by now."""
        self.preparing.prepare(self._process.work, self._process.doorbell, NOW + after)
        return len(self.started)


@pytest.fixture
def clock_process(process: Process) -> Clock:
    return Clock(process)


def one_waits(process: Process) -> int:
    with process.work.write() as session:
        return a_version(session, a_staff(session), "ฮัลโหลจ้า", based_on=shipped(session)).id


def test_nothing_is_started_while_nothing_waits(clock_process: Clock) -> None:
    assert clock_process.looks() == 0


def test_one_trainer_is_at_work_and_the_next_one_comes_after_it(process: Process, clock_process: Clock) -> None:
    one_waits(process)
    assert (clock_process.looks(), clock_process.looks()) == (1, 1)

    clock_process.started[0].status = 0
    assert clock_process.looks() == 2, "it still waits"
    with process.work.write() as session:
        preparation.take(session, NOW)
    clock_process.started[1].status = 0
    assert clock_process.looks() == 2, "somebody prepares it"


def test_after_a_trainer_that_failed_there_is_a_pause(process: Process, clock_process: Clock) -> None:
    one_waits(process)
    clock_process.looks()
    clock_process.started[0].status = 1

    assert clock_process.looks() == 1
    assert clock_process.looks(AFTER_A_FAILURE - timedelta(seconds=1)) == 1
    assert clock_process.looks(AFTER_A_FAILURE) == 2


def test_a_trainer_that_cannot_be_started_costs_the_clock_nothing_else(process: Process) -> None:
    one_waits(process)
    tries: list[Trainer] = []

    def start() -> Trainer:
        tries.append(Trainer())
        if len(tries) == 1:
            raise OSError("Cannot allocate memory")
        return tries[-1]

    preparing = Preparing(start)
    for after in (timedelta(), timedelta(seconds=5), AFTER_A_FAILURE):
        preparing.prepare(process.work, process.doorbell, NOW + after)

    assert len(tries) == 2


def test_a_clock_that_stops_stops_its_trainer(process: Process, clock_process: Clock) -> None:
    clock_process.preparing.stop()
    one_waits(process)
    clock_process.looks()
    clock_process.preparing.stop()

    assert [trainer.told_to_stop for trainer in clock_process.started] == [True]


def test_a_model_that_is_there_is_not_trained_again_unless_it_is_damaged(process: Process) -> None:
    one_waits(process)
    with process.work.write() as session:
        task = preparation.take(session, NOW)
    assert task is not None
    learned: list[str] = []

    def learn(catalogue: Catalogue, encoder: Encoder | None) -> bytes:
        learned.append(catalogue.content_hash)
        return b"not a model either"

    with process.work.write() as session:
        same = catalogues.make_version(session, task.catalogue, by=None, why="ลอง", based_on=None, now=NOW)
        again = preparation.take(session, NOW, version_id=same.id)
        assert again is not None
        preparation.finish(session, again, b"damaged", EVEN, NOW)
    with pytest.raises(ModelError):
        prepare(process.work, task, None, learn)
    assert learned == [task.catalogue.content_hash]


def test_too_little_to_learn_from_is_told_as_that(process: Process) -> None:
    empty = Catalogue({"greeting": small().intents["greeting"]}, {}, "e" * 64)
    with process.work.write() as session:
        version = catalogues.make_version(session, empty, by=None, why="ลอง", based_on=None, now=NOW)
        task = preparation.take(session, NOW, version_id=version.id)
    assert task is not None

    with pytest.raises(TrainingError):
        prepare(process.work, task, None)


def test_whoever_prepares_renews_the_lease_until_it_is_another_s(process: Process) -> None:
    version_id = one_waits(process)
    with process.work.write() as session:
        task = preparation.take(session, NOW)
    assert task is not None
    lost = Event()
    lease = Lease(process.work, task, lost.set, every=timedelta(milliseconds=5))
    lease.start()
    until = process.work.now() + LEASE  # the clock of this test stands still

    while (version := found(process, version_id)).next_try_at != until:
        assert lease.is_alive()
    with process.work.write() as session:
        catalogues.to_prepare(locks.hold_one(session, CatalogueVersion, CatalogueVersion.id == version.id), NOW)

    assert lost.wait(10)
    lease.join(10)
    assert not lease.is_alive()


def test_whoever_is_done_renews_nothing_more(process: Process) -> None:
    one_waits(process)
    with process.work.write() as session:
        task = preparation.take(session, NOW)
    assert task is not None
    lost = Event()
    lease = Lease(process.work, task, lost.set, every=timedelta(milliseconds=5))
    lease.start()
    lease.done()
    lease.join(10)

    assert not lease.is_alive()
    assert not lost.is_set()


def found(process: Process, version_id: int) -> CatalogueVersion:
    with process.work.read() as session:
        return catalogues.find(session, version_id)
