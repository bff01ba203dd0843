"""Two needs in one message, from the webhook to the phone: both are kept, both are taken up, neither is lost."""

from __future__ import annotations

import pytest

from tests.bot.fakes import meant
from tests.bot.stage import Bot, Person

pytest_plugins = ["tests.bot.stage"]

WATER_AND_RECEIPT = "น้ำไม่ไหล แล้วขอใบเสร็จเดือนที่แล้วด้วย"


@pytest.fixture
def somchai(bot: Bot) -> Person:
    """A customer whose two needs are understood."""
    bot.understands.meanings[WATER_AND_RECEIPT] = meant("water_supply", also="invoice_receipt")
    return bot.person()


def test_the_record_shows_both_needs_and_the_language(bot: Bot, somchai: Person) -> None:
    somchai.says(WATER_AND_RECEIPT)
    bot.works()
    said = bot.kept[0]

    assert (said.intent_id, said.also_intent_id, said.language) == ("water_supply", "invoice_receipt", "th")


def test_letters_of_no_language_are_recorded_as_none(bot: Bot, somchai: Person) -> None:
    bot.understands.meanings["12345"] = meant("ticket_status", language="other")
    somchai.says("12345")
    bot.works()

    assert bot.kept[0].language is None
