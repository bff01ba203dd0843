"""The report as a workbook: real numbers and dates in Thai formats, native charts, a sheet a table, definitions.

No text is ever a formula or a link. The same report makes the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from functools import partial
from io import BytesIO
from math import ceil
from typing import Any, TypeAlias
from unicodedata import category

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from backend.papers.report import Amount, Cell, Chart, Column, KeyFigure, Kind, Months, Report, Row, Shares, Table
from backend.papers.told import Digits, cell_told
from backend.papers.words import distinct, printable
from service_standards.instants import in_bangkok
from service_standards.thai_dates import Length, instant_th

FACE = {"font_name": "TH Sarabun New", "font_size": 16, "valign": "top"}
ROW_HEIGHT = 26
"""Points; the default cuts the marks of 16 points of Thai."""
LONGEST_TEXT = 32_767
"""Signs; Excel's limit."""
WIDEST = 46
MOST_LINES = 15
"""A row of Excel is at most 409 points high."""
SUMMARY, CHARTS, TERMS = "สรุป", "กราฟ", "คำจำกัดความ"
_DATES = {Digits.ARABIC: "[$-107041E]", Digits.THAI: "[$-D07041E]"}
_NUMBERS = {Digits.ARABIC: "", Digits.THAI: "[$-D00041E]"}
Style: TypeAlias = Callable[..., Format]


