"""Words that act like a button wherever they are typed alone. Only exact ones: "ยกเลิกใบอนุญาต" is a question."""

from __future__ import annotations

from intents.normalise import normalise

_SAID: dict[str, tuple[str, ...]] = {
    "cancel": ("ยกเลิก", "ไม่เอาแล้ว", "ยกเลิกค่ะ", "ยกเลิกครับ", "cancel", "stop"),
    "back": ("ย้อนกลับ", "กลับ", "แก้ไข", "back", "go back", "edit"),
    "person": ("คุยกับเจ้าหน้าที่", "ขอคุยกับเจ้าหน้าที่", "ติดต่อเจ้าหน้าที่", "เจ้าหน้าที่", "talk to a person", "agent", "human"),
    "skip": ("ข้าม", "ไม่มี", "ไม่มีค่ะ", "ไม่มีครับ", "ไม่มีเพิ่มเติม", "ไม่สะดวก", "ไม่ให้", "-", "skip", "no", "none"),
    "confirm": ("ยืนยัน", "ตกลง", "ใช่", "ใช่ค่ะ", "ใช่ครับ", "โอเค", "ส่งเลย", "ส่งเรื่อง", "ok", "yes", "confirm", "send"),
    "no_estate": ("ไม่ทราบ", "ไม่รู้", "ไม่แน่ใจ", "ไม่ได้อยู่ในนิคม", "not sure", "don't know"),
    "menu": ("เมนู", "menu"),
    "tickets": ("เรื่องของฉัน", "my tickets"),
}
_ACTION = {normalise(words): action for action, said in _SAID.items() for words in said}


def command(text: str) -> str | None:
    """The action that a text amounts to when it is nothing but a command."""
    return _ACTION.get(normalise(text))
