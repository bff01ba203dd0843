"""What is noted of a talk to be learned from later: only what was not answered, and never what is restricted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.models.contact import Contact
from backend.models.unanswered import QuestionGroup, Unanswered, Why
from backend.services import unanswered
from bot.preparing import Preparing
from bot.regroup import regroup
from intents.training import train
from intents.understanding import Decision
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person
from tests.catalogues import shipped, small

pytest_plugins = ["tests.bot.stage"]

ASKED = "ในนิคมมีที่ชาร์จรถไฟฟ้าไหม"
TORN = meant(decision=Decision.ASK_WHICH, candidates=("water_supply", "invoice_receipt"), confidence=0.5)


def noted(bot: Bot) -> dict[str, Why]:
    """The words of what is noted, each with why."""
    with bot.work.read() as session:
        rows = session.execute(
            select(Contact.text, Unanswered.why).join(Unanswered, Unanswered.contact_id == Contact.id)
        )
        return {row[0]: row[1] for row in rows}


def says(person: Person, *texts: str) -> None:
    for text in texts:
        person.says(text)
        person.bot.works()
        person.bot.waits(10)


def test_what_was_not_understood_is_noted_the_second_time_too(bot: Bot) -> None:
    says(bot.person(), ASKED, "มีหอพักไหม")

    assert noted(bot) == {ASKED: Why.NOT_UNDERSTOOD, "มีหอพักไหม": Why.NOT_UNDERSTOOD}


def test_what_was_understood_is_not_noted_unless_it_was_off_the_mark(bot: Bot) -> None:
    bot.understands.meanings["กนอ. คืออะไร"] = meant("about_ieat")
    person = bot.person()
    says(person, "กนอ. คืออะไร")
    assert noted(bot) == {}

    answered = person.buttons
    person.taps(answered["ไม่ตรงคำถาม"])
    bot.works()
    assert noted(bot) == {"กนอ. คืออะไร": Why.OFF_THE_MARK}

    person.taps(answered["ตรงคำถาม"])
    bot.works()
    assert noted(bot) == {}


def test_a_choice_settles_what_was_asked_and_none_of_these_does_not(bot: Bot) -> None:
    bot.understands.meanings |= {ASKED: TORN, "อีกเรื่อง": TORN}
    person = bot.person()
    says(person, ASKED)
    assert noted(bot) == {ASKED: Why.NOT_CHOSEN}
    choices = list(person.buttons)

    person.presses(choices[1])
    bot.works()
    assert noted(bot) == {}

    another = bot.person()
    says(another, "อีกเรื่อง")
    another.presses(choices[2])
    bot.works()
    assert noted(bot) == {"อีกเรื่อง": Why.NONE_FITS}


def test_none_of_these_can_be_typed_and_is_no_question(bot: Bot) -> None:
    bot.understands.meanings[ASKED] = TORN
    person = bot.person()
    says(person, ASKED)

    says(person, list(person.buttons)[2])

    assert noted(bot) == {ASKED: Why.NONE_FITS}


def test_emergencies_and_what_may_be_about_corruption_are_never_noted(bot: Bot) -> None:
    bot.understands.meanings |= {
        "ช่วยด้วย": meant(emergency=True),
        "เขาขอเงินใต้โต๊ะหรือเปล่า": meant(decision=Decision.ASK_WHICH, candidates=("corruption_report", "permit_fees")),
        "เรื่องเงิน": meant(candidates=("permit_fees", "corruption_report")),
    }
    for text in bot.understands.meanings.copy():
        says(bot.person(), text)

    assert noted(bot) == {}


def test_what_is_taken_back_is_noted_no_more(bot: Bot) -> None:
    person = bot.person()
    (message_id,) = person.says(ASKED)
    bot.works()
    bot.waits(10)
    assert noted(bot)

    person.unsends(message_id)
    bot.works()

    assert noted(bot) == {}
    with bot.work.read() as session:
        assert session.scalars(select(Unanswered)).all() == []


def test_without_a_catalogue_in_force_there_are_no_groups(bot: Bot) -> None:
    assert regroup(bot.work, None) is None


def test_with_a_model_the_groups_are_made_and_what_they_may_be_is_said(bot: Bot, small_artefact: bytes) -> None:
    with bot.work.write() as session:
        shipped(session, model=small_artefact)
    for text in ("น้ำไม่ไหลตั้งแต่เช้า", "เช้านี้น้ำไม่ไหลเลย", "วันเสาร์เปิดกี่โมง"):
        says(bot.person(), text)

    assert regroup(bot.work, None) == 2

    with bot.work.read() as session:
        rows = session.execute(
            select(Unanswered.group_id, QuestionGroup.likely)
            .join(QuestionGroup, QuestionGroup.id == Unanswered.group_id)
            .order_by(Unanswered.contact_id)
        ).all()
    (water, likely), (water_too, _), (hours, _) = rows
    assert water == water_too != hours
    assert likely[0] == "water_supply"


def test_the_clock_has_groups_made_when_something_new_was_noted_and_not_twice_at_once(bot: Bot) -> None:
    started: list[Helper] = []

    def start() -> Helper:
        started.append(Helper())
        return started[-1]

    grouper = Preparing(start, unanswered.grouping_is_due)

    def looks() -> int:
        grouper.prepare(bot.work, bot.doorbell, bot.clock())
        return len(started)

    assert looks() == 0
    says(bot.person(), ASKED)
    assert (looks(), looks()) == (1, 1)


class Helper:
    """A process that runs on."""

    def poll(self) -> int | None:
        return None

    def terminate(self) -> None:
        """Nobody asks it to."""


@pytest.fixture(scope="session")
def small_artefact() -> bytes:
    """A model of the small catalogue."""
    return train(small(), None)
