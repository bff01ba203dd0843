"""The questions we know, how people put them and what we answer: one TOML file for each intent, written by staff.

Whoever loads the catalogue gets it whole and sound, or one error that names every fault with its file and line.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from intents.catalogue_checks import Fault, SourceFile, faults_across, faults_in, faults_in_examples

DEFAULT = Path(__file__).parent / "catalogue"
OUT_OF_SCOPE = "_out_of_scope"


class CatalogueError(ValueError):
    """The catalogue cannot be used. ``faults`` has one line for each thing to put right, with its file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class Mode(StrEnum):
    """Who answers: the bot (A), the bot and then a unit (A+H), a unit (H), or the bot by doing something (M)."""

    ANSWER = "A"
    ANSWER_AND_HAND_OVER = "A+H"
    HAND_OVER = "H"
    DO = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said, where it is from, and until when it may be said. One that states no fact has no source."""

    th: str
    en: str
    source_th: str | None = None
    source_en: str | None = None
    reviewed_on: date
    review_by: date


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing people want. ``ask_*`` is what the unit needs to know; ``examples`` are by language, th en ja zh.

    ``short_*`` is what a button says, where the title is too long for one.
    """

    id: str
    title_th: str
    title_en: str
    short_th: str | None
    short_en: str | None
    kind: str
    stage: str
    touchpoint: str
    unit: str
    mode: Mode
    basis: str
    related: tuple[str, ...]
    answer: Answer | None
    ask_th: str | None
    ask_en: str | None
    examples: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every intent by id, what is none of them, and a hash of all of it.

    The order of examples changes nothing, so the hash does not depend on it. That of ``related`` is the buttons' order.
    """

    intents: Mapping[str, Intent]
    out_of_scope: Mapping[str, tuple[str, ...]]
    content_hash: str

    def past_review(self, today: date) -> list[str]:
        """The ids of intents whose answer should have been reviewed before ``today``."""
        return [intent.id for intent in self.intents.values() if intent.answer and intent.answer.review_by < today]


def load_catalogue(folder: Path = DEFAULT) -> Catalogue:
    """The catalogue in ``folder``. Raises CatalogueError naming every fault."""
    texts, faults = _texts(folder)
    return _assembled(texts, faults)


def read_catalogue(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue of these files, text by file name. Raises CatalogueError naming every fault."""
    return _assembled(texts, [])


def content_hash(intents: Iterable[Intent], out_of_scope: Mapping[str, tuple[str, ...]]) -> str:
    """Names a catalogue by what it says."""
    digest = hashlib.sha256()
    for content in (*sorted(_contents(intents)), _canonical(_sorted(out_of_scope))):
        digest.update(content.encode())
    return digest.hexdigest()


def _assembled(texts: Mapping[str, str], unreadable: Iterable[Fault]) -> Catalogue:
    files, faults = _parsed(texts)
    faults += unreadable
    intent_files = {name: file for name, file in files.items() if name != OUT_OF_SCOPE}
    for file in intent_files.values():
        faults += faults_in(file)
    faults += faults_in_examples(files.values())
    faults += faults_across(intent_files)
    if OUT_OF_SCOPE not in files:
        faults.append(Fault(f"{OUT_OF_SCOPE}.toml", 0, "is missing or unreadable: it holds what we do not answer"))
    if faults:
        raise CatalogueError(faults)
    intents = {name: _intent(file.data) for name, file in intent_files.items()}
    out_of_scope = _examples(files[OUT_OF_SCOPE].data)
    return Catalogue(intents, out_of_scope, content_hash(intents.values(), out_of_scope))


def _texts(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.name] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            faults.append(Fault(path.name, 0, "is not UTF-8: save it again as UTF-8"))
    if not texts and not faults:
        faults.append(Fault(str(folder), 0, "holds no .toml file: give the folder of the catalogue"))
    return texts, faults


def _parsed(texts: Mapping[str, str]) -> tuple[dict[str, SourceFile], list[Fault]]:
    files: dict[str, SourceFile] = {}
    faults: list[Fault] = []
    for name, text in sorted(texts.items()):
        try:
            files[name.removesuffix(".toml")] = SourceFile(name, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            faults.append(Fault(name, 0, f"is not TOML: {error}. Look for a missing quote, comma or bracket there"))
    return files, faults


def _intent(data: Mapping[str, Any]) -> Intent:
    ask = data.get("ask", {})
    plain = ("id", "title_th", "title_en", "kind", "stage", "touchpoint", "unit", "basis")
    return Intent(
        **{key: data[key] for key in plain},
        short_th=data.get("short_th"),
        short_en=data.get("short_en"),
        mode=Mode(data["mode"]),
        related=tuple(data["related"]),
        answer=Answer(**data["answer"]) if "answer" in data else None,
        ask_th=ask.get("th"),
        ask_en=ask.get("en"),
        examples=_examples(data),
    )


def _examples(data: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {language: tuple(lines) for language, lines in data["examples"].items()}


def _contents(intents: Iterable[Intent]) -> Iterator[str]:
    for intent in intents:
        yield _canonical(asdict(intent) | {"examples": _sorted(intent.examples)})


def _sorted(examples: Mapping[str, Iterable[str]]) -> Mapping[str, list[str]]:
    return {language: sorted(lines) for language, lines in examples.items()}


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
