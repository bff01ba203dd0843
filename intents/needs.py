"""Several needs in one message: what its parts ask for, each for itself."""

import re
from collections.abc import Callable, Iterator, Sequence

from intents.understanding import COURTESIES, MOST_CANDIDATES, Decision, Ranking, Thresholds, decide

# Where one need may end and another begin. A bare "และ" or "and" mostly joins two names; before a request it does not.
_ANOTHER_NEED = re.compile(
    r"\n+|(?<=[a-z])[.!?]\s+|[!?]\s+|\s(?:แล้วก็|แล้ว|อีกเรื่อง(?:นึง|หนึ่ง)?|อีกอย่าง|นอกจากนี้|พร้อมกันนี้)"
    r"|(?:แล้วก็|และ)\s?(?=ขอ|ช่วย|อยาก|ต้องการ|สอบถาม|รบกวน|ฝาก)"
    r"|[,;]?\s(?:also|plus)\s|[,;]?\sand\s(?=can|could|please|where|how|what|when|who|also|i\s|we\s)|それと|あと、|另外|还有",
    re.IGNORECASE,
)
_PAUSE = re.compile(r"\s+|[,;、，。]+\s*|(?=และ|กับ|แล้ว|แต่|อีก)")
_SHORTEST_PART, _SHORTEST_HALF = 8, 6
_MOST_HALVINGS = 2
_RATHER_SURE = 0.6
"""How probably each half must mean its need. The whole is torn between the same two: little is lost by being wrong."""

Rank = Callable[[Sequence[str]], list[Ranking]]


def parts_of(text: str) -> list[str]:
    """The parts of ``text`` that its own words set apart."""
    return [part for part in _ANOTHER_NEED.split(text) if part and len(part.strip()) >= _SHORTEST_PART]


def needs_in(text: str, whole: Ranking, rank: Rank, thresholds: Thresholds) -> tuple[str, ...]:
    """The intents that ``text`` asks for in turn, where that is more than one; ``whole`` is what all of it may mean.

    Its parts say so, each surely or as the whole may mean; or the whole is torn between two, and one half of it means
    the one, the other half the other.
    """
    decision, first = decide(whole, thresholds)
    if first is None:
        return ()
    parts = parts_of(text)
    if len(parts) > 1:
        understood = [decide(ranking, thresholds) for ranking in rank(parts)]
        choices = whole.intents[:MOST_CANDIDATES]
        meant = [intent for what, intent in understood if what is Decision.ANSWER or intent in choices]
        needs = tuple(dict.fromkeys(intent for intent in meant if intent is not None and intent not in COURTESIES))
        if len(needs) > 1:
            return needs
    return _torn(text, whole, rank) if decision is Decision.ASK_WHICH else ()


def _torn(text: str, whole: Ranking, rank: Rank) -> tuple[str, ...]:
    two = frozenset(whole.intents[:2])
    if two & COURTESIES:
        return ()
    halves = list(_halvings(text))
    ranked = iter(rank([half for halving in halves for half in halving]))
    best: tuple[float, tuple[str, ...]] = (_RATHER_SURE, ())
    for one, other in zip(ranked, ranked, strict=True):
        sure, needs = min(one.sureness, other.sureness), (*one.intents[:1], *other.intents[:1])
        if sure >= best[0] and frozenset(needs) == two:
            best = (sure, needs)
    return best[1]


def _halvings(text: str) -> Iterator[tuple[str, str]]:
    """``text`` cut in two at a pause: where it is nearest to the middle first."""
    pauses = sorted(_PAUSE.finditer(text), key=lambda pause: abs(pause.start() - len(text) / 2))
    cuts = ((text[: pause.start()].strip(), text[pause.end() :].strip()) for pause in pauses)
    long_enough = (cut for cut in cuts if min(map(len, cut)) >= _SHORTEST_HALF)
    for cut, _ in zip(long_enough, range(_MOST_HALVINGS), strict=False):
        yield cut
