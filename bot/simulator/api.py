"""LINE's Messaging API: sending, quota, profiles, chat comforts, the webhook address."""

import re
import time
from datetime import timedelta

from flask import Blueprint, Response, g, request

from bot.simulator import messages, sending
from bot.simulator.gate import answer, guard, json_body
from bot.simulator.line import here
from bot.simulator.problems import Problem, refuse_findings
from bot.simulator.shapes import find, record, text
from bot.simulator.state import Chat, Json
from bot.simulator.wire import DeliveryFailed, encode

api = Blueprint("line_api", __name__)
guard(api)

VALIDATIONS = ("reply", "push", "multicast", "narrowcast", "broadcast")
_USER_ID = re.compile(r"U[0-9a-f]{32}")
_GROUP_ID = re.compile(r"C[0-9a-f]{32}")
_NOT_A_USER = "Only user id is acceptable, please confirm if there are any group/room ids or illegal ids."


@api.post("/v2/bot/message/reply")
def reply() -> Response:
    return answer(sending.reply(here().world, json_body(), g.request_id))


@api.post("/v2/bot/message/push")
def push() -> Response:
    return answer(sending.push(here().world, json_body(), _retry_key(), g.request_id))


@api.post("/v2/bot/message/multicast")
def multicast() -> Response:
    return answer(sending.multicast(here().world, json_body(), _retry_key(), g.request_id))


@api.post("/v2/bot/message/broadcast")
def broadcast() -> Response:
    return answer(sending.broadcast(here().world, json_body(), _retry_key(), g.request_id))


@api.post("/v2/bot/message/validate/<kind>")
def validate(kind: str) -> Response:
    if kind not in VALIDATIONS:
        raise Problem(404, "Not found")
    refuse_findings(find(messages.VALIDATE, json_body(), ""))
    return answer({})


@api.get("/v2/bot/message/quota")
def quota() -> Response:
    limit = here().world.quota
    return answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


@api.get("/v2/bot/message/quota/consumption")
def consumption() -> Response:
    world = here().world
    with world.lock:
        return answer({"totalUsage": world.used[world.month()]})


@api.get("/v2/bot/info")
def bot_info() -> Response:
    config = here().world.config
    return answer(
        {
            "userId": config.bot_user_id,
            "basicId": "@nikhomdesk",
            "displayName": config.bot_name,
            "chatMode": "chat",
            "markAsReadMode": "manual",
        }
    )


@api.get("/v2/bot/profile/<user_id>")
def profile(user_id: str) -> Response:
    if not _USER_ID.fullmatch(user_id):
        raise Problem(400, "The value for the 'userId' parameter is invalid")
    chat = here().world.chats.get(user_id)
    if chat is None or chat.is_blocked or not (chat.is_friend or chat.last_wrote):
        raise Problem(404, "Not found")
    language = {"language": chat.language} if chat.language else {}
    return answer({"displayName": chat.name, "userId": chat.id, **language})


@api.get("/v2/bot/group/<group_id>/summary")
def group_summary(group_id: str) -> Response:
    group = _group(group_id)
    return answer({"groupId": group.id, "groupName": group.name})


@api.get("/v2/bot/group/<group_id>/members/count")
def group_count(group_id: str) -> Response:
    return answer({"count": len(_group(group_id).members)})


@api.get("/v2/bot/group/<group_id>/member/<user_id>")
def group_member(group_id: str, user_id: str) -> Response:
    member = here().world.chats.get(user_id)
    if user_id not in _group(group_id).members or member is None:
        raise Problem(404, "Not found")
    return answer({"displayName": member.name, "userId": member.id})


@api.post("/v2/bot/group/<group_id>/leave")
def leave_group(group_id: str) -> Response:
    group = _group(group_id)
    with here().world.changing(group):
        group.is_friend = False
    return answer({})


@api.post("/v2/bot/chat/loading/start")
def show_loading() -> Response:
    body = json_body()
    seconds = body.get("loadingSeconds", 20)
    details = []
    if not _USER_ID.fullmatch(str(body.get("chatId"))):
        details.append({"message": _NOT_A_USER, "property": "chatId"})
    if not isinstance(seconds, int) or not 5 <= seconds <= 60:
        details.append({"message": "Must be between 5 and 60", "property": "loadingSeconds"})
    elif seconds % 5:
        details.append({"message": "must be a multiple of five", "property": "loadingSeconds"})
    refuse_findings(details)
    world = here().world
    with world.lock:
        chat = world.chats.get(body["chatId"])
        if chat is not None and chat.hears(world.now()):
            chat.loading_until = world.now() + timedelta(seconds=seconds)
            world.touch(chat)
    return answer({}, 202)


@api.post("/v2/bot/chat/markAsRead")
def mark_as_read() -> Response:
    token = json_body().get("markAsReadToken")
    world = here().world
    with world.lock:
        if token not in world.read_tokens:
            raise Problem(
                400, "Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook."
            )
        chat_id, number = world.read_tokens[token]
        chat = world.chats[chat_id]
        for entry in chat.entries:
            if entry.number <= number and entry.side == "customer" and not entry.read:
                entry.read = True
                world.touch(chat, entry)
    return answer({})


@api.get("/v2/bot/channel/webhook/endpoint")
def webhook_address() -> Response:
    return answer({"endpoint": here().sender.url, "active": True})


@api.put("/v2/bot/channel/webhook/endpoint")
def set_webhook_address() -> Response:
    body = json_body()
    refuse_findings(find(record({"endpoint": text(500)}), body, ""))
    if not re.match(r"https?://[^/]", body["endpoint"]):
        raise Problem(400, "Invalid webhook endpoint URL")
    here().sender.url = body["endpoint"]
    return answer({})


@api.post("/v2/bot/channel/webhook/test")
def test_webhook() -> Response:
    """Send the check without events and say what came of it."""
    line = here()
    body = encode({"destination": line.world.config.bot_user_id, "events": []})
    outcome: Json = {"success": False, "statusCode": 0}
    try:
        status = line.sender.send_raw(body)
        good = 200 <= status < 300
        reason = "OK" if good else "ERROR_STATUS_CODE"
        outcome = {"success": good, "statusCode": status, "reason": reason, "detail": str(status)}
    except DeliveryFailed as failure:
        outcome |= {"reason": str(failure).upper(), "detail": str(failure)}
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", line.world.now().utctimetuple())
    return answer({**outcome, "timestamp": stamp})


def _retry_key() -> str | None:
    return request.headers.get("X-Line-Retry-Key")


def _group(group_id: str) -> Chat:
    if not _GROUP_ID.fullmatch(group_id):
        raise Problem(400, "The value for the 'groupId' parameter is invalid")
    group = here().world.chats.get(group_id)
    if group is None or not group.is_friend:
        raise Problem(404, "Not found")
    return group
