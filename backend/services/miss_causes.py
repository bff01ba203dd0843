"""Why a standard was missed สาเหตุ: the causes that a head chooses from, as data in ``backend/data``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CAUSES = Path(__file__).parent.parent / "data" / "miss_causes.toml"


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: the id that comments keep, and its words."""

    id: str
    th: str
    en: str


@cache
def miss_causes() -> Mapping[str, Cause]:
    """All causes by their id, in the order in which they are offered."""
    rows = tomllib.loads(CAUSES.read_text(encoding="utf-8"))["cause"]
    return {row["id"]: Cause(row["id"], row["th"], row["en"]) for row in rows}
