"""A message in, what we make of it out: the door to this package."""

import re
from collections.abc import Iterable, Mapping, Sequence

from intents.catalogue import Catalogue
from intents.emergency import could_be_one, is_emergency
from intents.encoder import Encoder
from intents.entities import entities_in
from intents.estates import Estate, EstateFinder
from intents.language import language_of
from intents.model import Model, ModelError
from intents.normalise import fix_layout, normalise, sanitise
from intents.spelling import clean
from intents.tone import tone_of
from intents.understanding import (
    COURTESIES,
    EMERGENCY,
    MOST_CANDIDATES,
    OUT_OF_SCOPE,
    Decision,
    Ranking,
    Understanding,
    decide,
)

_LETTER = re.compile(r"[^\W_]")
_NOT_LETTERS = re.compile("[^\\w\u0e31-\u0e4e]+|_+")
_PARTICLES = re.compile("(?:นะ|น่ะ|ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|ฮะ|อ่ะ|อะ)+$")
# Where one need may end and another begin. A bare "และ" or "and" mostly joins two names; before a request it does not.
_ANOTHER_NEED = re.compile(
    r"\n+|(?<=[a-z])[.!?]\s+|[!?]\s+|\s(?:แล้วก็|แล้ว|อีกเรื่อง(?:นึง|หนึ่ง)?|อีกอย่าง|นอกจากนี้|พร้อมกันนี้)"
    r"|(?:แล้วก็|และ)\s?(?=ขอ|ช่วย|อยาก|ต้องการ|สอบถาม|รบกวน|ฝาก)"
    r"|[,;]?\s(?:also|plus)\s|[,;]?\sand\s(?=can|could|please|where|how|what|when|who|also|i\s|we\s)|それと|あと、|另外|还有",
    re.IGNORECASE,
)
_SHORTEST_NEED = 8
_RATHER_SURE = 0.6
"""How probably a message must mean an emergency for it to be one without the words of one."""


class Understander:
    """Understands messages with one catalogue and the model trained on it. Keeps nothing: use it from many threads."""

    def __init__(
        self, catalogue: Catalogue, model: Model, estates: Mapping[str, Estate], encoder: Encoder | None = None
    ) -> None:
        """``encoder`` is what the model's better head needs; without it the plain one serves."""
        if model.content_hash != catalogue.content_hash:
            raise ModelError(
                f"the model is of catalogue {model.content_hash[:12]}, not {catalogue.content_hash[:12]}: "
                "train it again with python -m intents train"
            )
        self._judge = model.judge(encoder)
        self._finder = EstateFinder(estates)
        self._intents = catalogue.intents.keys()
        self._known = _exact_texts(catalogue)

    def understand(self, text: str) -> Understanding:
        """What ``text`` means. Never fails: what cannot be understood is handed over."""
        whole, typed = clean(text), sanitise(text)
        fixed = fix_layout(typed)
        meant = fixed or typed
        ranking = self._rank(meant)
        emergency = self._tells_of_emergency(fixed or whole, ranking)
        if emergency and EMERGENCY in self._intents:
            ranking = ranking.headed_by(EMERGENCY)
        decision, intent = decide(ranking, self._judge.thresholds)
        choices = ranking.intents[:MOST_CANDIDATES]
        needs = self._needs(meant, intent, choices)
        entities, place = entities_in(whole), self._finder.find(fixed or whole)
        return Understanding(
            intent=intent,
            decision=decision,
            confidence=ranking.sureness,
            candidates=choices,
            also=next((need for need in needs if need != intent), None),
            needs=needs,
            language=language_of(meant),
            estate=place.estate_id,
            estate_candidates=place.candidates,
            province=self._finder.province(fixed or whole),
            emergency=emergency,
            tone=tone_of(meant),
            ticket_number=entities.ticket_number,
            request_number=entities.request_number,
            phone=entities.phone,
            form=entities.form,
            date=entities.date,
        )

    def _rank(self, text: str) -> Ranking:
        """What ``text`` may mean; an example of ours surely means what it is an example of."""
        if not _LETTER.search(normalise(text)):
            return Ranking()
        ranking, known = self._judge.rank(text), self._known.get(_bare(text))
        if known == OUT_OF_SCOPE:
            return Ranking(ranking.intents)
        return ranking.headed_by(known) if known else ranking

    def _tells_of_emergency(self, text: str, ranking: Ranking) -> bool:
        """By the words of ``text`` or of a part of it; or because it means one to the model and nothing in it asks.

        Not if staff have written down this very text as something else.
        """
        if self._known.get(_bare(text), EMERGENCY) != EMERGENCY:
            return False
        means_one = ranking.intents[:1] == (EMERGENCY,) and ranking.sureness >= _RATHER_SURE
        return any(map(is_emergency, (text, *_parts(text)))) or (means_one and could_be_one(text))

    def _needs(self, text: str, first: str | None, choices: Sequence[str]) -> tuple[str, ...]:
        """The intents in turn, if parts of the message mean different things, each surely or as the whole may mean."""
        parts = _parts(text)
        if first is None or len(parts) < 2 or _bare(text) in self._known:
            return ()
        understood = [decide(self._rank(part), self._judge.thresholds) for part in parts]
        meant = [intent for decision, intent in understood if decision is Decision.ANSWER or intent in choices]
        needs = dict.fromkeys(intent for intent in meant if intent is not None and intent not in COURTESIES)
        return tuple(needs) if len(needs) > 1 else ()


def _parts(text: str) -> list[str]:
    """The parts of ``text`` that may be needs of their own."""
    return [part for part in _ANOTHER_NEED.split(text) if part and len(part.strip()) >= _SHORTEST_NEED]


def _exact_texts(catalogue: Catalogue) -> Mapping[str, str]:
    """The intent of each example, bare; without those that stand bare under two intents."""
    known: dict[str, str] = {}
    for intent, lines in _examples(catalogue):
        for bare in map(_bare, lines):
            known[bare] = intent if known.get(bare, intent) == intent else ""
    return {bare: intent for bare, intent in known.items() if bare and intent}


def _examples(catalogue: Catalogue) -> Iterable[tuple[str, Iterable[str]]]:
    for intent in catalogue.intents.values():
        for lines in intent.examples.values():
            yield intent.id, lines
    for lines in catalogue.out_of_scope.values():
        yield OUT_OF_SCOPE, lines


def _bare(text: str) -> str:
    """``text`` without signs, spaces and the polite words at its end."""
    return _PARTICLES.sub("", _NOT_LETTERS.sub("", normalise(text)))
