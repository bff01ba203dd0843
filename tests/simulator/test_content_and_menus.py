"""Bytes customers sent, the loading animation, read marks, profiles, rich menus."""

import base64
import json
import struct

import pytest
from linebot.v3.messaging import (
    ApiException,
    CreateRichMenuAliasRequest,
    MarkMessagesAsReadByTokenRequest,
    MessagingApi,
    MessagingApiBlob,
    PushMessageRequest,
    RichMenuRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
)

from tests.simulator.bench import TOKEN, Control, ListeningBot

PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 2500, 1686) + b"\x08\x02\0\0\0"
MENU = {
    "size": {"width": 2500, "height": 1686},
    "selected": True,
    "name": "เมนูหลัก",
    "chatBarText": "เมนู",
    "areas": [
        {"bounds": {"x": 0, "y": 0, "width": 2500, "height": 1686}, "action": {"type": "message", "text": "เมนู"}}
    ],
}


def send(control: Control, chat: str, kind: str, data: bytes = b"bytes", **more: object) -> str:
    body = {"type": kind, "base64": base64.b64encode(data).decode(), **more}
    return str(control.post(f"/customers/{chat}/media", **body)["events"][0]["message_id"])


def menu(**more: object) -> RichMenuRequest:
    return RichMenuRequest.from_dict({**MENU, **more})


def upload(blob: MessagingApiBlob, menu_id: str, picture: bytes = PICTURE, kind: str = "image/png") -> None:
    blob.set_rich_menu_image(menu_id, body=picture, _headers={"Content-Type": kind})


def test_content_comes_with_its_type(blob: MessagingApiBlob, control: Control) -> None:
    picture = send(control, control.customer(), "image", b"jpeg", content_type="image/jpeg")

    answer = blob.get_message_content_with_http_info(picture)

    assert bytes(answer.data) == b"jpeg"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert bytes(blob.get_message_content_preview(picture)) == b"jpeg"


def test_a_film_is_prepared_for_a_while(blob: MessagingApiBlob, control: Control) -> None:
    film = send(control, control.customer(), "video", not_ready=2)

    assert blob.get_message_content_transcoding_by_message_id(film).status == "processing"
    assert blob.get_message_content_with_http_info(film).status_code == 202
    assert bytes(blob.get_message_content(film)) == b"bytes"
    assert blob.get_message_content_transcoding_by_message_id(film).status == "succeeded"


def test_preparing_can_fail(blob: MessagingApiBlob, control: Control) -> None:
    film = send(control, control.customer(), "video", transcoding_fails=True)

    assert blob.get_message_content_transcoding_by_message_id(film).status == "failed"


def test_unsent_content_is_gone_and_unknown_content_not_found(blob: MessagingApiBlob, control: Control) -> None:
    malee = control.customer()
    picture = send(control, malee, "image")
    control.post(f"/customers/{malee}/unsend", message_id=picture)

    with pytest.raises(ApiException, match="410"):
        blob.get_message_content(picture)
    with pytest.raises(ApiException, match="404"):
        blob.get_message_content("1")
    (line,) = control.lines(malee)
    assert (line["unsent"], line["message"]) == (True, {"type": "image", "id": picture})


def test_only_pictures_and_films_have_a_preview_and_only_films_and_sounds_are_prepared(
    blob: MessagingApiBlob, control: Control
) -> None:
    document = send(control, control.customer(), "file", file_name="คำร้อง.pdf")

    with pytest.raises(ApiException, match="The content can not be previewed"):
        blob.get_message_content_preview(document)
    with pytest.raises(ApiException, match="Transcoding status doesn't support this type of content"):
        blob.get_message_content_transcoding_by_message_id(document)


def test_the_size_of_a_file_is_its_own_unless_it_lies(control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    send(control, malee, "file", b"12345", file_name="a.pdf")
    send(control, malee, "file", b"12345", file_name="a.pdf", file_size=1)

    assert [event["message"]["fileSize"] for event in bot.events(2)] == [5, 1]


def test_a_picture_from_elsewhere_is_not_lines_to_give(
    control: Control, bot: ListeningBot, blob: MessagingApiBlob
) -> None:
    malee = control.customer()
    control.post(f"/customers/{malee}/media", type="image", external_url="https://img.example.com/a.jpg")
    message = bot.events(1)[0]["message"]

    assert message["contentProvider"]["type"] == "external"
    with pytest.raises(ApiException, match="404"):
        blob.get_message_content(message["id"])


def test_the_loading_animation_ends_with_the_next_message(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    api.show_loading_animation(ShowLoadingAnimationRequest(chat_id=malee, loading_seconds=20))
    assert control.get(f"/customers/{malee}")["loading_seconds_left"] > 10

    api.push_message(PushMessageRequest(to=malee, messages=[TextMessage(text="มาแล้วค่ะ")]))

    assert control.get(f"/customers/{malee}")["loading_seconds_left"] == 0


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"chatId": "U" + "0" * 32, "loadingSeconds": 61}, "Must be between 5 and 60"),
        ({"chatId": "U" + "0" * 32, "loadingSeconds": 7}, "must be a multiple of five"),
        (
            {"chatId": "C" + "0" * 32},
            "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.",
        ),
    ],
)
def test_a_wrong_loading_animation_is_refused(control: Control, body: dict[str, object], message: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}

    status, _, raw = control.raw("POST", "/v2/bot/chat/loading/start", json.dumps(body).encode(), headers)

    assert status == 400
    assert json.loads(raw)["details"][0]["message"] == message


