"""Has the versions of the catalogue that wait prepared: starts one trainer at a time and never waits for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from backend.logs import fault
from backend.services import preparation
from backend.work import Work
from bot.doorbell import RedisDoorbell

AFTER_A_FAILURE = timedelta(minutes=1)
"""A trainer that fails before it has taken anything would else be started again and again."""
log = structlog.get_logger()


class Running(Protocol):
    """A process that was started."""

    def poll(self) -> int | None:
        """Its exit status; None while it runs."""

    def terminate(self) -> None:
        """Ask it to stop."""


def start_trainer() -> Running:
    """A trainer with this process's settings."""
    return subprocess.Popen([sys.executable, "-m", "bot.trainer"])


class Preparing:
    """The trainer of one clock."""

    def __init__(self, start: Callable[[], Running] = start_trainer) -> None:
        self._start = start
        self._trainer: Running | None = None
        self._not_before: datetime | None = None

    def prepare(self, work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
        """Start a trainer if a version waits and ours is not at work. What it takes no other one takes."""
        status = self._trainer.poll() if self._trainer else 0
        if status is None:
            return
        if status != 0:
            log.warning("trainer_failed", status=status)
            self._not_before = now + AFTER_A_FAILURE
        self._trainer = None
        if self._not_before is not None and now < self._not_before <= now + AFTER_A_FAILURE:
            return
        with work.read() as session:
            due = preparation.is_due(session, now)
        if due:
            try:
                self._trainer = self._start()
            except OSError as problem:  # no memory for one now; the clock's other work goes on
                log.warning("trainer_not_started", **fault(problem))
                self._not_before = now + AFTER_A_FAILURE

    def stop(self) -> None:
        """Do not outlive the clock. What was begun is begun anew when its lease has run out."""
        if self._trainer is not None and self._trainer.poll() is None:
            self._trainer.terminate()
