"""What can be wrong in the catalogue's files, each said in one line: where, what, and what to do."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from intents.normalise import normalise

_TEXTS = ("id", "title_th", "title_en", "kind", "stage", "touchpoint", "unit", "mode", "basis")
CHOICES = {
    "kind": [
        *("none", "inquiry", "permit", "utility", "environment", "emergency"),
        *("complaint", "suggestion", "integrity", "privacy_request"),
    ],
    "stage": [f"L{number}" for number in range(8)],
    "unit": ["ฝตล.", "ฝปก.", "กสอ.", "กอส.", "OPS*", "bot"],
    "mode": ["A", "A+H", "H", "M"],
}
_SHORT = {"title_th": "short_th", "title_en": "short_en"}
"""What stands on a button instead of a title that is too long for one."""
LONGEST_LABEL = 20
_KEYS = {*_TEXTS, *_SHORT.values(), "related", "answer", "ask", "examples"}
_ID = re.compile("[a-z][a-z0-9_]{0,59}")
_ANSWER_TEXTS = ("th", "en")
_SOURCES = ("source_th", "source_en")
_ANSWER_DATES = ("reviewed_on", "review_by")
_LANGUAGES = ("th", "en", "ja", "zh")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """``line`` is 0 where the whole file is meant."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the catalogue, as text and as read."""

    name: str
    text: str
    data: Mapping[str, Any]

    def fault(self, what: str, *, near: str = "") -> Fault:
        """A fault at the line where ``near`` first stands."""
        before, found, _ = self.text.partition(near)
        return Fault(self.name, before.count("\n") + 1 if near and found else 0, what)


def faults_in(file: SourceFile) -> Iterator[Fault]:
    """The faults of one intent's file that can be seen in it alone."""
    yield from _unknown_keys(file)
    yield from _texts(file)
    yield from _labels(file)
    if file.data.get("id") != file.name.removesuffix(".toml"):
        yield file.fault(f"the id is {file.data.get('id')!r}: it must be the file's name", near="id =")
    elif not _ID.fullmatch(str(file.data["id"])):
        yield file.fault("the id must be small Latin letters, digits and _, 60 at most: correct it", near="id =")
    related = file.data.get("related")
    if not isinstance(related, list) or not all(isinstance(one, str) for one in related):
        yield file.fault('related must be a list of intent ids, such as ["office_hours"], or []', near="related")
    yield from _answer(file)
    yield from _ask(file)


def faults_in_examples(files: Iterable[SourceFile]) -> Iterator[Fault]:
    """Faults of the examples of all files: none given, empty ones, and one given under two intents."""
    first_seen: dict[str, tuple[str, str]] = {}
    for file in files:
        for line in _lines(file):
            if isinstance(line, Fault):
                yield line
                continue
            other, same = first_seen.setdefault(normalise(line), (file.name, line))
            if other != file.name:
                yield file.fault(
                    f"the example {line!r} is also in {other} as {same!r}: keep one of them", near=f'"{line}"'
                )


def faults_across(files: Mapping[str, SourceFile]) -> Iterator[Fault]:
    """Intents named as related that do not exist."""
    for file in files.values():
        related = file.data.get("related")
        for name in related if isinstance(related, list) else ():
            if name not in files:
                yield file.fault(f"related names {name!r}, which is no intent: correct the id", near=f'"{name}"')
            elif name == file.data.get("id"):
                yield file.fault("related names the intent itself: take it out", near="related")


def _unknown_keys(file: SourceFile) -> Iterator[Fault]:
    for key in file.data.keys() - _KEYS:
        yield file.fault(f"{key!r} is not a key we know: correct its spelling or take it out", near=key)


def _texts(file: SourceFile) -> Iterator[Fault]:
    for key in _TEXTS:
        value = file.data.get(key)
        if not isinstance(value, str) or not value.strip():
            yield file.fault(f"{key} is missing or empty: write it", near=f"{key} =")
        elif value not in CHOICES.get(key, [value]):
            yield file.fault(f"{key} {value!r} is not one of {', '.join(CHOICES[key])}", near=f"{key} =")


def _labels(file: SourceFile) -> Iterator[Fault]:
    for title, short in _SHORT.items():
        key = short if short in file.data else title
        label = file.data.get(key)
        if key == short and (not isinstance(label, str) or not label.strip()):
            yield file.fault(f"{key} is empty: write it or take it out", near=f"{key} =")
        elif isinstance(label, str) and letters(label) > LONGEST_LABEL:
            remedy = "shorten it" if key == short else f"write {short} below it"
            yield file.fault(f"{key} has more than the {LONGEST_LABEL} letters of a button: {remedy}", near=f"{key} =")


def letters(label: str) -> int:
    """Letters as a reader, and LINE, counts them: a Thai vowel or mark above or below belongs to its consonant."""
    return sum(unicodedata.category(letter) != "Mn" and letter != "ำ" for letter in label)


def _answer(file: SourceFile) -> Iterator[Fault]:
    answer, mode = file.data.get("answer"), file.data.get("mode")
    if answer is None:
        if mode in ("A", "A+H"):
            yield file.fault(f"mode {mode} needs an [answer]: write it, or choose mode H", near="mode =")
        return
    if mode not in ("A", "A+H"):
        yield file.fault(f"mode {mode} has no [answer]: take it out, or choose mode A or A+H", near="[answer]")
    sources = _SOURCES if answer.keys() & {*_SOURCES} else ()  # whoever states no fact has none
    for key in (*_ANSWER_TEXTS, *sources):
        if not isinstance(answer.get(key), str) or not answer[key].strip():
            yield file.fault(f"the answer's {key} is missing or empty: write it", near="[answer]")
    for key in answer.keys() - {*_ANSWER_TEXTS, *_SOURCES, *_ANSWER_DATES}:
        yield file.fault(f"[answer] has {key!r}, which is not a key we know: correct it or take it out", near=key)
    yield from _dates(file, answer)


def _dates(file: SourceFile, answer: Mapping[str, Any]) -> Iterator[Fault]:
    for key in _ANSWER_DATES:
        if type(answer.get(key)) is not date:  # a datetime would pass isinstance
            yield file.fault(f"{key} must be a date such as 2026-11-22, without quotes", near=f"{key} =")
            return
    if answer["review_by"] <= answer["reviewed_on"]:
        yield file.fault("review_by must be later than reviewed_on: correct the dates", near="review_by")


def _ask(file: SourceFile) -> Iterator[Fault]:
    ask, mode = file.data.get("ask"), file.data.get("mode")
    if ask is None:
        if mode in ("H", "A+H"):
            yield file.fault(f"mode {mode} needs [ask]: write what the unit needs to know", near="mode =")
        return
    for key in ("th", "en"):
        if not isinstance(ask.get(key), str) or not ask[key].strip():
            yield file.fault(f"[ask] {key} is missing or empty: write it", near="[ask]")


def _lines(file: SourceFile) -> Iterator[str | Fault]:
    """The examples of a file, and a fault where there should be one."""
    examples = file.data.get("examples")
    if not isinstance(examples, dict) or not examples.get("th"):
        yield file.fault("there is no Thai example: write under [examples] how people put it", near="[examples]")
        return
    for language, lines in examples.items():
        if language not in _LANGUAGES or not isinstance(lines, list):
            yield file.fault(f"examples {language!r} must be a list under th, en, ja or zh", near=f"{language} =")
            continue
        for line in lines:
            if not isinstance(line, str) or not normalise(line):
                yield file.fault(f"the example {line!r} has no words: write it or take it out", near=f'"{line}"')
            else:
                yield line
