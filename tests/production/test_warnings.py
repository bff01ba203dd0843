"""The clock process over a day of moved time, killed with -9 and started again: each warning once, none lost.

What it told is held against a slow recount, which reads every clock of every matter at every hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from backend.models.staff import Role, Staff
from backend.models.staff_notice import StaffNotice
from backend.models.ticket import Ticket, TicketWarning
from backend.services import clocks, tickets, warnings
from backend.work import SilentDoorbell, Work, make_engine
from backend.work import now as real_now
from service_standards.clock import Verdict, read_clock
from service_standards.course import State
from service_standards.instants import BANGKOK
from service_standards.office import calendars
from tests.factories import a_staff, a_ticket
from tests.production.conftest import Settings
from tests.servers import Child

DAY = datetime(2026, 4, 16, tzinfo=BANGKOK)
"""The first working day after Songkran."""
HOURS = (0, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21, 24)
AWAY = {11}
"""The hours at which no clock process runs, so that nobody looks from the hour before to the hour after."""
KILLED = {9, 14}
"""The hours at which it is killed while it looks, and started again."""
IN_COMPANY = range(13, 16)
"""The hours at which two of them look."""
KINDS = ("utility", "environment", "emergency", "inquiry", "permit", "suggestion")
UNITS = ("ops1", "ops2", "ops3")
MINUTES = (3, 23, 43)
"""Past the hour, at which matters come in: nothing becomes due within the minutes after a look."""
SECONDS = 60.0

Told = tuple[str, str, str]
"""A ticket's number, a standard's code, and what was told of it."""


@dataclass
class Story:
    """What officers do during the day, by the hour after whose look they do it."""

    random: Random = field(default_factory=lambda: Random(2569))
    acts: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    def matters(self, session: Session, hour: int) -> None:
        """Matters that came in since the hour before; with those of the days before, at the first."""
        if hour == HOURS[0]:
            for _ in range(24):
                day = DAY - timedelta(days=self.random.choice((6, 7, 8)))
                self._matter(session, day + timedelta(hours=self.random.choice(range(9, 16))), hour)
            return
        for _ in range(2):
            self._matter(session, DAY + timedelta(hours=HOURS[HOURS.index(hour) - 1]), hour)

    def _matter(self, session: Session, hour: datetime, known_at: int) -> None:
        kind, unit = self.random.choice(KINDS), self.random.choice(UNITS)
        received = hour + timedelta(minutes=self.random.choice(MINUTES))
        ticket = a_ticket(session, kind=kind, unit=unit, intent=kind, at=received, urgent=kind == "emergency")
        later = [one for one in HOURS if one > known_at]
        if later and self.random.random() < 0.8:
            act = self.random.choice(("call", "call", "resolve"))
            self.acts.setdefault(self.random.choice(later[:5]), []).append((ticket.number, act))

    def do(self, session: Session, hour: int) -> None:
        """The acts after this hour's look."""
        now = DAY + timedelta(hours=hour, minutes=1)
        for number, act in self.acts.get(hour, ()):
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            by = session.scalars(select(Staff).where(Staff.unit_id == ticket.unit_id).order_by(Staff.id)).first()
            verb = tickets.log_call if act == "call" else tickets.resolve
            verb(session, ticket, by, "ดำเนินการแล้ว", seen=ticket.version, now=now)  # type: ignore[arg-type]


def slow_recount(session: Session, hours: Iterable[int]) -> set[Told]:
    """What somebody would tell who read every clock at each of these hours, by the events until then."""
    found: set[Told] = set()
    for ticket in session.scalars(select(Ticket).options(selectinload(Ticket.events))):
        for standard in clocks.standards_of(session, ticket):
            calendar = calendars()[standard.calendar]
            for now in (DAY + timedelta(hours=hour) for hour in hours):
                events = [event for event in clocks.events_of(ticket) if event.at <= now]
                if not events:
                    continue
                reading = read_clock(standard.terms, calendar, events, now)
                if reading.verdict is Verdict.MISSED:
                    found.add((ticket.number, standard.code, "missed"))
                if reading.state is not State.RUNNING or reading.started_at is None or reading.next_due is None:
                    continue
                share = reading.share_used
                if standard.allowance.kind.in_days and standard.allowance.count <= 3:
                    spans = (calendar.open_between(reading.started_at, end) for end in (now, reading.next_due))
                    so_far, whole = spans
                    share = so_far / whole
                if share >= 0.75:
                    found.add((ticket.number, standard.code, "soon"))
    return found


