"""What the pages of the catalogue share: who gets in, what is in force, and how a question would look in the chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from backend.desk.context import Bubble, the_desk
from backend.errors import NotFound, Refused
from backend.models.staff import Role
from backend.queries.questions import InForce, in_force, touchpoints, unit_names
from backend.services.question_drafts import QuestionDraft, intent_of, problems_in, tidy
from intents.catalogue import Catalogue, Intent
from intents.catalogue_checks import CHOICES
from service_standards.instants import in_bangkok

EDITORS = (Role.MARKETING, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the form of a question lets one choose from."""

    kinds: Sequence[str]
    stages: Sequence[str]
    units: Sequence[str]
    modes: Sequence[str]
    touchpoints: Sequence[str]
    intents: Sequence[tuple[str, str]]
    """Ids and Thai titles, by title."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the chat shows it, in both languages; nothing where it cannot be shown yet."""

    th: Sequence[Bubble]
    en: Sequence[Bubble]


def the_catalogue(session: Session) -> InForce:
    """What customers are answered from.

    Raises:
        Refused: there has been no release yet.
    """
    found = in_force(session)
    if found is None:
        raise Refused("ยังไม่มีคลังคำถามที่ใช้งานอยู่ กรุณาแจ้งผู้ดูแลระบบให้นำเข้าข้อมูลตั้งต้นก่อน")
    return found


def the_intent(catalogue: Catalogue, intent_id: str) -> Intent:
    """The question of this id.

    Raises:
        NotFound: it is not in the catalogue.
    """
    intent = catalogue.intents.get(intent_id)
    if intent is None:
        raise NotFound("ไม่พบคำถามนี้ในคลัง")
    return intent


def choices(catalogue: Catalogue) -> Choices:
    """Of this catalogue."""
    return Choices(
        kinds=CHOICES["kind"],
        stages=CHOICES["stage"],
        units=CHOICES["unit"],
        modes=CHOICES["mode"],
        touchpoints=touchpoints(catalogue),
        intents=titles(catalogue),
    )


def titles(catalogue: Catalogue) -> Sequence[tuple[str, str]]:
    """Ids and Thai titles of all questions, by title."""
    return sorted(((one.id, one.title_th) for one in catalogue.intents.values()), key=lambda one: one[1])


def today() -> date:
    """The day it is in Bangkok."""
    return in_bangkok(the_desk().work.now()).date()


def as_the_chat_shows(session: Session, catalogue: Catalogue, intent: Intent) -> Shown:
    """A question as it is."""
    names = unit_names(session).get(intent.unit, ("", ""))
    th, en = (
        the_desk().preview(catalogue, intent, language, unit_name=name, today=today())
        for language, name in zip(("th", "en"), names, strict=True)
    )
    return Shown(th, en)


def as_the_chat_would_show(session: Session, catalogue: Catalogue, draft: QuestionDraft, *, new: bool) -> Shown | None:
    """A question as it is typed; None while its faults keep it from being shown."""
    draft = tidy(draft)
    if problems_in(draft, catalogue, new=new).keys() - {"id", "short_th", "short_en"}:
        return None
    draft = replace(draft, related=tuple(one for one in draft.related if one in catalogue.intents))
    return as_the_chat_shows(session, catalogue, intent_of(draft, {}))
