"""The workbook and the CSV of a report: real numbers and dates, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from backend.papers import csv as csv_paper
from backend.papers import xlsx
from backend.papers.report import Column, Kind, Report, Section, Table
from backend.papers.told import Digits
from service_standards.instants import in_bangkok
from tests.backend.papers import samples


def opened(made: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(made))


def only(table: Table) -> Report:
    return replace(samples.empty(), sections=[Section(heading=table.title, table=table)])


def shares(*values: Fraction) -> Table:
    columns = [Column(heading="ร้อยละ", kind=Kind.PERCENT)]
    return Table(name="ร้อยละ", title="ร้อยละ", columns=columns, rows=[(value,) for value in values])


def test_numbers_and_dates_are_numbers_and_dates() -> None:
    sheet = opened(xlsx.make(samples.quarter()))["ผลตามมาตรฐาน"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "กนอ-69-000001")
    midnight = datetime.combine(date(2026, 1, 15), time())
    assert row[2:] == (12346, 1, 0.9641, 1235, 4.25, midnight, in_bangkok(samples.AS_OF).replace(tzinfo=None))
    assert sheet.freeze_panes == "B5"
    assert sheet.auto_filter.ref == "A4:I10"
    assert sheet.print_title_rows == "$3:$4"


def test_the_sheets_are_named_in_thai_and_none_twice() -> None:
    names = opened(xlsx.make(samples.quarter())).sheetnames
    assert names == ["สรุป", "ผลตามมาตรฐาน", "คำ", "คำ 2", "ผลตามมาตรฐาน 2", "กราฟ", "คำจำกัดความ"]


def test_charts_are_native() -> None:
    assert len(opened(xlsx.make(samples.quarter()))["กราฟ"]._charts) == 2


def test_no_text_is_a_formula_or_a_link() -> None:
    sheet = opened(xlsx.make(only(samples.words_table(samples.HARSH))))["คำ"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert "=1+1" in [cell.value for cell in cells]


def test_a_workbook_of_the_same_report_is_the_same_bytes() -> None:
    assert xlsx.make(samples.quarter()) == xlsx.make(samples.quarter())


@pytest.mark.parametrize("report", [samples.empty(), only(samples.standards(0))])
def test_a_report_of_nothing_opens(report: Report) -> None:
    assert opened(xlsx.make(report)).sheetnames[0] == "สรุป"


def converted(soffice: str, folder: Path, made: bytes) -> list[list[str]]:
    """The second sheet as LibreOffice shows it."""
    (folder / "report.xlsx").write_bytes(made)
    csv_filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,2"  # UTF-8, as shown
    command = [
        soffice,
        f"-env:UserInstallation={(folder / 'office').as_uri()}",
        "--headless",
        "--convert-to",
        csv_filter,
    ]
    command += ["--outdir", str(folder), str(folder / "report.xlsx")]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)
    made_csv = next(folder.glob("report*.csv")).read_text(encoding="utf-8")
    return list(csv.reader(StringIO(made_csv)))


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_shows_the_same_numbers(soffice: str, tmp_path: Path) -> None:
    rows = converted(soffice, tmp_path, xlsx.make(samples.quarter()))
    row = next(row for row in rows if row[1] == "กนอ-69-000001")
    assert row[2:] == ["12,346", "1", "96.4%", "1,235 นาทีทำการ", "4.25", "15 ม.ค. 2569", "5 ม.ค. 2569 10:30"]


@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_shows_thai_digits_and_no_share_as_all_that_is_not(soffice: str, tmp_path: Path) -> None:
    table = shares(Fraction(1), Fraction(9999, 10_000), Fraction(1, 3), Fraction(1, 10_000), Fraction(0))
    rows = converted(soffice, tmp_path, xlsx.make(only(table), Digits.THAI))
    assert [row[0] for row in rows[3:8]] == ["๑๐๐.๐%", "๙๙.๙%", "๓๓.๓%", "๐.๑%", "๐.๐%"]


# CSV


def read(made: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(made.decode("utf-8-sig"), newline="")))


def test_a_csv_has_a_mark_for_excel_and_plain_numbers() -> None:
    made = csv_paper.make(samples.standards(2))
    assert made.startswith(b"\xef\xbb\xbf")
    heads, first, second = read(made)
    assert heads[2:7] == [
        "จำนวนรายการ รายการทั้งหมด",
        "จำนวนรายการ เกินกำหนด",
        "ผล ร้อยละ",
        "ผล ค่ามัธยฐาน",
        "ผล ค่ามัธยฐาน (หน่วย)",
    ]
    assert first[5:7] == ["3", "วันทำการ"]
    assert second[2:] == [
        *("12346", "1", "96.4", "1235", "นาทีทำการ", "4.25", "2026-01-15", "2026-01-05T10:30:00+07:00")
    ]


def test_a_csv_runs_nothing_and_leaves_numbers_alone() -> None:
    columns = [Column(heading="ข้อความ"), Column(heading="จำนวน", kind=Kind.COUNT)]
    words = ["=1+1", "@SUM(A1)", "+66", "-5", " =1", "\t=1", "ปกติ"]
    table = Table(name="ก", title="ก", columns=columns, rows=[(word, -5) for word in words])
    rows = read(csv_paper.make(table))[1:]
    assert [row[0] for row in rows] == ["'=1+1", "'@SUM(A1)", "'+66", "'-5", "' =1", "'\t=1", "ปกติ"]
    assert {row[1] for row in rows} == {"-5"}


def test_all_tables_are_in_one_archive() -> None:
    made = csv_paper.archive(samples.quarter())
    assert made == csv_paper.archive(samples.quarter())
    with zipfile.ZipFile(BytesIO(made)) as archive:
        names = archive.namelist()
        assert archive.read(names[0]) == csv_paper.make(samples.standards())
    assert names == ["ผลตามมาตรฐาน.csv", "คำ.csv", "คำ 2.csv", "ผลตามมาตรฐาน 2.csv"]
