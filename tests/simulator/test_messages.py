"""What LINE refuses about a message, and in which words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linebot.v3.messaging import ApiException, MessagingApi, TextMessage, ValidateMessageRequest

from bot.simulator import messages
from bot.simulator.counting import graphemes, utf16_units
from bot.simulator.shapes import find
from tests.simulator.bench import TOKEN, Control

Json = dict[str, object]
SAY = {"type": "message", "label": "ตกลง", "text": "ตกลง"}


def bubble(*contents: Json, **more: object) -> Json:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}, **more}


def flex(contents: Json) -> Json:
    return {"type": "flex", "altText": "การ์ด", "contents": contents}


def text(**more: object) -> Json:
    return {"type": "text", "text": "สวัสดี", **more}


def quick(count: int) -> Json:
    return {"items": [{"type": "action", "action": SAY}] * count}


def findings(*said: Json) -> list[tuple[str, str]]:
    found = find(messages.VALIDATE, {"messages": list(said)}, "")
    return [(finding["property"], finding["message"]) for finding in found]


GOOD = [
    text(text="ย" * 5000),
    text(quickReply=quick(13)),
    text(sender={"name": "สนง.นิคมฯ บางปู", "iconUrl": "https://example.com/a.png"}),
    text(text="$ ดี", emojis=[{"index": 0, "productId": "5ac1bfd5040ab15980c9b435", "emojiId": "002"}]),
    {"type": "sticker", "packageId": "11537", "stickerId": "52002738"},
    {"type": "image", "originalContentUrl": "https://a.th/a.jpg", "previewImageUrl": "http://127.0.0.1:8081/a.jpg"},
    {"type": "template", "altText": "ยืนยัน", "template": {"type": "confirm", "text": "ใช่ไหม", "actions": [SAY, SAY]}},
    {"type": "template", "altText": "เมนู", "template": {"type": "buttons", "text": "เลือก", "actions": [SAY] * 4}},
    flex(bubble({"type": "text", "text": "เลขที่เรื่อง", "size": "lg", "color": "#0a7a3b", "wrap": True})),
    flex({"type": "carousel", "contents": [bubble({"type": "separator"})] * 12}),
    flex(bubble({"type": "button", "action": {"type": "uri", "label": "เปิด", "uri": "tel:1111"}})),
]  # fmt: skip

BAD = [
    (text(text=""), "messages[0].text", "May not be empty"),
    (text(text="ย" * 5001), "messages[0].text", "Length must be between 0 and 5000"),
    (text(text="🙏" * 2501), "messages[0].text", "Length must be between 0 and 5000"),
    (text(quickReply=quick(14)), "messages[0].quickReply.items", "Size must be between 1 and 13"),
    (
        text(quickReply={"items": [{"type": "action", "action": {**SAY, "label": "ก" * 21}}]}),
        "messages[0].quickReply.items[0].action.label",
        "Length must be between 0 and 20",
    ),
    (text(sender={"name": "ก" * 21}), "messages[0].sender.name", "Length must be between 0 and 20"),
    (text(sender={"name": "LINE จริง"}), "messages[0].sender.name", "The name contains a word that is not allowed"),
    ({"type": "shout"}, "messages[0].type", None),
    ({"type": "sticker", "packageId": "1", "stickerId": "1"}, "messages[0].packageId", None),
    (
        {"type": "image", "originalContentUrl": "http://a.th/a.jpg", "previewImageUrl": "https://a.th/ก.jpg"},
        "messages[0].originalContentUrl",
        "Must be a valid HTTPS URL",
    ),
    (
        {"type": "template", "altText": "ก", "template": {"type": "confirm", "text": "ก", "actions": [SAY]}},
        "messages[0].template.actions",
        "Size must be between 2 and 2",
    ),
    (
        {
            "type": "template",
            "altText": "ก",
            "template": {"type": "buttons", "title": "ก", "text": "ก" * 61, "actions": [SAY]},
        },
        "messages[0].template.text",
        "Length must be between 0 and 60",
    ),
    (flex(bubble({"type": "text", "text": ""})), "messages[0].contents.body.contents[0].text", None),
    (flex(bubble({"type": "text", "text": "ก", "color": "red"})), "messages[0].contents.body.contents[0].color", None),
    (flex(bubble({"type": "icon", "url": "https://a.th/i.png"})), "messages[0].contents.body.contents[0].type", None),
    (
        flex(bubble({"type": "button", "action": {"type": "postback", "label": "ก", "data": "ก" * 301}})),
        "messages[0].contents.body.contents[0].action.data",
        "Length must be between 0 and 300",
    ),
    (
        flex(bubble({"type": "button", "action": {"type": "camera", "label": "ก"}})),
        "messages[0].contents.body.contents[0].action.type",
        None,
    ),
    (
        flex({"type": "carousel", "contents": [bubble()] * 13}),
        "messages[0].contents.contents",
        "Size must be between 1 and 12",
    ),
    (
        flex({"type": "carousel", "contents": [bubble(size="kilo"), bubble(size="mega")]}),
        "messages[0].contents.contents",
        None,
    ),
    (
        flex(bubble(*[{"type": "text", "text": "ย" * 1800}] * 3)),
        "messages[0].contents",
        "The size of a bubble must be at most 30720 bytes",
    ),
]  # fmt: skip


@pytest.mark.parametrize("message", GOOD, ids=lambda m: str(m["type"]))
def test_a_message_within_the_limits_is_accepted(message: Json) -> None:
    assert findings(message) == []


@pytest.mark.parametrize(("message", "where", "words"), BAD, ids=lambda v: v if isinstance(v, str) else "")
def test_a_message_beyond_the_limits_is_refused_at_its_property(message: Json, where: str, words: str | None) -> None:
    found = dict(findings(message))

    assert where in found
    assert words in (None, found[where])


@pytest.mark.parametrize("count", [0, 6])
def test_a_request_carries_one_to_five_messages(count: int) -> None:
    assert findings(*[text()] * count) == [("messages", "Size must be between 1 and 5")]


def test_the_refusal_has_lines_shape_and_every_finding(api: MessagingApi) -> None:
    too_long = TextMessage(text="ย" * 5001)

    with pytest.raises(ApiException) as refused:
        api.validate_push(ValidateMessageRequest(messages=[too_long, too_long]))

    assert refused.value.status == 400
    body = json.loads(refused.value.body)
    assert body["message"] == "The request body has 2 error(s)"
    assert [detail["property"] for detail in body["details"]] == ["messages[0].text", "messages[1].text"]


def test_a_good_message_validates_without_being_sent(api: MessagingApi, control: Control) -> None:
    api.validate_reply(ValidateMessageRequest(messages=[TextMessage(text="ค่ะ")]))

    assert control.get("/statistics")["shown"] == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'{"replyToken":"x","messages":"' + b"a" * 2_000_001 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_is_no_request_is_refused(control: Control, body: bytes, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}

    answered, answer_headers, raw = control.raw("POST", "/v2/bot/message/reply", body, headers)

    assert answered == status
    assert "message" in json.loads(raw)
    assert answer_headers["x-line-request-id"]


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Basic abc", f"bearer{TOKEN}"])
def test_without_the_channels_token_the_answer_is_401(control: Control, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    status, answer_headers, raw = control.raw("GET", "/v2/bot/info", None, headers)

    assert status == 401
    assert json.loads(raw)["message"].startswith("Authentication failed due to the following reason: ")
    assert answer_headers["x-line-request-id"]


@pytest.mark.parametrize("path", ["/v2/bot/info/", "/v2/bot/message/reply/", "/v2/bot/nothing", "/v2"])
def test_a_path_line_does_not_have_is_not_found(control: Control, path: str) -> None:
    status, headers, raw = control.raw("GET", path, None, {"Authorization": f"Bearer {TOKEN}"})

    assert (status, json.loads(raw)) == (404, {"message": "Not found"}) if path != "/v2" else status == 404
    assert path == "/v2" or headers["x-line-request-id"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf16_units_are_those_of_the_encoding(words: str) -> None:
    assert utf16_units(words) == len(words.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("", 0),
        ("กข", 2),
        ("ที่", 1),
        ("น้ำ", 1),
        ("เก็บ", 3),
        ("🇹🇭🇹🇭", 2),
        ("👨‍👩‍👧", 1),
        ("👍🏽", 1),
        ("é", 1),
        ("a\u0301", 1),
    ],
)
def test_graphemes_are_what_a_reader_counts(words: str, seen: int) -> None:
    assert graphemes(words) == seen
