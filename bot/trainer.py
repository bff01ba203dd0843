"""Composition root of the trainer: ``python -m bot.trainer [VERSION]``. Prepares one version of the catalogue and ends.

It takes the next version that waits, or the one of that number, trains its model, evaluates it beside what is in force
and keeps both in one transaction. The clock starts it; only it imports scikit-learn, and its memory goes with it.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend import readiness
from backend.logs import fault, in_short, set_up_logs
from backend.services import catalogues, preparation, understanding_models
from backend.services.preparation import LEASE, Task
from backend.work import SilentDoorbell, Work, make_engine
from bot.process import clock_of, find_encoder, settings_or_exit
from intents.catalogue import Catalogue
from intents.comparison import Comparison, compare
from intents.encoder import Encoder
from intents.estates import load_estates
from intents.evaluate import HELD_OUT, Question, Result, ask_all, read_questions
from intents.model import Model, ModelError, load
from intents.training import TrainingError, train
from intents.understand import Understander

RENEWED_EVERY = LEASE / 6
LOST = 3
"""The exit status when the lease is lost: the version is another's by now, or has been changed."""
log = structlog.get_logger()


def prepare(
    work: Work,
    task: Task,
    encoder: Encoder | None,
    learn: Callable[[Catalogue, Encoder | None], bytes] = train,
    questions: Path = HELD_OUT,
) -> bool:
    """Train and evaluate, with the encoder if there is one; False when the version was no longer ours at the end.

    Raises:
        TrainingError: there is too little to learn from.
    """
    artefact, model = _model(work, task.catalogue, lambda catalogue: learn(catalogue, encoder))
    ask = partial(_ask, read_questions(questions), encoder)
    comparison = _compare(work, task, model, ask)
    with work.write() as session:
        return preparation.finish(session, task, artefact, comparison, work.now())


def _model(work: Work, catalogue: Catalogue, learn: Callable[[Catalogue], bytes]) -> tuple[bytes, Model]:
    """The model that is kept already, perhaps for a version that is alike, or a new one; not one that is damaged."""
    with work.read() as session:
        artefact = understanding_models.artefact(session, catalogue.content_hash)
    if artefact is not None:
        try:
            return artefact, load(artefact)
        except ModelError as problem:
            log.warning("model_damaged", **fault(problem))
    artefact = learn(catalogue)
    return artefact, load(artefact)


def _compare(work: Work, task: Task, model: Model, ask: Callable[[Catalogue, Model], list[Result]]) -> Comparison:
    after = ask(task.catalogue, model)
    if task.compared_with is None:
        return compare(None, after)
    with work.read() as session:
        version = catalogues.find(session, task.compared_with)
        try:
            other = understanding_models.load(session, version.content_hash)
        except ModelError:
            other = None
        before = catalogues.load(version)
    return compare(None if other is None else ask(before, other), after)


def _ask(questions: Sequence[Question], encoder: Encoder | None, catalogue: Catalogue, model: Model) -> list[Result]:
    """The questions kept apart from training, as this catalogue and model understand them."""
    understander = Understander(catalogue, model, load_estates(), encoder)
    return ask_all(questions, understander.understand, time.perf_counter)


class Lease(threading.Thread):
    """Renews the lease while the work goes on; ``lost`` is called when somebody else works on it by now."""

    def __init__(self, work: Work, task: Task, lost: Callable[[], None], every: timedelta = RENEWED_EVERY) -> None:
        super().__init__(daemon=True)
        self._work, self._task, self._lost, self._every = work, task, lost, every
        self._done = threading.Event()

    def run(self) -> None:
        """Renew until told that it is done."""
        while not self._done.wait(self._every.total_seconds()):
            try:
                with self._work.write() as session:
                    ours = preparation.renew(session, self._task, self._work.now())
            except SQLAlchemyError as problem:  # it may come back before the lease runs out
                log.warning("lease_not_renewed", **fault(problem))
                continue
            if not ours and not self._done.is_set():
                self._lost()
                return

    def done(self) -> None:
        """The work is over."""
        self._done.set()


def main() -> None:
    """Prepare one version with the environment's settings, giving way to everything else on this machine."""
    settings = settings_or_exit()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else None
    set_up_logs(settings.log_level if wanted is None else "WARNING")  # the release tells in its own words
    os.nice(19)
    engine = make_engine(settings.database_url)
    try:
        readiness.reach_database(engine)
        readiness.expect_schema(engine)
    except readiness.NotReady as problem:
        sys.exit(str(problem))
    work = Work(engine, SilentDoorbell(), clock_of(settings))
    with work.write() as session:
        task = preparation.take(session, work.now(), version_id=wanted)
    if task is None:
        return
    lease = Lease(work, task, lambda: os._exit(LOST))  # in the middle of training: what it would learn is void
    lease.start()
    try:
        kept = prepare(work, task, find_encoder())
        log.info("catalogue_prepared", version=task.version_id, kept=kept)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is tried again or told on the desk
        log.error("catalogue_not_prepared", version=task.version_id, **fault(problem))
        with work.write() as session:
            hopeless = isinstance(problem, TrainingError)
            preparation.fail(session, task, in_short(problem), work.now(), for_good=hopeless)
        sys.exit(1)
    finally:
        lease.done()


if __name__ == "__main__":
    main()
