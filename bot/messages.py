"""LINE's message objects as plain JSON: texts, quick replies, Flex. LINE's limits are kept here.

Sizes are in UTF-16 code units for texts and in characters (grapheme clusters) for labels, as LINE counts them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
LONGEST_TEXT = 5_000
LONGEST_ALT = 400
LONGEST_LABEL = 20
MOST_QUICK_REPLIES = 13
GREEN, GREY, RED = "#0a7a3b", "#595959", "#b00020"


def units(text: str) -> int:
    """Length as LINE counts it: UTF-16 code units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def shorten(text: str, most: int) -> str:
    """At most ``most`` code units, never cutting a Thai letter from its vowel or tone mark, nor an emoji in two."""
    if units(text) <= most:
        return text
    kept, used = 0, 1  # one unit for the ellipsis
    for place, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > most:
            break
        if place + 1 >= len(text) or not _hangs_on(text[place + 1]):
            kept = place + 1
    return text[:kept].rstrip() + "…"


def clip(label: str, most: int = LONGEST_LABEL) -> str:
    """A label of at most ``most`` characters as a reader counts them: vowels and tone marks above and below do not."""
    if letters(label) <= most:
        return label
    kept = ""
    for letter in label:
        if letters(kept + letter) > most - 1:
            break
        kept += letter
    return kept.rstrip(" /") + "…"


def letters(words: str) -> int:
    """Length in characters as a reader, and LINE for labels, counts them (grapheme clusters)."""
    return sum(not _hangs_on(letter) for letter in words)


def _hangs_on(letter: str) -> bool:
    """Whether this character belongs to the one before it (marks, joiners, skin tones, sara am)."""
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"} or letter == "ำ" or "\U0001f3fb" <= letter <= "\U0001f3ff"


def text(words: str, *, quick: Sequence[Json] = (), sender: str = "") -> Json:
    """A text message."""
    return _dress({"type": "text", "text": shorten(words, LONGEST_TEXT)}, quick, sender)


def _dress(message: Json, quick: Sequence[Json], sender: str) -> Json:
    if quick:
        message["quickReply"] = {
            "items": [{"type": "action", "action": action} for action in quick[:MOST_QUICK_REPLIES]]
        }
    if sender:
        message["sender"] = {"name": sender[:LONGEST_LABEL]}
    return message


def button(label: str, data: str) -> Json:
    """A postback action that shows its label as what the customer said."""
    label = clip(label)
    return {"type": "postback", "label": label, "data": data, "displayText": label}


def say_button(words: str) -> Json:
    """A button that types for the customer."""
    return {"type": "message", "label": clip(words), "text": words[:300]}


def link(label: str, uri: str) -> Json:
    """A button that opens a page."""
    return {"type": "uri", "label": clip(label), "uri": uri}


def send_location(label: str) -> Json:
    """A quick reply that opens the map."""
    return {"type": "location", "label": label}


def send_picture(label: str) -> Json:
    """A quick reply that opens the camera roll."""
    return {"type": "cameraRoll", "label": label}


def card(
    title: str,
    rows: Sequence[tuple[str, str]],
    *,
    alt: str,
    notes: Sequence[str] = (),
    buttons: Sequence[Json] = (),
    quick: Sequence[Json] = (),
    sender: str = "",
    urgent: bool = False,
) -> Json:
    """A Flex bubble: title, labelled rows, small notes, buttons. ``alt`` is what old clients and notices show."""
    contents: list[Json] = [_flex_text(title, weight="bold", size="lg", color=RED if urgent else GREEN)]
    contents += [_row(label, value) for label, value in rows]
    contents += [_flex_text(note, size="xs", color=GREY, margin="md") for note in notes]
    bubble: Json = {
        "type": "bubble",
        "body": {"type": "box", "layout": "vertical", "spacing": "sm", "contents": contents},
    }
    if buttons:
        footer = [
            {"type": "button", "style": "primary" if n == 0 else "secondary", "height": "sm", "action": action}
            | ({"color": GREEN} if n == 0 else {})
            for n, action in enumerate(buttons)
        ]
        bubble["footer"] = {"type": "box", "layout": "vertical", "spacing": "sm", "contents": footer}
    message = {"type": "flex", "altText": shorten(alt, LONGEST_ALT), "contents": bubble}
    return _dress(message, quick, sender)


def carousel(bubbles: Sequence[Json], *, alt: str, quick: Sequence[Json] = ()) -> Json:
    """Several cards side by side, at most twelve."""
    contents = {"type": "carousel", "contents": [bubble["contents"] for bubble in bubbles[:12]]}
    return _dress({"type": "flex", "altText": shorten(alt, LONGEST_ALT), "contents": contents}, quick, "")


def _flex_text(words: str, **style: str) -> Json:
    return {"type": "text", "text": shorten(words, 1_000) or "-", "wrap": True, **style}


def _row(label: str, value: str) -> Json:
    return {
        "type": "box",
        "layout": "vertical",
        "margin": "md",
        "contents": [_flex_text(label, size="xs", color=GREY), _flex_text(value, size="sm")],
    }


def plain(message: Json) -> str:
    """What a message says, for the history: its text, or what stands for it where cards are not shown."""
    return str(message.get("text") or message.get("altText") or "")
