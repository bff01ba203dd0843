"""Laws of a ticket that hold whatever officers, the customer and the channel do to it, in whatever order.

What each act leads to is written down here once more, act by status, and held against what the verbs do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from backend.errors import Conflict, Refused
from backend.models.contact import Contact
from backend.models.outbox import OutboxMessage
from backend.models.staff import Staff
from backend.models.ticket import Status, Ticket
from backend.services import clocks, ratings, tickets
from backend.work import make_engine, make_sessions
from service_standards.charter import load_trial_charter
from service_standards.clock import read_clock
from service_standards.course import State
from service_standards.events import Event, What
from service_standards.office import calendars
from service_standards.terms import Measure
from tests.factories import NOW, a_contact, a_staff, a_ticket, a_unit, an_estate, told_all

KINDS = ["inquiry", "utility", "complaint", "emergency", "suggestion", "unheard_of"]
OFFICERS_MEASURES = (Measure.FIRST_RESPONSE, Measure.RESOLUTION, Measure.PROGRESS)


@dataclass
class Story:
    """A ticket, what has happened to it so far, and what ought to be true of it by now."""

    session: Session
    ticket: Ticket
    by: Staff
    now: datetime
    status: Status = Status.NEW
    version: int = 1
    owes_question: bool = False
    awaits_answer: bool = False
    notices: int = 0
    contacts: int = 1
    past: list[tuple[object, ...]] = field(default_factory=list)

    @property
    def other_unit(self) -> str:
        return next(unit for unit in ("ops2", "fpk") if unit != self.ticket.unit_id)


Act = Callable[[Story], None]


def answer(story: Story) -> None:
    tickets.answer(story.session, story.ticket, story.by, "กำลังตรวจสอบ", seen=story.version, now=story.now)
    story.notices += 1
    story.contacts += 1


def ask(story: Story) -> None:
    tickets.ask_back(story.session, story.ticket, story.by, "แปลงไหน", seen=story.version, now=story.now)
    story.owes_question = True
    story.notices += 1
    story.contacts += 1


def note(story: Story) -> None:
    tickets.note(story.session, story.ticket, story.by, "ถามช่างแล้ว", seen=story.version, now=story.now)


def call(story: Story) -> None:
    tickets.log_call(story.session, story.ticket, story.by, "นัดพรุ่งนี้", seen=story.version, now=story.now)


def transfer(story: Story) -> None:
    before = [clock.reading.due for clock in clocks.readings(story.session, story.ticket, story.now)]
    tickets.transfer(
        story.session, story.ticket, story.by, story.other_unit, "เป็นงานของอีกหน่วย", seen=story.version, now=story.now
    )
    story.notices += 1
    assert [clock.reading.due for clock in clocks.readings(story.session, story.ticket, story.now)] == before


def correct_kind(story: Story) -> None:
    kind = "permit" if story.ticket.kind != "permit" else "inquiry"
    tickets.correct_kind(story.session, story.ticket, story.by, kind, "แจ้งผิดประเภท", seen=story.version, now=story.now)
    found = clocks.readings(story.session, story.ticket, story.now)
    assert {clock.standard.kind for clock in found} == {kind}
    assert {clock.reading.received_at for clock in found} == {story.ticket.received_at}


def resolve(story: Story) -> None:
    tickets.resolve(story.session, story.ticket, story.by, "แก้ไขแล้ว", seen=story.version, now=story.now)
    story.notices += 1
    story.contacts += 1


def reopen(story: Story) -> None:
    tickets.reopen(story.session, story.ticket, story.by, "ยังไม่เรียบร้อย", seen=story.version, now=story.now)
    story.awaits_answer = False
    story.notices += 1


def customer_reopens(story: Story) -> None:
    was_open = story.ticket.status.is_open
    tickets.reopen_for_customer(story.session, story.ticket, None, at=story.now, now=story.now)
    if not was_open:
        story.awaits_answer = False
        story.version += 1


def withdraw(story: Story) -> None:
    tickets.cancel(story.session, story.ticket, None, at=story.now, now=story.now)


def customer_writes(story: Story) -> None:
    contact = a_contact(story.session, story.ticket.conversation, "แปลง 12", at=story.now)
    tickets.customer_wrote(story.session, story.ticket, contact, story.now)
    story.awaits_answer = False
    story.contacts += 1


def late_word(story: Story) -> None:
    """A message from before the matter was left, that LINE delivered only now."""
    contact = a_contact(story.session, story.ticket.conversation, "สวัสดี", at=NOW - timedelta(minutes=1))
    tickets.customer_wrote(story.session, story.ticket, contact, story.now)
    story.contacts += 1


def accepted(story: Story) -> None:
    told_all(story.session, story.ticket, story.now)
    if story.owes_question:
        story.owes_question, story.awaits_answer = False, True


def place(story: Story) -> None:
    tickets.place(story.session, story.ticket, "bangpoo", at=story.now, now=story.now)


def rate(story: Story, score: int) -> None:
    resolution = tickets.resolutions(story.ticket)
    ratings.rate(story.session, story.ticket, resolution, score, at=story.now, now=story.now)


def rate_well(story: Story) -> None:
    rate(story, 5)


def rate_badly(story: Story) -> None:
    rate(story, 1)


NEW, IN_PROGRESS, WAITING, RESOLVED, CLOSED, CANCELLED = Status
SAVES = {answer, ask, note, call, transfer, correct_kind, resolve, reopen, withdraw}
"""The acts that raise the version by one."""

ALLOWED: dict[Act, dict[Status, Status]] = {
    answer: {NEW: IN_PROGRESS, IN_PROGRESS: IN_PROGRESS, WAITING: WAITING},
    ask: {NEW: WAITING, IN_PROGRESS: WAITING, WAITING: WAITING},
    note: {status: status for status in Status},
    call: {NEW: IN_PROGRESS, IN_PROGRESS: IN_PROGRESS, WAITING: WAITING},
    transfer: {NEW: NEW, IN_PROGRESS: NEW, WAITING: WAITING},
    correct_kind: {status: status for status in Status},
    resolve: {NEW: RESOLVED, IN_PROGRESS: RESOLVED, WAITING: RESOLVED},
    reopen: {RESOLVED: IN_PROGRESS, CLOSED: IN_PROGRESS},
    customer_reopens: {
        NEW: NEW, IN_PROGRESS: IN_PROGRESS, WAITING: WAITING, RESOLVED: IN_PROGRESS, CLOSED: IN_PROGRESS
    },
    withdraw: {NEW: CANCELLED, IN_PROGRESS: CANCELLED, WAITING: CANCELLED},
    customer_writes: {status: IN_PROGRESS if status is WAITING else status for status in Status},
    late_word: {status: status for status in Status},
    accepted: {status: status for status in Status},
    place: {status: status for status in Status},
    rate_well: {RESOLVED: CLOSED, CLOSED: CLOSED},
    rate_badly: {RESOLVED: RESOLVED, CLOSED: CLOSED},
}  # fmt: skip


def now_leads_to(story: Story, act: Act) -> Status | None:
    """Where an act leads from here; None where it is refused."""
    to = ALLOWED[act].get(story.status)
    if to is None or not to.is_open or act not in (accepted, late_word):
        return to
    asked = story.awaits_answer or (act is accepted and story.owes_question)
    if asked:
        return WAITING
    return IN_PROGRESS if act is late_word and to is WAITING else to


def history(ticket: Ticket) -> list[tuple[object, ...]]:
    """What happened, in the order in which it was written down."""
    written = sorted(ticket.events, key=lambda one: one.id)
    return [(one.id, one.what, one.at, one.staff_id, one.contact_id, one.detail) for one in written]


def step(story: Story, act: Act, wait: timedelta) -> None:
    """One act, and all that must be true after it."""
    story.now += wait
    expected = now_leads_to(story, act)
    before = (history(story.ticket), story.ticket.version, story.ticket.status, story.ticket.due_at)
    if expected is None:
        with pytest.raises(Refused):
            act(story)
        assert (history(story.ticket), story.ticket.version, story.ticket.status, story.ticket.due_at) == before
    else:
        act(story)
        story.status = expected
        story.version += act in SAVES
    holds(story)
    assert history(story.ticket)[: len(before[0])] == before[0], "what happened once has happened"


def holds(story: Story) -> None:
    ticket = story.ticket
    assert (ticket.status, ticket.version) == (story.status, story.version)
    assert ticket.due_at == earliest_running(ticket, story.now)
    paused = [
        clock for clock in clocks.readings(story.session, ticket, story.now) if clock.reading.state is State.PAUSED
    ]
    assert not paused or ticket.status is WAITING, "a clock waits for the customer and the matter does not"


def is_told_in_full(story: Story) -> None:
    ticket = story.ticket
    of_ticket = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.ticket_id == ticket.id)
    assert story.session.scalar(of_ticket) == story.notices, "one notice for each thing told"
    talk = select(func.count()).select_from(Contact).where(Contact.ticket_id == ticket.id)
    assert story.session.scalar(talk) == story.contacts, "one contact for each thing said"


def earliest_running(ticket: Ticket, now: datetime) -> datetime | None:
    """The due instant to sort by, worked out from the trial charter's file and the history alone."""
    charter = load_trial_charter()
    events = [Event(max(one.at, ticket.received_at), What(one.what)) for one in ticket.events if one.what in set(What)]
    dues = []
    for measure in OFFICERS_MEASURES:
        if standard := charter.standard_for(ticket.kind, measure):
            reading = read_clock(standard.terms, calendars()[standard.calendar], events, now)
            if reading.state is State.RUNNING and reading.next_due:
                dues.append(reading.next_due)
    return min(dues, default=None)


