"""Composition root of the sealer: ``python -m bot.sealing``. Seals one quarter that waits, and ends.

The clock starts it where a quarter waits; it gives way to everything else on this machine.
"""

from __future__ import annotations

import os
import sys

import structlog

from backend.logs import fault, in_short
from backend.queries.seal_parts import gather
from backend.services import seals
from backend.services.seals import Gather
from backend.work import Work
from bot.process import start

log = structlog.get_logger()


def seal_next(work: Work, gather: Gather = gather) -> bool:
    """Seal the next quarter that is due; False where one could not be, which is written down to be tried again."""
    with work.write() as session:
        task = seals.take(session, work.now())
    if task is None:
        return True
    try:
        sealed = seals.carry_out(work, task, gather)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is tried again or told on the desk
        log.error("quarter_not_sealed", quarter=str(tuple(task.quarter)), **fault(problem))
        with work.write() as session:
            seals.fail(session, task, in_short(problem), work.now())
        return False
    log.info("quarter_sealed", quarter=str(tuple(task.quarter)), sealed=sealed)
    return True


def main() -> None:
    """Seal one quarter with the environment's settings."""
    os.nice(19)
    if not seal_next(start().work):
        sys.exit(1)


if __name__ == "__main__":
    main()
