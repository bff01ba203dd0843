"""Waiting for what comes by itself, and for how long."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 120.0
"""Seconds until a test gives up waiting; only a failing test waits as long."""


def wait_until(done: Callable[[], bool], otherwise: Callable[[], str], *, tick: float = 0.05) -> None:
    """Look every ``tick`` seconds whether it is ``done``; when patience ends, fail with what ``otherwise`` says."""
    until = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < until, otherwise()
        time.sleep(tick)
