"""What every number of the reports means, in the order in which they are explained: one place for pages and files."""

from __future__ import annotations

from collections.abc import Mapping

from backend.queries import bot_answers
from service_standards import satisfaction
from service_standards.compliance import DEFINITIONS, MEANINGS, Meaning

BOT_ANSWERS = "bot_answers"
_BESIDE = {
    "satisfaction": Meaning(
        title_th="ความพึงพอใจเฉลี่ย",
        title_en="Mean satisfaction",
        counts_th=satisfaction.DEFINITION.th,
        counts_en=satisfaction.DEFINITION.en,
    ),
    BOT_ANSWERS: Meaning(
        title_th="คำตอบของบอต",
        title_en="The bot's answers",
        counts_th=bot_answers.DEFINITION_TH,
        counts_en=bot_answers.DEFINITION_EN,
    ),
}


def every_number() -> Mapping[str, Meaning]:
    """Each meaning by the name of its number: the figures, what is worked out from them, and what stands beside."""
    figures = {figure.value: meaning for figure, meaning in DEFINITIONS.items()}
    derived = {number.value: meaning for number, meaning in MEANINGS.items()}
    return {**figures, **derived, **_BESIDE}
