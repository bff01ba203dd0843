"""A year of matters, and closures announced late: moved is what a slow recount says, told once, both dates kept.

The recount walks each clock half hour by half hour on a calendar of plain numbers; it shares with the product only the
names of events, the holidays' dates and the allowances as they are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.calendar import CalendarEntry
from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Role, Staff
from backend.models.ticket import DUE_MOVED, Ticket
from backend.services import clocks, closures, tickets
from backend.services.closure_drafts import ClosureDraft
from service_standards.announcements import Announced, Announcement
from service_standards.charter import load_trial_charter
from service_standards.holiday_files import all_years
from service_standards.instants import BANGKOK
from tests.factories import a_chat, a_staff, a_ticket, an_estate
from tests.service_standards.minute_walk import Plan, Walk

YEAR_BEGINS, ANNOUNCED = (datetime(*day, 10, tzinfo=BANGKOK) for day in ((2025, 10, 1), (2026, 5, 20)))
HALF_HOUR = timedelta(minutes=30)
OFFICE = ((8 * 60 + 30, 16 * 60 + 30),)
WEEK = (OFFICE,) * 5 + ((),) * 2
HOLIDAYS = {closure.on for year in all_years() for closure in year.closures}
UNITS, ESTATES = ("ops1", "ops2", "ops3"), (None, "bang_chan", "bang_pu")
KINDS = ("inquiry", "complaint", "utility", "suggestion")
MEASURES = ("first_response", "progress", "resolution")


class HalfHours(Walk):
    step = HALF_HOUR


@dataclass
class Closing:
    """A closure of the story, in the test's own words."""

    days: set[date]
    unit: str | None
    estate: str | None
    entered_at: datetime


@dataclass
class Matter:
    """A matter of the story: what happened to it, as the test remembers it."""

    ticket: Ticket
    received: datetime
    unit: str
    estate: str | None
    events: list[tuple[datetime, str]] = field(default_factory=list)
    moves: list[tuple[date, str]] = field(default_factory=list)

    def unit_on(self, day: date) -> str:
        """The unit that had it when that day ended."""
        return next((unit for since, unit in reversed(self.moves) if since <= day), self.unit)

    def due(self, measure: str, closings: list[Closing], now: datetime, *, at_receipt: bool = False) -> datetime | None:
        """When a running clock is up, by walking; None where it does not run."""
        standard = next(
            (one for one in load_trial_charter().standards if (one.kind, one.measure) == (self.ticket.kind, measure)),
            None,
        )
        if standard is None:
            return None
        count, unit = self._steps(str(standard.allowance))
        closed = dict.fromkeys(HOLIDAYS, ())
        for one in closings:
            if at_receipt and one.entered_at > self.received:
                continue
            for day in one.days:
                had = self.unit if at_receipt else self.unit_on(day)
                if one.unit in (None, had) and one.estate in (None, self.estate):
                    closed[day] = ()
        walk = HalfHours(Plan(WEEK, closed), count, unit, measure, standard.pausable)
        walked = walk.read([(self.received, "received"), *self.events], now)
        return walk.due if walked.state == "running" else None

    def _steps(self, written: str) -> tuple[int, str]:
        amount, unit = written.split()
        unit = unit if unit.endswith("s") else f"{unit}s"
        return (int(amount) * 2, "business_minutes") if unit == "business_hours" else (int(amount), unit)


