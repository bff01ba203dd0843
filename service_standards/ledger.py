"""A line of the ledger. The lines of a clock follow each other without gap or overlap and sum to what was spent."""

from datetime import datetime
from typing import NamedTuple

from service_standards.allowance import Spent
from service_standards.course import Phase, Stretch
from service_standards.events import Event
from service_standards.shifts import CalendarException
from service_standards.timeline import Was


class LedgerLine(NamedTuple):
    """What [start, end) was, why, and how much of the allowance it spent.

    A tuple and not a dataclass: a reading makes a dozen of them, and a dataclass would double its cost.
    """

    start: datetime
    end: datetime
    was: Was
    spent: Spent
    closure: CalendarException | None = None
    question: Event | None = None


_NOT_COUNTED = {Phase.INCOMPLETE: Was.INCOMPLETE, Phase.WAITING: Was.WAITING, Phase.OVER: Was.RESOLVED}


def not_counted(stretch: Stretch, nothing: Spent) -> LedgerLine:
    """The line of a stretch that did not run."""
    return LedgerLine(stretch.start, stretch.end, _NOT_COUNTED[stretch.phase], nothing, None, stretch.question)
