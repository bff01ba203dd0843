"""LINE's events as we read them: tolerantly, one by one, from the raw JSON.

LINE adds kinds, properties and enum values without asking; an unknown one is kept and skipped, never an error, and
never costs its neighbours. The SDK's own parser loses the whole batch over one bad event, so it is not used here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

LONGEST_EVENT_ID = 64
LONGEST_KIND = 40
LONGEST_TOKEN = 200
LONGEST_SET_ID, MOST_IN_A_SET = 100, 100
LATEST_MS = 4_102_444_800_000
"""The year 2100: a timestamp beyond it is no timestamp."""
LONGEST_POSTBACK = 300
LONGEST_TEXT = 5_000
"""LINE's own limit on what a person can type; the rest of a longer text is not kept."""
DUMMY_TOKENS = frozenset({"0" * 32, "f" * 32})
"""Reply tokens of LINE's old "verify" button; never answered."""
DEEPEST = 16
"""LINE's own events nest five deep; one that nests like a trap might not be read a second time."""
AHEAD_MS = 60_000
"""By how much LINE's clock may be ahead of ours."""
SWITCH_FAILED = "rich menu switch failed"
_MESSAGE_ID = re.compile(r"[0-9]{1,32}")
_PLAIN = re.compile(r"[!-~]+")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the webhook needs to keep an event: its id, whose it is, what sort, when by LINE's clock."""

    event_id: str
    conversation_key: str
    kind: str
    occurred_ms: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """Kept and counted, not handled; ``reason`` holds nothing the customer said."""

    reason: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text. ``to_us``: in a group, whether the bot itself is mentioned."""

    message_id: str
    text: str
    quoted_id: str | None = None
    to_us: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video, sound or file. External content lies with a stranger and is never fetched.

    Pictures chosen together have one ``set_id`` and come one by one, in any order: ``set_total`` of them, if told.
    """

    message_id: str
    what: str
    file_name: str = ""
    external: bool = False
    set_id: str = ""
    set_total: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A location."""

    message_id: str
    latitude: float
    longitude: float
    title: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker; what it means is anybody's guess."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message of a kind that we do not know yet."""

    message_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Edited:
    """A text of a group was rewritten."""

    message_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Unsend:
    """The customer took a message back."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Became a friend, or unblocked us."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """Blocked us."""


@dataclass(frozen=True, slots=True)
class Joined:
    """We were invited to a group."""


@dataclass(frozen=True, slots=True)
class Left:
    """We were removed from a group."""


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button of ours was tapped; ``data`` reaches us from a stranger's device."""

    data: str


