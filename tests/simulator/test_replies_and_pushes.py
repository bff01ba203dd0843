"""Sending through the real SDK: reply tokens, retry keys, quota, blocked customers, groups."""

import uuid

import pytest
from linebot.v3.messaging import (
    ApiException,
    BroadcastRequest,
    Message,
    MessagingApi,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    Sender,
    TextMessage,
)

from tests.simulator.bench import Control, ListeningBot

STRANGER = "U" + "0" * 32


def reply(api: MessagingApi, token: str, *texts: str) -> list[str]:
    said: list[Message] = [TextMessage(text=text) for text in texts]
    return [m.id for m in api.reply_message(ReplyMessageRequest(reply_token=token, messages=said)).sent_messages]


def push(api: MessagingApi, to: str, text: str, key: str | None = None) -> list[str]:
    request = PushMessageRequest(to=to, messages=[TextMessage(text=text)])
    return [m.id for m in api.push_message(request, x_line_retry_key=key).sent_messages]


def used(api: MessagingApi) -> int:
    return int(api.get_message_quota_consumption().total_usage)


def test_a_reply_arrives_in_the_chat_the_event_came_from(
    api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    malee, somchai = control.customer("มาลี"), control.customer("สมชาย")
    control.say(malee, "สวัสดี")
    (event,) = bot.events(1)

    ids = reply(api, event["replyToken"], "หนึ่ง", "สอง")

    assert [len(i) for i in ids] == [18, 18]
    assert control.heard(malee) == ["หนึ่ง", "สอง"]
    assert control.heard(somchai) == []


def test_a_reply_token_works_once(api: MessagingApi, control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.say(malee, "สวัสดี")
    (event,) = bot.events(1)
    reply(api, event["replyToken"], "ค่ะ")

    with pytest.raises(ApiException) as refused:
        reply(api, event["replyToken"], "อีกครั้ง")

    assert refused.value.status == 400
    assert refused.value.body == '{"message": "Invalid reply token"}'
    assert control.heard(malee) == ["ค่ะ"]


@pytest.mark.parametrize("token", ["0" * 32, "ไม่มี", "f" * 32])
def test_a_token_nobody_gave_out_is_refused(api: MessagingApi, token: str) -> None:
    with pytest.raises(ApiException, match="400"):
        reply(api, token, "ค่ะ")


def test_a_reply_token_dies_after_a_minute_and_lives_again_for_one_when_redelivered(
    api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    malee = control.customer()
    control.say(malee, "สวัสดี")
    (event,) = bot.events(1)
    control.post("/clock", advance_seconds=61)
    with pytest.raises(ApiException, match="400"):
        reply(api, event["replyToken"], "ช้าไป")

    control.post(f"/events/{event['webhookEventId']}/redeliver")
    again = bot.events(2)[1]

    assert again == {**event, "deliveryContext": {"isRedelivery": True}}
    reply(api, event["replyToken"], "ทันพอดี")
    assert control.heard(malee) == ["ทันพอดี"]


def test_twenty_minutes_after_the_event_no_redelivery_helps(
    api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    control.say(control.customer(), "สวัสดี")
    (event,) = bot.events(1)
    control.post("/clock", advance_seconds=20 * 60 + 1)
    control.post(f"/events/{event['webhookEventId']}/redeliver")
    bot.events(2)

    with pytest.raises(ApiException, match="400"):
        reply(api, event["replyToken"], "ช้าไป")


def test_a_tester_can_expire_all_tokens(api: MessagingApi, control: Control, bot: ListeningBot) -> None:
    control.say(control.customer(), "สวัสดี")
    (event,) = bot.events(1)
    control.post("/tokens/expire")

    with pytest.raises(ApiException, match="400"):
        reply(api, event["replyToken"], "ค่ะ")


def test_a_refused_message_leaves_the_token_good(api: MessagingApi, control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.say(malee, "สวัสดี")
    (event,) = bot.events(1)
    with pytest.raises(ApiException, match="400"):
        reply(api, event["replyToken"], "ย" * 5001)

    reply(api, event["replyToken"], "สั้น ๆ ค่ะ")

    assert control.heard(malee) == ["สั้น ๆ ค่ะ"]


def test_replies_are_free_and_pushes_count(api: MessagingApi, control: Control, bot: ListeningBot) -> None:
    malee = control.customer()
    control.say(malee, "สวัสดี")
    reply(api, bot.events(1)[0]["replyToken"], "ค่ะ")
    assert used(api) == 0

    push(api, malee, "แจ้งผล")

    assert used(api) == 1
    assert [line["via"] for line in control.lines(malee)] == [None, "reply", "push"]


def test_pushing_to_a_stranger_fails(api: MessagingApi) -> None:
    with pytest.raises(ApiException) as refused:
        push(api, STRANGER, "สวัสดี")

    assert refused.value.status == 400
    assert refused.value.body == '{"message": "Failed to send messages"}'


def test_a_push_to_a_blocker_is_accepted_but_neither_shown_nor_counted(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    control.post(f"/customers/{malee}/block")

    ids = push(api, malee, "ได้ยินไหม")

    assert len(ids) == 1
    assert control.heard(malee) == []
    assert used(api) == 0
    with pytest.raises(ApiException, match="404"):
        api.get_profile(malee)


def test_someone_who_is_no_friend_hears_pushes_for_seven_days_after_writing(
    api: MessagingApi, control: Control
) -> None:
    passer_by = control.customer(friend=False)
    push(api, passer_by, "ก่อนทัก")
    control.say(passer_by, "สวัสดี")
    push(api, passer_by, "หลังทัก")
    control.post("/clock", advance_seconds=7 * 86400 + 1)
    push(api, passer_by, "สัปดาห์หน้า")

    assert control.heard(passer_by) == ["หลังทัก"]


def test_a_repeated_retry_key_is_answered_409_with_the_first_messages(api: MessagingApi, control: Control) -> None:
    malee, key = control.customer(), str(uuid.uuid4())
    first = api.push_message_with_http_info(
        PushMessageRequest(to=malee, messages=[TextMessage(text="ครั้งเดียว")]), x_line_retry_key=key
    )

    with pytest.raises(ApiException) as again:
        push(api, malee, "ครั้งเดียว", key)

    assert again.value.status == 409
    assert again.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.value.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert first.data.sent_messages[0].id in again.value.body
    assert control.heard(malee) == ["ครั้งเดียว"]


def test_after_a_day_a_retry_key_is_new_again(api: MessagingApi, control: Control) -> None:
    malee, key = control.customer(), str(uuid.uuid4())
    push(api, malee, "วันนี้", key)
    control.post("/clock", advance_seconds=24 * 3600)

    push(api, malee, "พรุ่งนี้", key)

    assert control.heard(malee) == ["วันนี้", "พรุ่งนี้"]


def test_a_retry_key_must_be_a_uuid(api: MessagingApi, control: Control) -> None:
    with pytest.raises(ApiException, match="400"):
        push(api, control.customer(), "สวัสดี", "not-a-key")


def test_a_reply_takes_no_retry_key(control: Control, bot: ListeningBot, api: MessagingApi) -> None:
    control.say(control.customer(), "สวัสดี")
    request = ReplyMessageRequest(reply_token=bot.events(1)[0]["replyToken"], messages=[TextMessage(text="ค่ะ")])

    with pytest.raises(ApiException, match="400"):
        api.reply_message(request, _headers={"X-Line-Retry-Key": str(uuid.uuid4())})


def test_past_the_monthly_quota_pushes_stop_and_replies_go_on(
    api: MessagingApi, control: Control, bot: ListeningBot
) -> None:
    malee = control.customer()
    control.post("/quota", limit=2)
    push(api, malee, "หนึ่ง")
    push(api, malee, "สอง")

    with pytest.raises(ApiException) as refused:
        push(api, malee, "สาม")

    assert refused.value.status == 429
    assert refused.value.body == '{"message": "You have reached your monthly limit."}'
    control.say(malee, "ฮัลโหล")
    reply(api, bot.events(1)[0]["replyToken"], "ตอบได้ค่ะ")
    assert control.heard(malee) == ["หนึ่ง", "สอง", "ตอบได้ค่ะ"]


def test_the_quota_is_full_again_next_month(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    control.post("/quota", use_up=True)
    with pytest.raises(ApiException, match="429"):
        push(api, malee, "เดือนนี้")

    control.post("/clock", advance_seconds=32 * 86400)

    push(api, malee, "เดือนหน้า")
    assert control.heard(malee) == ["เดือนหน้า"]


def test_too_many_calls_a_second_are_refused_in_other_words(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    control.post("/rates", endpoint="POST /v2/bot/message/push", calls=2, seconds=3600)
    push(api, malee, "หนึ่ง")
    push(api, malee, "สอง")

    with pytest.raises(ApiException) as refused:
        push(api, malee, "สาม")

    assert refused.value.status == 429
    assert refused.value.body == '{"message": "The API rate limit has been exceeded. Try again later."}'


def test_a_push_to_a_group_counts_its_members(api: MessagingApi, control: Control) -> None:
    members = [control.customer(f"สมาชิก {n}") for n in range(3)]
    group = control.group(*members)

    push(api, group, "เรียนทุกท่าน")

    assert used(api) == 3
    assert control.heard(group) == ["เรียนทุกท่าน"]
    assert api.get_group_member_count(group).count == 3
    assert api.get_group_member_profile(group, members[0]).display_name == "สมาชิก 0"


def test_a_group_the_bot_left_cannot_be_reached(api: MessagingApi, control: Control) -> None:
    group = control.group(control.customer())
    control.post(f"/groups/{group}/leave")

    with pytest.raises(ApiException, match="400"):
        push(api, group, "ยังอยู่ไหม")


def test_a_multicast_reaches_friends_and_passes_over_the_rest(api: MessagingApi, control: Control) -> None:
    malee, blocker = control.customer(), control.customer()
    control.post(f"/customers/{blocker}/block")

    api.multicast(MulticastRequest(to=[malee, blocker, STRANGER], messages=[TextMessage(text="ข่าว")]))

    assert control.heard(malee) == ["ข่าว"]
    assert used(api) == 1


def test_one_bad_id_stops_a_whole_multicast(api: MessagingApi, control: Control) -> None:
    malee = control.customer()

    with pytest.raises(ApiException) as refused:
        api.multicast(MulticastRequest(to=[malee, "C" + "0" * 32], messages=[TextMessage(text="ข่าว")]))

    assert "The property, to[1], in the request body is invalid" in refused.value.body
    assert control.heard(malee) == []


def test_a_broadcast_reaches_every_friend(api: MessagingApi, control: Control) -> None:
    friends = [control.customer("ก"), control.customer("ข")]
    stranger = control.customer("ค", friend=False)

    api.broadcast(BroadcastRequest(messages=[TextMessage(text="ประกาศ")]))

    assert [control.heard(friend) for friend in friends] == [["ประกาศ"], ["ประกาศ"]]
    assert control.heard(stranger) == []


def test_the_sender_of_a_message_is_kept(api: MessagingApi, control: Control) -> None:
    malee = control.customer()
    unit = TextMessage(text="เรียนคุณมาลี", sender=Sender(name="สนง.นิคมฯ บางปู"))

    api.push_message(PushMessageRequest(to=malee, messages=[unit]))

    assert [line["sender"] for line in control.lines(malee)] == ["สนง.นิคมฯ บางปู"]
