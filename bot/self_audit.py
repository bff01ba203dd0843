"""Composition root of the self-audit: ``python -m bot.self_audit``. Counts all clocks and figures anew, and ends.

The clock starts one each night with ``--nightly``, which goes on where a killed one has stopped. It is a process of its
own and no turn of the clock's: reading clocks keeps a processor busy for minutes, while the clock wakes chats four
times a second.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import structlog

from backend.models.audit import AuditRun
from backend.queries import figures_recount, public_results
from backend.services import self_audit
from backend.services.self_audit import Difference
from backend.work import Work
from bot.process import start

LOOKS_AGAIN = timedelta(seconds=5)
PATIENCE = 120
"""How often a run waits for matters that are to be measured by a changed calendar: ten minutes in all."""
FOUND = 1
"""The exit status when something differs."""
log = structlog.get_logger()


def audit(work: Work, run_id: int, wait: Callable[[float], None] = time.sleep) -> AuditRun | None:
    """Carry a run to its end; None where somebody else goes on with it."""
    patience = PATIENCE
    while True:
        with work.read() as session:
            looked = self_audit.look(session, run_id, work.now())
        if looked is None:
            break
        if looked.queued and patience:
            patience -= 1
            wait(LOOKS_AGAIN.total_seconds())
            continue
        with work.write() as session:
            if not self_audit.note(session, run_id, looked, work.now()):
                return None
    return _figures(work, run_id)


def _figures(work: Work, run_id: int) -> AuditRun:
    with work.read() as session:
        differing = self_audit.differing(session, run_id)
    compared = 0
    found: list[Difference] = []
    for quarter in figures_recount.quarters(work.now()):
        with work.snapshot() as session:
            recounted = figures_recount.recount(session, quarter, differing, work.now())
        compared += recounted.figures
        found += recounted.differences
    with work.snapshot() as session:
        looked_at, broken = self_audit.of_seals(session, public_results.document)
    compared += looked_at
    found += broken
    with work.write() as session:
        return self_audit.finish(session, run_id, compared, found, work.now())


def main() -> None:
    """Run now, or this night's run if it is due, giving way to everything else on this machine."""
    os.nice(19)
    nightly = "--nightly" in sys.argv[1:]
    work = start().work
    with work.write() as session:
        run_id = self_audit.go_on(session, work.now()) if nightly else self_audit.begin(session, work.now())
    if run_id is None:
        return
    run = audit(work, run_id)
    if run is None:
        return
    told = {name: getattr(run, name) for name in ("matters", "measurements", "figures", "differences", "put_off")}
    log.info("self_audit_done", run=run.id, **told)
    if not nightly:
        print(", ".join(f"{name} {count}" for name, count in told.items()))  # noqa: T201 - a command's answer
        sys.exit(FOUND if run.differences else 0)


if __name__ == "__main__":
    main()
