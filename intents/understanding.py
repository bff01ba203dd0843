"""What we make of a message, and the one rule by which we answer it, ask back, or hand it to a person."""

from dataclasses import dataclass
from enum import StrEnum

from intents.dates import StatedDate
from intents.language import Language
from intents.tone import Tone

OUT_OF_SCOPE = "~oos"
EMERGENCY = "emergency_report"
NOT_UNDERSTOOD = "unclear_fallback"
COURTESIES = frozenset({"greeting", "thanks_goodbye"})  # said along with a need, and no need of their own
MOST_CANDIDATES = 3


class Decision(StrEnum):
    """What to do: act on ``intent`` at once, ask which of the candidates is meant, or bring in a person."""

    ANSWER = "answer"
    ASK_WHICH = "ask_which"
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What a message may mean: ``intents`` likeliest first, and how probably the first one is right.

    Of a message that is none of them some intent is still the nearest: then ``sureness`` is low.
    """

    intents: tuple[str, ...] = ()
    sureness: float = 0.0

    def headed_by(self, intent: str) -> "Ranking":
        """The same with ``intent`` surely the first."""
        return Ranking((intent, *(one for one in self.intents if one != intent)), 1.0)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From ``answer`` on an intent is acted on; from ``ask`` on it is worth asking. Learned with each model."""

    answer: float
    ask: float

    def __post_init__(self) -> None:
        if not 0 <= self.ask <= self.answer <= 1:
            raise ValueError(f"thresholds must be ordered within 0 and 1: ask {self.ask}, answer {self.answer}")


@dataclass(frozen=True, slots=True)
class Understanding:
    """One message understood.

    ``intent`` is the likeliest one, None if we hand over without knowing; ``also`` a second need in the same message;
    ``needs`` all that its parts ask for, in the order said, where that is more than one thing;
    ``candidates`` at most three, likeliest first, given even when we hand over; ``confidence`` is how probably the
    first one is right: 1 for an example of ours and for an emergency. ``estate`` is set when one estate is named;
    ``estate_candidates`` when its name fits several; ``province`` is the Thai name of one that has estates.
    ``request_number`` is that of a request in e-PP; ``form`` a form's as printed (01/1, ข.1); ``date`` the one stated.
    """

    intent: str | None
    decision: Decision
    confidence: float
    candidates: tuple[str, ...] = ()
    also: str | None = None
    needs: tuple[str, ...] = ()
    language: Language = "other"
    estate: str | None = None
    estate_candidates: tuple[str, ...] = ()
    province: str | None = None
    emergency: bool = False
    tone: Tone = "neutral"
    ticket_number: str | None = None
    request_number: str | None = None
    phone: str | None = None
    form: str | None = None
    date: StatedDate | None = None


def decide(ranking: Ranking, thresholds: Thresholds) -> tuple[Decision, str | None]:
    """What to do about a message, and the intent it is about.

    Saying that one is not understood is handed over under its own intent: there is nothing to answer it with.
    """
    if not ranking.intents or ranking.sureness < thresholds.ask:
        return Decision.HAND_OVER, None
    best = ranking.intents[0]
    if best == NOT_UNDERSTOOD:
        return Decision.HAND_OVER, best
    if ranking.sureness < thresholds.answer:
        return Decision.ASK_WHICH, best
    return Decision.ANSWER, best
