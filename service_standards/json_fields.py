"""Strict JSON, and its fields read one by one with errors that name the field and what to write there."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from service_standards.errors import StandardsError
from service_standards.instants import in_bangkok

Json = Any
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
_SHOWN = 40


class CaseError(StandardsError):
    """A line that is no case; the message names the field and what to write there."""


class Loaded(NamedTuple):
    """The JSON of a line, and what is wrong with it although it can be read: a key given twice, NaN."""

    value: Json
    fault: str


def loaded(line: bytes) -> Loaded:
    """Reads a line of JSON. Raises CaseError where there is none."""
    faults: list[str] = []
    try:
        value = json.loads(
            line.decode("utf-8-sig"),
            object_pairs_hook=lambda pairs: _once(pairs, faults),
            parse_constant=lambda constant: faults.append(f"{constant} is no number in JSON"),
        )
    except RecursionError:
        raise CaseError("nested too deeply for a case") from None
    except UnicodeDecodeError:
        raise CaseError("not UTF-8: save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise CaseError(f"not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:
        raise CaseError("a number with too many digits") from None
    return Loaded(value, faults[0] if faults else "")


def kind_of(value: Json) -> str:
    """What a value is, for an error message."""
    return _KINDS.get(type(value), "a number")


def shown(value: str) -> str:
    """A value quoted in an error message, cut where it is long."""
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")


def named(name: str, make: Callable[[str], T], written: str) -> T:
    """Makes a value of a text; what is wrong with it is told with the field's name."""
    try:
        return make(written)
    except StandardsError as error:
        raise CaseError(f"{name}: {error}") from None


def text(found: Mapping[str, Json], key: str, where: str = "") -> str:
    value = _there(found, key, where)
    if not isinstance(value, str):
        raise CaseError(f"{_name(key, where)}: a string, not {kind_of(value)}")
    return value


def entries(found: Mapping[str, Json], key: str) -> list[Json]:
    value = _there(found, key, "")
    if not isinstance(value, list):
        raise CaseError(f"{key}: a list, not {kind_of(value)}")
    return value


def members(name: str, value: Json, like: str) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise CaseError(f"{name}: an object like {like}, not {kind_of(value)}")
    return value


def strings(name: str, value: Json) -> list[str]:
    if not isinstance(value, list):
        raise CaseError(f"{name}: a list of strings, not {kind_of(value)}")
    if odd := [entry for entry in value if not isinstance(entry, str)]:
        raise CaseError(f"{name}: a list of strings, and {kind_of(odd[0])} is in it")
    return value


def one_of(name: str, kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        raise CaseError(f"{name}: {shown(value)} is unknown; one of {', '.join(kind)}") from None


def instant(name: str, written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise CaseError(f"{name}: {shown(written)} is no instant; write it like 2026-04-10T10:00:00+07:00") from None
    return named(name, lambda _: in_bangkok(found), written)


def day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CaseError(f"{name}: {shown(written)} is no date; write it like 2026-04-20") from None


def _there(found: Mapping[str, Json], key: str, where: str) -> Json:
    if key not in found:
        raise CaseError(f"{_name(key, where)}: missing")
    return found[key]


def _name(key: str, where: str) -> str:
    return f"{where}.{key}" if where else key


def _once(pairs: list[tuple[str, Json]], faults: list[str]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        ((twice, _),) = Counter(key for key, _ in pairs).most_common(1)
        faults.append(f"{shown(twice)} is given twice; give it once")
    return found
