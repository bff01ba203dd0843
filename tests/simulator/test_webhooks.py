"""What the bot is sent: signed bytes, rising timestamps, each chat's order, and again while it does not answer 2xx."""

import base64
import hashlib
import hmac
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from linebot.v3.models.events import UnknownEvent
from linebot.v3.webhook import WebhookParser
from linebot.v3.webhooks import MessageEditedEvent, MessageEvent

from bot.simulator.webhooks import Redelivery
from bot.simulator.wire import DeliveryFailed, post, sign
from tests.simulator.bench import BOT_ID, SECRET, Control, ListeningBot


def test_the_signature_is_the_one_of_lines_documents() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'

    assert sign("8c570fa6dd201bb328f1c1eac23a96d8", body) == "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="


def test_the_signature_is_over_the_very_bytes(control: Control, bot: ListeningBot) -> None:
    control.say(control.customer(), "น้ำท่วม 🙏")
    bot.events(1)
    body, headers = bot.requests[0]

    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).digest()

    assert headers["x-line-signature"] == base64.b64encode(digest).decode()
    assert "น้ำท่วม 🙏".encode() in body
    assert json.loads(body)["destination"] == BOT_ID


def test_every_kind_of_event_is_one_the_sdk_knows(control: Control, bot: ListeningBot) -> None:
    malee = control.customer(friend=False)
    group = control.group(malee)
    path = f"/customers/{malee}"
    control.post(f"{path}/follow")
    (said,) = control.say(malee, "สวัสดี")
    control.post(f"{path}/sticker", keywords=["hi"])
    control.post(f"{path}/location", latitude=13.7, longitude=100.5, title="โรงงาน")
    for kind in ("image", "video", "audio", "file"):
        control.post(f"{path}/media", type=kind, base64="AAAA", duration=1000)
    control.post(f"{path}/postback", data="a=1", params={"date": "2026-12-01"})
    control.post(f"{path}/unsend", message_id=said["message_id"])
    control.post(f"{path}/block")
    control.post(f"/groups/{group}/text", **{"from": malee}, text="ช่วยด้วย", mention_bot=True)
    control.post(f"/groups/{group}/leave")
    bot.events(14)
    parser = WebhookParser(SECRET)

    events = [e for body, headers in bot.requests for e in parser.parse(body.decode(), headers["x-line-signature"])]

    assert [e for e in events if isinstance(e, UnknownEvent)] == []
    assert sorted({e.type for e in events}) == [
        "follow", "join", "leave", "message", "postback", "unfollow", "unsend",
    ]  # fmt: skip
    kinds = {e.message.type for e in events if isinstance(e, MessageEvent)}
    assert kinds == {"text", "sticker", "location", "image", "video", "audio", "file"}


def test_ids_are_ulids_and_timestamps_rise(control: Control, bot: ListeningBot) -> None:
    control.say(control.customer(), *[f"{n}" for n in range(20)])
    events = bot.events(20)

    stamps = [event["timestamp"] for event in events]
    assert stamps == sorted(set(stamps))
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", event["webhookEventId"]) for event in events)


def test_a_burst_arrives_in_order_one_webhook_each(control: Control, bot: ListeningBot) -> None:
    words = [f"ข้อความ {n}" for n in range(30)]
    control.say(control.customer(), *words)

    assert bot.texts(30) == words
    assert len(bot.requests) == 30


def test_a_batch_is_one_webhook(control: Control, bot: ListeningBot) -> None:
    control.say(control.customer(), "หนึ่ง", "สอง", "สาม", **{"as": "batch"})

    assert bot.texts(3) == ["หนึ่ง", "สอง", "สาม"]
    assert len(bot.requests) == 1


@pytest.mark.parametrize("failure", [500, 302, "request_timeout", "could_not_connect"])
def test_what_is_not_answered_2xx_comes_again_with_the_same_id_and_token(
    control: Control, bot: ListeningBot, failure: int | str
) -> None:
    bot.answers.extend([failure, failure])
    control.say(control.customer(), "สวัสดี")

    first, second, third = bot.events(3)

    assert first["deliveryContext"] == {"isRedelivery": False}
    assert second == third == {**first, "deliveryContext": {"isRedelivery": True}}
    assert control.get("/webhooks?wait=5")["idle"]
    attempts = control.get(f"/events/{first['webhookEventId']}")["attempts"]
    assert [attempt["status"] for attempt in attempts] == [failure, failure, 200]


def test_redelivery_ends(control: Control, bot: ListeningBot) -> None:
    control.post("/webhooks/settings", attempts=3)
    bot.answers.extend([500] * 10)
    control.say(control.customer(), "สวัสดี")

    assert control.get("/webhooks?wait=5")["idle"]
    assert len(bot.requests) == 3
    assert control.get("/statistics")["webhooks"]["given_up"] == 1


def test_redelivery_can_be_off(control: Control, bot: ListeningBot) -> None:
    control.post("/webhooks/settings", redelivery=False)
    bot.answers.append(500)
    control.say(control.customer(), "สวัสดี")

    assert control.get("/webhooks?wait=5")["idle"]
    assert len(bot.requests) == 1


def test_a_failed_webhook_is_overtaken_by_newer_ones(control: Control, bot: ListeningBot) -> None:
    control.post("/webhooks/settings", first_pause=0.5)
    bot.answers.append(500)
    control.say(control.customer(), "หนึ่ง", "สอง")

    assert bot.texts(3) == ["หนึ่ง", "สอง", "หนึ่ง"]