def test_reading_a_message_reads_those_before_it(api: MessagingApi, control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.say(malee, "หนึ่ง", "สอง", "สาม")
    token = bot.events(3)[1]["message"]["markAsReadToken"]

    api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(mark_as_read_token=token))

    assert [line["read"] for line in control.lines(malee)] == [True, True, False]
    with pytest.raises(ApiException, match="Invalid markAsReadToken"):
        api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(mark_as_read_token="no"))


def test_a_profile_has_name_and_language(api: MessagingApi, control: Control) -> None:
    alex = control.customer("Alex", language="en")

    profile = api.get_profile(alex)

    assert (profile.display_name, profile.language) == ("Alex", "en")
    with pytest.raises(ApiException, match="404"):
        api.get_profile("U" + "0" * 32)
    with pytest.raises(ApiException, match="400"):
        api.get_profile("malee")


def test_a_rich_menu_is_made_then_drawn_then_shown(api: MessagingApi, blob: MessagingApiBlob, control: Control) -> None:
    malee = control.customer()
    menu_id = api.create_rich_menu(menu()).rich_menu_id
    with pytest.raises(ApiException, match="must upload richmenu image before applying it to user"):
        api.set_default_rich_menu(menu_id)

    upload(blob, menu_id)
    api.set_default_rich_menu(menu_id)

    assert api.get_default_rich_menu_id().rich_menu_id == menu_id
    assert bytes(blob.get_rich_menu_image(menu_id)) == PICTURE
    assert control.get(f"/customers/{malee}")["rich_menu"]["richMenuId"] == menu_id
    with pytest.raises(ApiException, match="An image has already been uploaded to the richmenu"):
        upload(blob, menu_id)


def test_a_menu_of_ones_own_goes_before_the_default_and_is_lost_by_blocking(
    api: MessagingApi, blob: MessagingApiBlob, control: Control
) -> None:
    malee = control.customer()
    general, own = (api.create_rich_menu(menu(name=name)).rich_menu_id for name in ("ทั่วไป", "ของมาลี"))
    for menu_id in (general, own):
        upload(blob, menu_id)
    api.set_default_rich_menu(general)
    api.link_rich_menu_id_to_user(malee, own)
    assert control.get(f"/customers/{malee}")["rich_menu"]["name"] == "ของมาลี"

    control.post(f"/customers/{malee}/block")
    control.post(f"/customers/{malee}/unblock")

    assert control.get(f"/customers/{malee}")["rich_menu"]["name"] == "ทั่วไป"


@pytest.mark.parametrize(
    ("picture", "kind", "status"),
    [
        (PICTURE[:16] + struct.pack(">II", 800, 540), "image/png", 400),
        (b"GIF89a", "image/png", 400),
        (PICTURE, "image/gif", 415),
        (PICTURE + bytes(1_000_001), "image/png", 413),
    ],
)
def test_a_rich_menu_wants_a_picture_of_its_size(
    api: MessagingApi, blob: MessagingApiBlob, picture: bytes, kind: str, status: int
) -> None:
    menu_id = api.create_rich_menu(menu()).rich_menu_id

    with pytest.raises(ApiException) as refused:
        upload(blob, menu_id, picture, kind)

    assert refused.value.status == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": {"width": 2500, "height": 2000}},
        {"areas": MENU["areas"] * 21},  # type: ignore[operator]
        {"size": {"width": 700, "height": 400}},
    ],
)
def test_a_rich_menu_beyond_the_limits_is_refused(api: MessagingApi, wrong: dict[str, object]) -> None:
    with pytest.raises(ApiException, match="400"):
        api.create_rich_menu(menu(**wrong))


def test_an_alias_switches_menus(
    api: MessagingApi, blob: MessagingApiBlob, control: Control, bot: ListeningBot
) -> None:
    malee = control.customer()
    menu_id = api.create_rich_menu(menu()).rich_menu_id
    upload(blob, menu_id)
    api.create_rich_menu_alias(CreateRichMenuAliasRequest(rich_menu_alias_id="page-2", rich_menu_id=menu_id))

    control.post(f"/customers/{malee}/switch-menu", alias="page-2", data="to-2")
    control.post(f"/customers/{malee}/switch-menu", alias="nowhere", data="to-3")

    assert [event["postback"]["params"]["status"] for event in bot.events(2)] == [
        "SUCCESS",
        "RICHMENU_ALIAS_ID_NOTFOUND",
    ]
    assert control.get(f"/customers/{malee}")["rich_menu"]["richMenuId"] == menu_id
