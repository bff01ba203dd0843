"""A worker, a postman and an officer at one matter at once: nobody fails, and each sees what the others did.

On PostgreSQL alone: on SQLite whoever writes holds the whole database, so that there is no between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from backend.models.outbox import OutboxMessage, Sending
from backend.models.staff import Staff
from backend.models.ticket import Status, Ticket
from backend.services import access, tickets
from backend.work import Work
from bot.conversation import taps
from bot.deliver import LEASE, Postman
from bot.drain import Drain
from bot.wording import Wording
from intents.understanding import Understanding
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person, knowledge
from tests.factories import a_staff, a_ticket
from tests.interleaving import LONGEST, until_held_up

pytest_plugins = ["tests.bot.stage"]
pytestmark = pytest.mark.parametrize("house", ["postgres"], indirect=True)

CLEAR, MEANWHILE = "กนอ. คืออะไร", "กนอ. ทำอะไร"


@dataclass(frozen=True)
class Scene:
    """A customer with matters of one unit, and an officer of it."""

    bot: Bot
    somchai: Person
    officer_id: int
    numbers: tuple[str, ...]
    ids: tuple[int, ...]

    def officer(self, do: Callable[..., None], *, which: int = 0, meanwhile: Callable[[], object] = int) -> None:
        """An officer takes a matter in hand and does something with it, from the page as it is now."""
        with self.bot.work.write() as session:
            by = session.get_one(Staff, self.officer_id)
            ticket = access.ticket_for(session, by, self.numbers[which], to_change=True)
            meanwhile()
            do(session, ticket, by, "ตรวจสอบแล้ว", seen=ticket.version, now=self.bot.clock())

    def drains(self, *, meanwhile: Callable[[], object]) -> None:
        """A worker handles what waits. ``meanwhile``: what happens in the middle of it, as it reads ``MEANWHILE``."""
        understand = During(self.bot, meanwhile)
        Drain(self.bot.work, understand, Wording(knowledge()), lambda: None).handle(self.somchai.id)

    def tap(self, action: str, which: int | None = None) -> dict[str, object]:
        """The event of a button, of one of the matters."""
        ticket_id = None if which is None else self.ids[which]
        return self.somchai.event("postback", postback={"data": taps.data(action, ticket_id=ticket_id)})

    def text(self, text: str) -> dict[str, object]:
        """The event of a text."""
        return self.somchai.message("text", text=text)

    @property
    def matters(self) -> list[tuple[Status, int, list[str]]]:
        """Status, version and what has happened since the receipt, of each."""
        with self.bot.work.read() as session:
            found = session.scalars(select(Ticket).order_by(Ticket.id)).all()
            return [(one.status, one.version, [happened.what for happened in one.events][1:]) for one in found]


class During:
    """Understands, and at the second hearing of ``MEANWHILE``, which is in the transaction, lets something happen."""

    def __init__(self, bot: Bot, meanwhile: Callable[[], object]) -> None:
        self._bot, self._meanwhile, self._heard = bot, meanwhile, 0

    def __call__(self, text: str) -> Understanding:
        self._heard += text == MEANWHILE
        if text == MEANWHILE and self._heard == 2:
            self._meanwhile()
        return self._bot.understands(text)


@pytest.fixture
def scene(bot: Bot) -> Scene:
    """Two matters of one customer."""
    bot.understands.meanings |= {CLEAR: meant("about_ieat"), MEANWHILE: meant("about_ieat")}
    somchai = bot.person()
    somchai.says(CLEAR)
    bot.works()
    with bot.work.write() as session:
        officer = a_staff(session)
        found = [a_ticket(session, chat=somchai.chat(session), at=bot.clock()) for _ in range(2)]
        return Scene(bot, somchai, officer.id, tuple(one.number for one in found), tuple(one.id for one in found))


@pytest.fixture
def remembering() -> Iterator[None]:
    """A session knows what it has read for as long as anybody refers to it: here somebody does to the end."""
    read = []

    def keep(_session: Session, row: object) -> None:
        read.append(row)

    event.listen(Session, "loaded_as_persistent", keep)
    yield
    event.remove(Session, "loaded_as_persistent", keep)


def test_an_officer_answers_while_a_worker_who_has_the_chat_waits_for_the_matter(scene: Scene) -> None:
    engine, has_matter = scene.bot.work.engine, Event()
    scene.bot.hears(scene.text(MEANWHILE), scene.tap("withdraw_yes", 0))

    def in_hand() -> None:
        has_matter.set()
        until_held_up(engine)

    def answers() -> None:
        scene.officer(tickets.answer, meanwhile=in_hand)

    with ThreadPoolExecutor(1) as desk:
        answering = []
        scene.drains(meanwhile=lambda: answering.append(desk.submit(answers)) or has_matter.wait(LONGEST))
        answering[0].result()

    assert scene.matters[0] == (Status.CANCELLED, 3, ["answered", "cancelled"])


@pytest.mark.usefixtures("remembering")
def test_a_worker_sees_what_an_officer_did_while_it_read(scene: Scene) -> None:
    scene.bot.hears(scene.text(CLEAR), scene.tap("menu"), scene.text(MEANWHILE), scene.tap("withdraw_yes", 0))
    scene.drains(meanwhile=lambda: scene.officer(tickets.log_call))

    assert scene.matters[0] == (Status.CANCELLED, 3, ["responded", "cancelled"])


@pytest.mark.usefixtures("remembering")
def test_what_an_officer_resolved_while_the_worker_read_is_not_withdrawn_any_more(scene: Scene) -> None:
    scene.bot.hears(scene.text(CLEAR), scene.tap("menu"), scene.text(MEANWHILE), scene.tap("withdraw_yes", 0))
    scene.drains(meanwhile=lambda: scene.officer(tickets.resolve))

    assert scene.matters[0] == (Status.RESOLVED, 2, ["resolved"])


def test_a_postman_who_has_word_of_two_matters_waits_until_the_worker_is_through_with_both(scene: Scene) -> None:
    engine = scene.bot.work.engine
    in_call, go = Event(), Event()
    for which in (0, 1):
        scene.officer(tickets.answer, which=which)
    scene.somchai.says(CLEAR)
    scene.bot.hands.drain.handle(scene.somchai.id)  # its free reply takes both answers along
    scene.bot.line.fates.append(lambda: in_call.set() or go.wait(LONGEST))

    with ThreadPoolExecutor(1) as postman:
        delivering = postman.submit(scene.bot.hands.postman.deliver, scene.somchai.id)
        assert in_call.wait(LONGEST)
        scene.bot.hears(scene.tap("withdraw_yes", 1), scene.text(MEANWHILE), scene.tap("withdraw_yes", 0))
        scene.drains(meanwhile=lambda: go.set() or until_held_up(engine, delivering))
        delivering.result()

    assert [len(call.messages) for call in scene.bot.line.calls][-1] == 3
    assert [(status, what) for status, _, what in scene.matters] == [
        (Status.CANCELLED, ["answered", "cancelled", "responded"])
    ] * 2


def test_of_two_postmen_who_settle_the_same_message_at_once_one_writes_it_into_the_history(scene: Scene) -> None:
    bot, engine = scene.bot, scene.bot.work.engine
    both_called, go = Event(), Event()
    scene.officer(tickets.answer)
    others = ThreadPoolExecutor(1)
    delivering = []

    def hang() -> None:
        bot.clock.move(seconds=LEASE.total_seconds() + 1)
        delivering.append(others.submit(bot.worker().postman.deliver, scene.somchai.id))
        assert both_called.wait(LONGEST)

    def clock() -> datetime:
        if both_called.is_set() and not go.is_set():  # the first has read what there is to settle
            go.set()
            until_held_up(engine, delivering[0])
        return bot.clock()

    bot.line.fates.extend([hang, lambda: both_called.set() or go.wait(LONGEST)])
    first = Postman(Work(engine, bot.doorbell, clock), bot.line, Wording(knowledge()), bot.doorbell.ring_at)
    with others:
        first.deliver(scene.somchai.id)
        delivering[0].result()

    assert scene.matters[0] == (Status.IN_PROGRESS, 2, ["answered", "responded"])
    with bot.work.read() as session:
        assert {row.state for row in session.scalars(select(OutboxMessage))} == {Sending.SENT}
