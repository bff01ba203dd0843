"""The terms of one clock: what starts it, what may pause it, what stops it, and how long it may run."""

from dataclasses import dataclass
from enum import StrEnum

from service_standards.allowance import Allowance


class Measure(StrEnum):
    """What a standard times."""

    BOT_ANSWER = "bot_answer"
    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
    PROGRESS = "progress"

    @property
    def ends_with_the_matter(self) -> bool:
        """Whether `resolved` stops this clock and `reopened` sets it going again. Only such a clock can pause."""
        return self in _LASTING


_LASTING = (Measure.RESOLUTION, Measure.PROGRESS)


class Starts(StrEnum):
    """What sets a clock going."""

    RECEIVED = "received"
    DOCUMENTS_COMPLETE = "documents_complete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a matter is timed. Without an allowance it is timed and not judged: no standard is in force.

    `pausable` is heeded for a resolution and for progress. A first response and a bot's answer never pause.
    """

    measure: Measure
    allowance: Allowance | None
    pausable: bool = False
    starts: Starts = Starts.RECEIVED
