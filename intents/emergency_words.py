"""The words by which an emergency is known, and those by which one is known not to be: patterns, by language.

Thai events are matched without tones and spaces, because people in a hurry leave both out; what speaks against an event
is matched as it is spelt, because a mistake there costs more.
"""

import re

from intents.normalise import skeleton


def _any_of(lines: str) -> str:
    return "|".join(line for line in map(str.strip, lines.splitlines()) if line)


_SUBSTANCE = (
    "(?:แก๊ส|แก็ส|ก๊าซ|กาซ|แอมโมเนีย|คลอรีน|คลอรีล|เคมี|กรด|โซดาไฟ|สารพิษ|สารอันตราย|ไฮโดรเจน|น้ำมัน|น้ำยา|วัตถุอันตราย|lpg|ngv)"
)
_PERSON = "(?:คน|พนักงาน|ลูกจ้าง|เพื่อน|ลูกน้อง|หัวหน้า|ช่าง|รปภ|แม่บ้าน|เด็ก|น้อง|พี่|ลุง|ป้า|ผู้ช่วย|ต่างด้าว|พม่า)"
_STRUCTURE = "(?:ตึก|อาคาร|หลังคา|กำแพง|เครน|ปั้นจั่น|นั่งร้าน|ผนัง|โกดัง|คาน|สะพาน|ชั้นวาง|แท็งก์|ตู้คอนเทนเนอร์)"
_BURNING = "(?:โรง|โกดัง|อาคาร|ตึก|บ้าน|รถ|สายไฟ|หม้อ|เครื่อง|ป่า|หญ้า|กอง|คลัง|ถัง)"
_NOT_A_COUNT = "(?!โมง|เดือน|สิบ|ร้อย|พัน|คน|ปี|รอบ|ถัง|ตัว|ราย|วัน)"

# "ไฟไหม" without its tone is also "is there power?", and "ไฟใหม่" a new lamp: fire is looked for as it is spelt, and
# without tones only in a text that has none.
FIRE = re.compile(
    _any_of("""
        ไ?ฟ ?(?:กำลัง|จะ)?(?:ไห|ให|ไ|ใ)ม้
        (?:กำลัง|ลุก|โดน|เริ่ม)(?:ไห|ให)ม้
        (?:ไห|ให)ม้(?:แล้ว|ละ|หมด|อยู่|ลาม|โกดัง|โรง|ทั้ง|รถ|บ้าน|ตึก|กอง)
        ^(?:เฮ้ย|เห้ย|เฮ้ยๆ)?ไฟ(?:ๆ|!|ไฟ)+|^(?:เฮ้ย|เห้ย)ไฟ|ไฟพุ่ง|บึ้ม|แสงวาบ
    """)
)
FIRE_WITHOUT_TONES = re.compile(skeleton("(?<!มี)ไฟ(?:กำลัง)?ไหม|มีไฟไหม(?!$|คะ|ครับ|ค$|อะ|เนี่ย|วะ)"))
TONE_MARK = re.compile("[\u0e48-\u0e4b]")
# Words that mean harm only by their tones: a fence is no leak.
HARMLESS_BY_TONE = ("รั้ว",)

