"""A report as data: what it says, and nothing of how a page, a PDF or a spreadsheet shows it.

Whoever builds one types its cells (``Kind``), so that every document writes a number, a date or an identifier its own
way: digits, eras, formats. The texts are Thai unless they are called otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


class Kind(StrEnum):
    """What the cells of a column are. All may be None: there is nothing to say."""

    TEXT = "text"
    CODE = "code"
    """An identifier, such as a matter's number: nobody counts with it and its digits never change their script."""
    COUNT = "count"
    """An int."""
    PERCENT = "percent"
    """A Fraction from 0 to 1, told with one decimal."""
    MEAN = "mean"
    """A Fraction, told with two decimals."""
    AMOUNT = "amount"
    """An ``Amount``: the column's cells may differ in their unit."""
    DATE = "date"
    INSTANT = "instant"
    """An aware datetime, told in Bangkok's time."""

    @property
    def is_number(self) -> bool:
        """Whether the cells stand under each other by their last digit."""
        return self in {Kind.COUNT, Kind.PERCENT, Kind.MEAN, Kind.AMOUNT}


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of a unit of time: 3, "วันทำการ"."""

    value: int
    unit: str


Cell: TypeAlias = str | int | Fraction | Amount | date | datetime | None
Row: TypeAlias = Sequence[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; neighbours of one ``group`` stand under one heading. ``width`` is relative to the other columns'."""

    heading: str
    kind: Kind = Kind.TEXT
    group: str = ""
    width: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of typed cells.

    Raises:
        ValueError: a row has more or fewer cells than there are columns, or there is no column.
    """

    name: str
    """In two or three words, for the sheet and the file."""
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    note: str = ""
    nothing: str = "ไม่มีรายการ"
    """Said in place of rows where there are none."""

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError(f"the table {self.name!r} has no column")
        for row in [*self.rows, *([] if self.total is None else [self.total])]:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of the table {self.name!r} has {len(row)} cells for {len(self.columns)}")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: whose, and which share of what was decided was met; None where nothing was decided."""

    label: str
    share: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """A chart: shares met against the target of 100 %, a bar each, from the top down as they are given."""

    title: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Month:
    """What was received in a month: how much was met, missed and is open still."""

    label: str
    met: int
    missed: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Months:
    """A chart: met, missed and open on top of each other, a column a month."""

    title: str
    months: Sequence[Month]


Chart: TypeAlias = Shares | Months


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A number of the first page, with what it is."""

    title: str
    value: Cell
    kind: Kind = Kind.COUNT
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what is under it: words, then a chart, then a table, where there is any."""

    heading: str
    paragraphs: Sequence[str] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a number counts and what it leaves out, in both languages."""

    title: str
    title_en: str
    counts: str
    counts_en: str
    excludes: str = ""
    excludes_en: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader must know of all of it: a tag for every page and the sentence for the first."""

    tag: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on; the name is printed under it where it is known."""

    role: str
    name: str = ""
    position: str = ""


SIGNATURES = (Signature("ผู้จัดทำ"), Signature("ผู้ตรวจสอบ"), Signature("ผู้อนุมัติ"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an office files."""

    title: str
    subtitle: str = ""
    period: str
    agency: str
    unit: str = ""
    """The unit that it is about; empty for the whole agency."""
    as_of: datetime
    """Aware: what the figures stand for, and the date of every file made of them."""
    made_by: str = ""
    notes: Sequence[Note] = ()
    answer: str
    key_figures: Sequence[KeyFigure] = ()
    sections: Sequence[Section] = ()
    terms: Sequence[Term] = ()
    signatures: Sequence[Signature] = SIGNATURES
    seal: str = ""
    """The SHA-256 of what was sealed, in hex, if it was."""

    @property
    def tables(self) -> Sequence[Table]:
        """All tables, in the order of the sections."""
        return [section.table for section in self.sections if section.table is not None]
