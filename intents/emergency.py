"""Is somebody telling us of an emergency now? Decided by words alone, apart from the classifier.

A missed fire costs more than a false alarm, so what sounds like an event is one, unless the words around it say plainly
that it is not: a drill, a certificate, a question of what to do if. Signs that it happens now outweigh those.
"""

from intents.emergency_words import (
    CRY_FOR_HELP,
    DENIED_OR_SUPPOSED,
    EAST_ASIAN_EVENT,
    EAST_ASIAN_NOT,
    ENGLISH_EVENT,
    ENGLISH_NOT,
    ENGLISH_NOW,
    EVENT,
    FIRE,
    FIRE_WITHOUT_TONES,
    HAPPENING_NOW,
    HARMLESS_BY_TONE,
    NOT_AN_EVENT,
    TONE_MARK,
)
from intents.normalise import skeleton
from intents.spelling import spell


def is_emergency(text: str) -> bool:
    """True if ``text`` reports a fire, an explosion, a leak, a person hurt or the like as happening."""
    plain = spell(text)
    return _in_thai(plain) or _in_english(plain) or _in_east_asian(plain)


def _in_thai(plain: str) -> bool:
    joined = plain.replace(" ", "")
    for harmless in HARMLESS_BY_TONE:
        joined = joined.replace(harmless, "")
    if CRY_FOR_HELP.search(skeleton(joined)):
        return True
    before = _before_the_event(joined)
    if before is None:
        return False
    return bool(HAPPENING_NOW.search(joined)) or not (NOT_AN_EVENT.search(joined) or DENIED_OR_SUPPOSED.search(before))


def _before_the_event(joined: str) -> str | None:
    """The text up to where an event is named; None if none is."""
    if fire := FIRE.search(joined):
        return joined[: fire.start()]
    folded = skeleton(joined)
    event = EVENT.search(folded)
    if event is None and not TONE_MARK.search(joined):
        event = FIRE_WITHOUT_TONES.search(folded)
    if event is None:
        return None
    dropped = sum(not skeleton(char) for char in joined[: event.start()])
    return joined[: event.start() + dropped]


def _in_english(plain: str) -> bool:
    return bool(ENGLISH_EVENT.search(plain)) and bool(ENGLISH_NOW.search(plain) or not ENGLISH_NOT.search(plain))


def _in_east_asian(plain: str) -> bool:
    return bool(EAST_ASIAN_EVENT.search(plain)) and not EAST_ASIAN_NOT.search(plain)
