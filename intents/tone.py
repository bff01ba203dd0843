"""Does the customer complain, praise, or simply ask? By words only: it colours a report, it decides nothing."""

import re
from typing import Literal

from intents.normalise import normalise

Tone = Literal["complaint", "praise", "neutral"]


def _any_of(lines: str) -> re.Pattern[str]:
    return re.compile("|".join(lines.split("\n")).strip("|"))


_COMPLAINT = _any_of(r"""
ร้องเรียน|แย่มาก|แย่ที่สุด|โคตรแย่|ห่วย|เฮงซวย|รับไม่ได้|ไม่พอใจ|ผิดหวัง|เดือดร้อน|ทนไม่ไหว|สุดจะทน|หงุดหงิด|โมโห|เอือม
ไม่มีใคร(?:รับ|สนใจ|ตอบ|มาดู)|ไม่รับผิดชอบ|ไม่(?:เคย|เห็น|ยอม)?แก้|เมื่อไหร่จะแก้|ปล่อยปละ|ละเลย|เพิกเฉย|ไม่ใส่ใจ
ไม่สุภาพ|พูดจา(?:ไม่ดี|แย่|ห้วน)|หยาบคาย|(?:กี่|หลาย)รอบ(?:แล้ว|ละ)|อีกแล้ว|ตลอดเลย|ทุกวันเลย|ทุกคืน|ช้ามาก|โคตรช้า|นานมาก
รอ(?:มา)?(?:เป็น|หลาย)|เหม็นมาก|เหม็นจน|นอนไม่(?:ได้|หลับ)|ไอ้|เหี้ย
\b(?:complain\w*|unacceptable|terrible|awful|worst|rude|ridiculous|fed up|disappointed|disgusting|useless|angry)\b
\b(?:still no\w*|nobody (?:answers?|cares?)|again and again|third time)\b
苦情|ひどい|困って|迷惑|投诉|太差|受不了|没人管
""")
_PRAISE = _any_of(r"""
ขอชม|ชื่นชม|ชมเชย|ฝากชม|บริการดี|ช่วยเหลือดี|ดูแลดี|ตอบไว|รวดเร็วมาก|ประทับใจ|ยอดเยี่ยม|เยี่ยมมาก|สุดยอด|ดีมาก|ดีเยี่ยม
น่ารักมาก|เก่งมาก|ปลื้ม|ห้าดาว|5 ?ดาว
\b(?:excellent|great (?:job|service|work|help)|well done|(?:very|so) helpful|impressed|kudos|compliment)\b
素晴らしい|助かりました|很好|非常好|点赞
""")
_NOT = re.compile(r"(?:ไม่|ไม่ค่อย|ไม่ได้|ไม่เห็น|\bnot|\bnot very|\bnot so)$")


def tone_of(text: str) -> Tone:
    """``complaint`` wins over ``praise``: "เมื่อก่อนบริการดี เดี๋ยวนี้ห่วย" complains."""
    plain = normalise(text)
    if _COMPLAINT.search(plain):
        return "complaint"
    praised = _PRAISE.search(plain)
    if praised and not _NOT.search(plain[: praised.start()].rstrip()):
        return "praise"
    return "neutral"
