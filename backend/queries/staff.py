"""Staff as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.models.staff import Role, Staff
from backend.models.unit import Unit
from backend.queries.units import UnitChoice, unit_choices
from backend.services.sign_in import is_locked


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """One account."""

    id: int
    username: str
    name: str
    role: Role
    unit: str
    head: bool
    email: str
    active: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class StaffList:
    """All accounts, those in use first, and the units one may be made for."""

    staff: Sequence[StaffView]
    units: Sequence[UnitChoice]


def staff_list(session: Session, now: datetime) -> StaffList:
    """Read both in two statements."""
    rows = session.execute(
        select(Staff, Unit.short_th)
        .join(Unit, Unit.id == Staff.unit_id)
        .order_by(Staff.active.desc(), Unit.name_th, Staff.name, Staff.id)
    )
    return StaffList(tuple(_view(staff, unit, now) for staff, unit in rows), unit_choices(session))


def _view(staff: Staff, unit: str, now: datetime) -> StaffView:
    return StaffView(
        id=staff.id,
        username=staff.username,
        name=staff.name,
        role=staff.role,
        unit=unit,
        head=staff.head,
        email=staff.email,
        active=staff.active,
        locked=is_locked(staff, now) or is_locked(staff, now, familiar=True),
    )
