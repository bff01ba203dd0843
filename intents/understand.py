"""A message in, what we make of it out: the door to this package."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from intents.catalogue import Catalogue
from intents.emergency import could_be_one, is_emergency
from intents.encoder import Encoder
from intents.entities import entities_in
from intents.estates import Estate, EstateFinder
from intents.language import language_of
from intents.model import Model, ModelError
from intents.needs import needs_in, parts_of
from intents.normalise import fix_layout, normalise, sanitise
from intents.spelling import clean
from intents.tone import tone_of
from intents.toning import Toning
from intents.understanding import (
    EMERGENCY,
    MOST_CANDIDATES,
    OUT_OF_SCOPE,
    Ranking,
    Understanding,
    decide,
)

_LETTER = re.compile(r"[^\W_]")
_NOT_LETTERS = re.compile("[^\\w\u0e31-\u0e4e]+|_+")
_PARTICLES = re.compile("(?:นะ|น่ะ|ครับ|คับ|ค่ะ|คะ|ค่า|จ้า|จ้ะ|ฮะ|อ่ะ|อะ)+$")
_LIKELY_ENOUGH = 0.3
"""How probably a message must mean an emergency for it to be one without the words of one: a cry missed costs most."""


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
        examples = [(intent, language, normalise(text)) for intent, language, text in _examples(catalogue)]
        self._known = _exact_texts(examples)
        self._toning = Toning(
            text for intent, language, text in examples if language == "th" and intent != OUT_OF_SCOPE
        )

    def understand(self, text: str) -> Understanding:
        """What ``text`` means. Never fails: what cannot be understood is handed over."""
        whole, typed = clean(text), sanitise(text)
        fixed = fix_layout(typed)
        meant = fixed or typed
        (ranking,) = self._rank_all([meant])
        emergency = self._tells_of_emergency(fixed or whole, ranking)
        if emergency and EMERGENCY in self._intents:
            ranking = ranking.headed_by(EMERGENCY)
        decision, intent = decide(ranking, self._judge.thresholds)
        choices = ranking.intents[:MOST_CANDIDATES]
        known = _bare(normalise(meant)) in self._known
        needs = () if known else needs_in(meant, ranking, self._rank_all, self._judge.thresholds)
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

    def _rank_all(self, texts: Sequence[str]) -> list[Ranking]:
        """What each of ``texts`` may mean; an example of ours surely means what it is an example of."""
        spelt = [normalise(text) for text in texts]
        known = [self._as_known(each) for each in spelt]
        unknown = [self._toning.restored(each) for each, ranking in zip(spelt, known, strict=True) if ranking is None]
        ranked = iter(self._judge.rank_all(unknown))
        return [next(ranked) if ranking is None else ranking for ranking in known]

    def _as_known(self, spelt: str) -> Ranking | None:
        """What can be told without the model: of an example of ours, and of what says nothing."""
        if not _LETTER.search(spelt):
            return Ranking()
        known = self._known.get(_bare(spelt))
        if known == OUT_OF_SCOPE:
            return Ranking()
        return Ranking((known,), 1.0) if known else None

    def _tells_of_emergency(self, text: str, ranking: Ranking) -> bool:
        """By the words of ``text`` or a part of it, if the model thinks of it too; or by the model, if nothing asks.

        Not if staff have written down this very text as something else.
        """
        if self._known.get(_bare(normalise(text)), EMERGENCY) != EMERGENCY:
            return False
        means_one = ranking.intents[:1] == (EMERGENCY,) and ranking.sureness >= _LIKELY_ENOUGH
        if (means_one and could_be_one(text)) or (is_emergency(text) and self._is_thought_of(ranking)):
            return True
        parts = parts_of(text)
        crying = [part for part in parts if is_emergency(part)] if len(parts) > 1 else []
        return any(map(self._is_thought_of, self._rank_all(crying)))

    def _is_thought_of(self, ranking: Ranking) -> bool:
        """Whether an emergency is among what the model would ask about; it need not know of any, or of this message.

        Its words alone take a film, a sauce or thanks to the firemen for one.
        """
        likely = ranking.intents[:MOST_CANDIDATES]
        return EMERGENCY not in self._intents or not likely or EMERGENCY in likely


def _exact_texts(examples: Iterable[tuple[str, str, str]]) -> Mapping[str, str]:
    """The intent of each example, bare; without those that stand bare under two intents."""
    known: dict[str, str] = {}
    for intent, _, text in examples:
        bare = _bare(text)
        known[bare] = intent if known.get(bare, intent) == intent else ""
    return {bare: intent for bare, intent in known.items() if bare and intent}


def _examples(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    """Each example with its intent and language."""
    said = {one.id: one.examples for one in catalogue.intents.values()} | {OUT_OF_SCOPE: catalogue.out_of_scope}
    for intent, examples in said.items():
        for language, lines in examples.items():
            for line in lines:
                yield intent, language, line


def _bare(normalised: str) -> str:
    """``normalised`` without signs, spaces and the polite words at its end."""
    return _PARTICLES.sub("", _NOT_LETTERS.sub("", normalised))
