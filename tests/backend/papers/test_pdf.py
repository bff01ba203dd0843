"""The PDF of a report: its text comes out in Thai, it is tagged, and the same report makes the same bytes."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from backend.papers import pdf
from backend.papers.report import Report, Section
from backend.papers.told import Digits
from tests.backend.papers import samples


def text_of(pdftotext: str, folder: Path, made: bytes) -> str:
    file = folder / "report.pdf"
    file.write_bytes(made)
    done = subprocess.run([pdftotext, "-raw", str(file), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def with_words(*words: str) -> Report:
    return replace(samples.empty(), sections=[Section(heading="คำ", table=samples.words_table(words))])


@pytest.mark.office
def test_every_thai_word_is_found_as_it_was_written(pdftotext: str, tmp_path: Path) -> None:
    lines = text_of(pdftotext, tmp_path, pdf.make(with_words(*samples.WORDS), Digits.ARABIC)).splitlines()
    found = dict(line.split(" ", 1) for line in lines if re.match(r"\d+ ", line))
    assert [found[str(number)] for number in range(1, len(samples.WORDS) + 1)] == list(samples.WORDS)


@pytest.mark.office
def test_a_sentence_is_found_whole(pdftotext: str, tmp_path: Path) -> None:
    sentence = "ปัญหาน้ำท่วมทั้งสิ้น ผู้ที่เกี่ยวข้องกำหนดแนวทาง ฟื้นฟูฝั่งน้ำที่ที่ต่ำกว่า จนสำเร็จ"
    report = replace(samples.empty(), sections=[Section(heading="สรุป", paragraphs=[sentence])])
    text = " ".join(text_of(pdftotext, tmp_path, pdf.make(report)).split())
    assert sentence.replace(" ", "") in text.replace(" ", "")


@pytest.mark.office
@pytest.mark.parametrize("digits", Digits)
def test_numbers_are_in_the_digits_asked_for_and_identifiers_as_they_are(
    digits: Digits, pdftotext: str, tmp_path: Path
) -> None:
    text = text_of(pdftotext, tmp_path, pdf.make(samples.quarter(), digits))
    assert digits.write("12,345") in text
    assert digits.write("96.4%") in text
    assert digits.write("15 ม.ค. 2569").split()[0] in text
    assert re.search(digits.write(r"หน้า 1 จาก \d+"), text)
    assert "กนอ-69-000123" in text


@pytest.mark.office
def test_what_people_write_is_text_and_never_markup(pdftotext: str, tmp_path: Path) -> None:
    text = text_of(pdftotext, tmp_path, pdf.make(with_words(*samples.HARSH), Digits.ARABIC))
    assert "<b>&amp; \"quotes\" 'single' </b>" in text
    assert "#[markup] *bold* $x^2$ // not a comment" in text
    assert "@SUM(A1)" in text


@pytest.mark.office
def test_a_sign_that_the_face_lacks_is_shown_as_missing(pdftotext: str, tmp_path: Path) -> None:
    assert "อีโมจิ ◊" in text_of(pdftotext, tmp_path, pdf.make(with_words("อีโมจิ 🎉 👍🏽")))


def test_the_file_is_tagged_in_thai_and_says_which_standards_it_keeps() -> None:
    with pikepdf.open(BytesIO(pdf.make(samples.quarter()))) as opened:
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.Lang == "th-TH"
        assert opened.docinfo["/Title"] == "รายงานผลตามมาตรฐานด้านบริการ"
        metadata = opened.Root.Metadata.read_bytes().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert "<pdfaid:part>2</pdfaid:part>" in metadata
        kinds = set(structure(opened.Root.StructTreeRoot))
    assert {"/Table", "/TH", "/TD", "/Figure", "/H1", "/P"} <= kinds


def structure(node: pikepdf.Object) -> list[str]:
    """The kinds of all elements under one, each as often as it is there."""
    found = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            found += [str(one.S)] if "/S" in one else []
            waiting += [one.K] if "/K" in one else []
    return found


def test_the_same_report_makes_the_same_bytes() -> None:
    assert pdf.make(samples.quarter()) == pdf.make(samples.quarter())


def test_a_report_of_nothing_is_a_page() -> None:
    with pikepdf.open(BytesIO(pdf.make(samples.empty()))) as opened:
        assert len(opened.pages) == 1


@pytest.mark.office
def test_the_head_of_a_long_table_is_on_each_of_its_pages(pdftotext: str, tmp_path: Path) -> None:
    report = replace(samples.empty(), sections=[Section(heading="ทุกหน่วย", table=samples.standards(120))])
    pages = text_of(pdftotext, tmp_path, pdf.make(report)).split("\f")
    with_rows = [page for page in pages if "กนอ-69-" in page]
    assert len(with_rows) > 3
    assert all("หน่วยงาน" in page for page in with_rows)


@pytest.mark.office
def test_who_signs_stays_on_one_page(pdftotext: str, tmp_path: Path) -> None:
    for rows in range(36, 46, 3):
        table = samples.words_table(("คำ",) * rows)
        report = replace(samples.empty(), sections=[Section(heading="คำ", table=table)])
        pages = text_of(pdftotext, tmp_path, pdf.make(report)).split("\f")
        signed = [page for page in pages if "ลงชื่อ" in page or "ผู้อนุมัติ" in page]
        assert len(signed) == 1
        assert signed[0].count("ลงชื่อ") == 3


def test_a_row_that_does_not_fit_its_table_is_refused() -> None:
    table = samples.words_table()
    with pytest.raises(ValueError, match="3 cells for 2"):
        replace(table, rows=[("1", "คำ", "เกิน")])
