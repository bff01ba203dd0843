"""Is somebody telling us of an emergency now? Decided by words alone, apart from the classifier.

A missed fire costs more than a false alarm, so what sounds like an event is one, unless the words around it say plainly
that it is not: a drill, a certificate, a question of what to do if. Signs that it happens now outweigh those.
"""

import re

from intents.emergency_east_asian import EAST_ASIAN
from intents.emergency_english import ENGLISH
from intents.emergency_thai import CRY_FOR_HELP, FIRE_WITHOUT_TONES, THAI, THAI_WITHOUT_TONES, TONE_MARK
from intents.emergency_words import EmergencyWords
from intents.normalise import skeleton
from intents.spelling import spell

_TAKEN_OUT = "/"
_CANNOT = re.compile("(ไม่?ได้?) ")
"""Before a pause it says that something cannot be done; right before an event, that there is none."""
_ASKS = re.compile(
    "ไหม|มั้ย|ไม๊|อย่างไร|ยังไง|อะไรบ้าง|กี่|เท่าไ|หรือเปล่า|ใครบ้าง|หรือไม่|หรือยัง|เบอร์|หมายเลข|สายด่วน|[?？]"
    r"|\b(?:what|how|which|who|whether|numbers?|hotline)\b|吗|什么|怎么|ますか|ですか|電話|电话|連絡先|联系"
)
_ON_A_SCREEN = re.compile(r"เว็บ|ล็อกอิน|เข้าระบบ|รหัสผ่าน|\b(?:web ?sites?|web ?pages?|log ?in|passwords?)\b")


def is_emergency(text: str) -> bool:
    """True if ``text`` reports a fire, an explosion, a leak, a person hurt or the like as happening."""
    plain = spell(text)
    joined = _without_spaces(plain)
    if _in_thai(joined) or _tells(EAST_ASIAN, plain.replace(" ", "")):
        return True
    return _tells(ENGLISH, plain) and not (THAI.other_matter.search(joined) or THAI.over.search(joined))


def could_be_one(text: str) -> bool:
    """False if ``text`` asks, supposes, denies or looks back, or speaks of what a screen shows.

    Then it is no emergency, however like one it sounds.
    """
    plain = spell(text)
    joined = _without_spaces(plain)
    thai = THAI if TONE_MARK.search(joined) else THAI_WITHOUT_TONES
    read = ((thai, joined if thai is THAI else skeleton(joined)), (ENGLISH, plain), (EAST_ASIAN, joined))
    return not (
        _ASKS.search(plain) or _ON_A_SCREEN.search(plain) or any(words.speak_against_one(said) for words, said in read)
    )


def _without_spaces(plain: str) -> str:
    return _CANNOT.sub(rf"\1{_TAKEN_OUT}", plain).replace(" ", "")


def _tells(words: EmergencyWords, plain: str) -> bool:
    if not words.letters.search(plain):
        return False
    text = words.harmless.sub(_TAKEN_OUT, plain)
    return words.tell_of_one(text, words.named_in(text))


def _in_thai(joined: str) -> bool:
    """Events are looked for without tones, which people in a hurry leave out; what speaks against them as spelt."""
    if CRY_FOR_HELP.search(skeleton(joined)):
        return True
    if TONE_MARK.search(joined):
        text = THAI.harmless.sub(_TAKEN_OUT, joined)
        stands_at = [place for place, char in enumerate(text) if skeleton(char)]
        toneless = [stands_at[start] for start in THAI_WITHOUT_TONES.named_in(skeleton(text))]
        return THAI.tell_of_one(text, [*THAI.named_in(text), *toneless])
    text = THAI_WITHOUT_TONES.harmless.sub(_TAKEN_OUT, skeleton(joined))
    fires = [found.start() for found in FIRE_WITHOUT_TONES.finditer(text)]
    return THAI_WITHOUT_TONES.tell_of_one(text, [*THAI_WITHOUT_TONES.named_in(text), *fires])
