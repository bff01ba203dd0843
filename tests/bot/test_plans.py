"""What a tap asks the database for is found by an index, however much is kept."""

from __future__ import annotations

import pytest

from backend.models.contact import Author
from bot.conversation import taps
from tests.bot.stage import Bot
from tests.factories import a_contact
from tests.plans import plans_of

pytest_plugins = ["tests.bot.stage"]


@pytest.mark.parametrize(
    ("action", "part", "index"),
    [
        ("tickets", "ORDER BY ticket.id DESC", "ix_ticket_conversation_id"),
        ("good", "WHERE contact.about_contact_id =", "ix_contact_about_contact_id"),
    ],
)
def test_it_is_found_by_its_index(bot: Bot, action: str, part: str, index: str) -> None:
    who = bot.person()
    who.follows()
    bot.works()
    with bot.work.write() as session:
        answer = a_contact(session, who.chat(session), "คำตอบค่ะ", author=Author.BOT)
    who.taps(taps.data(action, **({"contact_id": answer.id} if action == "good" else {})))

    plans = plans_of(bot.work.engine, bot.works, part)

    assert plans
    for plan in plans:
        assert index in plan
        assert "Seq Scan" not in plan