Happening = (
    Text | Media | Place | Sticker | Unreadable | Edited | Unsend | Followed | Unfollowed | Joined | Left | Tapped
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event with its circumstances. ``active``: whether we may answer; LINE then gives a reply token."""

    happening: Happening
    active: bool
    reply_token: str | None


def envelope(raw: object, received_ms: int) -> Envelope | Skipped:
    """What is needed to keep an event, or why it cannot be kept.

    A chat's order is that of LINE's clock, which may be a little ahead of ours: an event that LINE brings again would
    otherwise come after later ones. A timestamp beyond that is taken as the present: it must not push others aside.
    """
    if not isinstance(raw, dict):
        return Skipped("not an object")
    event_id, kind, at = raw.get("webhookEventId"), raw.get("type"), raw.get("timestamp")
    if not _is_plain(event_id, LONGEST_EVENT_ID):
        return Skipped("no usable webhookEventId")
    if not _is_plain(kind, LONGEST_KIND):
        return Skipped("no usable type")
    if type(at) is not int or not 0 < at < LATEST_MS:
        return Skipped("no usable timestamp")
    if _nests_deeper(raw, DEEPEST):
        return Skipped("nested too deep")
    occurred_ms = at if at <= received_ms + AHEAD_MS else received_ms
    return Envelope(event_id, _conversation_key(raw.get("source"), event_id), kind, occurred_ms)


def _is_plain(value: object, longest: int) -> TypeGuard[str]:
    """Visible ASCII and nothing else: what an identifier is made of, and what every database can hold."""
    return isinstance(value, str) and len(value) <= longest and _PLAIN.fullmatch(value) is not None


def _nests_deeper(raw: dict[str, Any], than: int) -> bool:
    """Level by level, since a recursive walk is what a deep event would break."""
    level: list[Any] = [raw]
    for _ in range(than):
        level = [
            inner
            for part in level
            for inner in (part.values() if type(part) is dict else part)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return True


def _conversation_key(source: object, event_id: str) -> str:
    """Whose chat it is: a group's or room's id, else the user's; an event of nobody stands alone."""
    if isinstance(source, dict):
        for name in ("groupId", "roomId", "userId"):
            value = source.get(name)
            if isinstance(value, str) and value.isalnum() and value.isascii() and len(value) <= LONGEST_EVENT_ID:
                return value
    return f"event:{event_id}"


def read(raw: Mapping[str, Any]) -> Event | Skipped:
    """What one kept event says to us."""
    mode, delivery, source = raw.get("mode"), raw.get("deliveryContext"), raw.get("source")
    if not isinstance(mode, str):
        return Skipped("no mode")
    if not isinstance(delivery, dict):
        return Skipped("no deliveryContext")
    source = source if isinstance(source, dict) else {}
    if source and source.get("type") not in ("user", "group", "room"):
        return Skipped("unknown source type")
    happening = _happening(raw)
    if isinstance(happening, Skipped):
        return happening
    token = _reply_token(raw.get("replyToken")) if mode == "active" else None
    return Event(happening, active=token is not None, reply_token=token)


def _reply_token(token: object) -> str | None:
    return token if _is_plain(token, LONGEST_TOKEN) and token not in DUMMY_TOKENS else None


def _happening(raw: Mapping[str, Any]) -> Happening | Skipped:
    match raw:
        case {"type": "message", "message": {"type": str(what), "id": str(message_id)} as message}:
            return _message(what, message_id, message) if _is_message_id(message_id) else Skipped("bad message id")
        case {"type": "messageEdited", "message": {"type": "text", "id": str(message_id), "text": str(text)}}:
            return Edited(message_id, clean(text)) if _is_message_id(message_id) else Skipped("bad message id")
        case {"type": "unsend", "unsend": {"messageId": str(message_id)}}:
            return Unsend(message_id) if _is_message_id(message_id) else Skipped("bad message id")
        case {"type": "follow"}:
            return Followed(again=_dig(raw, "follow", "isUnblocked") is True)
        case {"type": "unfollow"}:
            return Unfollowed()
        case {"type": "join"}:
            return Joined()
        case {"type": "leave"}:
            return Left()
        case {"type": "postback", "postback": {"data": str(data)} as postback}:
            return _tapped(data, postback.get("params"))
        case {"type": str(kind)}:
            return Skipped(f"not for us: {kind}" if kind.isalnum() else "not for us")
    return Skipped("no type")


def _tapped(data: str, params: object) -> Tapped | Skipped:
    if len(data) > LONGEST_POSTBACK:
        return Skipped("postback data too long")
    if isinstance(params, dict) and "status" in params:
        return Skipped("rich menu switched" if params["status"] == "SUCCESS" else SWITCH_FAILED)
    return Tapped(clean(data))


def _message(what: str, message_id: str, rest: Mapping[str, Any]) -> Happening | Skipped:
    match what, rest:
        case "text", {"text": str(text)}:
            quoted = rest.get("quotedMessageId")
            return Text(message_id, clean(text), quoted if _is_message_id(quoted) else None, _mentions_us(rest))
        case "image" | "video" | "audio", _:
            external = _dig(rest, "contentProvider", "type") == "external"
            return Media(message_id, what, "", external, *_picture_set(rest.get("imageSet")))
        case "file", _:
            name = rest.get("fileName")
            return Media(message_id, what, file_name=_file_name(name) if isinstance(name, str) else "")
        case "location", {"latitude": int() | float() as latitude, "longitude": int() | float() as longitude}:
            if isinstance(latitude, bool) or abs(latitude) > 90 or abs(longitude) > 180:
                return Skipped("a place that is not on Earth")
            return Place(message_id, latitude, longitude, _label(rest.get("title")), _label(rest.get("address")))
        case "sticker", _:
            return Sticker(message_id)
    return Unreadable(message_id, what[:20] if what.isalnum() and what.isascii() else "unknown")


def _picture_set(said: object) -> tuple[str, int]:
    set_id, total = _dig(said, "id"), _dig(said, "total")
    if not _is_plain(set_id, LONGEST_SET_ID):
        return "", 0
    return set_id, total if type(total) is int and 0 < total <= MOST_IN_A_SET else 0


def _is_message_id(value: object) -> TypeGuard[str]:
    """Digits: anything else must not get near an address or a query."""
    return isinstance(value, str) and _MESSAGE_ID.fullmatch(value) is not None


def _mentions_us(message: Mapping[str, Any]) -> bool:
    mentioned = _dig(message, "mention", "mentionees")
    return isinstance(mentioned, list) and any(isinstance(m, dict) and m.get("isSelf") is True for m in mentioned)


def _dig(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _label(value: object) -> str:
    return clean(value)[:200] if isinstance(value, str) else ""


def _file_name(name: str) -> str:
    """What to call a file on the desk; never a path: it is stored under its hash."""
    return clean(name.replace("\\", "/").rsplit("/", 1)[-1])[:200]


def clean(text: str) -> str:
    """A text that both databases can hold: no NUL, no lone surrogate, not longer than LINE allows."""
    return _UNSTORABLE.sub("\ufffd", text[:LONGEST_TEXT])
