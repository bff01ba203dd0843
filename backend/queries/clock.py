"""Which of a matter's clocks speaks for it on a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from backend.services.clocks import ClockReading
from service_standards.course import State

_NEVER = datetime(2999, 1, 1, tzinfo=UTC)


def foremost(clocks: Sequence[ClockReading]) -> ClockReading | None:
    """The clock that needs somebody first: the running one due next, then a paused one, then the last to have ended."""
    for state in (State.RUNNING, State.PAUSED):
        going = [clock for clock in clocks if clock.reading.state is state]
        if going:
            return min(going, key=lambda clock: clock.reading.next_due or _NEVER)
    return max(clocks, key=lambda clock: clock.reading.stopped_at or clock.reading.received_at, default=None)