EVENT = re.compile(
    skeleton(
        _any_of(f"""
            เพลิง(?:กำลัง)?(?:ไหม้|ลุก|ลาม|โหม)|เกิดเพลิง|ไฟ(?:กำลัง|มัน|เริ่ม)?(?:ลุก|ลาม|โหม|คลอก|ท่วม)|เปลวไฟ|(?:น้ำมัน|สาร|แก๊ส|ถัง|รถ).{{0,12}}ติดไฟ(?!แดง|เขียว)
            ไฟไห?ม่{_BURNING}|เห็นไฟ(?:ลุก|ไหม้|พุ่ง)
            ควัน(?:ไฟ|ดำ|ขาว)?(?:โขมง|ท่วม|เต็มไปหมด|เต็มห้อง|เต็มโรง|เต็มตึก|ออกจากตู้|ออกมาจากตู้)|ควัน(?:ไฟ|ขาว)?พุ่ง(?!.{{0,8}}ปล่อง)
            ระเบิด|เสียง(?:ดัง)?ตูม(?!.{{0,30}}ดับ)|ตูมดัง|ตูมเดียว
            {_SUBSTANCE}.{{0,14}}(?:รั่ว|หก{_NOT_A_COUNT}|ไหลนอง|นองพื้น|นองถนน|ฟุ้ง|ฟู่|พุ่ง|กระจาย|รดคน|กระเด็น)
            รั่ว.{{0,6}}{_SUBSTANCE}|{_SUBSTANCE}.{{0,10}}คว่ำ|(?:มี)?สาร.{{0,8}}หก(?:เต็ม|ใส่|ราด|นอง|ลง|เรี่ย)|สูดดม{_SUBSTANCE}
            (?:ท่อ|สาย|ถัง)(?:แก๊ส|ก๊าซ).{{0,20}}(?:ขาด|แตก|หลุด)|สารเคมีเข้าตา|น้ำกรดสาด|(?:ได้กลิ่น|เหม็น|กลิ่น)(?:แก๊ส|ก๊าซ)(?!เรือน|อ่อน)
            หมดสติ|ไม่รู้สึกตัว|ไม่หายใจ|หยุดหายใจ|หัวใจหยุดเต้น|หายใจไม่(?:ออก|ได้|ทัน)|สำลักควัน
            เลือด(?:ออกเยอะ|ท่วม|ไหลไม่หยุด|ไม่หยุด|อาบ|สาด)
            ล้มไปหลาย|(?:สลบ|เป็นลม)(?:กัน|ไป)?(?:หลาย|ทั้ง)|(?:ไอ|เวียนหัว|อาเจียน|แสบตา|อ้วก)กัน(?:หมด|หลาย|ใหญ่|ทั้งกะ|ทั้งไลน์)
            วิ่งกัน(?:หมด|ใหญ่)|วิ่งหนี|หนีไป(?:ทาง)?ไหน|หนี(?:ยังไง|ทางไหน)|(?:โดน|ถูก)สาร.{{0,6}}(?:ลวก|กัด|สาด)|ลวกทั้ง|โดนลวก
            ไฟฟ้า?(?:ดูด|ช็อต|ช๊อต|ช้อต){_PERSON}|(?:โดน|ถูก)ไฟ(?:ฟ้า)?(?:ดูด|ช็อต|ช๊อต)
            {_PERSON}.{{0,12}}(?:โดน|ถูก).{{0,10}}(?:ดูด|ช็อต|ช๊อต|ทับ|หนีบ|บด|แทง|ยิง|รถชน)|{_PERSON}.{{0,12}}(?:โดน|ถูก)เครื่อง
            (?:มือ|แขน|ขา|นิ้ว|ตัว)(?:ขาด|ติดเครื่อง|โดนเครื่อง|เข้าเครื่อง|ติดใน)|(?:หล่น|ล้ม|พัง|ร่วง|ตก)(?:ลงมา)?(?:ทับ|ใส่){_PERSON}
            {_PERSON}.{{0,14}}(?:สลบ|เป็นลม|ล้มฟุบ|ชัก|บาดเจ็บ|เจ็บหนัก|เจ็บสาหัส|เสียชีวิต(?!.{{0,20}}(?:กรรมการ|อนุญาต|แก้|ชื่อ))|ตายแล้ว|ตายคา|จมน้ำ)
            {_PERSON}.{{0,14}}(?:ตกจาก|ตกลง|ตกนั่งร้าน|ตกบ่อ(?!ย)|ตกน้ำ|ตกคลอง|ตกตึก|ติดอยู่(?:ใน|ใต้|ข้าง))|ตกลงไปใน
            มีคน(?:เจ็บ(?!คอ|ใจ|ป่วย)|ตาย|ติด)|คนเจ็บ(?!ป่วย|คอ|ใจ)|คนตาย|พบศพ|เจอศพ
            {_STRUCTURE}.{{0,10}}(?:ถล่ม|พังลง|พังทับ|ล้มทับ|ล้มใส่|ทรุดลงมา|ร่วงใส่|หล่นใส่|หล่นทับ|ยุบลง)|ดินถล่ม(?:ทับ|ใส่)
            เครน.{{0,8}}(?:ล้ม|หัก)|ล้มพาดสายไฟ|ลิฟต์.{{0,8}}(?:ร่วง|ตกลง)|มีคนอยู่ข้างใน|คนขับ(?:ยัง)?(?:อยู่|ติด)
            รถ.{{0,20}}คว่ำ|รถ.{{0,8}}ชนคน|สายไฟ(?:แรงสูง)?ขาด(?:ลง|พาด|ห้อย|ตก)
            ยิงกัน|ถือปืน|ถือมีด|ขู่ฆ่า|วางเพลิง|(?:เรียก|ขอ|ต้องการ|เอา|ส่ง)รถ(?:พยาบาล|ดับเพลิง|กู้ภัย)
            รถ(?:พยาบาล|ดับเพลิง|กู้ภัย)(?:ด่วน|มาที|มาด่วน|หน่อย)|ต้องอพยพ|กำลังอพยพ|อพยพออก|ต้องหนี|ฉุกเฉินด่วน|เกิดเหตุ(?:แล้ว|ด่วน|ร้าย)
            ^(?:แจ้ง)?(?:เหตุ)?ฉุกเฉิน(?:ค่ะ|ครับ|คะ|มาก|ด่วน|ฉุกเฉิน|!)*$|แจ้งเหตุ(?:ฉุกเฉิน)?(?:ค่ะ|ครับ|ด่วน|!)|(?:หวอ|ไซเรน|สัญญาณเตือน)(?:ดัง|ร้อง).{{0,12}}(?:ไม่หยุด|เกิดอะไร)
        """)
    )
)
CRY_FOR_HELP = re.compile(skeleton(r"^(?:ช่วยด้วย)+(?:ค่ะ|ครับ|คะ|คับ)?[!\s]*$"))

