"""Has others do what takes long: starts one process of a kind at a time, where there is work for it, and never waits.

A trainer prepares versions of the catalogue that wait; a grouper puts together questions that were not answered; an
auditor counts all clocks and figures anew each night; a sealer closes a quarter that was asked for; a reporter makes
documents of reports.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from backend.logs import fault
from backend.services import emails, preparation, report_files, seals, self_audit, unanswered
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


def _start(module: str, *arguments: str) -> Callable[[], Running]:
    """How to start a composition root of ours as a process with this one's settings."""

    def start() -> Running:
        return subprocess.Popen([sys.executable, "-m", module, *arguments])  # noqa: S603 - of our own

    start.__name__ = module
    return start


start_trainer = _start("bot.trainer")


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


@dataclass(frozen=True, slots=True)
class Helper:
    """One helper of a clock: how often it is looked whether there is work for it, who starts it, and what it does."""

    interval: timedelta
    preparing: Preparing
    meaning: str


def helpers(*, with_mail: bool) -> list[Helper]:
    """All helpers of one clock.

    Args:
        with_mail: whether there is a mail server; without one e-mails wait.
    """
    found = [
        Helper(timedelta(seconds=5), Preparing(), "have a trainer prepare what waits of the catalogue"),
        Helper(
            timedelta(seconds=5),
            Preparing(_start("bot.regroup"), unanswered.grouping_is_due),
            "have unanswered questions put together",
        ),
        Helper(
            timedelta(minutes=1),
            Preparing(_start("bot.self_audit", "--nightly"), self_audit.is_due),
            "have all clocks and figures counted anew at night",
        ),
        Helper(
            timedelta(seconds=5),
            Preparing(_start("bot.sealing"), seals.is_due),
            "have a quarter sealed that marketing closes",
        ),
        Helper(
            timedelta(seconds=2),
            Preparing(_start("bot.reporter"), report_files.is_due),
            "have documents of reports made, for which somebody waits",
        ),
    ]
    if with_mail:
        mailer = Preparing(_start("bot.mail"), emails.is_due)
        found.append(Helper(timedelta(seconds=5), mailer, "have e-mails sent that wait"))
    return found
