"""The indicator "done on time as planned, 100 %": what counts, what does not, in one place. A pure function.

The manual's words (section 11): ดำเนินการแล้วเสร็จตามกิจกรรมและระยะเวลาที่กำหนดตามแผน ๑๐๐%.

- **Denominator:** activities whose due date *as first set* has passed. What is not due yet is not counted, be it done
  or not, so that early successes do not flatter the figure in the middle of a year.
- **Numerator:** those of them done on or before that date. A due date that was moved changes nothing: it is told
  beside.
- **Excluded:** activities withdrawn on or before that date, and those of a plan that is not set. One that is withdrawn
  after its date counts as not done: a miss that happened is a fact.
- **Apart:** activities whose date had passed on the day the plan was set. A date that is set afterwards promises
  nothing, so they are neither on time nor a miss; how many they are is told beside the figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

TARGET = 100
"""Percent, from the manual."""


class Outcome(StrEnum):
    """How one activity stands in the indicator. Every activity has exactly one."""

    ON_TIME = "on_time"
    DONE_LATE = "done_late"
    NOT_DONE = "not_done"
    NOT_DUE = "not_due"
    WITHDRAWN = "withdrawn"
    SET_TOO_LATE = "set_too_late"
    """Its date had passed when the plan was set."""


COUNTED = frozenset({Outcome.ON_TIME, Outcome.DONE_LATE, Outcome.NOT_DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What the indicator needs to know of an activity of a plan that is set."""

    id: int
    set_on: date
    """When the plan was set."""
    first_due_on: date
    due_on: date
    done_on: date | None = None
    withdrawn_on: date | None = None

    @property
    def is_moved(self) -> bool:
        """Whether its due date is another than it was set first."""
        return self.due_on != self.first_due_on


@dataclass(frozen=True, slots=True)
class Indicator:
    """The figure with the rows behind it: ids by outcome, and of those counted the ids whose due date was moved."""

    ids: dict[Outcome, tuple[int, ...]]
    moved: tuple[int, ...]

    @property
    def numerator(self) -> int:
        """Done on time."""
        return len(self.ids[Outcome.ON_TIME])

    @property
    def denominator(self) -> int:
        """Due by now."""
        return sum(len(self.ids[outcome]) for outcome in COUNTED)

    @property
    def set_too_late(self) -> int:
        """Due before the plan was set."""
        return len(self.ids[Outcome.SET_TOO_LATE])

    @property
    def share(self) -> Fraction | None:
        """From 0 to 1; None as long as nothing is due."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def outcome_of(activity: Planned, today: date) -> Outcome:
    """How an activity stands on a day; a date is over only when the day after it has begun."""
    due = activity.first_due_on
    if due < activity.set_on:
        return Outcome.SET_TOO_LATE
    if activity.withdrawn_on is not None and activity.withdrawn_on <= due:
        return Outcome.WITHDRAWN
    if today <= due:
        return Outcome.NOT_DUE
    if activity.done_on is None:
        return Outcome.NOT_DONE
    return Outcome.ON_TIME if activity.done_on <= due else Outcome.DONE_LATE


def done_on_time(activities: Iterable[Planned], today: date) -> Indicator:
    """The indicator of a plan that is set, as of a day in Bangkok."""
    known = list(activities)
    by_outcome: dict[Outcome, tuple[int, ...]] = {
        outcome: tuple(one.id for one in known if outcome_of(one, today) is outcome) for outcome in Outcome
    }
    return Indicator(by_outcome, tuple(one.id for one in known if one.is_moved and outcome_of(one, today) in COUNTED))
