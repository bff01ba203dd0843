"""Has others do what takes long: starts one process of a kind at a time, where there is work for it, and never waits.

A trainer prepares versions of the catalogue that wait; a grouper puts together questions that were not answered; an
auditor counts all clocks and figures anew each night; a sealer closes a quarter that was asked for.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from backend.logs import fault
from backend.services import preparation, seals, self_audit, unanswered
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


def start_grouper() -> Running:
    """A grouper with this process's settings."""
    return subprocess.Popen([sys.executable, "-m", "bot.regroup"])


def start_auditor() -> Running:
    """This night's self-audit with this process's settings."""
    return subprocess.Popen([sys.executable, "-m", "bot.self_audit", "--nightly"])


def start_sealer() -> Running:
    """A sealer with this process's settings."""
    return subprocess.Popen([sys.executable, "-m", "bot.sealing"])


class Preparing:
    """The trainer of one clock, or another helper: ``start`` starts one, ``is_due`` says whether there is work."""

    def __init__(
        self,
        start: Callable[[], Running] = start_trainer,
        is_due: Callable[[Session, datetime], bool] = preparation.is_due,
    ) -> None:
        self._start, self._is_due = start, is_due
        self._trainer: Running | None = None
        self._not_before: datetime | None = None

    def prepare(self, work: Work, doorbell: RedisDoorbell, now: datetime) -> None:
        """Start a helper if there is work for it and ours is not at it. What a trainer takes no other one takes."""
        status = self._trainer.poll() if self._trainer else 0
        if status is None:
            return
        if status != 0:
            log.warning("helper_failed", helper=self._start.__name__, status=status)
            self._not_before = now + AFTER_A_FAILURE
        self._trainer = None
        if self._not_before is not None and now < self._not_before <= now + AFTER_A_FAILURE:
            return
        with work.read() as session:
            due = self._is_due(session, now)
        if due:
            try:
                self._trainer = self._start()
            except OSError as problem:  # no memory for one now; the clock's other work goes on
                log.warning("helper_not_started", helper=self._start.__name__, **fault(problem))
                self._not_before = now + AFTER_A_FAILURE

    def stop(self) -> None:
        """Do not outlive the clock. What was begun is begun anew when its lease has run out."""
        if self._trainer is not None and self._trainer.poll() is None:
            self._trainer.terminate()


def grouping() -> Preparing:
    """The grouper of one clock."""
    return Preparing(start_grouper, unanswered.grouping_is_due)


def auditing() -> Preparing:
    """The auditor of one clock."""
    return Preparing(start_auditor, self_audit.is_due)


def closing() -> Preparing:
    """The sealer of one clock."""
    return Preparing(start_sealer, seals.is_due)
