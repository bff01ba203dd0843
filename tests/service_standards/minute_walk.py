"""The rules again, the slow way: walk a clock minute by minute and count on one's fingers.

Shares nothing with the package but the names of events. Everything lies on whole minutes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

ZONE = timezone(timedelta(hours=7))
MINUTE = timedelta(minutes=1)
ORDER = (
    "received",
    "documents_complete",
    "asked_customer",
    "customer_replied",
    "bot_answered",
    "responded",
    "progress_told",
    "resolved",
    "reopened",
    "cancelled",
    "duplicate_of",
)

STOPS = {"first_response": ("responded",), "bot_answer": ("responded", "bot_answered")}

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Plan:
    """A calendar in plain numbers: minutes after midnight, Monday first."""

    week: tuple[Spans, ...]
    exceptions: dict[date, Spans] = field(default_factory=dict)
    same_day: bool = False
    rolls: bool = True

    def spans(self, day: date) -> Spans:
        return self.exceptions.get(day, self.week[day.weekday()])

    def is_open(self, instant: datetime) -> bool:
        minute = instant.hour * 60 + instant.minute
        return any(opens <= minute < closes for opens, closes in self.spans(instant.date()))

    def closes_for_the_day(self, instant: datetime) -> date | None:
        """The date whose last closing this is; 24:00 belongs to the day before."""
        yesterday = instant.date() - timedelta(days=1)
        if instant.hour == instant.minute == 0 and self._last(yesterday) == 1440:
            return yesterday
        last = self._last(instant.date())
        return instant.date() if last == instant.hour * 60 + instant.minute else None

    def receipt_day(self, instant: datetime) -> date:
        day = instant.date()
        if self.same_day:
            return day
        last = self._last(day)
        if last is not None and instant.hour * 60 + instant.minute < last:
            return day
        day += timedelta(days=1)
        while not self.spans(day):
            day += timedelta(days=1)
        return day

    def _last(self, day: date) -> int | None:
        return max((closes for _, closes in self.spans(day)), default=None)


@dataclass(frozen=True)
class Walked:
    due: datetime | None
    state: str
    verdict: str | None
    spent: int


class Walk:
    """`after_documents`: the clock waits for the first `documents_complete`."""

    step = MINUTE
    """How far it walks at a time: a divisor of all lengths there are."""

    def __init__(
        self, plan: Plan, count: int, unit: str, measure: str, pausable: bool, after_documents: bool = False
    ) -> None:
        self.plan, self.count, self.unit, self.measure = plan, count, unit, measure
        self.lasting = measure in ("resolution", "progress")
        self.pausable = pausable and self.lasting
        self.state = "incomplete" if after_documents else "running"
        self.resolved = False
        self.stop: datetime | None = None
        self.spent = self.spent_before = 0
        self.due: datetime | None = None
        self.missed_before: datetime | None = None

    def read(self, events: list[tuple[datetime, str]], now: datetime) -> Walked:
        waiting = sorted(events, key=lambda event: (event[0], ORDER.index(event[1])))
        minute = waiting[0][0]
        self.begins = minute
        while True:
            while waiting and waiting[0][0] == minute and minute <= now:
                self.happen(minute, waiting.pop(0)[1])
            if minute == now:
                break
            self.live(minute)
            minute += self.step
        spent = self.spent_before + self.spent
        self.go_on(now)
        state = "paused" if self.state == "incomplete" else self.state
        return Walked(self.missed_before or self.due, state, self.verdict(now), spent)

    def happen(self, at: datetime, what: str) -> None:
        if self.state == "withdrawn":
            return
        if what == "resolved" and not self.resolved:
            self.resolved = True
            if self.lasting:
                self.end(at)
        elif what == "reopened" and self.resolved:
            self.resolved = False
            if self.lasting:
                self.state, self.stop = "running", None
        elif self.state != "stopped":
            self.happen_while_open(at, what)

    def happen_while_open(self, at: datetime, what: str) -> None:
        if what in ("cancelled", "duplicate_of"):
            self.withdrawn_from = self.state
            self.state, self.stop = "withdrawn", at
        elif what == "documents_complete":
            self.start(at)
        elif what in STOPS.get(self.measure, ()):
            self.end(at)
        elif what in ("responded", "progress_told") and self.measure == "progress" and self.state != "incomplete":
            self.restart(at)
        elif what == "asked_customer" and self.pausable and self.state == "running":
            self.state = "paused"
        elif what == "customer_replied" and self.state == "paused":
            self.state = "running"

    def start(self, at: datetime) -> None:
        if self.state == "incomplete":
            self.state, self.begins = "running", at

    def end(self, at: datetime) -> None:
        self.start(at)
        self.state, self.stop = "stopped", at

    def restart(self, at: datetime) -> None:
        if self.due is not None and self.due < at and self.missed_before is None:
            self.missed_before = self.due
        self.spent_before += self.spent
        self.spent, self.due, self.begins = 0, None, at

    def live(self, minute: datetime) -> None:
        """One minute goes by, beginning with what happens at its first instant."""
        if self.state == "running":
            self.count_one(minute)

    def count_one(self, minute: datetime) -> None:
        plan = self.plan
        if self.unit in ("minutes", "business_minutes"):
            if self.unit == "minutes" or plan.is_open(minute):
                self.spend(minute + self.step)
        elif self.unit == "working_days":
            day = plan.closes_for_the_day(minute)
            if day is not None and day > plan.receipt_day(self.begins):
                self.spend(minute)
        elif minute.hour == minute.minute == 0:
            day = minute.date() - timedelta(days=1)
            last = self.spent == self.count - 1
            if day > self.begins.date() and not (last and plan.rolls and not plan.spans(day)):
                self.spend(minute)

    def spend(self, at: datetime) -> None:
        self.spent += 1
        if self.spent == self.count and self.due is None:
            self.due = at

    def go_on(self, now: datetime) -> None:
        """Where the clock would be up if it ran on."""
        if (self.withdrawn_from if self.state == "withdrawn" else self.state) in ("paused", "incomplete"):
            return
        minute = self.stop or now
        while self.due is None:
            self.count_one(minute)
            minute += self.step

    def verdict(self, now: datetime) -> str | None:
        if self.state == "withdrawn":
            return None
        due = self.missed_before or self.due
        if due is not None and (self.stop or now) > due:
            return "missed"
        return "met" if self.state == "stopped" else "open"