# Only what goes with the name of an event and says that there is none. Words of office are not enough: the fire may be
# in the room where documents are kept, and polite people ask leave (ขออนุญาต) to report it.
NOT_AN_EVENT = re.compile(
    _any_of("""
        ซ้อม|ฝึก(?!งาน)|อบรม|หลักสูตร|วิทยากร|แผน(?!ก|ที่)|คู่มือ|ขั้นตอน|แบบฟอร์ม|(?:ใบ|หนังสือ)รับรอง|ขออนุญาต(?!แจ้ง|สอบถาม|รบกวน|เรียน)
        (?:เครื่อง|ระบบ|อุปกรณ์|สัญญาณ|ตัว)(?:ตรวจจับ|ตรวจหา|ตรวจวัด|แจ้งเหตุ|แจ้งเตือน|เตือน|กัน)|เบอร์ฉุกเฉิน|ทางออกฉุกเฉิน
        ประกันภัย|ประกันอัคคี|ประกันไฟ|ทำประกัน|เคลม|เงินทดแทน|(?:วิธี|การ|แนวทาง|ระบบ)ป้องกัน|ป้องกัน(?:อัคคี|ไฟ|เพลิง|การ)|มาตรการ
        ข้อกำหนด|กฎหมาย|มาตรฐาน|ภายในกี่|กี่วัน|ต้องรายงาน|ปริมาณกักเก็บ|ประจำปี
        สถิติ|ย้อนหลัง|(?:ปี|เดือน|อาทิตย์|สัปดาห์)(?:ที่แล้ว|ก่อน|กลาย)|เมื่อปี|คราวก่อน|ครั้งก่อน|ในอดีต|เคยเกิด|เคยมี|หลัง(?:จาก)?(?:เกิด)?(?:ไฟ|เพลิง)ไหม้
        (?:เห็น|ใน|ตาม|อ่าน|ดู)ข่าว|ข่าว(?:ว่า|ไฟ|ลือ)|ในหนัง|ละคร|เกม|ระเบิด(?:อารมณ์|ลง|หิน|เวลา|ฟอร์ม)|ยอด.{0,8}ระเบิด|วัตถุระเบิด|จุดระเบิด|หัวร้อน
        (?:ไฟ|เพลิง)(?:ไหม้)?(?:ดับ|สงบ)(?:หมด|สนิท|ลง)แล้ว|ดับ(?:ไฟ|เพลิง)?(?:ได้|หมด|สนิท)แล้ว|ควบคุม(?:เพลิง|ไฟ)?ได้แล้ว|สงบแล้ว
        (?:กลิ่น|ควัน)หายแล้ว|ปลอดภัยแล้ว|ขาย(?:ถัง|ประกัน|เครื่อง)|ราคา(?:เท่า|ส่ง|พิเศษ|กี่)|โปรโมชั่น
    """)
)
DENIED_OR_SUPPOSED = re.compile(
    r"(?:ไม่ได้|ไม่ใช่|ไม่มี|ยังไม่)(?:เกิด)?$|(?:ถ้า|หาก|กรณี|สมมติ|สมมุติ|เผื่อ|เวลาเกิด|เมื่อเกิด|กลัวว่า|กลัวจะ|เสี่ยง|โอกาส).{0,30}$"
)
HAPPENING_NOW = re.compile(
    _any_of("""
        ตอนนี้|เดี๋ยวนี้|กำลัง(?:ไหม้|ลุก|ลาม|รั่ว|จะระเบิด|ฟุ้ง)|รีบมา|มาด่วน|มาเร็ว|ด่วนๆ|ด่วน!|ด่วนมาก|ช่วยด้วย|ช่วยที|เมื่อกี้|เมื่อสักครู่
        ของจริง|ไม่ใช่ซ้อม|ไม่ได้ซ้อม|เอาไม่อยู่|ดับไม่(?:ได้|ลง|อยู่|ทัน)|ลามมา|ลามไป|อยู่ข้างใน|ติดอยู่ใน
    """)
)

