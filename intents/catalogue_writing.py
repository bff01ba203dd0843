"""Writing a catalogue: as the TOML files that staff read and edit, and as a new catalogue after a change.

What is written reads back as the same catalogue, whatever letters stand in it.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from intents.catalogue import OUT_OF_SCOPE, Answer, Catalogue, CatalogueError, Intent, content_hash, read_catalogue
from intents.catalogue_checks import Fault

_HEAD = ("id", "title_th", "title_en", "short_th", "short_en", "kind", "stage", "touchpoint", "unit", "mode", "basis")
_ANSWER = ("th", "en", "source_th", "source_en", "reviewed_on", "review_by")
# What TOML takes only escaped, and letters nobody sees that an editor may drop or show as something else.
_ESCAPED = re.compile('[\\\\"\x00-\x08\x0a-\x1f\x7f-\x9f\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2064\ufeff]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}


def files_of(catalogue: Catalogue) -> Mapping[str, str]:
    """The files of a catalogue: text by file name."""
    files = {f"{intent.id}.toml": _text(_intent(intent)) for intent in catalogue.intents.values()}
    return files | {f"{OUT_OF_SCOPE}.toml": _text(_examples(catalogue.out_of_scope))}


def changed(
    catalogue: Catalogue, intents: Iterable[Intent], *, out_of_scope: Mapping[str, tuple[str, ...]] | None = None
) -> Catalogue:
    """The catalogue with these intents instead of those of their ids, new ones added, and what is out of scope.

    Raises CatalogueError naming every fault, as if it had been read from the files that would be written.
    """
    kept = {**catalogue.intents, **{intent.id: intent for intent in intents}}
    if OUT_OF_SCOPE in kept:
        raise CatalogueError([Fault(f"{OUT_OF_SCOPE}.toml", 0, "is what we do not answer: give the intent another id")])
    strange = catalogue.out_of_scope if out_of_scope is None else out_of_scope
    return read_catalogue(files_of(Catalogue(kept, strange, "")))


def without_examples(catalogue: Catalogue, words: Mapping[str, Collection[str]]) -> Catalogue:
    """The catalogue without these examples, given by the id of their intent or OUT_OF_SCOPE.

    It need not be sound any more: what has to be forgotten is forgotten, even if it was an intent's last example.
    """
    intents = {
        intent.id: replace(intent, examples=_without(intent.examples, words.get(intent.id, ())))
        for intent in catalogue.intents.values()
    }
    out_of_scope = _without(catalogue.out_of_scope, words.get(OUT_OF_SCOPE, ()))
    return Catalogue(intents, out_of_scope, content_hash(intents.values(), out_of_scope))


def _without(examples: Mapping[str, tuple[str, ...]], words: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    return {language: tuple(line for line in lines if line not in words) for language, lines in examples.items()}


def _intent(intent: Intent) -> Iterator[str]:
    for key in _HEAD:
        value = getattr(intent, key)
        if value is not None:
            yield f"{key} = {_string(value)}"
    yield f"related = [{', '.join(map(_string, intent.related))}]"
    if intent.answer:
        yield from ("", "[answer]", *_answer(intent.answer))
    if intent.ask_th is not None or intent.ask_en is not None:
        yield from ("", "[ask]")
        yield from (f"{key} = {_string(text)}" for key, text in _asked(intent) if text is not None)
    yield ""
    yield from _examples(intent.examples)


def _answer(answer: Answer) -> Iterator[str]:
    for key in _ANSWER:
        value = getattr(answer, key)
        if isinstance(value, date):
            yield f"{key} = {value.isoformat()}"
        elif value is not None:
            yield f"{key} = {_paragraphs(value) if chr(10) in value else _string(value)}"


def _asked(intent: Intent) -> Sequence[tuple[str, str | None]]:
    return (("th", intent.ask_th), ("en", intent.ask_en))


def _examples(examples: Mapping[str, Iterable[str]]) -> Iterator[str]:
    yield "[examples]"
    for language, lines in examples.items():
        yield f"{_key(language)} = ["
        yield from (f"    {_string(line)}," for line in lines)
        yield "]"


def _text(lines: Iterable[str]) -> str:
    return "\n".join([*lines, ""])


def _key(name: str) -> str:
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _string(name)


def _string(text: str) -> str:
    return f'"{_ESCAPED.sub(_escaped, text)}"'


def _paragraphs(text: str) -> str:
    """Over several lines, as it will be read. Quotation marks stand as they are where they cannot end the string."""
    lines = (_ESCAPED.sub(lambda found: found[0] if found[0] == '"' else _escaped(found), line)
             for line in text.split("\n"))  # fmt: skip
    body = "\n".join(lines).replace('"""', '""\\"')
    return f'"""\n{body}"""'  # one or two quotation marks may stand before the three that end it


def _escaped(found: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"
