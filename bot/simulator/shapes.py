"""Small checks that are put together into the shapes of LINE's objects.

A check looks at one value, knows the path that leads to it, and adds what is wrong to the findings.
LINE reports every finding at once, so no check stops at the first.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.counting import utf16_units

Finding = dict[str, str]
Check = Callable[[Any, str, list[Finding]], None]

EMPTY = "May not be empty"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def find(check: Check, value: object, path: str) -> list[Finding]:
    """Everything that is wrong with the value, in the order of its properties."""
    findings: list[Finding] = []
    check(value, path, findings)
    return findings


def complain(findings: list[Finding], path: str, message: str) -> None:
    findings.append({"message": message, "property": path})


def anything(value: object, path: str, findings: list[Finding]) -> None:
    """Accepts what is not looked at."""


def text(high: int, *, low: int = 1, unit: Callable[[str], int] = utf16_units) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, str):
            complain(findings, path, "Must be a string")
        elif low > 0 and not value:
            complain(findings, path, EMPTY)
        elif unit(value) > high:
            complain(findings, path, f"Length must be between {0 if low <= 1 else low} and {high}")

    return check


def whole(low: int, high: int) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            complain(findings, path, "Must be an integer")
        elif not low <= value <= high:
            complain(findings, path, f"Must be between {low} and {high}")

    return check


def number(low: float, high: float) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
            complain(findings, path, f"Must be between {low:g} and {high:g}")

    return check


def flag(value: object, path: str, findings: list[Finding]) -> None:
    if not isinstance(value, bool):
        complain(findings, path, "Must be a boolean")


def one_of(*allowed: str) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if value not in allowed:
            complain(findings, path, f"Must be one of the following values: [{', '.join(allowed)}]")

    return check


def matching(pattern: str, message: str = "The value is invalid") -> Check:
    compiled = re.compile(pattern)

    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            complain(findings, path, message)

    return check


def https(high: int = 2000) -> Check:
    """A picture's or sound's address. LINE wants HTTPS; this machine's own address may be plain."""

    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, str) or not value:
            complain(findings, path, EMPTY)
        elif len(value) > high:
            complain(findings, path, f"Length must be between 0 and {high}")
        elif not _is_secure(value):
            complain(findings, path, "Must be a valid HTTPS URL")

    return check


def _is_secure(url: str) -> bool:
    if not url.isascii() or any(char.isspace() for char in url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))


def listing(item: Check, low: int, high: int) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, list):
            complain(findings, path, EMPTY if value is None else "Must be an array")
            return
        if not low <= len(value) <= high:
            complain(findings, path, f"Size must be between {low} and {high}")
        for index, element in enumerate(value):
            item(element, f"{path}[{index}]", findings)

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *also: Check) -> Check:
    """An object with these properties; others are ignored. ``also`` are checks over the whole object."""
    known = {**required, **(optional or {})}

    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, dict):
            complain(findings, path, EMPTY if value is None else "Must be an object")
            return
        for name, inner in known.items():
            here = f"{path}.{name}" if path else name
            if value.get(name) is not None:
                inner(value[name], here, findings)
            elif name in required:
                complain(findings, here, EMPTY)
        for whole_check in also:
            whole_check(value, path, findings)

    return check


def by_type(kinds: Mapping[str, Check]) -> Check:
    """An object whose ``type`` says which of the shapes it must have."""

    def check(value: object, path: str, findings: list[Finding]) -> None:
        if not isinstance(value, dict):
            complain(findings, path, EMPTY if value is None else "Must be an object")
            return
        inner = kinds.get(str(value.get("type")))
        if inner is None:
            complain(findings, f"{path}.type", f"Must be one of the following values: [{', '.join(kinds)}]")
            return
        inner(value, path, findings)

    return check


def wire_size(value: object) -> int:
    """Bytes of the JSON as the SDK sends it: Thai letters escaped, six bytes each. The careful reading of the limit."""
    return len(json.dumps(value, separators=(",", ":")).encode())


def lighter_than(limit: int, what: str) -> Check:
    def check(value: object, path: str, findings: list[Finding]) -> None:
        if wire_size(value) > limit:
            complain(findings, path, f"The size of {what} must be at most {limit} bytes")

    return check
