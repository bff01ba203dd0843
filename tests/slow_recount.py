"""The report of a generated year again, the slow way: each clock is walked half hour by half hour, on one's fingers.

It shares with the product only names, the holidays' dates and the allowances as they are written: neither how clocks
are read, nor what a figure counts, nor a line of SQL.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

from service_standards.charter import load_trial_charter
from service_standards.holiday_files import all_years
from tests.generated_year import AMENDED, ASKS_NOTHING, CLOSINGS, Closing, Matter
from tests.service_standards.minute_walk import ZONE, Plan, Spans, Walk

HALF_HOUR = timedelta(minutes=30)
TEN_DAYS = timedelta(days=10)
OFFICE: Spans = ((8 * 60 + 30, 16 * 60 + 30),)
WEEK = (OFFICE,) * 5 + ((),) * 2
HOLIDAYS: dict[date, Spans] = {closure.on: () for year in all_years() for closure in year.closures}
USUAL = Plan(WEEK, HOLIDAYS)
MEASURES = ("first_response", "progress", "resolution")
STEPS = {"minutes": "minutes", "hours": "minutes", "business_hours": "business_minutes"}


@dataclass(frozen=True)
class Promise:
    """A standard as it is written."""

    code: str
    amount: int
    unit: str
    pausable: bool
    provisional: bool


def promises(*, second: bool) -> dict[tuple[str, str], Promise]:
    """The charter by kind and measure: the trial one as written, or what the year's second one made of it."""
    found = {}
    for one in load_trial_charter().standards:
        measure = str(one.measure)
        if second and measure == "progress":
            continue
        written = AMENDED.get(one.code, str(one.allowance)) if second else str(one.allowance)
        amount, unit = written.split()
        unit = unit if unit.endswith("s") else f"{unit}s"
        found[one.kind, measure] = Promise(one.code, int(amount), unit, one.pausable, not second)
    if second:
        found["suggestion", "resolution"] = Promise("resolution.suggestion", 7, "working_days", True, False)
    return found


CHARTERS = (promises(second=False), promises(second=True))


@dataclass
class Clock:
    """What one clock of one matter came to; ``due`` and ``stop`` decide the outcome as of any later instant."""

    matter: Matter
    measure: str
    promise: Promise | None
    stop: datetime | None = None
    due: datetime | None = None
    withdrawn: bool = False
    promised_due: datetime | None = None
    spent: int = 0
    waits: tuple[tuple[datetime, datetime | None, bool], ...] = ()
    """From, to and whether it is doubtful, but for how long it lasts."""

    def outcome(self, now: datetime, due: datetime | None) -> str:
        if self.promise is None:
            return "no_standard"
        if self.withdrawn:
            return "withdrawn"
        if due is not None and (self.stop or now) > due:
            return "missed"
        return "met" if self.stop else "open"

    def unit(self, measured: datetime) -> str:
        """Who had the matter when it was met or missed; who has it now where it is neither."""
        decided = {"met": self.stop, "missed": self.due}.get(self.outcome(measured, self.due))
        if decided is None:
            return self.matter.unit
        return next((to for at, to in reversed(self.matter.moves) if at <= decided), self.matter.first_unit)

    def counted_by(self, now: datetime) -> Iterator[str]:
        """The figures that count it."""
        outcome, promised = self.outcome(now, self.due), self.outcome(now, self.promised_due)
        yield from ("received", outcome)
        timed = outcome in ("met", "missed", "open")
        if timed:
            yield "timed"
        if timed and self.promise is not None and self.promise.provisional:
            yield "provisional"
        if promised == "missed" and outcome in ("met", "open"):
            yield "turned_to_met"
        if outcome == "missed" and promised in ("met", "open"):
            yield "turned_to_missed"
        if self.measure != "resolution":
            return
        if self.waits:
            yield "paused"
        if any(doubtful or (until or now) - since > TEN_DAYS for since, until, doubtful in self.waits):
            yield "doubtful"
        if any(what == "reopened" for _, what in self.matter.events):
            yield "reopened"
        if self.matter.disputes:
            yield "disputed"


class Watched(Walk):
    """A walk that remembers when it waited."""

    step = HALF_HOUR

    def __init__(self, plan: Plan, promise: Promise, measure: str) -> None:
        halves = {"minutes": 1 / 30, "hours": 2, "business_hours": 2}.get(promise.unit, 1)
        unit = STEPS.get(promise.unit, promise.unit)
        super().__init__(plan, int(promise.amount * halves), unit, measure, promise.pausable)
        self.waits: list[tuple[datetime, datetime | None]] = []

    def happen(self, at: datetime, what: str) -> None:
        waited = self.state == "paused"
        super().happen(at, what)
        waits = self.state == "paused"
        if waits and not waited:
            self.waits.append((at, None))
        elif waited and not waits:
            self.waits[-1] = (self.waits[-1][0], at)


