"""The catalogue in force, as pages: its questions, and what units, kinds and stages there are to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.unit import Unit
from backend.services import catalogues
from intents.catalogue import Catalogue, Intent


@dataclass(frozen=True, slots=True)
class InForce:
    """The catalogue that customers are answered from, and the numbers of its version and publication."""

    catalogue: Catalogue
    version_id: int
    publication_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRow:
    """One question in the list."""

    intent: Intent
    ways: int
    review_by: date | None
    past_review: bool


def in_force(session: Session) -> InForce | None:
    """What customers are answered from; None before the first release."""
    publication = catalogues.in_force(session)
    if publication is None:
        return None
    return InForce(catalogues.load(publication.version), publication.version_id, publication.id)


def questions(catalogue: Catalogue, words: str, today: date) -> Sequence[QuestionRow]:
    """The questions with these words in title, answer, id or examples; past review first, then by title."""
    wanted = words.casefold().split()
    rows = [
        QuestionRow(
            intent=intent,
            ways=sum(map(len, intent.examples.values())),
            review_by=intent.answer.review_by if intent.answer else None,
            past_review=intent.answer is not None and intent.answer.review_by < today,
        )
        for intent in catalogue.intents.values()
        if all(word in _searched(intent) for word in wanted)
    ]
    return sorted(rows, key=lambda row: (not row.past_review, row.intent.title_th))


def _searched(intent: Intent) -> str:
    """Everything that a question can be found by."""
    answer = (intent.answer.th, intent.answer.en) if intent.answer else ()
    examples = (line for lines in intent.examples.values() for line in lines)
    return "\n".join((intent.id, intent.title_th, intent.title_en, *answer, *examples)).casefold()


def touchpoints(catalogue: Catalogue) -> Sequence[str]:
    """The touchpoints that questions have."""
    return sorted({intent.touchpoint for intent in catalogue.intents.values()})


def unit_names(session: Session) -> Mapping[str, tuple[str, str]]:
    """What each unit is called, in Thai and in English, by the short name that the catalogue uses."""
    return {row.short_th: (row.name_th, row.name_en) for row in session.scalars(select(Unit))}