def test_order_can_be_kept_through_redelivery(control: Control, bot: ListeningBot) -> None:
    control.post("/webhooks/settings", keeps_order=True)
    bot.answers.append(500)
    control.say(control.customer(), "หนึ่ง", "สอง")

    assert bot.texts(3) == ["หนึ่ง", "หนึ่ง", "สอง"]


def test_pauses_double_up_to_half_a_minute() -> None:
    assert [Redelivery().pause_after(n) for n in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


def test_an_event_can_be_sent_twice_at_once(control: Control, bot: ListeningBot) -> None:
    (said,) = control.say(control.customer(), "สวัสดี")
    (event,) = bot.events(1)
    control.post(f"/events/{said['event_id']}/redeliver", times=2, as_redelivery=False)

    assert bot.events(3) == [event, event, event]
    assert len(bot.requests) == 3


def test_held_webhooks_wait_and_go_out_backwards_when_told(control: Control, bot: ListeningBot) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    control.post("/webhooks/hold", chat=malee)
    control.say(malee, "หนึ่ง", "สอง")
    control.say(somchai, "ผ่าน")
    assert bot.texts(1) == ["ผ่าน"]
    assert control.get("/webhooks")["waiting"] == 2

    control.post("/webhooks/release", chat=malee, backwards=True)

    assert bot.texts(3) == ["ผ่าน", "สอง", "หนึ่ง"]


def test_what_several_customers_said_can_come_in_one_request(control: Control, bot: ListeningBot) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    control.post("/webhooks/hold")
    control.say(malee, "หนึ่ง")
    control.say(somchai, "สอง")
    control.say(malee, "สาม")

    control.post("/webhooks/release", together=True)

    assert bot.texts(3) == ["หนึ่ง", "สอง", "สาม"]
    assert len(bot.requests) == 1
    control.say(malee, "สี่")
    assert bot.texts(4)[3] == "สี่"


def test_while_all_is_held_nothing_is_redelivered(control: Control, bot: ListeningBot) -> None:
    control.post("/webhooks/settings", first_pause=0.1)
    bot.answers.append(500)
    control.say(control.customer(), "หนึ่ง")
    bot.events(1)
    control.post("/webhooks/hold")
    assert not control.get("/webhooks?wait=0.3")["idle"]
    assert len(bot.requests) == 1

    control.post("/webhooks/release")

    assert bot.texts(2) == ["หนึ่ง", "หนึ่ง"]


def test_the_next_two_can_arrive_swapped(control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.post(f"/customers/{malee}/swap-next")
    control.say(malee, "หนึ่ง", "สอง", "สาม")

    assert bot.texts(3) == ["สอง", "หนึ่ง", "สาม"]
    first, second, _ = bot.events(3)
    assert first["timestamp"] > second["timestamp"]


def test_events_can_be_resent_in_any_order_in_one_request(control: Control, bot: ListeningBot) -> None:
    ids = [said["event_id"] for said in control.say(control.customer(), "หนึ่ง", "สอง")]
    bot.events(2)

    control.post("/events/resend", events=ids[::-1])

    assert bot.texts(4)[2:] == ["สอง", "หนึ่ง"]
    assert len(bot.requests) == 3


def test_raw_bytes_and_the_empty_check_are_sent_as_they_are(control: Control, bot: ListeningBot) -> None:
    assert control.post("/webhooks/verify") == {"status": 200}
    bot.answers.append(401)
    assert control.post("/webhooks/raw", body="not json", signature="wrong") == {"status": 401}

    assert json.loads(bot.requests[0][0])["events"] == []
    assert bot.requests[1] == (b"not json", {**bot.requests[1][1], "x-line-signature": "wrong"})


def test_an_edit_keeps_the_id_and_brings_a_new_token(control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    group = control.group(malee)
    (said,) = control.post(f"/groups/{group}/text", **{"from": malee}, text="พรุ่งนี้")["events"]
    control.post(f"/groups/{group}/edit", message_id=said["message_id"], text="มะรืนนี้")
    *_, message, edited = bot.events(3)

    assert edited["type"] == "messageEdited"
    assert edited["message"]["id"] == message["message"]["id"]
    assert edited["replyToken"] != message["replyToken"]
    assert "markAsReadToken" not in edited["message"]
    assert edited["source"] == {"type": "group", "groupId": group, "userId": malee}
    body, headers = bot.requests[-1]
    (parsed,) = WebhookParser(SECRET).parse(body.decode(), headers["x-line-signature"])
    assert isinstance(parsed, MessageEditedEvent)


def test_a_mention_points_at_the_bot_in_utf16_units(control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    group = control.group(malee)
    control.post(f"/groups/{group}/text", **{"from": malee}, text="ช่วยด้วย", mention_bot=True)
    message = bot.events(2)[1]["message"]
    (mentionee,) = message["mention"]["mentionees"]

    assert mentionee["userId"] == BOT_ID
    assert mentionee["isSelf"] is True
    assert message["text"][mentionee["index"] : mentionee["length"]] == "@นิคมเดสก์ (ทดลอง)"


class _Slow(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        threading.Event().wait(0.5)

    def log_message(self, *args: object) -> None:
        pass


def test_a_bot_that_does_not_answer_in_time_is_a_timeout_and_a_closed_port_a_failed_connection() -> None:
    with HTTPServer(("127.0.0.1", 0), _Slow) as slow:
        thread = threading.Thread(target=slow.handle_request)
        thread.start()
        address = f"http://127.0.0.1:{slow.server_port}/line/webhook"
        with pytest.raises(DeliveryFailed, match="request_timeout"):
            post(address, b"{}", {}, timeout=0.1)
        thread.join()

    with pytest.raises(DeliveryFailed, match="could_not_connect"):
        post(address, b"{}", {}, timeout=0.1)