def clocks_of(matter: Matter) -> Iterator[Clock]:
    """All clocks of a matter."""
    now_plan, then_plan = plan_of(matter), plan_of(matter, at_receipt=True)
    for measure in MEASURES:
        promise = CHARTERS[matter.second_charter].get((matter.kind, measure))
        if promise is None:
            if measure != "progress":
                yield Clock(matter, measure, None)
            continue
        walk, due = walked(now_plan, promise, measure, matter.events)
        promised = due if then_plan == now_plan else walked(then_plan, promise, measure, matter.events)[1]
        yield Clock(
            matter,
            measure,
            promise,
            stop=walk.stop if walk.state == "stopped" else None,
            due=due,
            withdrawn=walk.state == "withdrawn",
            promised_due=promised,
            spent=walk.total * 30 if "days" not in promise.unit else walk.total,
            waits=tuple(doubted(now_plan, promise, matter, walk)) if measure == "resolution" else (),
        )


def walked(
    plan: Plan, promise: Promise, measure: str, events: list[tuple[datetime, str]]
) -> tuple[Any, datetime | None]:
    """Up to the last event, and then on to when it will be up."""
    walk = Watched(plan, promise, measure)
    told = walk.read([(at.astimezone(ZONE), what) for at, what in events], events[-1][0].astimezone(ZONE))
    walk.total = told.spent  # type: ignore[attr-defined]
    return walk, told.due


def doubted(
    plan: Plan, promise: Promise, matter: Matter, walk: Watched
) -> Iterator[tuple[datetime, datetime | None, bool]]:
    for since, until in walk.waits:
        before = [event for event in matter.events if event[0] < since]
        due = walked(plan, promise, "resolution", before)[1]
        just_before = due is not None and since <= due <= since + HALF_HOUR
        yield since, until, just_before or matter.questions[since] == ASKS_NOTHING


def plan_of(matter: Matter, *, at_receipt: bool = False) -> Plan:
    """The calendar of a matter: as it stands, or as it was known at its receipt, where that was."""
    found: dict[date, Spans] = {}
    received = matter.received.date()
    for one in CLOSINGS:
        for day in one.days:
            if day >= received and holds(one, matter, day, at_receipt=at_receipt):
                found[day] = one.spans
    return Plan(WEEK, {**HOLIDAYS, **found}) if found else USUAL


def holds(one: Closing, matter: Matter, day: date, *, at_receipt: bool) -> bool:
    if at_receipt:
        known = one.entered_at <= matter.received
        had = matter.first_unit
        withdrawn = one.withdrawn_at is not None and one.withdrawn_at <= matter.received
    else:
        known, withdrawn = True, one.withdrawn_at is not None
        had = next((to for at, to in reversed(matter.moves) if at.date() <= day), matter.first_unit)
    return known and not withdrawn and one.unit in (None, had) and one.estate in (None, matter.estate)


def quarter(at: datetime) -> int:
    return {10: 1, 11: 1, 12: 1, 1: 2, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3}.get(at.month, 4)


class Recount:
    """Everything of one quarter, as of an instant."""

    def __init__(self, clocks: Iterable[Clock], number: int, now: datetime) -> None:
        self.units: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        """By unit, standard, measure, kind and month: how many clocks each figure counts."""
        self.places: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        self.behind: dict[tuple[str, str, str], set[tuple[int, str]]] = defaultdict(set)
        """By unit, standard and figure: which clocks."""
        self.times: dict[tuple[str, str, str], dict[str, list[int]]] = defaultdict(dict)
        """By unit, standard and measure: what was spent in each kind of time."""
        self.pauses: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self.scores: dict[str, list[int]] = defaultdict(list)
        for clock in clocks:
            if quarter(clock.matter.received) == number:
                self._add(clock, now)

    def _add(self, clock: Clock, now: datetime) -> None:
        matter, code = clock.matter, clock.promise.code if clock.promise else ""
        unit = clock.unit(now)
        figures = list(clock.counted_by(now))
        self.units[unit, code, clock.measure, matter.kind, matter.received.month].update(figures)
        self.places[matter.estate, matter.channel, clock.measure].update(figures)
        for figure in figures:
            self.behind[unit, code, figure].add((matter.id, clock.measure))
        if clock.stop and not clock.withdrawn and clock.promise:
            in_time = self.times[unit, code, clock.measure]
            in_time.setdefault(STEPS.get(clock.promise.unit, clock.promise.unit), []).append(clock.spent)
        if clock.measure == "resolution":
            self.scores[unit] += matter.ratings
        if clock.waits:
            ended = [until - since for since, until, _ in clock.waits if until is not None]
            self.pauses[unit][0] += len(clock.waits)
            self.pauses[unit][1] += sum(int(length / timedelta(minutes=1)) for length in ended)


def nearest_rank(values: list[int], percent: int) -> int:
    in_turn = sorted(values)
    return in_turn[max(1, ceil(percent * len(in_turn) / 100)) - 1]