@pytest.fixture(scope="module")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A SQLite with a ticket of each kind; each of many examples rolls back what it did to it."""
    copy = shutil.copy(sqlite_template, tmp_path_factory.mktemp("laws") / "nikhom.db")
    engine = make_engine(f"sqlite:///{copy}")
    with make_sessions(engine).begin() as session:
        furnish(session)
    yield engine
    engine.dispose()


def furnish(session: Session) -> None:
    a_unit(session)
    an_estate(session, "bangpoo")
    a_staff(session, username="officer")
    for kind in KINDS:
        a_ticket(session, kind=kind)


def begin(session: Session, kind: str) -> Story:
    by = session.scalars(select(Staff).where(Staff.username == "officer")).one()
    return Story(session, session.scalars(select(Ticket).where(Ticket.kind == kind)).one(), by, NOW)


acts = st.lists(
    st.tuples(
        st.sampled_from(list(ALLOWED)), st.sampled_from([1, 20, 90, 600, 3000]).map(lambda m: timedelta(minutes=m))
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(KINDS), acts=acts)
def test_whatever_is_done_in_whatever_order_the_ticket_stays_true_to_its_history(
    furnished: Engine, kind: str, acts: list[tuple[Act, timedelta]]
) -> None:
    with make_sessions(furnished)() as session:
        story = begin(session, kind)
        holds(story)
        for act, wait in acts:
            step(story, act, wait)
        is_told_in_full(story)


TO_REACH: dict[Status, list[Act]] = {
    NEW: [],
    IN_PROGRESS: [answer],
    WAITING: [ask],
    RESOLVED: [resolve],
    CLOSED: [resolve, rate_well],
    CANCELLED: [withdraw],
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", ALLOWED, ids=lambda act: act.__name__)
def test_every_act_in_every_status_leads_where_it_should_or_is_refused(
    furnished: Engine, status: Status, act: Act
) -> None:
    with make_sessions(furnished)() as session:
        story = begin(session, "complaint")
        for before in TO_REACH[status]:
            step(story, before, timedelta(minutes=5))
        assert story.ticket.status is status
        step(story, act, timedelta(minutes=5))
        is_told_in_full(story)


OFFICERS = [answer, ask, note, call, transfer, correct_kind, resolve, reopen]


@settings(max_examples=25, deadline=None)
@given(acts=acts, act=st.sampled_from(OFFICERS), behind=st.sampled_from([-2, -1, 1]))
def test_a_save_from_a_page_of_another_version_is_a_conflict_or_refused_and_changes_nothing(
    furnished: Engine, acts: list[tuple[Act, timedelta]], act: Act, behind: int
) -> None:
    with make_sessions(furnished)() as session:
        story = begin(session, "utility")
        for done, wait in acts:
            step(story, done, wait)
        seen, story.version = story.version, story.version + behind
        before = history(story.ticket)
        with pytest.raises((Conflict, Refused) if now_leads_to(story, act) is None else Conflict):
            act(story)
        story.version = seen
        assert history(story.ticket) == before
        holds(story)


def test_the_laws_hold_on_both_databases(session: Session) -> None:
    furnish(session)
    story = begin(session, "complaint")
    talk = [
        ask,
        accepted,
        customer_writes,
        answer,
        accepted,
        transfer,
        correct_kind,
        ask,
        accepted,
        late_word,
        customer_writes,
    ]
    end = [resolve, accepted, rate_badly, customer_reopens, place, answer, resolve, rate_well, reopen, call, withdraw]
    for act in talk + end:
        step(story, act, timedelta(hours=5))

    is_told_in_full(story)
    assert story.ticket.status is CANCELLED
