"""The agency's customer support process: the seven steps of its own manual, as data in ``backend/data``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from backend.services.reference import UNITS

MANUAL = Path(__file__).parent.parent / "data" / "support_process_2566.toml"
FOLLOWING_UP = 6
"""The step whose owners follow up on the standards each quarter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its number from 1, its words, the ids of the units that own it, and by what it is judged."""

    number: int
    title: str
    short: str
    owners: Sequence[str]
    quality: Sequence[str]


@dataclass(frozen=True, slots=True)
class SupportProcess:
    """All steps in order, where they stand in print, and when somebody last compared the two."""

    source: str
    reviewed_on: date
    steps: Sequence[Step]

    def step(self, number: int) -> Step:
        """The step of this number, which there must be."""
        return self.steps[number - 1]

    def has(self, number: int) -> bool:
        """Whether there is a step of this number."""
        return 1 <= number <= len(self.steps)


@cache
def support_process() -> SupportProcess:
    """The process as the manual tells it.

    Raises:
        KeyError: the file names a unit that is none of ours.
    """
    manual = tomllib.loads(MANUAL.read_text(encoding="utf-8"))
    ids = {short: unit_id for unit_id, (short, _, _) in UNITS.items()}
    steps = [
        Step(
            number=number,
            title=step["title"],
            short=step["short"],
            owners=tuple(ids[owner] for owner in step["owners"]),
            quality=tuple(step["quality"]),
        )
        for number, step in enumerate(manual["step"], 1)
    ]
    return SupportProcess(manual["source"], manual["reviewed_on"], tuple(steps))


def follow_up_units() -> Sequence[str]:
    """The ids of the units that follow up each quarter."""
    return support_process().step(FOLLOWING_UP).owners
