"""Units to pick from."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.unit import Unit


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit to pick from a list."""

    id: str
    short: str
    name: str


def unit_choices(session: Session) -> tuple[UnitChoice, ...]:
    """All units, in the order of their names."""
    rows = session.execute(select(Unit.id, Unit.short_th, Unit.name_th).order_by(Unit.name_th))
    return tuple(UnitChoice(*row) for row in rows)
