"""``docs/benchmarks.md``: what was measured, beside what is wanted, as ratios within one run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from tests.bench.replies import A_SECOND, Replies
from tests.bench.stage import ROUNDS
from tests.bench.starts import Starts
from tests.bench.webhook import CONNECTIONS, SECONDS, Measured, Webhooks

LIBRARIES = ("flask", "granian", "sqlalchemy", "psycopg", "rq", "redis", "line-bot-sdk")
TIMES_NAIVE = {"SQLite": 4.0, "PostgreSQL": 3.0}
NAMES = {"floor": "floor: checks the signature", "naive": "naive: ORM insert and an RQ job per event",
         "parser": "the SDK's parser alone", "ours": "ours: stored and rung for"}  # fmt: skip

HOW_TO_READ = f"""\
Every figure is the median of {ROUNDS} rounds, the variants in turns within one run, on one machine that also makes the
load. Read the ratios; the absolute figures are this machine's. The databases keep their promises: SQLite with
`synchronous=FULL`, PostgreSQL with fsync."""
ABOUT_WEBHOOKS = f"""\
{CONNECTIONS} connections, {SECONDS:g} s a run, every event of a customer of its own, all under the same server with the
same settings, no worker running. The naive way gets our engine and its settings."""
ABOUT_REPLIES = f"""\
{A_SECOND} clear questions a second from a hundred customers, the processes of `make run` (one worker; on PostgreSQL
two), from local LINE's event to the answer arriving there."""
ABOUT_STARTS = """\
`python -m bot.trial`, which `make run` becomes once everything is installed, in a folder where it has run before."""


@dataclass(frozen=True, slots=True)
class Line:
    """One wish and what came of it. ``least`` or ``most`` is what is wanted."""

    what: str
    measured: float
    least: float | None = None
    most: float | None = None
    unit: str = ""

    @property
    def holds(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)

    def row(self) -> str:
        """The line as a row of a table."""
        wanted = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        digits = 0 if abs(self.measured) >= 20 else 2
        verdict = "yes" if self.holds else "**no**"
        return f"| {self.what} | {self.measured:.{digits}f}{self.unit} | {wanted}{self.unit} | {verdict} |"


def webhook_lines(database: str, found: Webhooks) -> Iterator[Line]:
    """The webhook's wishes on one database."""
    ours, floor, naive = found["ours", 1], found["floor", 1], found["naive", 1]
    yield Line(f"{database}: requests, of the floor", ours.rate / floor.rate, least=0.30)
    yield Line(f"{database}: requests, times the naive way", ours.rate / naive.rate, least=TIMES_NAIVE[database])
    yield Line(f"{database}: p99, of the naive way's", ours.p99 / naive.p99, most=0.20)
    share = found["ours", 10].rate / found["parser", 10].rate
    yield Line(f"{database}: ten events a request, of the SDK's parser alone", share, least=0.50)


def reply_lines(database: str, found: Replies) -> Iterator[Line]:
    """The wishes for answers on one database."""
    yield Line(f"{database}: p50", found.p50, most=60, unit=" ms")
    yield Line(f"{database}: p99", found.p99, most=500, unit=" ms")


def start_lines(found: Starts) -> Iterator[Line]:
    """The wishes for a second start."""
    yield Line("webhook answers after", found.webhook, most=5, unit=" s")
    yield Line("first reply in the chat after", found.reply, most=6, unit=" s")


def page(
    today: date, webhooks: Mapping[str, Webhooks], replies: Mapping[str, Replies], starts: Starts
) -> tuple[str, list[Line]]:
    """The whole page, and all its lines."""
    of_webhooks = [line for database, found in webhooks.items() for line in webhook_lines(database, found)]
    of_replies = [line for database, found in replies.items() for line in reply_lines(database, found)]
    of_starts = list(start_lines(starts))
    answers = ", ".join(f"{database} {found.answers}" for database, found in replies.items())
    parts = [
        "# Benchmarks",
        f"Written by `make bench` on {today.isoformat()}. {_machine()}",
        HOW_TO_READ,
        "## The webhook",
        ABOUT_WEBHOOKS,
        _table(of_webhooks),
        _raw(webhooks),
        "## From a message to its answer",
        f"{ABOUT_REPLIES} Answers counted: {answers}; none was missing.",
        _table(of_replies),
        "## A second start",
        ABOUT_STARTS,
        _table(of_starts),
    ]
    return "\n\n".join(parts) + "\n", [*of_webhooks, *of_replies, *of_starts]


def _table(lines: list[Line]) -> str:
    head = ["| what | measured | wanted | holds |", "| --- | ---: | ---: | --- |"]
    return "\n".join([*head, *(line.row() for line in lines)])


def _raw(webhooks: Mapping[str, Webhooks]) -> str:
    head = ["| | events a request | requests/s | p50 ms | p99 ms |", "| --- | ---: | ---: | ---: | ---: |"]
    rows = [
        _raw_row(database, *turn, measured) for database, found in webhooks.items() for turn, measured in found.items()
    ]
    return "\n".join([*head, *rows])


def _raw_row(database: str, name: str, events: int, measured: Measured) -> str:
    return f"| {database}, {NAMES[name]} | {events} | {measured.rate:.0f} | {measured.p50:.1f} | {measured.p99:.1f} |"


def _machine() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; {libraries}."
