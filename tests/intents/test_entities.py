"""Numbers are found in the forms people write them in, and not where there are none."""

import pytest

from intents.dates import DateKind, StatedDate
from intents.entities import Entities, entities_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("กนอ-69-000123", "กนอ-69-000123"),
        ("เรื่อง กนอ 69 000123 ถึงไหนแล้ว", "กนอ-69-000123"),
        ("กนอ.๖๙-๐๐๐๑๒๓ครับ", "กนอ-69-000123"),
        ("กนอ69000123", "กนอ-69-000123"),
        ("กนอ–69–000123", "กนอ-69-000123"),
        ("กนอ-69-217", "กนอ-69-000217"),
        ("เลขที่ 69-000123", "กนอ-69-000123"),
        ("ยื่น กนอ. 01/1", None),
        ("แบบ กนอ.01-1", None),
        ("กนอ มีกี่นิคม", None),
        ("โทร 02-207-2700", None),
        ("โทร 069-000123", None),
        ("กนอ-69-0001234", None),
    ],
)
def test_ticket_numbers(text: str, number: str | None) -> None:
    assert entities_in(text).ticket_number == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("คำขอ 1-01-1-101-00001-2568 ถึงไหน", "1-01-1-101-00001-2568"),
        ("๑-๐๑-๑-๑๐๑-๐๐๐๐๑-๒๕๖๘", "1-01-1-101-00001-2568"),
        ("1 - 01 - 1 - 101 - 00001 - 2568", "1-01-1-101-00001-2568"),
        ("3-1002-00345-67-8", None),
    ],
)
def test_permit_request_numbers(text: str, number: str | None) -> None:
    found = entities_in(text)

    assert found.request_number == number
    assert found.phone is None


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("081-234-5678", "0812345678"),
        ("เบอร์ ๐๘๑๒๓๔๕๖๗๘ ค่ะ", "0812345678"),
        ("+66 81 234 5678", "0812345678"),
        ("02-207-2700 ต่อ 10401", "022072700"),
        ("038.683.930", "038683930"),
        ("0812345", None),
        ("081-234-56789", None),
        ("แปลง 1234", None),
        ("02-207-270", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert entities_in(text).phone == phone


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("ยื่น 01/1", "01/1"),
        ("กนอ.๐๓/๑", "03/1"),
        ("แบบ กนอ. 1-1", "01/1"),
        ("form 03/5", "03/5"),
        ("วันที่ 01/12/2569", None),
        ("วันที่ 12/3/69", None),
        ("เฟส 2", None),
        ("แบบ ข.1 ใช้ยื่นอะไร", "ข.1"),
        ("ยื่นแบบข.2", "ข.2"),
        ("ใบ ยผ. 1", "ยผ.1"),
        ("ขร.2", "ขร.2"),
        ("IEAT-I-03-1 กรอกยังไง", "I-03-1"),
        ("E-02-R-01", "E-02-R-01"),
        ("แบบ 15ส. คืออะไร", "15ส."),
        ("15.1 ส.", "15.1ส."),
        ("ยื่น 17-1", "17-1"),
        ("โรงงานแปลง ข.1", None),
        ("บ้านเลขที่ 17-1", None),
        ("ราคา 15 สตางค์", None),
        ("e-01x", None),
    ],
)
def test_form_numbers(text: str, form: str | None) -> None:
    assert entities_in(text).form == form


def test_several_kinds_in_one_message() -> None:
    text = "กนอ-69-000123 คำขอ 1-01-1-101-00001-2568 แบบ 03/1 โทร 0812345678 วันที่ 5"

    assert entities_in(text) == Entities(
        ticket_number="กนอ-69-000123",
        request_number="1-01-1-101-00001-2568",
        phone="0812345678",
        form="03/1",
        date=StatedDate("วันที่ 5", DateKind.DAY_OF_MONTH),
    )
