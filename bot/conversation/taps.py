"""What our buttons carry: ``v=1&a=<action>&…``. It comes back from a stranger's device and is read as such."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

VERSION = "1"
ACTIONS = frozenset(
    {
        "menu", "person", "report", "tickets", "language", "ask", "none", "good", "bad", "estate", "no_estate", "skip",
        "back", "cancel", "confirm", "rate", "unsolved", "new", "add", "withdraw", "withdraw_yes", "emergency",
        "happening", "place", "next", "standards", "clock",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap. Numbers are ``None`` where the button carried none; rights are checked where they are used."""

    action: str
    intent_id: str | None = None
    estate_id: str | None = None
    language: str | None = None
    ticket_id: int | None = None
    contact_id: int | None = None
    draft_key: int | None = None
    resolution: int | None = None
    score: int | None = None


_NAMES = {
    "i": "intent_id", "e": "estate_id", "l": "language", "t": "ticket_id", "c": "contact_id", "d": "draft_key",
    "r": "resolution", "s": "score",
}  # fmt: skip
_NUMBERS = frozenset({"t", "c", "d", "r", "s"})


def data(action: str, /, **carried: str | int | None) -> str:
    """What a button carries. ``carried`` uses the field names of ``Tap``."""
    if action not in ACTIONS:
        raise ValueError(f"no such action: {action}")
    short = {name: letter for letter, name in _NAMES.items()}
    pairs = {"v": VERSION, "a": action} | {short[k]: str(v) for k, v in carried.items() if v is not None}
    return urlencode(pairs)


def read(carried: str) -> Tap | None:
    """The tap, or None for what no button of ours carries (any more)."""
    pairs = dict(parse_qsl(carried, max_num_fields=12)) if carried.count("&") < 12 else {}
    if pairs.pop("v", None) != VERSION:
        return None
    action = pairs.pop("a", "")
    if action not in ACTIONS or any(letter not in _NAMES for letter in pairs):
        return None
    values: dict[str, str | int] = {}
    for letter, value in pairs.items():
        if letter in _NUMBERS:
            if not (value.isascii() and value.isdigit()) or len(value) > 15:
                return None
            values[_NAMES[letter]] = int(value)
        elif value.replace("_", "").isalnum() and value.isascii() and len(value) <= 60:
            values[_NAMES[letter]] = value
        else:
            return None
    return Tap(action, **values)  # type: ignore[arg-type]
