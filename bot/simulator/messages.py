"""The shapes of the messages a bot may send, and of the requests that carry them."""

import re
from typing import Any

from bot.simulator import flex
from bot.simulator.actions import action, quick_reply
from bot.simulator.counting import graphemes
from bot.simulator.shapes import (
    Check,
    Finding,
    anything,
    by_type,
    complain,
    flag,
    https,
    listing,
    matching,
    number,
    one_of,
    record,
    text,
    whole,
)

# Packages a bot may send stickers from ("List of available stickers" of the Messaging API).
_STICKERS = ("446", "789", "1070", "6136", "6325", "6359", "6362", "6370", "6632")
_ANIMATED_STICKERS = ("8515", "8522", "8525", "11537", "11538", "11539")
# Messages LINE hands out a quote token for.
QUOTABLE = frozenset({"text", "textV2", "sticker", "image", "video", "template", "flex"})


def _not_line_itself(value: object, path: str, findings: list[Finding]) -> None:
    if isinstance(value, str) and "line" in value.lower():
        complain(findings, path, "The name contains a word that is not allowed")


def _sender_name(value: object, path: str, findings: list[Finding]) -> None:
    text(20)(value, path, findings)
    _not_line_itself(value, path, findings)


_COMMON: dict[str, Check] = {
    "quickReply": quick_reply(),
    "sender": record({}, {"name": _sender_name, "iconUrl": https()}),
}


def _message(required: dict[str, Check], optional: dict[str, Check] | None = None, *also: Check) -> Check:
    return record(required, {**(optional or {}), **_COMMON}, *also)


def _emojis_stand_on_dollars(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    words = value.get("text")
    if not isinstance(words, str) or not isinstance(value.get("emojis"), list):
        return
    units = words.encode("utf-16-le", "surrogatepass")
    for number_, emoji in enumerate(value["emojis"]):
        index = emoji.get("index") if isinstance(emoji, dict) else None
        if not isinstance(index, int) or units[index * 2 : index * 2 + 2] != b"$\0":
            complain(findings, f"{path}.emojis[{number_}].index", "The index does not point at a $ character")


def _placeholders_are_filled(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    words, filled = value.get("text"), value.get("substitution") or {}
    if not isinstance(words, str) or not isinstance(filled, dict):
        return
    bare = words.replace("{{", "").replace("}}", "")
    wanted = re.findall(r"\{([0-9A-Za-z_]{1,20})\}", bare)
    if re.sub(r"\{[0-9A-Za-z_]{1,20}\}", "", bare).count("{") or any(name not in filled for name in wanted):
        complain(findings, f"{path}.text", "The text has a placeholder without a substitution")
    if len(filled) > 100:
        complain(findings, f"{path}.substitution", "Size must be between 0 and 100")


_EMOJI = record({"index": whole(0, 5000), "productId": text(100), "emojiId": text(100)})
_THUMBNAIL: dict[str, Check] = {
    "thumbnailImageUrl": https(),
    "imageAspectRatio": one_of("rectangle", "square"),
    "imageSize": one_of("cover", "contain"),
    "imageBackgroundColor": matching(r"#[0-9A-Fa-f]{6}", "invalid color format"),
    "title": text(40, unit=graphemes),
    "defaultAction": action(20, label_required=False),
}
_TEMPLATE_ACTION = action(20, label_required=True)


def _short_beside_a_picture(limit: int) -> Check:
    def check(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
        if value.get("title") or value.get("thumbnailImageUrl"):
            text(60, unit=graphemes)(value.get("text"), f"{path}.text", findings)
        else:
            text(limit, unit=graphemes)(value.get("text"), f"{path}.text", findings)

    return check


def _same_columns(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    columns = [c for c in value.get("columns") or [] if isinstance(c, dict)]
    for trait in ("thumbnailImageUrl", "title"):
        if len({bool(column.get(trait)) for column in columns}) > 1:
            complain(findings, f"{path}.columns", f"All columns or none must have {trait}")
    if len({len(column.get("actions") or []) for column in columns}) > 1:
        complain(findings, f"{path}.columns", "All columns must have the same number of actions")


_COLUMN = record(
    {"text": anything, "actions": listing(_TEMPLATE_ACTION, 1, 3)}, _THUMBNAIL, _short_beside_a_picture(120)
)
_TEMPLATE = by_type(
    {
        "buttons": record(
            {"text": anything, "actions": listing(_TEMPLATE_ACTION, 1, 4)}, _THUMBNAIL, _short_beside_a_picture(160)
        ),
        "confirm": record({"text": text(240, unit=graphemes), "actions": listing(_TEMPLATE_ACTION, 2, 2)}),
        "carousel": record({"columns": listing(_COLUMN, 1, 10)}, {}, _same_columns),
        "image_carousel": record(
            {"columns": listing(record({"imageUrl": https(), "action": action(12, label_required=False)}), 1, 10)}
        ),
    }
)
_ALT = text(1500)
MESSAGE: Check = by_type(
    {
        "text": _message(
            {"text": text(5000)}, {"emojis": listing(_EMOJI, 0, 20), "quoteToken": text(500)}, _emojis_stand_on_dollars
        ),
        "textV2": _message(
            {"text": text(5000)}, {"substitution": anything, "quoteToken": text(500)}, _placeholders_are_filled
        ),
        "sticker": _message(
            {"packageId": one_of(*_STICKERS, *_ANIMATED_STICKERS), "stickerId": matching(r"\d{1,20}")},
            {"quoteToken": text(500)},
        ),
        "image": _message({"originalContentUrl": https(), "previewImageUrl": https()}),
        "video": _message(
            {"originalContentUrl": https(), "previewImageUrl": https()}, {"trackingId": matching(r"[\x21-\x7e]{1,100}")}
        ),
        "audio": _message({"originalContentUrl": https(), "duration": whole(1, 86_400_000)}),
        "location": _message(
            {"title": text(100), "address": text(100), "latitude": number(-90, 90), "longitude": number(-180, 180)}
        ),
        "coupon": _message({"couponId": text(100)}, {"deliveryTag": text(30)}),
        "imagemap": _message(
            {
                "baseUrl": https(),
                "altText": _ALT,
                "baseSize": record({"width": whole(1040, 1040), "height": whole(1, 100_000)}),
                "actions": listing(anything, 0, 50),
            }
        ),
        "template": _message({"altText": _ALT, "template": _TEMPLATE}),
        "flex": _message({"altText": _ALT, "contents": flex.CONTAINER}),
    }
)
_MESSAGES: dict[str, Check] = {"messages": listing(MESSAGE, 1, 5)}
_USER_OR_CHAT = text(100)
_UNITS = listing(matching(r"[A-Za-z0-9_]{1,30}"), 0, 1)
_HUSH: dict[str, Check] = {"notificationDisabled": flag}

VALIDATE: Check = record(_MESSAGES)
REPLY: Check = record({"replyToken": text(500), **_MESSAGES}, _HUSH)
PUSH: Check = record({"to": _USER_OR_CHAT, **_MESSAGES}, {**_HUSH, "customAggregationUnits": _UNITS})
MULTICAST: Check = record(
    {"to": listing(_USER_OR_CHAT, 1, 500), **_MESSAGES}, {**_HUSH, "customAggregationUnits": _UNITS}
)
BROADCAST: Check = record(_MESSAGES, _HUSH)
