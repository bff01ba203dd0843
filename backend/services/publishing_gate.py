"""What an evaluation must not show of a version that is to be published. The bounds are settings of ours, kept here."""

from __future__ import annotations

from fractions import Fraction

from intents.comparison import Comparison
from intents.evaluate import Share

MOST_LOST = {"first": Fraction(2, 100), "right_when_answered": Fraction(2, 100)}
"""By how much these shares of the questions kept apart may fall: two in a hundred."""
MOST_GAINED = {"out_of_scope_answered": Fraction(2, 100)}
"""By how much these may rise."""
CALLED = {
    "first": "สัดส่วนที่เข้าใจเรื่องถูกเป็นอันดับแรก",
    "right_when_answered": "สัดส่วนที่ตอบถูกเมื่อตอบเอง",
    "out_of_scope_answered": "สัดส่วนคำถามนอกเรื่องที่ตอบเหมือนรู้",
}


def refusal(comparison: Comparison) -> str:
    """Why a version may not be published, in Thai for its maker; empty when nothing speaks against it.

    An emergency that was seen must be seen still, every single one.
    """
    reasons = []
    lost = [change.id for change in comparison.worse if change.loses_emergency]
    if lost:
        reasons.append(f"มีเหตุฉุกเฉินที่เคยจับได้แต่จับไม่ได้แล้ว {len(lost)} ข้อ ({', '.join(lost)})")
    for name, bound in MOST_LOST.items():
        reasons += _beyond(comparison, name, bound, fall=True)
    for name, bound in MOST_GAINED.items():
        reasons += _beyond(comparison, name, bound, fall=False)
    return " · ".join(reasons)


def _beyond(comparison: Comparison, name: str, bound: Fraction, *, fall: bool) -> list[str]:
    before, after = (comparison.before or {}).get(name), comparison.after.get(name)
    if before is None or after is None or not before.of or not after.of:
        return []
    rise = Fraction(after.yes, after.of) - Fraction(before.yes, before.of)
    if (-rise if fall else rise) <= bound:
        return []
    moved = "ลดลง" if fall else "เพิ่มขึ้น"
    return [f"{CALLED[name]}{moved}จาก {_told(before)} เป็น {_told(after)} เกินเกณฑ์ {float(bound):.0%}"]


def _told(share: Share) -> str:
    return f"{share.value:.1%} ({share.yes} จาก {share.of})"
