"""A worker takes up what is put in force without a restart, and goes on with what it has when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from backend.models.alarm import Alarm, UnderstandingModel
from backend.models.ticket import Ticket
from backend.services import catalogues, preparation
from bot import pump, serving
from bot.drain import Drain
from bot.serving import MODEL_MAY_BE_MISSING, Follower, NothingToServe, Served
from bot.trainer import prepare
from bot.wording import Wording
from intents.catalogue import Catalogue
from intents.catalogue_writing import changed
from intents.encoder import Encoder
from intents.training import train
from tests.bot.stage import Bot, Person
from tests.catalogues import BUS, BUS_QUESTION, small, with_bus, with_example
from tests.factories import a_staff

pytest_plugins = ["tests.bot.stage"]
QUESTIONS = Path(__file__).parent / "questions_of_the_small_catalogue.jsonl"
ANSWERED = "เปิดวันจันทร์ถึงศุกร์ค่ะ"


@pytest.fixture(scope="module")
def trained() -> Callable[[Catalogue, Encoder | None], bytes]:
    """Trains each catalogue once for all these tests."""
    made: dict[str, bytes] = {}

    def learn(catalogue: Catalogue, encoder: Encoder | None) -> bytes:
        if catalogue.content_hash not in made:
            made[catalogue.content_hash] = train(catalogue, encoder)
        return made[catalogue.content_hash]

    return learn


class Office:
    """A bot whose worker follows what is published, and staff who publish."""

    def __init__(self, bot: Bot, learn: Callable[[Catalogue, Encoder | None], bytes]) -> None:
        self.bot, self.work, self._learn = bot, bot.work, learn
        with self.work.write() as session:
            self.staff = a_staff(session)
        self.first = self.makes(small())
        self.publishes(self.first)
        self.served = serving.at_start(self.work, None)
        self.follower = self.follows()

    def follows(self) -> Follower:
        self._take_up(self.served)
        return Follower(self.work, self.served, self._take_up)

    def _take_up(self, served: Served) -> None:
        wording = Wording(served.knowledge)
        drain = Drain(self.work, served.understander.understand, wording, self.bot.line.bot_user_id)
        self.served = served
        pump.use(replace(self.bot.hands, drain=drain))

    def makes(self, catalogue: Catalogue, *, prepared: bool = True) -> int:
        """A version, by its number."""
        with self.work.write() as session:
            current = catalogues.in_force(session)
            version = catalogues.make_version(
                session, catalogue, by=self.staff if current else None, why="ลอง",
                based_on=current.version if current else None, now=self.now,
            )  # fmt: skip
        if prepared:
            self.prepares(version.id)
        return version.id

    def prepares(self, version_id: int) -> None:
        with self.work.write() as session:
            task = preparation.take(session, self.now, version_id=version_id)
        assert task is not None
        assert prepare(self.work, task, None, self._learn, QUESTIONS)

    def publishes(self, version_id: int) -> None:
        with self.work.write() as session:
            current = catalogues.in_force(session)
            seen = current.id if current else 0
            catalogues.publish(session, version_id, by=None, why="ลอง", seen=seen, now=self.now)

    @property
    def now(self) -> datetime:
        return self.bot.clock()

    def alarms(self) -> list[tuple[str, str, int]]:
        with self.work.read() as session:
            return [(row.kind, row.subject, row.count) for row in session.scalars(select(Alarm))]

    def answers(self, person: Person, text: str) -> str:
        """What a running worker says to this."""
        before = len(person.told)
        person.says(text)
        self.bot.clock.move(seconds=5)  # it may have been a fragment
        pump.pump()
        return "\n".join(person.told[before:])


@pytest.fixture
def office(bot: Bot, trained: Callable[[Catalogue, Encoder | None], bytes]) -> Office:
    return Office(bot, trained)


def test_a_new_question_is_answered_from_its_publication_on_and_no_longer_after_going_back(office: Office) -> None:
    person = office.bot.person()
    assert BUS not in office.answers(person, BUS_QUESTION)
    new = office.makes(with_bus())
    office.follower.look()
    assert BUS not in office.answers(office.bot.person(), BUS_QUESTION), "it is only made, not published"

    office.publishes(new)
    office.follower.look()
    assert BUS in office.answers(office.bot.person(), BUS_QUESTION)
    assert ANSWERED in office.answers(office.bot.person(), "เปิดกี่โมง")

    office.publishes(office.first)
    office.follower.look()
    assert BUS not in office.answers(office.bot.person(), BUS_QUESTION)
    assert office.alarms() == []


def test_what_was_trained_is_compared_with_what_is_in_force(office: Office) -> None:
    new = office.makes(with_bus())

    with office.work.read() as session:
        report = catalogues.find(session, new).report
    assert report is not None
    assert report["compared_with"] == office.first
    assert report["before"]["first"]["of"] == report["after"]["first"]["of"] == 3


def test_a_damaged_model_leaves_the_one_before_at_work_and_is_told_once(office: Office) -> None:
    new = office.makes(with_bus())
    with office.work.write() as session:
        session.execute(update(UnderstandingModel).values(artefact=b"damaged"))
    office.publishes(new)

    office.follower.look()
    office.follower.look()
    assert office.alarms() == [("model_damaged", f"version {new}", 1)]
    assert ANSWERED in office.answers(office.bot.person(), "เปิดกี่โมง")

    with office.work.write() as session:
        preparation.ask_again(session, new, office.now)
    office.prepares(new)
    office.follower.look()
    assert BUS in office.answers(office.bot.person(), BUS_QUESTION), "mended, it is taken up"


def test_a_model_that_is_missing_is_waited_for_and_told_when_that_takes_long(office: Office) -> None:
    new = office.makes(with_bus())
    office.publishes(new)
    with office.work.write() as session:
        session.execute(delete(UnderstandingModel))

    office.follower.look()
    assert office.alarms() == []
    office.bot.clock.move(seconds=MODEL_MAY_BE_MISSING.total_seconds())
    office.follower.look()
    office.follower.look()

    assert office.alarms() == [("model_missing", f"version {new}", 1)]
    assert ANSWERED in office.answers(office.bot.person(), "เปิดกี่โมง")


def test_a_worker_that_starts_serves_the_last_version_that_it_can(office: Office) -> None:
    new = office.makes(with_bus())
    office.publishes(new)
    assert serving.at_start(office.work, None).which.version_id == new
    with office.work.write() as session:
        version = catalogues.find(session, new)
        version.content_hash = "of a content without a model"

    assert serving.at_start(office.work, None).which.version_id == office.first
    with office.work.write() as session:
        session.execute(delete(UnderstandingModel))
    with pytest.raises(NothingToServe, match="Run the release process"):
        serving.at_start(office.work, None)


def test_words_forgotten_go_from_what_is_served_as_soon_as_it_is_trained_without_them(office: Office) -> None:
    said = "บ้านหนูอยู่ซอยสามข้างวัด รถเสียบ่อยมาก"
    new = office.makes(with_example(with_bus(), "bus_lines", said))
    office.publishes(new)
    office.follower.look()
    assert said in office.served.knowledge.catalogue.intents["bus_lines"].examples["th"]

    with office.work.write() as session:
        assert catalogues.forget_words(session, {"bus_lines": [said]}, office.now) == [new]
    office.follower.look()
    assert BUS in office.answers(office.bot.person(), BUS_QUESTION), "it goes on while the new one is trained"

    office.prepares(new)
    office.follower.look()
    assert said not in office.served.knowledge.catalogue.intents["bus_lines"].examples["th"]
    assert BUS in office.answers(office.bot.person(), BUS_QUESTION)


def test_a_matter_of_a_question_that_was_taken_back_goes_on(office: Office) -> None:
    hours = small().intents["office_hours"]
    plain = replace(hours, mode="H", answer=None, related=())
    person = replace(plain, id="talk_to_person", examples={"th": ("ขอสายเจ้าหน้าที่", "ต่อสายคนจริง")})
    stop = replace(plain, id="bus_stop", examples={"th": (BUS_QUESTION, "ป้ายรถพัง")})
    before = office.makes(changed(small(), [person]))
    office.publishes(before)
    office.publishes(office.makes(changed(small(), [person, stop])))
    office.follower.look()
    customer = office.bot.person()
    office.answers(customer, BUS_QUESTION)

    office.publishes(before)
    office.follower.look()
    for text in ("ป้ายหน้าประตูสามค่ะ", "ไปต่อ", "ข้าม", "ยืนยัน"):
        office.answers(customer, text)

    with office.work.read() as session:
        (ticket,) = session.scalars(select(Ticket))
        assert (ticket.intent_id, ticket.details) == ("talk_to_person", f"{BUS_QUESTION}\nป้ายหน้าประตูสามค่ะ")
