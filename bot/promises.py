"""The charter in force as cards in the chat: one for each sort of matter, after one that says which version it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import messages
from bot.messages import Json
from bot.words import say
from service_standards.charter import Charter, ServiceStandard, Standing
from service_standards.promise import matter_told, measure_told, short_told, since_told
from service_standards.told import Told

PAGES = {"th": "/charter", "en": "/charter/en"}
"""Where the desk process has the whole of it for everybody."""
A_ROW = 12
"""Cards that LINE shows side by side."""


@dataclass(frozen=True, slots=True)
class InForce:
    """The charter in force: its name, since when it holds (None: nobody has announced it), what it promises."""

    name: Told
    since: datetime | None
    charter: Charter


def cards(version: InForce, language: str, *, public_url: str, quick: Sequence[Json]) -> list[Json]:
    """What is promised, for each sort of matter; ``public_url`` is empty where there is no page to lead to."""
    charter = version.charter
    made = [_about(version, language, public_url)]
    made += [_matters(kind, standards, language) for kind, standards in charter.by_kind.items()]
    rows = [made[first : first + A_ROW] for first in range(0, len(made), A_ROW)]
    alt = " ".join([say("standards_title", language), *_notes(charter, language)])
    return [messages.carousel(row, alt=alt, quick=quick if row is rows[-1] else ()) for row in rows]


def _about(version: InForce, language: str, public_url: str) -> Json:
    title = say("standards_title", language)
    rows = [
        (say("standards_version", language), _in(language, version.name)),
        (say("standards_since", language), _in(language, since_told(version.since))),
    ]
    page = public_url + PAGES.get(language, PAGES["th"])
    buttons = [messages.link(say("b_read_charter", language), page)] if public_url else []
    return messages.card(title, rows, alt=title, notes=_notes(version.charter, language), buttons=buttons)


def _matters(kind: str, standards: Sequence[ServiceStandard], language: str) -> Json:
    title = _in(language, matter_told(kind))
    return messages.card(title, [_row(standard, language) for standard in standards], alt=title)


def _row(standard: ServiceStandard, language: str) -> tuple[str, str]:
    what, time = _in(language, measure_told(standard.measure)), _in(language, short_told(standard))
    mark = f" ({say('is_provisional', language)})" if standard.standing is Standing.PROVISIONAL else ""
    return f"{what}{mark}", time


def _notes(charter: Charter, language: str) -> list[str]:
    if not charter.provisional:
        return []
    every = charter.provisional == charter.standards
    return [say("all_provisional" if every else "some_provisional", language)]


def _in(language: str, told: Told) -> str:
    return told.en if language == "en" else told.th
