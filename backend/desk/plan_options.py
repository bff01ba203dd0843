"""What may be chosen in the forms of the plan and the register."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from backend.desk.forms import Options
from backend.queries.follow_ups import Target
from backend.queries.units import unit_choices
from backend.services.support_process import support_process


def step_options() -> Options:
    """The steps of the process."""
    return [(str(step.number), f"{step.number}. {step.short}") for step in support_process().steps]


def unit_options(session: Session) -> Options:
    """All units."""
    return [
        (unit.id, unit.name if unit.short == unit.name else f"{unit.short} {unit.name}")
        for unit in unit_choices(session)
    ]


def target_options(targets: Iterable[Target]) -> Options:
    """Things to point at, by number."""
    return [(str(target.id), target.words) for target in targets]


def token_options(targets: Iterable[Target]) -> Options:
    """Things of several sorts to point at, by token."""
    return [(target.token, target.words) for target in targets]
