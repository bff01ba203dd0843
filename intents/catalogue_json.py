"""A catalogue as one JSON text, as the database keeps it. Nothing is lost, order neither."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from intents.catalogue import Answer, Catalogue, Intent, Mode


def to_json(catalogue: Catalogue) -> str:
    """The catalogue as text; the same text for the same catalogue."""
    intents = [asdict(intent) for _, intent in sorted(catalogue.intents.items())]
    content = {"intents": intents, "out_of_scope": catalogue.out_of_scope}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=date.isoformat)


def from_json(text: str, content_hash: str) -> Catalogue:
    """The catalogue that ``to_json`` wrote, and that was sound then; ``content_hash`` is the one it had."""
    content = json.loads(text)
    intents = {data["id"]: _intent(data) for data in content["intents"]}
    return Catalogue(intents, _examples(content["out_of_scope"]), content_hash)


def _intent(data: Mapping[str, Any]) -> Intent:
    read = {
        "mode": Mode(data["mode"]),
        "related": tuple(data["related"]),
        "answer": _answer(data["answer"]) if data["answer"] else None,
        "examples": _examples(data["examples"]),
    }
    return Intent(**{**data, **read})


def _answer(data: Mapping[str, Any]) -> Answer:
    days = {key: date.fromisoformat(data[key]) for key in ("reviewed_on", "review_by")}
    return Answer(**{**data, **days})


def _examples(data: Mapping[str, list[str]]) -> Mapping[str, tuple[str, ...]]:
    return {language: tuple(lines) for language, lines in data.items()}
