"""What hypothesis draws for the clock: calendars, matters and cases on whole minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from service_standards.allowance import Allowance
from service_standards.calendar import AfterHours, Calendar
from service_standards.clock import Reading, read_clock
from service_standards.events import Event, What
from service_standards.shifts import CalendarException, Shift
from service_standards.terms import Measure, Starts, Terms
from tests.service_standards.minute_walk import ZONE, Plan, Spans, Walk

FIRST = date(2026, 4, 1)
WINDOWS = (FIRST, date(2025, 12, 22), date(2024, 2, 20), date(2026, 12, 24))
"""Where cases begin: before Songkran, twice before a new year, and before a leap day."""
DAYS = 20
NOON_AND_EDGES = (0, 1, 510, 720, 780, 990, 1439)


@dataclass(frozen=True)
class Drawn:
    """A case, in the numbers the walk takes and in the values the package takes."""

    plan: Plan
    calendar: Calendar
    count: int
    unit: str
    measure: str
    pausable: bool
    after_documents: bool
    events: list[tuple[datetime, str]]
    now: datetime

    @property
    def terms(self) -> Terms:
        allowance = Allowance.parse(f"{self.count} {self.unit}")
        starts = Starts.DOCUMENTS_COMPLETE if self.after_documents else Starts.RECEIVED
        return Terms(measure=Measure(self.measure), allowance=allowance, pausable=self.pausable, starts=starts)

    @property
    def walk(self) -> Walk:
        return Walk(self.plan, self.count, self.unit, self.measure, self.pausable, self.after_documents)

    def read(self, now: datetime | None = None) -> Reading:
        return read_clock(self.terms, self.calendar, made(self.events), now or self.now)


def made(events: list[tuple[datetime, str]]) -> list[Event]:
    return [Event(at, What(what)) for at, what in events]


def calendar_of(plan: Plan) -> Calendar:
    exceptions = [CalendarException(on, _shifts(spans), "วันหยุด", "closed") for on, spans in plan.exceptions.items()]
    return Calendar(
        "drawn",
        tuple(_shifts(spans) for spans in plan.week),
        tuple(exceptions),
        after_hours=AfterHours.SAME_DAY if plan.same_day else AfterHours.NEXT_WORKING_DAY,
        roll_forward=plan.rolls,
    )


def _shifts(spans: Spans) -> tuple[Shift, ...]:
    return tuple(Shift(opens, closes) for opens, closes in spans)


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    """A working day: one shift or two, on quarters of an hour, two hours at least, sometimes until midnight."""
    edges = draw(st.lists(st.integers(0, 12), min_size=4, max_size=4))
    opens = 30 * edges[0]
    breaks = opens + 60 + 30 * edges[1]
    resumes = breaks + 30 * edges[2]
    closes = min(1440, resumes + 60 + 30 * edges[3])
    if draw(st.integers(0, 9)) == 0:
        closes = 1440
    if resumes == breaks or resumes >= closes:
        return ((opens, max(breaks, closes)),)
    return ((opens, breaks), (resumes, closes))


OFFICE_WEEK: tuple[Spans, ...] = (((510, 990),),) * 5 + ((),) * 2


@st.composite
def plans(draw: st.DrawFn, begins: date = FIRST) -> Plan:
    """A calendar that is open on at least three days a week, with some exceptions in the days that are drawn."""
    week = draw(
        st.one_of(
            st.just(OFFICE_WEEK),
            st.lists(st.one_of(spans(), st.just(())), min_size=7, max_size=7)
            .map(tuple)
            .filter(lambda week: sum(map(bool, week)) >= 3),
        )
    )
    days = st.integers(0, DAYS + 5).map(lambda number: begins + timedelta(days=number))
    exceptions = draw(st.dictionaries(days, st.one_of(st.just(()), spans()), max_size=6))
    return Plan(week, exceptions, same_day=draw(st.booleans()), rolls=draw(st.booleans()))


minutes_of_day = st.one_of(st.sampled_from(NOON_AND_EDGES), st.integers(0, 1439))


@st.composite
def instants(draw: st.DrawFn, first: int = 0, last: int = DAYS, begins: date = FIRST) -> datetime:
    """An instant on a whole minute, often on an edge of the day."""
    day = begins + timedelta(days=draw(st.integers(first, last)))
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=draw(minutes_of_day))


amounts = st.one_of(
    st.tuples(st.integers(1, 600), st.just("business_minutes")),
    st.tuples(st.integers(1, 4), st.just("working_days")),
    st.tuples(st.integers(1, 9), st.just("calendar_days")),
    st.tuples(st.integers(1, 2000), st.just("minutes")),
)
usual = st.sampled_from(["asked_customer", "customer_replied", "resolved", "reopened", "responded", "progress_told"])
unusual = st.sampled_from(["cancelled", "duplicate_of", "bot_answered", "documents_complete", "received"])


@st.composite
def courses(draw: st.DrawFn, received: datetime) -> list[tuple[datetime, str]]:
    """What happens after receipt: questions and answers, resolutions and reopenings, at times at the same instant."""
    events = []
    at = received
    for _ in range(draw(st.integers(0, 8))):
        at += timedelta(minutes=draw(st.sampled_from((0, 1, 60, 480, 1440, 2000)) | st.integers(0, 2500)))
        if draw(st.integers(0, 3)) == 0:
            at = max(at, at.replace(hour=0, minute=0) + timedelta(minutes=draw(minutes_of_day)))
        events.append((at, draw(unusual if draw(st.integers(0, 11)) == 11 else usual)))
    return events


@st.composite
def cases(draw: st.DrawFn, measures: tuple[str, ...] = tuple(Measure), windows: tuple[date, ...] = (FIRST,)) -> Drawn:
    """A whole case: received within the first days, then anything, read at some time after."""
    begins = draw(st.sampled_from(windows))
    plan = draw(plans(begins))
    count, unit = draw(amounts)
    received = draw(instants(last=6, begins=begins))
    events = [(received, "received"), *draw(courses(received))]
    last = events[-1][0]
    now = draw(
        st.sampled_from((last, last + timedelta(days=2)))
        | instants(last=16, begins=begins).map(lambda at: max(received, at))
    )
    pausable, after_documents = draw(st.integers(0, 4)) > 0, draw(st.integers(0, 5)) == 5
    measure = draw(st.sampled_from(measures))
    return Drawn(plan, calendar_of(plan), count, unit, measure, pausable, after_documents, events, now)
