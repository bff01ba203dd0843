"""Who asks about the charter can look the standards up in the chat: those in force, called what they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from backend.models.charter import CharterVersion
from backend.services import reference
from bot import promises
from bot.conversation import acts, public, talk
from bot.conversation.commands import command
from bot.conversation.state import Drafting, Idle, Step
from bot.conversation.taps import Tap
from bot.messages import Json
from bot.words import say
from service_standards.charter import Charter, Standing, load_trial_charter
from service_standards.told import Told
from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person
from tests.bot.test_conversation import NOTHING_OPEN
from tests.journeys.phone import words

pytest_plugins = ["tests.bot.stage"]

BUTTON = "ดูมาตรฐานด้านบริการ"
TRIAL = load_trial_charter()


def bubbles(message: Json) -> list[Json]:
    return list(message["contents"]["contents"])


def shown(charter: Charter, language: str = "th", **how: Any) -> list[Json]:
    in_force = promises.InForce(Told(charter.version, charter.version), charter.in_force_from, charter)
    return promises.cards(in_force, language, **{"public_url": "https://desk.example", "quick": (), **how})


def approved(charter: Charter = TRIAL) -> Charter:
    standards = tuple(replace(one, standing=Standing.APPROVED, source="มติ") for one in charter.standards)
    since = datetime(2026, 10, 1, tzinfo=UTC)
    return replace(charter, version="2570", standing=Standing.APPROVED, standards=standards, in_force_from=since)


@pytest.fixture
def somchai(bot: Bot) -> Person:
    bot.understands.meanings["กฎบัตรว่าอย่างไร"] = meant("charter_standards")
    return bot.person()


def last(bot: Bot) -> str:
    return words(bot.line.shown[-1][1])


def test_who_asks_about_the_charter_can_see_what_is_promised(bot: Bot, somchai: Person) -> None:
    somchai.says("กฎบัตรว่าอย่างไร")
    bot.works()
    somchai.presses(BUTTON)
    bot.works()

    said = last(bot)
    assert "ข้อสอบถาม\nเจ้าหน้าที่ตอบครั้งแรก (มาตรฐานทดลอง)\nภายใน 1 วันทำการ" in said
    assert "ทุกข้อเป็นมาตรฐานทดลอง" in said
    assert say("b_person", "th") in somchai.buttons


def test_in_english_to_who_writes_english(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["your charter?"] = meant("charter_standards", language="en")
    somchai.says("your charter?")
    bot.works()
    somchai.presses("See the standards")
    bot.works()

    assert "Emergencies\nFirst answer by an officer (provisional)\nwithin 15 minutes, day and night" in last(bot)


def test_the_button_can_be_typed(bot: Bot, somchai: Person) -> None:
    somchai.says("กฎบัตรว่าอย่างไร")
    bot.works()
    somchai.says(f"{BUTTON}ค่ะ")
    bot.works()

    assert "กฎบัตรทดลอง" in last(bot)


def test_what_is_shown_is_the_version_in_force_in_the_database(bot: Bot, somchai: Person) -> None:
    since = bot.clock() + timedelta(hours=1)
    label = f"2570 at {since:%H%M%S%f} {bot.work.engine.dialect.name}"
    with bot.work.write() as session:
        reference.load_charter(session, replace(approved(), version=label, in_force_from=since))
    try:
        somchai.taps("v=1&a=standards")
        bot.works()
        assert label not in last(bot)
        bot.clock.at = since
        somchai.taps("v=1&a=standards")
        bot.works()
        assert label in last(bot)
        assert "ทดลอง" not in last(bot)
    finally:
        forget(bot, label)


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_standard_is_there_and_within_the_limits_of_line(language: str) -> None:
    (message,) = shown(TRIAL, language)

    assert len(bubbles(message)) == 1 + len(TRIAL.by_kind)
    rows = [part for bubble in bubbles(message)[1:] for part in bubble["body"]["contents"] if part["type"] == "box"]
    assert len(rows) == len(TRIAL.standards)


def test_more_sorts_of_matters_than_line_shows_side_by_side_go_in_a_second_row() -> None:
    more = tuple(
        replace(TRIAL.standards[1], code=f"response.k{chr(97 + n)}", kind=f"k{chr(97 + n)}") for n in range(13)
    )
    first, second = shown(replace(TRIAL, standards=TRIAL.standards + more), quick=[{"type": "message"}])

    assert (len(bubbles(first)), len(bubbles(second))) == (12, 12)
    assert ("quickReply" in first, "quickReply" in second) == (False, True)


def test_the_page_is_led_to_only_where_there_is_one() -> None:
    for language, path in (("th", "/charter"), ("en", "/charter/en")):
        (message,) = shown(TRIAL, language)
        (button,) = bubbles(message)[0]["footer"]["contents"]
        assert button["action"]["uri"] == f"https://desk.example{path}"
    (message,) = shown(TRIAL, public_url="")
    assert "footer" not in bubbles(message)[0]


def test_only_trial_values_are_called_so() -> None:
    (message,) = shown(approved())
    assert "ทดลอง" not in words(message)
    some = replace(approved(), standards=(TRIAL.standards[0], *approved().standards[1:]))
    (message,) = shown(some)
    assert words(message).count("(มาตรฐานทดลอง)") == 1
    assert "ข้อที่เขียนว่า “มาตรฐานทดลอง”" in words(message)


def test_looking_at_them_changes_nothing_and_is_for_groups_too() -> None:
    draft = Drafting(7, Step.DETAILS, "water_supply", (10,))
    assert talk.respond(draft, Tap("standards"), NOTHING_OPEN).state == draft
    asked = Idle(said=(10,), about="charter_standards")
    assert talk.respond(asked, Tap("standards"), NOTHING_OPEN).state == asked
    assert public.respond(Tap("standards"), NOTHING_OPEN) == (acts.ShowStandards(),)
    assert command(BUTTON) == command("see the standards") == "standards"


def forget(bot: Bot, label: str) -> None:
    """The reference data is shared by all tests of a run: what was added goes again."""
    with bot.work.write() as session:
        session.delete(session.scalars(select(CharterVersion).where(CharterVersion.label == label)).one())
