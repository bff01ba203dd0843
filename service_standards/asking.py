"""Whether a message asks its reader for anything: a question, a request, or word of what is still missing from them.

Rules over sentences, so that anybody can say why a message is taken for one. They read the writing of officers, in Thai
and English, and each says where its words may stand: Thai is written without spaces, and "กี่" is in "เกี่ยวข้อง" too.
Where they are in doubt a message asks: a pause that is doubted for nothing costs an officer's good name, and one
that is not doubted still stands in the list of all pauses.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Words, of which the rules are made

_PARTICLE = r"(?:นะ)?(?:ครับ|ค่ะ|คะ|ค่า|คับ|ฮะ|จ้ะ|จ้า)"
_END = rf"{_PARTICLE}?\W*$"
_PART = r"(?:^|(?<=\s)|(?<=[,:(]))"
"""Where a part of a sentence begins."""
_WHAT = r"(?:อะไร|ใคร|ไหน|เมื่อไ(?:ห)?ร่?|เมื่อใด|เท่าไ(?:ห)?ร่?|เท่าใด|อย่างไร|ยังไง|ทำไม|เหตุใด|(?<!เ)(?<!ไม่)กี่)"
_THEY = r"(?:ทาง|ฝั่ง)?(?:ท่าน|คุณ|พี่|บริษัท|โรงงาน|ผู้ประกอบ|ผู้ร้อง|ลูกค้า)"
_OTHERS = (
    r"(?:กรม|กระทรวง|ห้อง|แล็บ|หน่วยงาน|สำนัก(?!งานท่าน)|เทศบาล|อบต|อำเภอ|จังหวัด|ฝ่าย|กอง|ผู้รับเหมา|ช่าง|การไฟฟ้า|การประปา|"
    r"ตำรวจ|ผู้ว่าการ|ผู้อำนวยการ|คณะกรรมการ|ธนาคาร)"
)
_THEIR_ACTS = (
    r"(?:ส่ง|แจ้ง|แนบ|ถ่าย|กรอก|เซ็น|ลงนาม|ตอบ|ติดต่อกลับ|โทรกลับ|ทัก|บอก|ยืนยัน|คอนเฟิร์ม|ระบุ|เลือก|แก้|อัปโหลด|อัพโหลด|สแกน|"
    r"พิมพ์|โอน|ชำระ|ยื่น|ลงทะเบียน|มารับ|มาเซ็น|สรุป)"
)
_OUR_ACTS = (
    r"(?:เวลา|ตรวจสอบ|ประสาน|เช็[คก]|ปรึกษา|หารือ|นำเรื่อง|ส่งเรื่อง|ส่งต่อ|รับเรื่อง|ดำเนินการ|บันทึก|ปิดเรื่อง|ไปดู|"
    r"ดู(?:ให้|ข้อมูล|เรื่อง)?ก่อน|สอบถาม(?:ฝ่าย|ช่าง|หน่วย|หัวหน้า|ทางฝ่าย))"
)
_AUXILIARY = r"(?:could|can|would|will|may|do|does|did|is|are|was|has|have|had)"
_THEIR_ACTS_EN = (
    r"(?:send|call|tell|give|show|bring|upload|attach|confirm|reply|sign|fill|check|provide|submit|forward|choose|pick)"
)

# The rules

_QUOTED = _any(r"\"[^\"]*\"", r"“[^”]*”", r"«[^»]*»")
_SENTENCE = _any(r"(?<=[?？!\n;])", r"(?<=[a-z)]\.)(?=\s)", r"(?<=ครับ)", r"(?<=ค่ะ)", r"(?<=คะ)")

_NO_QUESTION = _any(
    r"ไม่ว่า\S*",
    r"ไม่กี่",
    r"ไม่(?:มี|ได้)(?:อะไร|ใคร|ที่ไหน|ไหน)\S*",
    rf"(?:{_WHAT}|กี่\S{{0,8}})ก็(?:ตาม|ดี)?",
    rf"{_WHAT}(?:นั้น|ยัง\S*ไม่)",
    r"(?:เป็น|ได้ผล)(?:อย่างไร|ยังไง|ประการใด)(?=\s?(?:จะ|จัก|ทาง|เจ้าหน้าที่))",
    r"(?:เมื่อไ(?:ห)?ร่?|ยังไง|อย่างไร)(?:จะ|ผม|ดิฉัน|หนู|เรา|ทางเรา)\S*",
    r"เมื่อ(?:ใด|ไหร่)ที่|ผู้ใดที่|(?:ดึก|ไกล|มาก|นาน)แค่ไหน\S*ก็",
    r"(?:ยังไม่(?:ทราบ|รู้|แน่ชัด|พบ|สรุป)|กำลัง\S{0,12}|จะ\S{0,12}|ได้\S{0,12}|ไปดู|ไปถาม)ว่า\S*",
    r"(?:ตาม)?ที่(?:ท่าน|คุณ|ลูกค้า|พี่)?(?:ถาม|สอบถาม|ขอ|ทัก)\S*",
)
"""Whatever, not many, what we look for ourselves, what they have asked: taken out of a sentence before the others."""

_NO_REQUEST = _any(
    r"(?:ขอ)?ขอ(?:บคุณ|บพระคุณ|บใจ)(?:ที่|สำหรับ|ใน|ท่าน|คุณ|ล่วงหน้า|มาก|อีก)*\S*",
    r"(?:ขอ)?ขอ(?:อภัย|โทษ|ประทานโทษ)\S*|(?:ดีใจ|ยินดี|เสียใจ|เห็น)\S*ด้วย",
    r"ขอ(?:แสดง|เรียน(?!เชิญ)|แจ้ง|รายงาน|ชี้แจง|นำเรียน|ยืนยันว่า|เป็นกำลังใจ|อนุโมทนา|ยกเลิกข้อความ|ตัว(?=ก่อน|กลับ|ไป|\s|$))\S*",
    r"ขอ(?:ให้)?(?:ท่าน|คุณ|ทุกท่าน|ทุกคน)?"
    r"(?:กิจการ|ครอบครัว|สบายใจ|มั่นใจ|วางใจ|ปลอดภัย|โชคดี|มีความสุข|หาย|สุขภาพ|เดินทาง)\S*",
    rf"ขอ{_OUR_ACTS}\S*",
    r"(?:โปรด|กรุณา)(?:รับ)?(?:ทราบ|วางใจ|สบายใจ)|ไม่(?:จำเป็น)?ต้อง\S*",
    r"(?:คำ|ผู้|ร้อง|อนุญาตตามที่|ได้|เคย|หนังสือ\S*\s)ขอ",
    r"\b(?:thank you|thanks)\b[^.?!]*",
    r"\bplease (?:be (?:informed|advised|assured|aware|patient)|note|find|accept)\b[^.?!]*",
    r"\bplease (?:do(?: not|n't) (?:hesitate|worry)|rest assured|feel free|bear with)\b[^.?!]*",
    r"\b(?:no|not|don't|doesn't) (?:\w+ ){0,3}(?:need(?:ed)?|required|necessary)\b[^.?!]*",
    r"\bfor kindly\b|\b(?:as|what|which) you (?:asked|requested)\b|\byou asked\b[^.?!]*",
)
"""Thanks, apologies, wishes, reports, and what we will do ourselves: taken out likewise."""

_QUESTION = _any(
    r"[?？]\s*$",
    rf"(?:ไหม|มั้ย|มั๊ย|ไม๊|มัย|หรือไม่|(?:หรือ|รึ)(?:เปล่า|ยัง)|ป่าว|แล้วยัง)(?:นะ|น่ะ|อ่ะ|เอ่ย)?{_END}",
    r"(?<!นะ)คะ\W*$",
    rf"(?<!ใน)(?<!แต่){_WHAT}\S*(?:\s?[\dก-๙]{{0,14}})?\W*$",
    rf"{_PART}{_THEY}\S*{_WHAT}",
    rf"(?:^|\s)\S+หรือ(?!ไม่|ยัง|เปล่า)\S+{_END}",
    r"^\s*(?:what|which|when|where|who|how|why) (?:do|does|did|can|could|would|should|will|have|has|many|much)\b",
    rf"^\s*(?:and |so |also,? )?{_AUXILIARY} (?:you|we|i|the|it|your|there|this|that|someone|anyone)\b",
)
"""By its particle, by a word of asking in its last part or after whom it asks, by a choice of two, by its order."""

_REQUEST = _any(
    r"กรุณา|โปรด|รบกวน(?!เวลา)|ใคร่ขอ|ขอความ(?:อนุเคราะห์|กรุณา|ร่วมมือ|เห็น)|จึงขอ|ขอ(?:เรียน)?เชิญ",
    rf"ฝาก{_THEY}|{_PART}ลอง",
    rf"{_PART}(?:และ|แล้ว|ก็|เลย|จะ|อยาก|ต้อง|งั้น|ทาง(?:เรา|นิคม|สำนักงาน|กนอ\.?))?ขอ(?!ง|บ(?!เขต)|น|ทาน|อ|ไป|มา)",
    rf"{_PART}(?:{_THEY}\S{{0,10}})?ช่วย(?!เหลือ)",
    rf"(?:^|\s)(?!\S*จะ)\S*(?:หน่อย|ด้วย|ให้ที){_END}",
    rf"(?<!ที่)(?<!ท่าน)(?<!ได้)(?<!เคย)(?:ส่ง|กรอก|แก้|ถ่าย|แนบ|ตอบ|เซ็น)(?!\S*แล้ว(?:\s|$))"
    rf"\S*(?<!ที่)มา(?:ให้|ที|ใหม่|ด้วย|ทาง|ก่อน|เพิ่ม|นะ|หน่อย|{_PARTICLE})",
    rf"{_PART}(?:ให้|ฝาก|{_THEY}\S{{0,10}})?{_THEIR_ACTS}"
    rf"(?!แทน|ไป|ออก|ให้ท่าน|ให้คุณ|อยู่|\S*แล้ว(?:\s|$)|[^\n]*แล้ว{_END})"
    r"[^\n]*?(?:มา|กลับ|เพิ่ม|ด้วย|หน่อย|ก่อน|ใหม่|ได้เลย|ได้ที่|ได้ทาง|นะ|ให้|ภายใน|ที่นี่|ทางนี้|ดู)",
    rf"{_THEIR_ACTS}(?:มา)?ได้เลย",
    r"\b(?:please|pls|plz|kindly)\b|\blet (?:us|me) know\b|\bcall (?:me )?back\b|\b(?:like|wish|want) to know\b",
    r"\b(?:could|can|would|if) you (?:could|can|would|please|tell|send|let|give|confirm|provide)\b",
    rf"^\s*(?:so |then |also |just )?(?:[^.]*, )?{_THEIR_ACTS_EN}\b",
    r"\b(?:send|give|tell|call|show|get) (?:me|us|it|them|that) \w",
    r"\b(?:is|are|we|i|hereby|authority) request(?:ed|s|ing)? (?:that|to|you)\b",
    r"\brequired to\b|\byou (?:must|need to|have to|should)\b",
)
"""By its word of asking, or by an act of theirs at the head of a part that points to us or to a day."""

_NOT_MISSING = _any(
    r"(?:ขาด|ค้าง)[^\n]*(?:ได้รับแล้ว|ครบแล้ว|ครบทุก|ครบถ้วนแล้ว)",
    rf"รอ\S{{0,40}}จาก{_OTHERS}|ยังไม่ได้\S{{0,40}}{_OTHERS}",
    r"\bmissing \w+ (?:has|have) (?:now )?(?:arrived|been received)\b",
)
"""What has come since, and what others owe."""

_MISSING = _any(
    rf"(?:ยัง|เอกสาร)\S*(?:ขาด|ไม่ครบ)|{_PART}(?:ขาด(?!แคลน|ทุน)|ค้าง)|ช่อง\S*ว่าง",
    r"ยังไม่(?:ติด|เซ็น|ลงนาม|ส่ง|ได้ส่ง|กรอก|ยื่น|ชำระ|ตอบ)",
    rf"ยังไม่ได้(?!\S{{0,40}}{_OTHERS})",
    rf"รอ(?:[^\n]{{0,60}}?จาก)?{_THEY}|เมื่อ{_THEY}\S*(?:ส่ง|ยืนยัน|ชำระ|แจ้ง)",
    rf"(?:เหลือ(?:แค่|แต่)?|ติด(?:อยู่)?ที่|ขึ้นอยู่กับ)\S*{_THEY}",
    r"\b(?:need|await(?:ing)?|waiting (?:for|on)|(?:not|n't)(?: yet)? (?:received|had|got|seen)) (?:\w+ ){0,4}your\b",
    r"\b(?:need|needs|needed|missing|outstanding|reaches us|hear) (?:\w+ ){0,4}from (?:you|your side)\b|\bwe need\b",
    r"\b(?:is|are|was) (?:still )?(?:missing|unsigned|blurry|illegible)\b|\bmissing (?:the|a|your|one)\b|\bshort\b",
    r"\bcannot (?:proceed|continue|go on) (?:until|without)\b|\ba new one\b|\byour \w+(?: \w+)? has expired\b",
)
"""What they have not given yet: that it is named asks for it."""


def asks_something(words: str) -> bool:
    """Whether a message asks or requests anything of its reader. Generous: in doubt it does."""
    return any(map(_asks, _SENTENCE.split(_QUOTED.sub(" ", words))))


def _asks(sentence: str) -> bool:
    plain = _NO_REQUEST.sub(" ", _NO_QUESTION.sub(" ", sentence))
    if _QUESTION.search(plain) or _REQUEST.search(plain):
        return True
    return bool(_MISSING.search(_NOT_MISSING.sub(" ", plain)))
