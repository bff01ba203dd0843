"""The results of a closed quarter as anybody may read them: made from what was sealed, small numbers told together.

No count of 1 to 4 is in it, nor can one be worked out from a table of it (``service_standards.small_numbers``). What
only one unit may read is counted in the totals and among other matters, which are never told alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from backend.models.seal import QuarterSeal
from backend.queries import figures, seals
from backend.queries.figures import Cube, Scope
from backend.services import canonical
from backend.services.access import RESTRICTED_KINDS
from service_standards.compliance import DEFINITIONS, Figure, Tally, in_percent, share
from service_standards.small_numbers import LEAST, Group, told_together
from service_standards.thai_dates import Quarter

VERSION = 1
OTHER = "other"
"""The line of what no standard was promised for, and of kinds that stand in no line of their own.

It can be of such a kind and nothing else, so it is always told together with another.
"""
COLUMNS = ("met", "missed", "neither")
"""What is told of each line; received is their sum."""
TOLD = (Figure.RECEIVED, Figure.MET, Figure.MISSED)


def document(session: Session, seal: QuarterSeal) -> str:
    """The results as canonical JSON."""
    quarter = Quarter(seal.fiscal_year, seal.quarter)
    if seal.sealed_at is None:
        raise ValueError("the quarter is not sealed")
    scope = Scope(quarter=quarter, as_of=seal.sealed_at, with_demo=seal.with_demo)
    cube = figures.by_unit(session, scope, seals.source_of(seal))
    names, charters = seals.part(session, seal, "names"), seals.part(session, seal, "charters") or ()
    total = told_together({"all": _counts(cube.all)})
    told = {
        "version": VERSION,
        "fiscal_year": quarter.fiscal_year,
        "quarter": quarter.number,
        "first_day": quarter.first,
        "last_day": quarter.last,
        "sealed_at": seal.sealed_at,
        "seal_sha256": seal.sha256,
        "demo": seal.with_demo,
        "provisional": cube.all.count(Figure.PROVISIONAL) > 0,
        "least": LEAST,
        "received": _received(cube.all),
        "total": _line([], {}, total[0].counts) if total else None,
        "units": _lines(told_together(_by_unit(cube)), names.get("units", {})) if total else [],
        "standards": _lines(
            told_together(_by_standard(cube), _kind_of, never_alone=OTHER), _standard_names(charters)
        ) if total else [],
        "definitions": [
            {"figure": figure.value, "th": DEFINITIONS[figure].counts_th, "en": DEFINITIONS[figure].counts_en,
             "title_th": DEFINITIONS[figure].title_th, "title_en": DEFINITIONS[figure].title_en}
            for figure in TOLD
        ],
    }  # fmt: skip
    return canonical.text(told)


def _received(tally: Tally) -> int | None:
    """All clocks; None where they are so few that they are not told."""
    received = tally.count(Figure.RECEIVED)
    return received if received == 0 or received >= LEAST else None


def _counts(tally: Tally) -> tuple[int, int, int]:
    met, missed = tally.count(Figure.MET), tally.count(Figure.MISSED)
    return met, missed, tally.count(Figure.RECEIVED) - met - missed


def _by_unit(cube: Cube) -> Mapping[str, tuple[int, int, int]]:
    return {unit_id: _counts(tally) for (unit_id,), tally in cube.by("unit_id").items()}


def _by_standard(cube: Cube) -> Mapping[str, tuple[int, int, int]]:
    found: dict[str, tuple[int, int, int]] = {}
    for (code, kind), tally in cube.by("code", "kind").items():
        key = OTHER if not code or kind in RESTRICTED_KINDS else code
        so_far, more = found.get(key, (0, 0, 0)), _counts(tally)
        found[key] = (so_far[0] + more[0], so_far[1] + more[1], so_far[2] + more[2])
    return found


def _kind_of(code: str) -> str:
    """What follows the dot: response.utility and resolution.utility are of the same matters."""
    return code.rpartition(".")[2]


def _lines(groups: Sequence[Group] | None, names: Mapping[str, Mapping[str, str]]) -> list[Mapping[str, Any]]:
    """The table as it may be told; nothing of it where only the total may."""
    return [_line(group.keys, names, group.counts) for group in groups or ()]


def _line(keys: Sequence[str], names: Mapping[str, Mapping[str, str]], counts: Sequence[int]) -> Mapping[str, Any]:
    met, missed, neither = counts
    part = share(met, missed)
    told = [
        {"id": key, "th": names.get(key, {}).get("name_th", key), "en": names.get(key, {}).get("name_en", key)}
        for key in keys
    ]
    return {
        "of": told,
        "received": met + missed + neither,
        "met": met,
        "missed": missed,
        "neither": neither,
        "percent_met": None if part is None else in_percent(part),
    }


def _standard_names(charters: Sequence[Mapping[str, Any]]) -> Mapping[str, Mapping[str, str]]:
    found = {
        standard["code"]: {"name_th": standard["title_th"], "name_en": standard["title_en"]}
        for version in charters
        for standard in version["standards"]
    }
    other = {"name_th": "เรื่องอื่น ๆ และเรื่องที่ไม่มีมาตรฐาน", "name_en": "Other matters, and those without a standard"}
    return {**found, OTHER: other}
