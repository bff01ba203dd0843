"""Reports to make documents of."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

from backend.papers.report import (
    Amount,
    Bar,
    Column,
    KeyFigure,
    Kind,
    Month,
    Months,
    Note,
    Report,
    Section,
    Shares,
    Signature,
    Table,
    Term,
)

AS_OF = datetime(2026, 1, 5, 3, 30, tzinfo=UTC)

WORDS = (
    *("น้ำ", "ทั้งสิ้น", "ที่", "ปัญหาน้ำท่วม", "กำหนด", "สำเร็จ", "ผู้รับบริการ", "เกี่ยวข้อง", "ค่ำ", "ซ้ำ", "ถ้ำ", "ย่ำแย่"),
    *("กู้เงิน", "ปู่", "ฎีกา", "ฐานะ", "ญาติผู้ใหญ่", "ปั๊มน้ำมัน", "ป่าไม้", "ฟ้าผ่า", "ฝั่งน้ำ", "กฎหมาย", "อุทธรณ์", "ศูนย์"),
    *("เบิกจ่าย", "ต่ำกว่า", "คำสั่ง", "เพิ่มเติม", "ครั้งที่", "ชี้แจง", "สิ่งแวดล้อม", "น้ำเสีย", "ทั้งนี้", "เครื่องจักร", "โต้แย้ง"),
    *("หนังสือรับรอง", "ใบอนุญาต", "สาธารณูปโภค", "ผลสัมฤทธิ์", "วัตถุประสงค์", "ไม่ปฏิบัติ", "เป็นต้น", "พื้นที่", "จำนำ", "อำเภอ"),
)
"""With marks on each other, and sara am."""

HARSH = (
    "<b>&amp; \"quotes\" 'single' </b>",
    "=1+1",
    "@SUM(A1)",
    "+66 2 253 0561",
    "-5",
    '=HYPERLINK("http://example.com","x")',
    "อีโมจิ 👍🏽 และ 工業 ตัว",
    "W" * 120,
    "ก" * 120,
    "#[markup] *bold* $x^2$ // not a comment",
    "บรรทัดหนึ่ง\nบรรทัดสอง\tแท็บ\x00\x07",
    "",
)
"""What people write and programs trip over."""


def standards(rows: int = 6) -> Table:
    """A table with groups, all kinds of cells and a total row."""
    kinds = [
        Column(heading="หน่วยงาน", width=3),
        Column(heading="เลขที่", kind=Kind.CODE, width=2),
        Column(heading="รายการทั้งหมด", kind=Kind.COUNT, group="จำนวนรายการ"),
        Column(heading="เกินกำหนด", kind=Kind.COUNT, group="จำนวนรายการ"),
        Column(heading="ร้อยละ", kind=Kind.PERCENT, group="ผล"),
        Column(heading="ค่ามัธยฐาน", kind=Kind.AMOUNT, group="ผล"),
        Column(heading="ความพึงพอใจ", kind=Kind.MEAN, group="ผล"),
        Column(heading="วันที่", kind=Kind.DATE),
        Column(heading="เวลา", kind=Kind.INSTANT),
    ]
    body = [
        (
            f"กองบริการที่ {number + 1} {WORDS[number % len(WORDS)]}",
            f"กนอ-69-{number:06}",
            12345 + number,
            number % 7,
            Fraction(9642 - number % 7, 10000),
            Amount(1234 + number, "นาทีทำการ") if number % 2 else Amount(3, "วันทำการ"),
            Fraction(17, 4),
            date(2026, 1, 15),
            AS_OF,
        )
        for number in range(rows)
    ]
    total = ("รวม", None, 12345 * rows, 21, Fraction(96, 100), None, Fraction(17, 4), None, None)
    return Table(name="ผลตามมาตรฐาน", title="ผลตามมาตรฐานจำแนกตามหน่วยงาน", columns=kinds, rows=body, total=total)


def words_table(words: tuple[str, ...] = WORDS) -> Table:
    """A table with a word a row."""
    rows = [(str(number), word) for number, word in enumerate(words, start=1)]
    columns = [Column(heading="ลำดับ"), Column(heading="คำ", width=5)]
    return Table(name="คำ", title="คำที่มีวรรณยุกต์ซ้อน", columns=columns, rows=rows)


def quarter(*, rows: int = 6) -> Report:
    """A report with everything in it."""
    bars = [Bar(f"กอง {word}", Fraction(100 - number, 100)) for number, word in enumerate(WORDS[:6])]
    return Report(
        title="รายงานผลตามมาตรฐานด้านบริการ",
        subtitle="ตามกฎบัตรการให้บริการ",
        period="ไตรมาส 1 ปีงบประมาณ 2569",
        agency="การนิคมอุตสาหกรรมแห่งประเทศไทย",
        unit="กองบริการผู้ประกอบการ",
        as_of=AS_OF,
        made_by="สมชาย ใจดี",
        notes=[Note("มาตรฐานทดลอง", "มาตรฐานในรายงานนี้เป็นค่าทดลอง ยังไม่มีเอกสารอนุมัติ")],
        answer="ไตรมาสนี้ได้ตามมาตรฐาน 96.4% เกินกำหนด 12 เรื่อง รวมเรื่อง กนอ-69-000123 ที่ยังไม่แจ้งผล",
        key_figures=[
            KeyFigure(title="ได้ตามมาตรฐาน (ร้อยละ)", value=Fraction(964, 1000), kind=Kind.PERCENT, note="เป้าหมาย 100"),
            KeyFigure(title="เกินกำหนด", value=12, note="จาก 333 รายการ"),
            KeyFigure(title="ความพึงพอใจ", value=Fraction(17, 4), kind=Kind.MEAN, note="จาก 5"),
            KeyFigure(title="ยังไม่ครบกำหนด", value=None),
        ],
        sections=[
            Section(
                heading="ภาพรวม",
                paragraphs=["ปัญหาน้ำท่วมทั้งสิ้น 3 ครั้ง ผู้ที่เกี่ยวข้องกำหนดแนวทางแก้ไขจนสำเร็จ " * 4],
                chart=Shares(title="ร้อยละที่ได้ตามมาตรฐานของแต่ละกอง", bars=[*bars, Bar("กองที่ไม่มีเรื่อง", None)]),
            ),
            Section(
                heading="รายเดือน",
                chart=Months(
                    title="ผลของเรื่องที่รับในแต่ละเดือน",
                    months=[Month("ต.ค. 68", 120, 4, 0), Month("พ.ย. 68", 98, 8, 2), Month("ธ.ค. 68", 60, 0, 41)],
                ),
            ),
            Section(heading="จำแนกตามหน่วยงานและมาตรฐาน", table=standards(rows)),
            Section(heading="คำ", table=words_table()),
            Section(heading="ข้อความแปลก", table=words_table(HARSH)),
            Section(heading="ไม่มีรายการ", table=standards(0)),
        ],
        terms=[
            Term(
                title="เกินกำหนด",
                title_en="Missed",
                counts="รายการที่ดำเนินการหลังเวลาครบกำหนด",
                counts_en="Clocks that stopped after their due instant.",
                excludes="เรื่องตัวอย่าง",
                excludes_en="Demo matters.",
            )
        ],
        signatures=[Signature("ผู้จัดทำ", "สมชาย ใจดี", "นักวิเคราะห์"), Signature("ผู้ตรวจสอบ"), Signature("ผู้อนุมัติ")],
        seal="ab" * 32,
    )


def empty() -> Report:
    """A report of nothing."""
    return Report(
        title="รายงาน", period="ไตรมาส 2 ปีงบประมาณ 2569", agency="กนอ.", as_of=AS_OF, answer="ไตรมาสนี้ยังไม่มีเรื่อง"
    )
