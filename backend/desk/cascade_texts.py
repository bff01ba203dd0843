"""The cascade's words as far as code chooses between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from backend.queries.cascade import ReceiptView
from service_standards.promise import since_told

ACKNOWLEDGED = "รับทราบแล้ว"
REMINDED = "ส่งข้อความเตือนถึงหัวหน้าหน่วยงานแล้ว"
RECORDED = "บันทึกการรับทราบแล้ว"
PARTY_ADDED = "เพิ่มในรายชื่อแล้ว"
PARTY_CHANGED = "แก้ไขแล้ว"
PARTY_WITHDRAWN = "นำออกจากรายชื่อแล้ว"
BAD_DATE = "กรุณาระบุวันที่รับทราบ"


def handed_out(count: int) -> str:
    """How many were handed a version that was published before."""
    return f"ถ่ายทอดเพิ่มแล้ว {count} ราย" if count else "หน่วยงาน คู่ค้า และผู้ส่งมอบที่เกี่ยวข้องได้รับครบแล้ว"


def acknowledged_of(receipts: Sequence[ReceiptView], counter: str) -> str:
    """How many have acknowledged: รับทราบแล้ว 9 จาก 10 หน่วยงาน"""
    done = sum(one.acknowledged_at is not None for one in receipts)
    return f"รับทราบแล้ว {done} จาก {len(receipts)} {counter}"


FILTERS: dict[str, Callable[..., Any]] = {
    "acknowledged_of": acknowledged_of,
    "since_words": lambda instant: since_told(instant).th,
}