@dataclass
class House:
    """A database, a clock file, and clock processes that come and go."""

    work: Work
    clock_file: Path
    processes: Sequence[Child] = ()

    def set_clock(self, at: datetime) -> None:
        """Move the clock of everybody at once."""
        fresh = self.clock_file.with_suffix(".new")
        fresh.write_text(str((at - real_now()).total_seconds()), encoding="ascii")
        fresh.rename(self.clock_file)

    def wait_until_looked(self, at: datetime) -> None:
        """Until nothing is left to be looked at."""
        ends = time.monotonic() + SECONDS
        while True:
            with self.work.read() as session:
                if not warnings.to_look_at(session, at):
                    return
            assert time.monotonic() < ends, "\n".join(process.last_words() for process in self.processes)
            time.sleep(0.02)

    def run(self, hour: int) -> bool:
        """See to it that those run who are to at this hour. Whether anybody does."""
        wanted = [hour not in AWAY, hour in IN_COMPANY]
        for process, is_wanted in zip(self.processes, wanted, strict=True):
            if is_wanted and not process.running:
                process.start()
            elif not is_wanted and process.running:
                process.kill()
        return any(wanted)

    def live_through_the_day(self, story: Story) -> list[int]:
        """The whole story; the hours at which somebody looked."""
        looked = []
        for hour in HOURS:
            now, moment = DAY + timedelta(hours=hour), story.random.uniform(0, 0.5)
            with self.work.write() as session:
                story.matters(session, hour)
            self.set_clock(now)
            if hour in KILLED:
                time.sleep(moment)  # it has begun to look, or has not, or is done
                self.processes[0].kill()
            if self.run(hour):
                self.wait_until_looked(now)
                looked.append(hour)
            with self.work.write() as session:
                story.do(session, hour)
        for process in self.processes:
            if process.running:
                process.kill()
        return looked


@pytest.fixture
def house(
    database_url: str, settings: Settings, tmp_path: Path, started: Callable[[str, Mapping[str, str]], Child]
) -> Iterator[House]:
    """Units at work, one of them without a head, and two clock processes."""
    engine, clock_file = make_engine(database_url), tmp_path / "clock"
    work = Work(engine, SilentDoorbell())
    with work.write() as session:
        for unit in UNITS:
            a_staff(session, unit=unit)
            a_staff(session, unit=unit, head=unit != "ops3")
        a_staff(session, unit="ftl", role=Role.MARKETING)
    trial = {"TRIAL": "1", "TRIAL_STAFF_PASSWORD": "correct-horse-battery", "CLOCK_FILE": str(clock_file)}
    house = House(work, clock_file)
    house.set_clock(DAY - timedelta(days=9))
    environ = {**settings, **trial, "DATABASE_URL": database_url}
    house.processes = [started("python -m bot.clock", environ) for _ in range(2)]
    yield house
    engine.dispose()


def what_was_told(session: Session) -> list[tuple[Told, TicketWarning]]:
    rows = session.execute(
        select(Ticket.number, TicketWarning).join(TicketWarning, TicketWarning.ticket_id == Ticket.id)
    )
    return [((number, warning.code, warning.what), warning) for number, warning in rows]


def misses(found: Iterable[Told]) -> set[Told]:
    return {one for one in found if one[2] == "missed"}


def test_a_clock_that_is_killed_warns_of_everything_once(house: House) -> None:
    looked = house.live_through_the_day(Story())

    with house.work.read() as session:
        rows = what_was_told(session)
        uninterrupted, as_looked = slow_recount(session, HOURS), slow_recount(session, looked)
        notices = session.scalar(select(func.count(StaffNotice.id)))
    told, given = [one for one, _ in rows], [warning for _, warning in rows]
    assert len(told) == len(set(told)), "something was told twice"
    assert misses(told) == misses(uninterrupted), "a miss is told even if the answer came while the clock was away"
    assert set(told) == as_looked
    assert min(len(misses(told)), len(told) - len(misses(told))) > 10
    assert any(one.given_at - one.at > timedelta(hours=1) for one in given), "it was away when something was to be told"
    assert notices == sum(len(one.staff_ids) for one in given)
    assert all(one.staff_ids for one in given)