def make(report: Report, digits: Digits = Digits.ARABIC) -> bytes:
    """The file. Digits are a matter of format: every number stays a number."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made_at = report.as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties(
        {"title": printable(report.title), "author": printable(report.agency), "created": made_at, "comments": ""}
    )
    styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(**wanted: Any) -> Format:
        key = tuple(sorted(wanted.items()))
        if key not in styles:
            styles[key] = book.add_format({**FACE, **wanted})
        return styles[key]

    names = iter(distinct([SUMMARY, *(table.name for table in report.tables), CHARTS, TERMS]))
    _summary(_sheet(book, next(names), report), report, style, digits)
    for table in report.tables:
        _table(_sheet(book, next(names), report), report, table, style, digits)
    charts = [section.chart for section in report.sections if section.chart is not None]
    name = next(names)
    if charts:
        _charts(book, _sheet(book, name, report), name, charts, style, digits)
    name = next(names)
    if report.terms:
        _terms(_sheet(book, name, report), report, style, digits)
    book.close()
    return file.getvalue()


def _sheet(book: Workbook, name: str, report: Report) -> Worksheet:
    sheet = book.add_worksheet(name)
    sheet.set_default_row(ROW_HEIGHT)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    head = printable(f"{report.title} {report.period}").replace("&", "&&")[:120]
    sheet.set_header(f"&L{head}&R{'  '.join(printable(note.tag) for note in report.notes)[:80].replace('&', '&&')}")
    sheet.set_footer(f"&Lข้อมูล ณ {instant_th(report.as_of, Length.PLAIN)}&Rหน้า &P จาก &N")
    return sheet


def _summary(sheet: Worksheet, report: Report, style: Style, digits: Digits) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 24)
    sheet.set_column(2, 2, 60)
    lines = [report.agency, report.title, report.subtitle, report.period, report.unit]
    lines += [f"ข้อมูล ณ {instant_th(report.as_of, Length.PLAIN)}", *(note.sentence for note in report.notes)]
    row = 0
    for text in filter(None, lines):
        _text(sheet, row, 0, digits.write(text), style(bold=text == report.title))
        row += 1
    sheet.merge_range(row, 0, row, 2, "")
    _text(sheet, row, 0, digits.write(report.answer), style(bold=True, text_wrap=True, font_size=18))
    sheet.set_row(row, 3 * ROW_HEIGHT)
    row += 2
    for figure in report.key_figures:
        _key_figure(sheet, row, figure, style, digits)
        row += 1
    if report.seal:
        _text(sheet, row + 1, 0, "รหัสยืนยันผลที่ปิดไว้ (SHA-256)", style())
        _text(sheet, row + 1, 1, report.seal, style())


def _key_figure(sheet: Worksheet, row: int, figure: KeyFigure, style: Style, digits: Digits) -> None:
    _text(sheet, row, 0, digits.write(figure.title), style())
    _cell(sheet, row, 1, figure.value, figure.kind, partial(style, bold=True), digits)
    _text(sheet, row, 2, digits.write(figure.note), style(indent=1))


def _table(sheet: Worksheet, report: Report, table: Table, style: Style, digits: Digits) -> None:
    _text(sheet, 0, 0, digits.write(table.title), style(bold=True))
    context = " · ".join(filter(None, [report.period, report.unit, *(note.tag for note in report.notes), table.note]))
    _text(sheet, 1, 0, digits.write(context), style())
    last_head = _heads(sheet, 2, table.columns, style)
    widths = [_width(number, column, table, digits) for number, column in enumerate(table.columns)]
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    body = last_head + 1
    for row, cells in enumerate(table.rows, start=body):
        _row(sheet, row, cells, table.columns, style, digits)
        _make_room(sheet, row, cells, widths)
    end = body + len(table.rows)
    if not table.rows:
        _text(sheet, body, 0, table.nothing, style())
    elif table.total is not None:
        _row(sheet, end, table.total, table.columns, partial(style, bold=True, top=1, bottom=6), digits)
    sheet.autofilter(last_head, 0, max(last_head, end - 1), len(table.columns) - 1)
    sheet.freeze_panes(body, 1)
    sheet.repeat_rows(2, last_head)


def _heads(sheet: Worksheet, row: int, columns: Sequence[Column], style: Style) -> int:
    """Write the heads and say in which row the last of them stands."""
    head = style(bold=True, text_wrap=True, align="center", valign="vcenter", border=1, bg_color="#E9EEF4")
    if not any(column.group for column in columns):
        for number, column in enumerate(columns):
            _text(sheet, row, number, column.heading, head)
        sheet.set_row(row, 2 * ROW_HEIGHT)
        return row
    first = 0
    for number, column in enumerate(columns):
        if number and column.group != columns[number - 1].group:
            first = number
        ends = number + 1 == len(columns) or columns[number + 1].group != column.group
        if not column.group:
            sheet.merge_range(row, number, row + 1, number, "", head)
            _text(sheet, row, number, column.heading, head)
            continue
        _text(sheet, row + 1, number, column.heading, head)
        if ends and first < number:
            sheet.merge_range(row, first, row, number, "", head)
        if ends:
            _text(sheet, row, first, column.group, head)
    sheet.set_row(row + 1, 2 * ROW_HEIGHT)
    return row + 1


def _width(number: int, column: Column, table: Table, digits: Digits) -> float:
    """Wide enough for the first hundred rows, as far as that is bearable."""
    shown = [cell_told(row[number], column.kind, digits) for row in table.rows[:100]]
    longest = max([_signs(column.heading) / 1.6, *map(_signs, shown)])
    return max(12.0, min(WIDEST, longest * 1.1 + 4))


def _row(sheet: Worksheet, row: int, cells: Row, columns: Sequence[Column], style: Style, digits: Digits) -> None:
    for number, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        _cell(sheet, row, number, cell, column.kind, style, digits)


def _make_room(sheet: Worksheet, row: int, cells: Row, widths: Sequence[float]) -> None:
    """A row as high as its longest text needs: no program does that by itself where rows have a height."""
    texts = ((cell, width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    lines = max(
        (sum(ceil(max(1, _signs(line)) / width) for line in text.split("\n")) for text, width in texts), default=1
    )
    if lines > 1:
        sheet.set_row(row, min(MOST_LINES, lines) * ROW_HEIGHT)


def _signs(text: str) -> int:
    """How many signs stand beside each other: marks above and below take no room."""
    return sum(category(sign) != "Mn" for sign in text)


def _cell(sheet: Worksheet, row: int, number: int, cell: Cell, kind: Kind, style: Style, digits: Digits) -> None:
    if cell is None:
        sheet.write_blank(row, number, None, style())
    elif isinstance(cell, datetime):
        local = in_bangkok(cell).replace(tzinfo=None)
        sheet.write_datetime(
            row, number, local, style(num_format=f"{_DATES[digits]}d mmm yyyy hh:mm", align="left", indent=1)
        )
    elif isinstance(cell, date):
        shown = style(num_format=f"{_DATES[digits]}d mmm yyyy", align="left", indent=1)
        sheet.write_datetime(row, number, datetime.combine(cell, time()), shown)
    elif isinstance(cell, (Amount, Fraction, int)):
        value = cell.value if isinstance(cell, Amount) else cell
        sheet.write_number(row, number, float(value), style(num_format=number_format(cell, kind, digits)))
    else:
        _text(sheet, row, number, cell, style(text_wrap=True))


def number_format(cell: Amount | Fraction | int, kind: Kind, digits: Digits) -> str:
    """How a number is shown. A share that is not all never shows as 100.0%, nor one above nothing as 0.0%."""
    thai = _NUMBERS[digits]
    if isinstance(cell, Amount):
        unit = printable(cell.unit).replace('"', "")
        return f'{thai}#,##0" {unit}"'
    if kind is Kind.PERCENT:
        if Fraction(9995, 10_000) <= cell < 1:
            return f'{thai}"{digits.write("99.9%")}"'
        return f'{thai}"{digits.write("0.1%")}"' if 0 < cell < Fraction(5, 10_000) else f"{thai}0.0%"
    return f"{thai}#,##0.00" if kind is Kind.MEAN else f"{thai}#,##0"


def _text(sheet: Worksheet, row: int, number: int, text: str, style: Format) -> None:
    sheet.write_string(row, number, printable(text)[:LONGEST_TEXT], style)


def _charts(book: Workbook, sheet: Worksheet, name: str, charts: Sequence[Chart], style: Style, digits: Digits) -> None:
    """The numbers of each chart, and the chart beside them."""
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 3, 20)
    row = 0
    for chart in charts:
        _text(sheet, row, 0, digits.write(chart.title), style(bold=True))
        kind = Kind.PERCENT if isinstance(chart, Shares) else Kind.COUNT
        names, lines = _data(chart)
        for number, text in enumerate(names, start=1):
            _text(sheet, row + 1, number, text, style(bold=True))
        for at, (label, numbers) in enumerate(lines, start=row + 2):
            _text(sheet, at, 0, digits.write(label), style())
            for number, cell in enumerate(numbers, start=1):
                _cell(sheet, at, number, cell, kind, style, digits)
        last = row + 1 + len(lines)
        if lines:
            drawn = _drawn(book, chart, name, names, row + 2, last)
            sheet.insert_chart(row, len(names) + 2, drawn, {"description": printable(chart.title)[:250]})
        row = max(last + 3, row + 16)


def _data(chart: Chart) -> tuple[list[str], list[tuple[str, list[Cell]]]]:
    if isinstance(chart, Shares):
        return ["ได้ตามมาตรฐาน"], [(bar.label, [bar.share]) for bar in chart.bars]
    months: list[tuple[str, list[Cell]]] = [(one.label, [one.met, one.missed, one.open]) for one in chart.months]
    return ["ได้ตามมาตรฐาน", "เกินกำหนด", "ยังไม่ครบกำหนด"], months


_FILLS: Sequence[dict[str, Any]] = (
    {"fill": {"color": "#1F4E79"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#B3261E", "bg_color": "#FFFFFF"}},
    {"pattern": {"pattern": "percent_10", "fg_color": "#6B6B6B", "bg_color": "#FFFFFF"}},
)


def _drawn(book: Workbook, chart: Chart, sheet: str, names: Sequence[str], first: int, last: int) -> Any:
    kind = {"type": "bar"} if isinstance(chart, Shares) else {"type": "column", "subtype": "stacked"}
    drawn = book.add_chart(kind)
    font = {"name": FACE["font_name"], "size": 12}
    for number, text in enumerate(names, start=1):
        drawn.add_series(
            {
                "name": text,
                "categories": [sheet, first, 0, last, 0],
                "values": [sheet, first, number, last, number],
                "border": {"color": "#444444", "width": 0.75},
                "data_labels": {"value": True, "font": font} if isinstance(chart, Shares) else {},
                **_FILLS[number - 1],
            }
        )
    drawn.set_title({"name": printable(chart.title), "name_font": {**font, "size": 14}})
    upright = {"min": 0, "num_font": font, "major_gridlines": {"visible": False}}
    if isinstance(chart, Months):
        drawn.set_y_axis(upright)
        drawn.set_x_axis({"num_font": font})
        drawn.set_legend({"position": "bottom", "font": font})
    else:
        drawn.set_x_axis({**upright, "max": 1, "num_format": "0%"})
        drawn.set_y_axis({"reverse": True, "num_font": font})
        drawn.set_legend({"none": True})
        drawn.set_size({"width": 620, "height": max(240, 60 + 26 * (last - first + 1))})
    return drawn


def _terms(sheet: Worksheet, report: Report, style: Style, digits: Digits) -> None:
    heads = ("ตัวเลข", "Figure", "นับอะไร", "Counts", "ไม่รวม", "Leaves out")
    head, body = style(bold=True, bg_color="#E9EEF4", border=1), style(text_wrap=True)
    widths = (30, 30, 60, 60, 30, 30)
    for number, (text, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(number, number, width)
        _text(sheet, 0, number, text, head)
    for row, term in enumerate(report.terms, start=1):
        thai = (term.title, term.counts, term.excludes)
        english = (term.title_en, term.counts_en, term.excludes_en)
        for number, pair in enumerate(zip(thai, english, strict=True)):
            _text(sheet, row, 2 * number, digits.write(pair[0]), body)
            _text(sheet, row, 2 * number + 1, pair[1], body)
        _make_room(sheet, row, [text for pair in zip(thai, english, strict=True) for text in pair], widths)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
