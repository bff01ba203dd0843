"""What a tap may do: the shapes of LINE's action objects (limits of the Messaging API reference)."""

from collections.abc import Iterable
from typing import Any

from bot.simulator.counting import graphemes
from bot.simulator.shapes import Check, Finding, anything, by_type, complain, listing, matching, one_of, record, text

_DATE = r"\d{4}-\d{2}-\d{2}"
_TIME = r"\d{2}:\d{2}"
_MOMENTS = {"date": _DATE, "time": _TIME, "datetime": rf"{_DATE}[Tt]{_TIME}"}
_EVERYWHERE = ("postback", "message", "uri", "datetimepicker", "clipboard")
QUICK_REPLY = (*_EVERYWHERE, "camera", "cameraRoll", "location")
RICH_MENU = (*_EVERYWHERE, "richmenuswitch")


def action(label: int, *, label_required: bool, kinds: Iterable[str] = _EVERYWHERE) -> Check:
    """An action whose label has at most ``label`` graphemes."""
    label_check = text(label, unit=graphemes)
    shapes = {}
    for kind in kinds:
        required, optional, also = _OWN[kind]
        must, may = dict(required), dict(optional)
        (must if label_required else may)["label"] = label_check
        shapes[kind] = record(must, may, *also)
    return by_type(shapes)


def quick_reply() -> Check:
    item = record(
        {"type": one_of("action"), "action": action(20, label_required=True, kinds=QUICK_REPLY)},
        {"imageUrl": text(2000)},
    )
    return record({"items": listing(item, 1, 13)})


def _moments_fit_mode(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    pattern = _MOMENTS.get(str(value.get("mode")))
    for name in ("initial", "min", "max"):
        if pattern is not None and value.get(name) is not None:
            matching(pattern, "The format does not fit the mode")(value[name], f"{path}.{name}", findings)


def _has_a_uri(value: dict[str, Any], path: str, findings: list[Finding]) -> None:
    scheme = str(value.get("uri", "")).partition(":")[0].lower()
    if value.get("uri") and scheme not in {"http", "https", "line", "tel"}:
        complain(findings, f"{path}.uri", "Invalid URI scheme")


_DATA = text(300)
_SHOWN = text(300, unit=graphemes)
_OWN: dict[str, tuple[dict[str, Check], dict[str, Check], tuple[Check, ...]]] = {
    "postback": (
        {"data": _DATA},
        {
            "displayText": _SHOWN,
            "text": _SHOWN,
            "fillInText": _SHOWN,
            "inputOption": one_of("closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"),
        },
        (),
    ),
    "message": ({"text": _SHOWN}, {}, ()),
    "uri": ({"uri": text(1000)}, {"altUri": anything}, (_has_a_uri,)),
    "datetimepicker": (
        {"data": _DATA, "mode": one_of("date", "time", "datetime")},
        {"initial": anything, "min": anything, "max": anything},
        (_moments_fit_mode,),
    ),
    "clipboard": ({"clipboardText": text(1000)}, {}, ()),
    "camera": ({}, {}, ()),
    "cameraRoll": ({}, {}, ()),
    "location": ({}, {}, ()),
    "richmenuswitch": ({"data": _DATA, "richMenuAliasId": matching(r"[a-z0-9_-]{1,32}")}, {}, ()),
}
