"""The clock of one standard on one matter: a pure function of the matter's events, a calendar and the time.

    reading = read_clock(standard.terms, calendar, events, now)

Nothing is stored or accumulated, and the order in which events arrived does not matter. The finer decisions are
told in `course`, those about counting in `spending`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from service_standards.allowance import Allowance, Spent, total
from service_standards.calendar import Calendar
from service_standards.course import Course, State, follow
from service_standards.errors import EventError
from service_standards.events import Event, in_order
from service_standards.instants import NO_TIME, in_bangkok
from service_standards.ledger import LedgerLine, not_counted
from service_standards.spending import count
from service_standards.terms import Terms


class Verdict(StrEnum):
    """How a clock stands against its allowance. A withdrawn clock has none."""

    MET = "met"
    MISSED = "missed"
    OPEN = "open"
    NO_STANDARD = "no_standard"


class Reading(NamedTuple):
    """A clock read at `now`.

    `due` is the first instant at which the allowance was up, or will be if the clock runs on; None while paused
    before it is up, and without an allowance. met ⇔ stopped_at <= due. A progress clock is due at the first
    interval it overran; else in its present one, whose own due instant is always `next_due`.
    `spent` is the sum of the ledger; `used` what the present interval, from `interval_from`, spent: the same but for
    progress.
    The ledger spans from receipt to the stop, the withdrawal or `now`. `carried_from` is the date off on which the
    last of its calendar days fell, where it did. A tuple for its speed: what-if readings are made by the hundred
    thousand, and a frozen dataclass of this size costs more than all the events together.
    """

    allowance: Allowance | None
    now: datetime
    state: State
    verdict: Verdict | None
    due: datetime | None
    next_due: datetime | None
    received_at: datetime
    started_at: datetime | None
    stopped_at: datetime | None
    withdrawn_at: datetime | None
    spent: Spent
    used: Spent
    first_resolution_at: datetime | None
    last_resolution_at: datetime | None
    reopenings: int
    ledger: tuple[LedgerLine, ...]
    carried_from: date | None
    interval_from: datetime | None

    @property
    def share_used(self) -> float:
        """How much of the allowance is used in the present interval: 0.75 is three quarters, over 1 is overdue."""
        return self.allowance.share(self.used) if self.allowance else 0.0


_JUDGED = {
    State.RUNNING: Verdict.OPEN,
    State.PAUSED: Verdict.OPEN,
    State.STOPPED: Verdict.MET,
    State.WITHDRAWN: None,
}
_JUDGED_LATE = {state: verdict and Verdict.MISSED for state, verdict in _JUDGED.items()}


class _Counted(NamedTuple):
    """The intervals of a course, counted."""

    due: datetime | None
    next_due: datetime | None
    spent: Spent
    used: Spent
    lines: list[LedgerLine]
    carried_from: date | None


def read_clock(terms: Terms, calendar: Calendar, events: Iterable[Event], now: datetime) -> Reading:
    """The clock as at `now`, by the events until then.

    Raises EventError for events no matter can have, BeyondCalendar where the calendar's holidays are not known.
    """
    now = in_bangkok(now)
    ordered = in_order(events)
    received_at = ordered[0].at
    if now < received_at:
        raise EventError(f"now ({now.isoformat()}) is before 'received' at {received_at.isoformat()}")
    course = follow(terms, ordered, received_at, now)
    counted = _count(terms.allowance, calendar, course)
    state, stopped_at = course.state, course.stopped_at
    return Reading(
        allowance=terms.allowance,
        now=now,
        state=state,
        verdict=_verdict(terms.allowance, state, counted.due, stopped_at or now),
        due=counted.due,
        next_due=counted.next_due,
        received_at=received_at,
        started_at=course.intervals[0].begins if course.intervals else None,
        stopped_at=stopped_at,
        withdrawn_at=course.withdrawn_at,
        spent=counted.spent,
        used=counted.used,
        first_resolution_at=course.first_resolution,
        last_resolution_at=course.last_resolution,
        reopenings=course.reopenings,
        ledger=tuple(counted.lines),
        carried_from=counted.carried_from,
        interval_from=course.intervals[-1].begins if course.intervals else None,
    )


def promised_due(terms: Terms, calendar: Calendar, events: Iterable[Event], now: datetime) -> datetime | None:
    """The due instant by the calendar as it was known on the day of receipt: the one the customer was told.

    `read_clock(...).due` is the adjusted one, by the calendar as it is known today. Reports go by that.
    """
    ordered = in_order(events)
    known_then = calendar.as_known_on(ordered[0].at.date())
    return read_clock(terms, known_then, ordered, now).due


def _count(allowance: Allowance | None, calendar: Calendar, course: Course) -> _Counted:
    if allowance is None:
        return _Counted(None, None, NO_TIME, NO_TIME, [], None)
    nothing = allowance.kind.nothing
    lines = [not_counted(stretch, nothing) for stretch in course.incomplete]
    due = overran = carried_from = None
    spent = used = nothing
    for interval in course.intervals:
        due, used, told, carried_from = count(allowance, calendar, interval)
        lines += told
        spent = total(spent, used)
        if overran is None and due and interval.ends and due < interval.ends:
            overran = due
    return _Counted(overran or due, due, spent, used, lines, carried_from)


def _verdict(allowance: Allowance | None, state: State, due: datetime | None, until: datetime) -> Verdict | None:
    if allowance is None:
        return Verdict.NO_STANDARD
    if due is not None and until > due:
        return _JUDGED_LATE[state]
    return _JUDGED[state]
