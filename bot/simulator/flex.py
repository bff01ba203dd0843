"""The shapes of a Flex message: carousel, bubble, boxes and what stands in them."""

from typing import Any

from bot.simulator.actions import action
from bot.simulator.shapes import (
    Check,
    Finding,
    anything,
    by_type,
    complain,
    flag,
    https,
    lighter_than,
    listing,
    matching,
    number,
    one_of,
    record,
    text,
)

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024

_PIXELS = r"\d+(\.\d+)?px"
_COLOUR = matching(r"#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})", "invalid color format")
_SPACE = matching(rf"none|xs|sm|md|lg|xl|xxl|{_PIXELS}", "invalid spacing")
_PADDING = matching(rf"none|xs|sm|md|lg|xl|xxl|{_PIXELS}|\d+(\.\d+)?%", "invalid padding")
_LENGTH = matching(rf"{_PIXELS}|\d+(\.\d+)?%", "invalid size")
_FONT_SIZE = matching(rf"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|{_PIXELS}", "invalid size")
_IMAGE_SIZE = matching(rf"xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full|{_PIXELS}|\d+(\.\d+)?%", "invalid size")
_RATIO = matching(r"[1-9]\d{0,4}(\.\d+)?:[1-9]\d{0,4}(\.\d+)?", "invalid aspect ratio")
_ALIGN = one_of("start", "end", "center")
_GRAVITY = one_of("top", "bottom", "center")
_FLEX = number(0, 10_000)
_TAP = action(40, label_required=False)
_OFFSETS: dict[str, Check] = {
    "position": one_of("relative", "absolute"),
    **dict.fromkeys(("offsetTop", "offsetBottom", "offsetStart", "offsetEnd"), _PADDING),
}
_PLACED: dict[str, Check] = {"flex": _FLEX, "margin": _SPACE, **_OFFSETS}
_LETTERS: dict[str, Check] = {
    "size": _FONT_SIZE,
    "color": _COLOUR,
    "weight": one_of("regular", "bold"),
    "style": one_of("normal", "italic"),
    "decoration": one_of("none", "underline", "line-through"),
}


def _says_something(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    if not value.get("text") and not value.get("contents"):
        complain(findings, f"{path}.text", "must be non-empty text")


_SPAN = by_type({"span": record({"text": text(2000)}, _LETTERS)})
_TEXT = record(
    {},
    {
        "text": text(2000, low=0),
        "contents": listing(_SPAN, 0, 100),
        "wrap": flag,
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "maxLines": number(0, 10_000),
        "lineSpacing": matching(_PIXELS, "invalid size"),
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": flag,
        "action": _TAP,
        **_LETTERS,
        **_PLACED,
    },
    _says_something,
)
_BUTTON = record(
    {"action": action(40, label_required=True)},
    {
        "style": one_of("primary", "secondary", "link"),
        "height": one_of("sm", "md"),
        "color": _COLOUR,
        "gravity": _GRAVITY,
        "adjustMode": one_of("shrink-to-fit"),
        "scaling": flag,
        **_PLACED,
    },
)
_IMAGE = record(
    {"url": https()},
    {
        "size": _IMAGE_SIZE,
        "align": _ALIGN,
        "gravity": _GRAVITY,
        "aspectRatio": _RATIO,
        "aspectMode": one_of("cover", "fit"),
        "backgroundColor": _COLOUR,
        "animated": flag,
        "action": _TAP,
        **_PLACED,
    },
)
_ICON = record({"url": https()}, {"size": _FONT_SIZE, "aspectRatio": _RATIO, "scaling": flag, **_PLACED})
_SEPARATOR = record({}, {"margin": _SPACE, "color": _COLOUR})
_FILLER = record({}, {"flex": _FLEX})
_SPACER = record({}, {"size": one_of("xs", "sm", "md", "lg", "xl", "xxl")})
_VIDEO = record(
    {"url": https(), "previewUrl": https(), "altContent": anything}, {"aspectRatio": _RATIO, "action": _TAP}
)


def _box(value: object, path: str, findings: list[Finding]) -> None:
    _BOX_ITSELF(value, path, findings)
    if not isinstance(value, dict):
        return
    inside = _IN_A_LINE if value.get("layout") == "baseline" else _IN_A_BOX
    listing(inside, 0, 1000)(value.get("contents"), f"{path}.contents", findings)


_BOX_ITSELF = record(
    {"layout": one_of("horizontal", "vertical", "baseline")},
    {
        "spacing": _SPACE,
        "width": _LENGTH,
        "height": _LENGTH,
        "maxWidth": _LENGTH,
        "maxHeight": _LENGTH,
        "borderColor": _COLOUR,
        "borderWidth": matching(rf"none|light|normal|medium|semi-bold|bold|{_PIXELS}", "invalid border width"),
        "cornerRadius": _SPACE,
        "backgroundColor": _COLOUR,
        "justifyContent": one_of("flex-start", "center", "flex-end", "space-between", "space-around", "space-evenly"),
        "alignItems": one_of("flex-start", "center", "flex-end"),
        "action": _TAP,
        "background": anything,
        **dict.fromkeys(("paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"), _PADDING),
        **_PLACED,
    },
)
_IN_A_LINE = by_type({"icon": _ICON, "text": _TEXT, "filler": _FILLER, "spacer": _SPACER})
_IN_A_BOX = by_type(
    {
        "box": _box,
        "button": _BUTTON,
        "image": _IMAGE,
        "text": _TEXT,
        "separator": _SEPARATOR,
        "filler": _FILLER,
        "spacer": _SPACER,
    }
)
_BLOCK = by_type({"box": _box})
_BLOCK_STYLE = record({}, {"backgroundColor": _COLOUR, "separator": flag, "separatorColor": _COLOUR})
_BUBBLE_PARTS: dict[str, Check] = {
    "size": one_of("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
    "direction": one_of("ltr", "rtl"),
    "header": _BLOCK,
    "body": _BLOCK,
    "footer": _BLOCK,
    "styles": record({}, dict.fromkeys(("header", "hero", "body", "footer"), _BLOCK_STYLE)),
    "action": _TAP,
}
_WEIGHT = lighter_than(BUBBLE_BYTES, "a bubble")
_LONE_BUBBLE = record({}, {**_BUBBLE_PARTS, "hero": by_type({"box": _box, "image": _IMAGE, "video": _VIDEO})}, _WEIGHT)
_ROW_BUBBLE = record({}, {**_BUBBLE_PARTS, "hero": by_type({"box": _box, "image": _IMAGE})}, _WEIGHT)


def _same_size(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    bubbles = value.get("contents")
    sizes = {b.get("size", "mega") for b in bubbles if isinstance(b, dict)} if isinstance(bubbles, list) else set()
    if len(sizes) > 1:
        complain(findings, f"{path}.contents", "All bubbles of a carousel must have the same size")


CONTAINER: Check = by_type(
    {
        "bubble": _LONE_BUBBLE,
        "carousel": record(
            {"contents": listing(by_type({"bubble": _ROW_BUBBLE}), 1, 12)},
            {},
            _same_size,
            lighter_than(CAROUSEL_BYTES, "a carousel"),
        ),
    }
)
