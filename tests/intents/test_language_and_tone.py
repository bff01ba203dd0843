import pytest

from intents.language import language_of
from intents.tone import tone_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("น้ำไม่ไหล", "th"),
        ("ขอ invoice PDF by email ด้วย", "th"),
        ("no water since morning", "en"),
        ("Water outage at นิคมบางปู, please help", "en"),
        ("工場の水が出ません", "ja"),
        ("電気料金", "ja"),
        ("ガス漏れ", "ja"),
        ("工厂停水了", "zh"),
        ("請問有空地嗎", "zh"),
        ("WHA 园区停电", "zh"),
        ("Tôi muốn hỏi về giấy phép", "other"),
        ("အလုပ်", "other"),
        ("ជំរាបសួរ", "other"),
        ("01/1", "other"),
        ("😀", "other"),
        ("", "other"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("เจ้าหน้าที่พูดจาไม่สุภาพเลย", "complaint"),
        ("แจ้งมาสามรอบแล้วไม่มีใครมาดู", "complaint"),
        ("this is unacceptable", "complaint"),
        ("เมื่อก่อนบริการดี เดี๋ยวนี้ห่วย", "complaint"),
        ("บริการดีมาก ประทับใจค่ะ", "praise"),
        ("Excellent, very helpful staff", "praise"),
        ("ไม่ค่อยประทับใจ", "neutral"),
        ("ขอใบเสร็จค่ะ", "neutral"),
        ("กากอุตสาหกรรมต้องแจ้งใคร", "neutral"),
    ],
)
def test_tone(text: str, tone: str) -> None:
    assert tone_of(text) == tone
