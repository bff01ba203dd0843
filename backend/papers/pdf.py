"""The report as PDF: A4 in Sarabun, tagged (PDF/A-2a and PDF/UA-1), the same bytes for the same report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import typst

from backend.papers import charts
from backend.papers.copyable import copyable
from backend.papers.faces import faces, writable
from backend.papers.report import Column, Report, Section, Table, Term
from backend.papers.told import Digits, cell_told
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, instant_th

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
WIDEST = 12
"""Columns, counted by their widths, that an upright page holds; a table with more is on pages that lie."""
MOST_ROWS = 2000
"""Of a table: about 130 pages, which take a quarter of a minute and half a gigabyte. What is left off is told."""
SIZES = ((9, 9.5), (14, 8.5), (10**6, 7.5))
"""Up to so many columns a table is written in so many points."""


def make(report: Report, digits: Digits = Digits.THAI) -> bytes:
    """The file."""
    compiler = typst.Compiler(charts.TEMPLATES / "report.typ", root=charts.TEMPLATES, font_paths=faces())
    made = compiler.compile(
        format="pdf",
        sys_inputs={"report": json.dumps(as_data(report, digits), ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(report.as_of.timestamp()),
    )
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file, pictures would be a list
    return copyable(made)


def as_data(report: Report, digits: Digits) -> dict[str, Any]:
    """What the template reads: every text as it is to be seen."""

    def words(text: str) -> str:
        return writable(digits.write(text))

    as_of = in_bangkok(report.as_of)
    foot = f"ข้อมูล ณ {instant_th(as_of, Length.PLAIN)}" + (f" · จัดทำโดย {report.made_by}" if report.made_by else "")
    key_figures = [
        {"title": words(one.title), "told": writable(cell_told(one.value, one.kind, digits)), "note": words(one.note)}
        for one in report.key_figures
    ]
    return {
        "thai_digits": digits is Digits.THAI,
        "as_of": {part: getattr(as_of, part) for part in ("year", "month", "day", "hour", "minute", "second")},
        "title": words(report.title),
        "subtitle": words(report.subtitle),
        "period": words(report.period),
        "agency": words(report.agency),
        "unit": words(report.unit),
        "notes": [words(note.sentence) for note in report.notes],
        "running_head": words(" · ".join(filter(None, [report.title, report.period, report.unit]))),
        "tags": words(" · ".join(note.tag for note in report.notes)),
        "running_foot": words(foot),
        "answer": words(report.answer),
        "key_figures": key_figures,
        "parts": list(_parts(report.sections, digits)),
        "terms": [{name: writable(text) for name, text in _term(term, digits).items()} for term in report.terms],
        "signatures": [
            {"role": words(one.role), "name": words(one.name), "position": words(one.position)}
            for one in report.signatures
        ],
        "seal": report.seal,
    }


def _parts(sections: Sequence[Section], digits: Digits) -> Iterator[dict[str, Any]]:
    """Neighbours whose tables need pages that lie share these pages."""
    for wide, neighbours in groupby(sections, key=_is_wide):
        yield {"wide": wide, "sections": [_section(section, digits) for section in neighbours]}


def _is_wide(section: Section) -> bool:
    return section.table is not None and sum(column.width for column in section.table.columns) > WIDEST


def _section(section: Section, digits: Digits) -> dict[str, Any]:
    return {
        "heading": writable(digits.write(section.heading)),
        "paragraphs": [writable(digits.write(text)) for text in section.paragraphs],
        "chart": charts.as_data(section.chart, digits) if section.chart else None,
        "table": _table(section.table, digits) if section.table else None,
    }


def _table(table: Table, digits: Digits) -> dict[str, Any]:
    shown = table.rows[:MOST_ROWS]

    def row(cells: Sequence[Any]) -> list[str]:
        return [
            writable(cell_told(cell, column.kind, digits)) for cell, column in zip(cells, table.columns, strict=True)
        ]

    return {
        "caption": writable(digits.write(table.title)),
        "heads": [[head | {"text": writable(digits.write(head["text"]))} for head in line] for line in heads(table)],
        "widths": [column.width for column in table.columns],
        "right": [column.kind.is_number for column in table.columns],
        "rows": list(map(row, shown)),
        "total": row(table.total) if table.total is not None and table.rows else None,
        "nothing": "" if table.rows else writable(table.nothing),
        "note": writable(digits.write(" ".join(filter(None, [table.note, _left_off(table)])))),
        "size": next(size for most, size in SIZES if len(table.columns) <= most),
    }


def _left_off(table: Table) -> str:
    more = len(table.rows) - MOST_ROWS
    return f"แสดง {MOST_ROWS:,} แถวแรก อีก {more:,} แถวอยู่ในไฟล์ Excel และ CSV ของรายงานนี้" if more > 0 else ""


def heads(table: Table) -> list[list[dict[str, Any]]]:
    """The lines of a table's head: one, or two where columns have groups."""
    if not any(column.group for column in table.columns):
        return [[_head(column.heading) for column in table.columns]]
    upper: list[dict[str, Any]] = []
    lower: list[dict[str, Any]] = []
    for group, columns in _groups(table.columns):
        if group:
            upper.append(_head(group, colspan=len(columns)))
            lower += [_head(column.heading) for column in columns]
        else:
            upper += [_head(column.heading, rowspan=2) for column in columns]
    return [upper, lower]


def _groups(columns: Sequence[Column]) -> Iterator[tuple[str, list[Column]]]:
    for group, members in groupby(columns, key=lambda column: column.group):
        yield group, list(members)


def _head(text: str, *, colspan: int = 1, rowspan: int = 1) -> dict[str, Any]:
    return {"text": text, "colspan": colspan, "rowspan": rowspan}


def _term(term: Term, digits: Digits) -> dict[str, str]:
    excludes = f" ไม่รวม: {term.excludes}" if term.excludes else ""
    excludes_en = f" Leaves out: {term.excludes_en}" if term.excludes_en else ""
    return {
        "title": digits.write(term.title),
        "title_en": term.title_en,
        "counts": digits.write(f"{term.counts}{excludes}"),
        "counts_en": f"{term.counts_en}{excludes_en}",
    }
