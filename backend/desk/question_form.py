"""The forms in which a question and its ways of asking are written, read back from a request as they were typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from backend.desk.context import me
from backend.models.staff import Staff
from backend.services.catalogue_changes import Proposal, Wording
from backend.services.question_drafts import LANGUAGES, TEXTS, QuestionDraft
from backend.whole_numbers import read_whole

MOST_LINES = 100
"""Lines of customers in one form."""
MOST_RELATED = 20
LONGEST_FIELD = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a form: a customer's words, masked, to be used or not, and edited as the editor likes."""

    text: str
    language: str
    used: bool
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form as it was sent, or as it is first shown."""

    draft: QuestionDraft = field(default_factory=QuestionDraft)
    lines: Sequence[Line] = ()
    more: str = ""
    """Ways of asking that staff wrote themselves, one a line, in the language ``more_language``."""
    more_language: str = "th"
    why: str = ""
    seen: str = ""
    questions: Sequence[int] = ()
    """The messages that the form is about, used or not."""
    problems: Mapping[str, str] = field(default_factory=dict)

    def proposal(self, session: Session) -> Proposal:
        """What is proposed, by whom."""
        own = (" ".join(line.split()) for line in self.more.splitlines())
        wordings = [
            *(Wording(line.language, " ".join(line.text.split()), line.contact_id) for line in self.lines if line.used),
            *(Wording(self.more_language, line) for line in own if line),
        ]
        by = session.get_one(Staff, me().id)
        return Proposal(by=by, why=self.why, wordings=wordings, questions=self.questions)


def read_form() -> Typed:
    """What was sent, with the line ends that people mean."""
    return Typed(
        draft=_read_draft(),
        lines=_read_lines(),
        more=_field("more"),
        more_language=_language("more-language"),
        why=_field("why"),
        seen=_field("seen")[:64],
        questions=_numbers(request.form.get("questions", "")),
    )


def _read_draft() -> QuestionDraft:
    texts = {name: _field(name) for name in TEXTS if name in request.form}
    related = dict.fromkeys(_field(f"related-{place}") for place in range(MOST_RELATED))
    return QuestionDraft(**texts, related=tuple(filter(None, related)))


def _read_lines() -> list[Line]:
    lines = []
    for place in range(MOST_LINES):
        contact = _numbers(_field(f"contact-{place}"))
        if contact:
            lines.append(
                Line(
                    text=_field(f"line-{place}"),
                    language=_language(f"language-{place}"),
                    used=bool(request.form.get(f"use-{place}")),
                    contact_id=contact[0],
                )
            )
    return lines


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")[:LONGEST_FIELD]


def _language(name: str) -> str:
    return language if (language := request.form.get(name)) in LANGUAGES else "th"


def _numbers(typed: str) -> list[int]:
    """Numbers of rows with commas between them; whatever is none is left out."""
    return [number for part in typed.split(",") if (number := read_whole(part, most=18)) is not None]
