"""``python -m tests.bench``: measure everything and write docs/benchmarks.md. Keep the machine quiet meanwhile."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import clock, replies, report, reports, starts, truevoice, understanding, webhook
from tests.bench.stage import DATABASES, stage
from tests.models import train_once
from tests.processes import ROOT

TRUEVOICE = "TRUEVOICE_DATA"
"""The folder of TrueVoice's corpus, which is not part of this repository; without it that part is left out."""
PAGE = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure, write the page, and tell what does not hold; 1 when something does not."""
    webhooks, answers = {}, {}
    with TemporaryDirectory(prefix="nikhom-bench-") as place:
        tell("training the model")
        model = train_once(Path(place))
    for database in DATABASES:
        tell(f"the webhook on {database}")
        with stage(database) as on:
            webhooks[database] = webhook.measure(on)
        show(report.webhook_lines(database, webhooks[database]))
        tell(f"answers on {database}")
        with stage(database) as on:
            answers[database] = replies.measure(on, model)
        show(report.reply_lines(database, answers[database]))
    tell("the clock")
    timed = clock.measure()
    show(report.clock_lines(timed))
    reported = {}
    for database in DATABASES:
        tell(f"the quarter's report on {database}")
        with stage(database) as on:
            reported[database] = reports.measure(on)
        show(report.report_lines(database, reported[database]))
    tell("understanding")
    understood = understanding.measure(model)
    show(report.understanding_lines(understood))
    corpus = os.environ.get(TRUEVOICE)
    routed = truevoice.measure(Path(corpus)) if corpus else None
    tell("second starts")
    today = date.today()  # noqa: DTZ011 - a date for people
    text, lines = report.page(today, webhooks, answers, starts.measure(), timed, reported, understood, routed)
    PAGE.write_text(text, encoding="utf-8")
    missed = [line for line in lines if not line.holds]
    tell(f"{PAGE.relative_to(ROOT)} is written; {len(lines) - len(missed)} of {len(lines)} wishes hold")
    for line in missed:
        tell(f"does not hold: {line.what}: {line.measured:.3g}{line.unit}")
    return 1 if missed else 0


def show(lines: Iterable[report.Line]) -> None:
    """What is known already, should a later measurement fail."""
    for line in lines:
        tell(line.row())


def tell(words: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
