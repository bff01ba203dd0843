"""Who is concerned by a standard: the units that answer its sort of matter, by the routes there are. Data, never code.

A standard for any kind of matter concerns every unit. A matter that is routed by estate can come to any of the
operations lines that supervise one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.unit import EstateLine, Route, Unit
from backend.services import catalogues
from service_standards.charter import ANY_KIND
from service_standards.instants import BANGKOK


class OfAKind(Protocol):
    """A standard, stored or as the rules read it."""

    @property
    def kind(self) -> str: ...


Standard = TypeVar("Standard", bound=OfAKind)


def concerning(standards: Iterable[Standard], kinds: Collection[str]) -> list[Standard]:
    """Of these standards the ones for these kinds of matters, and those for any."""
    return [standard for standard in standards if standard.kind == ANY_KIND or standard.kind in kinds]


def kinds_by_unit(session: Session, now: datetime) -> dict[str, frozenset[str]]:
    """For every unit, the kinds of matters that come to it by the catalogue in force and the routes of ``now``."""
    return answered(session, _kinds_of_intents(session), now)


def answered(session: Session, kinds: Mapping[str, str], now: datetime) -> dict[str, frozenset[str]]:
    """For every unit, the kinds of the intents routed to it; ``kinds`` by intent. An intent without one is left out."""
    lines = _lines(session, now)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for route in session.scalars(select(Route).where(Route.intent_id.in_(kinds))):
        for unit_id in lines if route.by_estate else {str(route.unit_id)}:
            found[unit_id].add(kinds[route.intent_id])
    return {unit_id: frozenset(found[unit_id]) for unit_id in session.scalars(select(Unit.id).order_by(Unit.id))}


def _lines(session: Session, now: datetime) -> set[str]:
    """The operations lines that supervise at least one estate today: of each estate the assignment that began last."""
    begun = select(EstateLine).where(EstateLine.valid_from <= now.astimezone(BANGKOK).date())
    return set({row.estate_id: row.unit_id for row in session.scalars(begun.order_by(EstateLine.valid_from))}.values())


def _kinds_of_intents(session: Session) -> dict[str, str]:
    publication = catalogues.in_force(session)
    if publication is None:
        return {}
    return {intent.id: intent.kind for intent in catalogues.load(publication.version).intents.values()}