_THINGS_OF_FIRE = (
    "alarm|drill|safety|exit|door|extinguisher|permit|insurance|system|pump|hydrant|certificate|training|code|plan"
)
_SUBSTANCE_EN = "(?:gas|chemicals?|ammonia|chlorine|acid|toxic|solvent|lpg|oil|fuel)"
_PERSON_EN = "(?:someone|somebody|workers?|man|people|guy|colleague|staff|he|she)"
ENGLISH_EVENT = re.compile(
    _any_of(rf"""
        \bon fire\b|\bfire ?!|^fire\b(?! (?:{_THINGS_OF_FIRE}))
        \b(?:see|saw) (?:a |the )?(?:fire|flames|smoke|explosion)
        \b(?:a|big|huge|the|another) fire (?:at|in|on|near|has|is|just|broke|started|spreading|outside|behind|next)
        \bfire (?:broke|is spreading|has started|in progress)|\bthere(?:'s| is|s) (?:a )?fire\b|\bcaught fire\b
        \b(?:is|are|it's|warehouse|roof|transformer) burning\b|\bflames\b|\bblaze\b
        \bsmoke (?:is )?(?:pouring|billowing|filling|everywhere|coming (?:out|from))
        \bexplo(?:ded|ding|sion)\b|\bboom\b|\bgas\b.{{0,20}}\b(?:torn|ruptur\w+|hissing)\b
        \bblew up\b|\bblast\b|\bloud bang\b
        \b{_SUBSTANCE_EN}\b.{{0,25}}\b(?:leak\w*|spill\w*|cloud|release[ds]?|escaping|gushing)\b
        \b(?:leak\w*|spill\w*|smell of|smelling) (?:of )?{_SUBSTANCE_EN}\b
        \bunconscious\b|\bnot breathing\b|\b(?:can'?t|cannot|hard to|unable to) breathe\b|\bpassed out\b|\bcollapsed\b
        \btrapped\b|\belectrocuted\b|\bbleeding\b|\bcrushed (?:by|under|his|her|hand|leg)|\bdrowning\b|\bheart attack\b
        \b{_PERSON_EN}\b.{{0,15}}\b(?:injured|hurt|fell|burned|burnt|dying|died|dead|down)\b
        \bevacuating\b|\bsend help\b
        \b(?:send|need|call)(?: an| the| for)? (?:ambulance|fire (?:truck|engine|brigade)|rescue)\b
        \b(?:truck|tanker) (?:has )?(?:overturned|flipped)\b
        \bcrane (?:fell|toppled|collapsed|across)|\bsirens? (?:is |are )?going off\b
        \b(?:everyone|people|we) (?:is |are )?running\b|\bwhich way do we run\b
        \beyes? (?:is |are )?burn(?:ing)?\b|\bfai mai\b|\bchuai duai\b
    """)
)
ENGLISH_NOT = re.compile(
    r"\b(?:drills?|training|trained|course|extinguishers?|certificate|certified|insurance|procedure|policy|plans?|permit"
    r"|if (?:there|a|we|someone)|in case|in the event|last (?:year|month|week)|regulations?|standards?|requirements?"
    r"|inspect\w*|prevention|statistics|news|simulation|sprinklers?|who do (?:we|i) (?:call|notify)"
    r"|after the fire|detectors?|within how many|cause of|report form)\b"
)
ENGLISH_NOW = re.compile(r"\b(?:right now|now!|hurry|asap|send help|help us|help!|not a drill|immediately)")

EAST_ASIAN_EVENT = re.compile(
    _any_of("""
        火事|火災(?:です|が|発生|だ)|燃えて|爆発|ガス(?:が)?漏れ|ガス臭|漏洩|(?:薬品|化学|アンモニア|塩素|油).{0,8}(?:漏れ|こぼれ|流出)
        けが人|怪我人|負傷者|倒れて|意識(?:不明|が)|助けて|救急車|(?<!煙突から)(?<!煙突から黒い)煙が.{0,8}(?:充満|上が|出)|感電|転落|挟まれ|下敷き
        着火|起火|失火|火[灾災](?!报警)|爆炸|[泄洩][漏露]|漏[气氣]|受[伤傷]|昏迷|[晕暈]倒|救命|被困|[触觸][电電]|倒塌|中毒|救[护護][车車]|冒[烟煙]|[烧燒]起[来來]
    """)
)
EAST_ASIAN_NOT = re.compile(
    "訓練|保険|消火器|点検|場合|防止|計画|対策|証明|マニュアル|去年"
    "|演习|演練|培训|保险|保險|灭火器|滅火器|如果|万一|预案|检查|证书|数据|信息泄|价格"
)
