"""The charter: what is promised for each kind of matter, and on whose authority.

A standard is provisional until a document approves it, and is shown as provisional wherever it is used. A matter
keeps the version of the charter that was in force when it was received.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from service_standards.allowance import Allowance, Kind
from service_standards.errors import CharterError
from service_standards.holiday_files import DATA
from service_standards.instants import in_bangkok
from service_standards.terms import Measure, Starts, Terms

ANY_KIND = "any"
EMERGENCY = "emergency"
ALWAYS_OPEN = "always"
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")


class Standing(StrEnum):
    """On whose authority a promise stands."""

    PROVISIONAL = "provisional"
    APPROVED = "approved"

    @property
    def label_th(self) -> str:
        return "มาตรฐานทดลอง" if self is Standing.PROVISIONAL else "อนุมัติแล้ว"

    @property
    def label_en(self) -> str:
        return "provisional" if self is Standing.PROVISIONAL else "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStandard:
    """One promise. `kind` is the kind of matter, "any" for all; `calendar` the name of the calendar it counts by.

    `basis` says where the figure comes from; `source` is the document that approves it.
    """

    code: str
    kind: str
    measure: Measure
    allowance: Allowance
    calendar: str
    starts: Starts = Starts.RECEIVED
    pausable: bool
    standing: Standing
    basis: str
    title_th: str
    title_en: str
    source: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise CharterError(f"{self.code!r} is no code of a standard: write it like 'resolution.inquiry'")
        if self.pausable and not may_pause(self.kind, self.measure):
            raise CharterError(f"{self.code}: a first response, a bot's answer and an emergency never pause")
        if self.allowance.kind is Kind.MINUTES and self.calendar != ALWAYS_OPEN:
            raise CharterError(
                f"{self.code}: plain minutes and hours run on the calendar 'always'; "
                f"with {self.calendar!r} write business_minutes, business_hours or days"
            )
        if self.allowance.kind.by_opening_hours and self.calendar == ALWAYS_OPEN:
            raise CharterError(
                f"{self.code}: {self.allowance} need a calendar with opening hours; on 'always' every day would count"
            )
        if self.standing is Standing.APPROVED and not self.source.strip():
            raise CharterError(f"{self.code}: an approved standard needs the document that approves it")
        if not (self.title_th.strip() and self.title_en.strip()):
            raise CharterError(f"{self.code}: a promise needs its words in Thai and in English")

    @property
    def terms(self) -> Terms:
        return Terms(measure=self.measure, allowance=self.allowance, pausable=self.pausable, starts=self.starts)


def may_pause(kind: str, measure: Measure) -> bool:
    """Whether a standard for this may pause while the customer is asked."""
    return measure.ends_with_the_matter and kind != EMERGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """One version of the charter. `in_force_from` is None for one that holds until there is a dated one."""

    version: str
    standing: Standing
    standards: tuple[ServiceStandard, ...]
    in_force_from: datetime | None = None

    def __post_init__(self) -> None:
        _once(self.version, [standard.code for standard in self.standards])
        _once(self.version, [f"{standard.measure} for {standard.kind}" for standard in self.standards])
        if self.in_force_from:
            object.__setattr__(self, "in_force_from", in_bangkok(self.in_force_from))

    def standard(self, code: str) -> ServiceStandard:
        """The standard with this code. Raises CharterError with the codes there are."""
        found = next((standard for standard in self.standards if standard.code == code), None)
        if found is None:
            codes = ", ".join(standard.code for standard in self.standards)
            raise CharterError(f"no standard {code[:60]!r} in the charter {self.version!r}; it has {codes}")
        return found

    @property
    def by_kind(self) -> dict[str, tuple[ServiceStandard, ...]]:
        """The standards by the kind of matter they are for, in the order in which the charter names them."""
        kinds = dict.fromkeys(standard.kind for standard in self.standards)
        return {kind: tuple(one for one in self.standards if one.kind == kind) for kind in kinds}

    @property
    def provisional(self) -> tuple[ServiceStandard, ...]:
        """The standards that are only trial values."""
        return tuple(standard for standard in self.standards if standard.standing is Standing.PROVISIONAL)

    def standard_for(self, kind: str, measure: Measure) -> ServiceStandard | None:
        """What is promised for a kind of matter; None where nothing is."""
        found = {s.kind: s for s in self.standards if s.measure is measure and s.kind in (kind, ANY_KIND)}
        return found.get(kind) or found.get(ANY_KIND)

    def terms_for(self, kind: str, measure: Measure) -> Terms:
        """The terms a matter of this kind is timed by; without an allowance where nothing is promised."""
        standard = self.standard_for(kind, measure)
        return standard.terms if standard else Terms(measure=measure, allowance=None)


def in_force_at(charters: Iterable[Charter], instant: datetime) -> Charter | None:
    """The version in force at an instant: the latest to have come into force by then."""
    instant = in_bangkok(instant)
    versions = {charter.in_force_from: charter for charter in charters}
    dated = [begins for begins in versions if begins and begins <= instant]
    return versions[max(dated)] if dated else versions.get(None)


@cache
def load_trial_charter() -> Charter:
    """The trial charter: nothing in it is approved, and comparators of other agencies stand behind some of it."""
    return Charter(version="trial", standing=Standing.PROVISIONAL, standards=read_standards(DATA / "charter_trial.csv"))


def read_standards(path: Path) -> tuple[ServiceStandard, ...]:
    """The standards of a CSV file with the columns of data/charter_trial.csv; `source` may be added."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_standard(row) for row in csv.DictReader(file))


def _standard(row: dict[str, str]) -> ServiceStandard:
    measure = Measure(row["measure"])
    return ServiceStandard(
        code=row["code"],
        kind=row["kind"],
        measure=measure,
        allowance=Allowance.parse(row["allowance"]),
        calendar=row["calendar"],
        starts=Starts(row["starts"]),
        pausable=may_pause(row["kind"], measure),
        standing=Standing(row["standing"]),
        basis=row["basis"],
        title_th=row["title_th"],
        title_en=row["title_en"],
        source=row.get("source", ""),
    )


def _once(version: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise CharterError(f"{name} is twice in the charter {version!r}")
