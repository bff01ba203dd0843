"""A language's words for emergencies, sorted by what they tell: that one happens, that it is now, that it is not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


def any_of(lines: str) -> str:
    """One pattern of many, which stand in lines to be read; empty lines are left out."""
    return "|".join(line for line in map(str.strip, lines.splitlines()) if line)


@dataclass(frozen=True, slots=True)
class EmergencyWords:
    """Patterns of one language.

    ``letters``: of its script; a text without any tells nothing in it, and the long patterns are spared.
    ``harmless``: things that bear an event's name and are none (a fire extinguisher). Taken out before all else.
    ``event``: enough by itself. ``trouble``: so too, unless it comes every day, which ``everyday`` says.
    ``hints``: pairs of signs that are enough together (a smell, and people who feel ill), unless everyday.
    ``denied``: right before an event takes that one back. ``supposed``: before an event makes all that follows a case.
    ``over``: it did not happen, or is past (a test, news, last year). ``other_matter``: what is asked for instead.
    ``now``: whatever else is said, it happens. ``today``: it happens, unless it is over.
    """

    letters: re.Pattern[str]
    harmless: re.Pattern[str]
    event: re.Pattern[str]
    trouble: re.Pattern[str]
    hints: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    everyday: re.Pattern[str]
    denied: re.Pattern[str]
    supposed: re.Pattern[str]
    over: re.Pattern[str]
    other_matter: re.Pattern[str]
    now: re.Pattern[str]
    today: re.Pattern[str]

    def named_in(self, text: str) -> list[int]:
        """Where in ``text`` events are named."""
        patterns = (self.event,) if self.everyday.search(text) else (self.event, self.trouble)
        return [found.start() for pattern in patterns for found in pattern.finditer(text)]

    def tell_of_one(self, text: str, starts: Iterable[int]) -> bool:
        """Whether ``text``, in which events are named at ``starts``, tells of one as happening."""
        named = [start for start in starts if not self.denied.search(text[:start])]
        if not named and (self.everyday.search(text) or not self._hinted(text)):
            return False
        if self.now.search(text):
            return True
        if self.over.search(text):
            return False
        if self.today.search(text):
            return True
        before = text[: min(named, default=len(text))]
        return not (self.other_matter.search(text) or self.supposed.search(before))

    def speak_against_one(self, text: str) -> bool:
        """Whether something in ``text`` says that it is denied, supposed, past, usual, or about another matter."""
        if not self.letters.search(text):
            return False
        signs = (self.supposed, self.over, self.everyday, self.other_matter)
        return any(sign.search(text) for sign in signs) or any(
            self.denied.search(text[:start]) for start in self.named_in(text)
        )

    def _hinted(self, text: str) -> bool:
        return any(one.search(text) and other.search(text) for one, other in self.hints)
