"""Who takes a matter: intent × estate → unit, from the route and estate_line tables. Data, never code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.unit import TRIAGE_UNIT, EstateLine, Route
from service_standards.instants import BANGKOK


@dataclass(frozen=True, slots=True)
class Routing:
    """The unit, and why it is only triage when no rule fits."""

    unit_id: str
    missing_rule: str | None = None


def needs_estate(session: Session, intent_id: str) -> bool:
    """Whether the unit depends on the estate, so that the customer must be asked for it."""
    return bool(session.scalar(select(Route.by_estate).where(Route.intent_id == intent_id)))


def line_of(session: Session, estate_id: str, at: datetime) -> str | None:
    """The operations line that supervised the estate on the Bangkok date of ``at``; None where none is known."""
    return session.scalar(
        select(EstateLine.unit_id)
        .where(EstateLine.estate_id == estate_id, EstateLine.valid_from <= at.astimezone(BANGKOK).date())
        .order_by(EstateLine.valid_from.desc())
        .limit(1)
    )


def route(session: Session, intent_id: str, estate_id: str | None, at: datetime) -> Routing:
    """The unit for a matter of this intent and estate, received at ``at``."""
    rule = session.scalar(select(Route).where(Route.intent_id == intent_id))
    if rule is None:
        return Routing(TRIAGE_UNIT, f"no route for intent {intent_id}")
    if not rule.by_estate:
        return Routing(rule.unit_id or TRIAGE_UNIT)
    if estate_id is None:
        return Routing(TRIAGE_UNIT, f"intent {intent_id} is routed by estate, none was named")
    line = line_of(session, estate_id, at)
    if line is None:
        return Routing(TRIAGE_UNIT, f"no operations line is known for estate {estate_id}")
    return Routing(line)
