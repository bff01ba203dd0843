"""What the chat would say to a question, for whoever edits it on the desk: the messages as LINE shows them, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from backend.desk.context import Bubble
from bot import answering
from bot.answering import Knowledge
from bot.conversation.state import Drafting, Step
from bot.messages import Json, plain, text
from bot.wording import Wording
from bot.words import say
from intents.catalogue import Catalogue, Intent, Mode
from intents.estates import Estate


class ChatPreview:
    """Composes with the very functions that answer customers; nothing is kept and nobody is written to."""

    def __init__(self, estates: Mapping[str, Estate]) -> None:
        self._estates = estates

    def __call__(
        self, catalogue: Catalogue, intent: Intent, language: str, *, unit_name: str, today: date
    ) -> Sequence[Bubble]:
        """The first messages that somebody who asks this gets; none where the bot answers by doing something."""
        knowledge = Knowledge(replace(catalogue, intents={**catalogue.intents, intent.id: intent}), self._estates)
        if intent.mode is Mode.DO:
            return ()
        if intent.mode is Mode.HAND_OVER:
            return (_bubble(_asked(knowledge, intent, language)),)
        messages = answering.answer(
            knowledge, intent, language, unit_name=unit_name, contact_id=0, estate_id=None, estate_candidates=(),
            today=today,
        )  # fmt: skip
        return tuple(map(_bubble, messages))


def _asked(knowledge: Knowledge, intent: Intent, language: str) -> Json:
    """What the unit needs to know, with the buttons of that step."""
    ask = intent.ask_en if language == "en" else intent.ask_th
    buttons = Wording(knowledge).step_buttons(Drafting(0, Step.DETAILS, intent.id, ()), language)
    words = say("ask_details", language, title=knowledge.title(intent.id, language), ask=ask or "")
    return text(words, quick=buttons)


def _bubble(message: Json) -> Bubble:
    items = message.get("quickReply", {}).get("items", ())
    return Bubble(plain(message), tuple(item["action"]["label"] for item in items))
