"""Tables as CSV, for programs: UTF-8 with a mark, so that Excel reads the Thai, dates in ISO 8601, no total row."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO, StringIO

from backend.papers.report import Amount, Cell, Column, Kind, Report, Table
from backend.papers.told import rounded
from backend.papers.words import file_names, printable
from service_standards.compliance import in_percent
from service_standards.instants import in_bangkok

MARK = "\ufeff"
_RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula at the beginning of a cell."""


def make(table: Table) -> bytes:
    """The rows of one table. An amount of time is two columns, the number and its unit."""
    head = [heading for column in table.columns for heading in _headings(column)]
    rows = [zip(row, table.columns, strict=True) for row in table.rows]
    return written([head, *([text for cell, column in row for text in _texts(cell, column.kind)] for row in rows)])


def written(rows: Iterable[Iterable[object]]) -> bytes:
    """A file of these cells, which are written as they are: who fills them from texts makes those ``harmless``."""
    file = StringIO(newline="")
    csv.writer(file).writerows(rows)
    return f"{MARK}{file.getvalue()}".encode()


def archive(report: Report) -> bytes:
    """All tables of a report in a ZIP, a file each; the same bytes for the same report."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as opened:
        for table, name in zip(report.tables, file_names(report.tables), strict=True):
            opened.writestr(zipfile.ZipInfo(f"{name}.csv"), make(table), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _headings(column: Column) -> Sequence[str]:
    heading = harmless(f"{column.group} {column.heading}".strip())
    return [heading, f"{heading} (หน่วย)"] if column.kind is Kind.AMOUNT else [heading]


def _texts(cell: Cell, kind: Kind) -> Sequence[str]:
    if kind is Kind.AMOUNT:
        return [str(cell.value), harmless(cell.unit)] if isinstance(cell, Amount) else ["", ""]
    if cell is None:
        return [""]
    if isinstance(cell, datetime):
        return [in_bangkok(cell).isoformat(timespec="seconds")]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, Fraction):
        return [in_percent(cell) if kind is Kind.PERCENT else rounded(cell, 2).replace(",", "")]
    return [str(cell) if isinstance(cell, int) else harmless(str(cell))]


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe before what would begin a formula. Numbers never come here."""
    text = printable(text)
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text
