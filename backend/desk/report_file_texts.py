"""The words of the documents of reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.models.report_file import DigitScript, FileFormat, Making, ReportFile, Step
from service_standards.thai_dates import Quarter

FORMATS = {
    FileFormat.PDF: "PDF สำหรับพิมพ์และลงนาม",
    FileFormat.XLSX: "Excel (.xlsx)",
    FileFormat.CSV: "CSV ทุกตาราง (.zip)",
}
DIGITS = {DigitScript.THAI: "เลขไทย (๑ ๒ ๓)", DigitScript.ARABIC: "เลขอารบิก (1 2 3)"}
SHORT_FORMATS = {FileFormat.PDF: "PDF", FileFormat.XLSX: "Excel", FileFormat.CSV: "CSV"}
SHORT_DIGITS = {DigitScript.THAI: "เลขไทย", DigitScript.ARABIC: "เลขอารบิก"}
ENDINGS = {FileFormat.PDF: "pdf", FileFormat.XLSX: "xlsx", FileFormat.CSV: "zip"}
STEPS = {Step.NOTHING: "รอถึงลำดับ", Step.COUNTING: "กำลังนับตัวเลข", Step.SETTING: "กำลังจัดหน้า", Step.KEEPING: "กำลังเก็บไฟล์"}
WHOLE_AGENCY = "ภาพรวม กนอ."
ASKED = "รับคำขอแล้ว ระบบกำลังจัดทำเอกสาร"
THERE_ALREADY = "มีเอกสารที่ตัวเลขตรงกันอยู่แล้ว"
SENT_TO = "ส่งอีเมลถึง {count} คน ผู้ที่เคยได้รับเอกสารฉบับนี้แล้วจะไม่ได้รับซ้ำ"
NOBODY_TO_SEND = "ยังไม่มีผู้เกี่ยวข้องที่มีที่อยู่อีเมล จึงยังไม่ได้ส่ง ผู้ดูแลระบบเพิ่มที่อยู่ได้ที่หน้าบัญชีเจ้าหน้าที่"
NOT_UNDERSTOOD = "กรุณาเลือกไตรมาส หน่วยงาน และรูปแบบเอกสารจากรายการ"


def quarter_of_file(file: ReportFile) -> Quarter:
    """The quarter that it reports."""
    return Quarter(file.fiscal_year, file.quarter)


def title(file: ReportFile) -> str:
    """รายงานไตรมาส 2 ปีงบประมาณ 2569 ภาพรวม กนอ."""
    return f"รายงาน{quarter_of_file(file)} {file.unit.name_th if file.unit else WHOLE_AGENCY}"


def letter(file: ReportFile, public_url: str) -> str:
    """What the e-mail says that brings a document."""
    where = (
        f"\nดูตัวเลขและรายการเรื่องที่นำมานับได้ที่ {public_url}/reports/{file.fiscal_year}/{file.quarter}\n"
        if public_url
        else ""
    )
    return (
        f"เรียน ผู้เกี่ยวข้อง\n\nขอส่ง{title(file)} ตามเอกสารแนบ ({sort(file)})\n{where}\n"
        "อีเมลนี้ส่งจากระบบนิคมเดสก์โดยอัตโนมัติ กรุณาอย่าตอบกลับ\n"
    )


def sort(file: ReportFile) -> str:
    """PDF เลขไทย"""
    digits = "" if file.format is FileFormat.CSV else f" {SHORT_DIGITS[file.digits]}"
    return SHORT_FORMATS[file.format] + digits


def file_names(file: ReportFile) -> tuple[str, str]:
    """What it is called on a disk, in Thai, and in ASCII for programs that know nothing else."""
    unit = file.unit.short_th if file.unit else "กนอ"
    name = f"รายงาน {quarter_of_file(file)} {unit} {SHORT_DIGITS[file.digits]}"
    ascii_name = f"report-{file.fiscal_year}-q{file.quarter}-{file.unit_id or 'all'}-{file.digits.value}"
    ending = ENDINGS[file.format]
    return f"{name}.{ending}", f"{ascii_name}.{ending}"


def size(bytes_of_it: int) -> str:
    """1.2 MB"""
    if bytes_of_it < 1000:
        return f"{bytes_of_it} ไบต์"
    return f"{bytes_of_it / 1000:,.0f} KB" if bytes_of_it < 1_000_000 else f"{bytes_of_it / 1_000_000:,.1f} MB"


FILTERS: dict[str, Callable[..., Any]] = {
    "report_file_title": title,
    "report_file_sort": sort,
    "report_file_step": STEPS.__getitem__,
    "report_file_size": size,
    "report_file_waits": lambda file: file.state in {Making.WAITING, Making.MAKING},
}
