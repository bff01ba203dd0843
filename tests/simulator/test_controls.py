"""The control API: clock, transcript, statistics, and what a phone would not do."""

import threading
from pathlib import Path

import pytest
from linebot.v3.messaging import MessagingApi, PushMessageRequest, TextMessage

import bot.simulator
from bot.simulator.app import CONTROL, create_app
from bot.simulator.config import ConfigError, SimulatorConfig
from tests.simulator.bench import Control, ListeningBot

README = (Path(bot.simulator.__file__).parent / "README.md").read_text()


def push(api: MessagingApi, to: str, text: str) -> None:
    api.push_message(PushMessageRequest(to=to, messages=[TextMessage(text=text)]))


def test_the_moved_clock_moves_events_and_is_told(control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.say(malee, "วันนี้")
    control.post("/clock", to="2030-01-05T09:00")
    control.say(malee, "ปี 2573")
    today, later = (event["timestamp"] for event in bot.events(2))

    clock = control.get("/clock")

    assert clock["now"].startswith("2030-01-05T09:00:0")
    assert clock["offset_seconds"] > 0
    assert later - today == pytest.approx(clock["offset_seconds"] * 1000, abs=5000)


def test_the_clock_can_be_set_added_to_and_put_back(control: Control) -> None:
    assert control.post("/clock", offset_seconds=60)["offset_seconds"] == 60
    assert control.post("/clock", advance_seconds=3600)["offset_seconds"] == 3660
    assert control.post("/clock", offset_seconds=0)["offset_seconds"] == 0


@pytest.mark.parametrize("wrong", [{"to": "พรุ่งนี้"}, {"offset_seconds": 1e12}, {}, {"advance_seconds": "1"}])
def test_a_moment_that_cannot_be_is_refused(control: Control, wrong: dict[str, object]) -> None:
    assert control.call("POST", "/clock", wrong)[0] == 400


def test_the_transcript_holds_both_sides_in_order(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    control.say(malee, "ขอเอกสาร")
    push(api, malee, "ส่งแล้วค่ะ")
    control.post(f"/customers/{malee}/postback", data="a=thanks", display_text="ขอบคุณ")
    control.post(f"/customers/{malee}/block")

    lines = control.lines(malee)

    assert [(line["n"], line["from"], line["kind"]) for line in lines] == [
        (1, "customer", "message"),
        (2, "bot", "message"),
        (3, "customer", "postback"),
        (4, "customer", "event"),
    ]
    assert lines[2]["message"] == {"type": "text", "text": "ขอบคุณ"}
    assert lines[3]["message"] == {"type": "unfollow"}
    assert control.get(f"/customers/{malee}/messages?after=2&from=customer")["messages"] == lines[2:]


def test_a_reader_can_wait_for_the_next_line(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    threading.Timer(0.2, push, (api, malee, "มาแล้วค่ะ")).start()

    (line,) = control.get(f"/customers/{malee}/messages?after=0&wait=5")["messages"]

    assert line["message"]["text"] == "มาแล้วค่ะ"


def test_waiting_ends_without_news(control: Control) -> None:
    malee = control.customer()

    assert control.get(f"/customers/{malee}/messages?wait=0.1") == {"count": 0, "messages": []}


def test_saying_the_same_twice_is_counted(api: MessagingApi, control: Control) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    for to, text in [(malee, "ก"), (malee, "ก"), (malee, "ข"), (somchai, "ก")]:
        push(api, to, text)

    statistics = control.get("/statistics")

    assert statistics["accepted"] == {"push": 4}
    assert statistics["shown"] == 4
    (twice,) = statistics["duplicates"]
    assert (twice["chat"], twice["times"]) == (malee, 2)
    assert statistics["answers"]["POST /v2/bot/message/push"] == {"200": 4}


def test_the_page_hears_of_what_changed_and_of_nothing_else(control: Control) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    control.say(malee, "หนึ่ง")
    before = control.get("/changes")
    control.say(malee, "สอง")

    after = control.get(f"/changes?after={before['revision']}&wait=5")

    assert {malee, somchai} <= {chat["id"] for chat in before["chats"]}
    assert [chat["id"] for chat in after["chats"]] == [malee]
    assert [line["message"]["text"] for line in after["chats"][0]["messages"]] == ["สอง"]


def test_reset_leaves_the_first_customers_only_under_their_old_ids(control: Control) -> None:
    first = control.get("/customers")["chats"]
    control.customer("อีกคน")
    control.post("/clock", offset_seconds=100)

    control.post("/reset")

    assert [chat["id"] for chat in control.get("/customers")["chats"]] == [chat["id"] for chat in first]
    assert control.get("/clock")["offset_seconds"] == 0


def test_a_phone_does_not_do_what_a_phone_cannot_do(control: Control) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    (said,) = control.say(malee, "สวัสดี")
    control.post(f"/customers/{somchai}/block")

    for path, body in [
        (f"/customers/{malee}/edit", {"message_id": said["message_id"], "text": "แก้"}),
        (f"/customers/{malee}/unsend", {"message_id": "1"}),
        (f"/customers/{malee}/join", {}),
        (f"/customers/{somchai}/block", {}),
        (f"/customers/{somchai}/text", {"text": "ได้ยินไหม"}),
    ]:
        assert control.call("POST", path, body)[0] == 409, path
    assert control.call("POST", "/customers/U1/text", {"text": "ใคร"})[0] == 404
    assert control.call("POST", f"/customers/{malee}/text", {"text": 5})[0] == 400


def test_unblocking_tells_the_bot_so(control: Control, bot: ListeningBot) -> None:
    malee = control.customer(friend=False)
    for act in ("follow", "block", "unblock"):
        control.post(f"/customers/{malee}/{act}")

    follow, unfollow, again = bot.events(3)

    assert follow["follow"] == {"isUnblocked": False}
    assert "replyToken" not in unfollow
    assert again["follow"] == {"isUnblocked": True}


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_another_site_cannot_play_with_the_controls(control: Control, origin: str) -> None:
    headers = {"Origin": origin, "Content-Type": "application/json"}

    assert control.raw("POST", "/simulator/api/reset", b"{}", headers)[0] == 403


def test_a_form_cannot_reach_the_controls(control: Control) -> None:
    headers = {"Content-Type": "text/plain"}

    assert control.raw("POST", "/simulator/api/quota", b'{"use_up": true}', headers)[0] == 415


def test_every_control_call_is_in_the_readme() -> None:
    app = create_app(SimulatorConfig(channel_secret="s", channel_access_token="t", webhook_url="http://127.0.0.1/w"))
    calls = {
        f"{method} {rule.rule.removeprefix(CONTROL).replace('<chat_id>', '<id>').replace('<int:', '<')}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(CONTROL)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }

    # A call on one chat is there for customers and for groups, and written down once.
    missing = {c for c in calls if f"`{c}`" not in README and f"`{_of_the_other_kind(c)}`" not in README}
    assert missing == set()
    assert len(calls) > 40


def _of_the_other_kind(call: str) -> str:
    if "/groups/<id>" in call:
        return call.replace("/groups/", "/customers/")
    return call.replace("/customers/<id>", "/groups/<id>")


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"channel_secret": ""}, "LINE_CHANNEL_SECRET"),
        ({"channel_access_token": ""}, "LINE_CHANNEL_ACCESS_TOKEN"),
        ({"webhook_url": "localhost"}, "WEBHOOK_URL"),
        ({"bot_user_id": "U1"}, "BOT_USER_ID"),
    ],
)
def test_settings_that_cannot_work_are_named(settings: dict[str, str], named: str) -> None:
    good = {"channel_secret": "s", "channel_access_token": "t", "webhook_url": "http://127.0.0.1/w"}

    with pytest.raises(ConfigError, match=named):
        SimulatorConfig(**{**good, **settings})  # type: ignore[arg-type]