class Story:
    """A year in which matters come in, are asked about, handed on and ended; a few of them in each chat."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.random = session, Random(seed)
        for estate in ESTATES:
            if estate:
                an_estate(session, estate)
        self.officers: dict[str, Staff] = {unit: a_staff(session, unit=unit) for unit in UNITS}
        self.administrator = a_staff(session, role=Role.ADMINISTRATOR)
        self.chats = [a_chat(session) for _ in range(60)]
        self.matters: list[Matter] = []
        self.closings: list[Closing] = []
        self.walked: dict[tuple[object, ...], datetime | None] = {}

    def come_in(self, many: int, first: datetime, last: datetime, *, all_end: bool = False) -> None:
        steps = int((last - first) / HALF_HOUR)
        for step in sorted(self.random.randrange(steps) for _ in range(many)):
            self._live(first + step * HALF_HOUR, last, ends=all_end or self.random.random() < 0.4)

    def _live(self, received: datetime, now: datetime, *, ends: bool) -> None:
        pick = self.random.choice
        unit, estate = pick(UNITS), pick(ESTATES)
        chat = pick(self.chats)
        ticket = a_ticket(self.session, chat=chat, unit=unit, estate=estate, kind=pick(KINDS), at=received)
        matter = Matter(ticket, received, unit, estate)
        self.matters.append(matter)
        at = received
        for what in self._course(ends=ends):
            at += self.random.randrange(1, 200) * HALF_HOUR
            if at >= now:
                return
            self._happen(matter, what, at)
            if what == "resolved":
                return

    def _course(self, *, ends: bool) -> Iterator[str]:
        for _ in range(self.random.randrange(5)):
            yield self.random.choice(("responded", "asked_customer", "customer_replied", "transferred"))
        if ends:
            yield "resolved"

    def _happen(self, matter: Matter, what: str, at: datetime) -> None:
        ticket, by = matter.ticket, self.officers[matter.ticket.unit_id]
        if what == "transferred":
            to = self.random.choice([unit for unit in UNITS if unit != ticket.unit_id])
            tickets.transfer(self.session, ticket, by, to, "ส่งต่อ", seen=ticket.version, now=at)
            matter.moves.append((at.astimezone(BANGKOK).date(), to))
        elif what == "resolved":
            tickets.resolve(self.session, ticket, by, "เสร็จแล้ว", seen=ticket.version, now=at)
            matter.events.append((at, what))
        else:
            tickets.happened(self.session, ticket, what, at=at, now=at)
            matter.events.append((at, what))

    def dues(self, now: datetime) -> dict[tuple[int, str], datetime]:
        """By when all running clocks of open matters are up, as a slow walk has it."""
        walked = {
            (matter.ticket.id, measure): self._due(matter, measure, now)
            for matter in self.matters
            if matter.ticket.status.is_open
            for measure in MEASURES
        }
        return {clock: due for clock, due in walked.items() if due is not None}

    def _due(self, matter: Matter, measure: str, now: datetime) -> datetime | None:
        """Walked once for the same events and closings: a running clock is up when it is, whenever it is read."""
        known = tuple(closing.entered_at for closing in self.closings)
        key = (matter.ticket.id, measure, len(matter.events), len(matter.moves), known)
        if key not in self.walked:
            self.walked[key] = matter.due(measure, self.closings, now)
        return self.walked[key]

    def promised(self, ticket_id: int, measure: str, now: datetime) -> datetime | None:
        """By when a clock was up by what was known at receipt, as a slow walk has it."""
        matter = next(one for one in self.matters if one.ticket.id == ticket_id)
        return matter.due(measure, self.closings, now, at_receipt=True)

    def close(
        self, first: date, last: date, now: datetime, unit: str | None = None, estate: str | None = None
    ) -> CalendarEntry:
        announcement = Announcement(
            what=Announced.CLOSURE, first_on=first, last_on=last, reason_th="น้ำท่วม", reason_en="flood", source="ประกาศ",
        )  # fmt: skip
        draft = ClosureDraft(announcement=announcement, unit_id=unit, estate_id=estate, announced_on=now.date())
        seen = closures.effect_of_entering(self.session, draft, now).digest
        entry = closures.enter(self.session, draft, self.administrator, seen=seen, now=now)
        days = {first + timedelta(n) for n in range((last - first).days + 1)}
        self.closings.append(Closing(days, unit, estate, now))
        return entry

    def open_again(self, entry: CalendarEntry, place: int, now: datetime) -> None:
        seen = closures.effect_of_withdrawing(self.session, entry, now).digest
        closures.withdraw(self.session, entry.id, self.administrator, "น้ำลดแล้ว", seen=seen, now=now)
        del self.closings[place]

    def written(self, now: datetime) -> dict[tuple[int, str], tuple[datetime, datetime]]:
        """What the histories say was moved at this instant."""
        return {
            (matter.ticket.id, move["measure"]): (
                datetime.fromisoformat(move["was"]),
                datetime.fromisoformat(move["due"]),
            )
            for matter in self.matters
            for event in matter.ticket.events
            if event.what == DUE_MOVED and event.at == now
            for move in event.detail["moves"]
        }

    def waiting(self) -> Counter[int]:
        """How many notices wait in each chat."""
        rows = self.session.scalars(select(OutboxMessage).where(OutboxMessage.only_free)).all()
        return Counter(row.conversation_id for row in rows if row.state is Sending.TRAY)

    def deliver(self) -> None:
        for row in self.session.scalars(select(OutboxMessage).where(OutboxMessage.only_free)):
            row.state = Sending.SENT

    def chat_of(self, ticket_id: int) -> int:
        return next(one.ticket.conversation_id for one in self.matters if one.ticket.id == ticket_id)


def differences(
    before: dict[tuple[int, str], datetime], after: dict[tuple[int, str], datetime]
) -> dict[tuple[int, str], tuple[datetime, datetime]]:
    return {clock: (before[clock], after[clock]) for clock in before if before[clock] != after[clock]}


def test_closures_announced_late_move_what_a_slow_recount_says_tell_each_customer_once_and_keep_both_dates(
    session: Session,
) -> None:
    story = Story(session, seed=2569)
    story.come_in(120, YEAR_BEGINS, ANNOUNCED - timedelta(days=25), all_end=True)
    story.come_in(80, ANNOUNCED - timedelta(days=25), ANNOUNCED)
    now, known = ANNOUNCED, story.dues(ANNOUNCED)
    moved_in_all = 0
    entries = []
    for scope, first, last in (
        ({}, date(2026, 5, 22), date(2026, 5, 25)),
        ({"estate": "bang_pu"}, date(2026, 5, 26), date(2026, 5, 27)),
        ({"unit": "ops2"}, date(2026, 5, 18), date(2026, 5, 29)),
    ):
        entries.append(story.close(first, last, now, **scope))
        after = story.dues(now)
        moved = differences(known, after)

        assert story.written(now) == moved
        worth = {
            story.chat_of(ticket) for (ticket, _), (was, due) in moved.items() if abs(due - was) >= timedelta(days=1)
        }
        assert story.waiting() == Counter(worth)
        assert_both_dates_are_kept(story, after, moved, now)
        story.deliver()
        moved_in_all += len(moved)
        now += timedelta(hours=1)
        story.come_in(15, now, now + timedelta(hours=8))
        now += timedelta(hours=8)
        known = story.dues(now)

    story.open_again(entries[0], 0, now)
    moved = differences(known, story.dues(now))
    assert story.written(now) == moved
    assert any(due < was for was, due in moved.values()), "withdrawn, it moves them back"
    assert moved_in_all > 40, "and the story has something to tell"
    assert max(Counter(matter.ticket.conversation_id for matter in story.matters).values()) > 2


def assert_both_dates_are_kept(
    story: Story,
    dues: dict[tuple[int, str], datetime],
    moved: dict[tuple[int, str], tuple[datetime, datetime]],
    now: datetime,
) -> None:
    for matter in story.matters:
        if matter.ticket.status.is_open:
            for clock in clocks.readings(story.session, matter.ticket, now):
                key = matter.ticket.id, clock.standard.measure.value
                assert key not in dues or clock.due == dues[key]
                assert key not in moved or clock.promised_due == story.promised(*key, now)
