"""The drawing of a year: where a day lies between 1 October and 30 September, for plain SVG without any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backend.queries.plans import ActivityRow
from backend.services.plan_dates import first_day, last_day, months
from service_standards.instants import DAY

WIDTH = 1200
"""Of the drawing, in its own units: a hundred a month on average."""


@dataclass(frozen=True, slots=True)
class Bar:
    """From where to where a bar reaches, and where the day lies on which the activity was done, if it was."""

    x: int
    width: int
    done: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing's months, where each begins, and where today lies if it is in the year."""

    fiscal_year: int
    months: Sequence[date]
    today: int | None

    def at(self, day: date) -> int:
        """Where the beginning of a day lies; a day outside the year lies at its edge."""
        begins, ends = first_day(self.fiscal_year), last_day(self.fiscal_year) + DAY
        passed = (min(max(day, begins), ends) - begins).days
        return round(passed * WIDTH / (ends - begins).days)

    def bar(self, activity: ActivityRow) -> Bar | None:
        """The bar of an activity; none as long as it has no dates. Its last day is part of it."""
        if activity.starts_on is None or activity.due_on is None:
            return None
        x = self.at(activity.starts_on)
        done = None if activity.done_on is None else self.at(activity.done_on)
        return Bar(x, max(4, self.at(activity.due_on + DAY) - x), done)


def timeline_of(fiscal_year: int, today: date) -> Timeline:
    """The drawing of a fiscal year as of a day."""
    drawing = Timeline(fiscal_year, months(fiscal_year), None)
    if first_day(fiscal_year) <= today <= last_day(fiscal_year):
        return Timeline(fiscal_year, drawing.months, drawing.at(today))
    return drawing
