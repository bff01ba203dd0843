"""A form as it was sent, to be shown again with what is wrong beside each field; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask import request

from backend.errors import ServiceError
from backend.services.fields import Faulty
from backend.whole_numbers import read_whole

LONGEST_FIELD = 10_000
_OURS = frozenset({"csrf_token", "seen"})
"""Fields that nobody types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Values and faults by field. ``chosen`` are those of a field with several; ``act`` is which form was sent."""

    values: Mapping[str, str] = field(default_factory=dict)
    chosen: Sequence[str] = ()
    problems: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    act: str = ""

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    @property
    def written(self) -> str:
        """All that was typed, for a page that has no place for the form any more."""
        return "\n\n".join(text for name, text in self.values.items() if text.strip() and name not in _OURS)

    def refused(self, problem: ServiceError) -> Form:
        """The same form with the reason why it was not taken."""
        return replace(self, problem=str(problem), problems=problem.problems if isinstance(problem, Faulty) else {})


Options = Sequence[tuple[str, str]]
"""What may be chosen: values as they are sent, and their words."""


def sent(act: str = "", *, several: str = "") -> Form:
    """What was sent. ``several``: the field that may come more than once."""
    values = {name: text.replace("\r\n", "\n")[:LONGEST_FIELD] for name, text in request.form.items()}
    return Form(values=values, chosen=request.form.getlist(several)[:LONGEST_FIELD] if several else (), act=act)


def seen() -> int:
    """The version that whoever sent the form had before them; 0 for none, -1 for what is no number."""
    number = read_whole(request.form.get("seen", "0"), most=9)
    return -1 if number is None else number
