"""What LINE does with the messages of a bot: reply tokens, targets, retry keys, quota."""

from collections.abc import Sequence
from datetime import timedelta

from bot.simulator import identifiers, messages
from bot.simulator.problems import Problem, refuse_findings
from bot.simulator.shapes import Check, find
from bot.simulator.state import Accepted, Chat, Entry, Json, World

RETRY_KEY_LIFE = timedelta(hours=24)


def reply(world: World, body: Json, request_id: str) -> Json:
    """Answer an event with its token. Free of charge."""
    _refuse_bad(messages.REPLY, body)
    with world.lock:
        token = world.reply_tokens.get(body["replyToken"])
        if token is None or not token.is_good(world.now()):
            raise Problem(400, "Invalid reply token")
        token.used = True
        chat = world.chats[token.chat_id]
        sent = _deliver(world, [chat] if chat.hears(world.now()) else [], body["messages"], "reply", request_id)
        world.accepted["reply"] += 1
        return {"sentMessages": sent}


def push(world: World, body: Json, retry_key: str | None, request_id: str) -> Json:
    """Send to one user or group; counts the people it reaches."""
    with world.lock:
        refuse_known_key(world, retry_key)
        _refuse_bad(messages.PUSH, body)
        chat = world.chats.get(body["to"])
        if chat is None or (chat.is_group and not chat.is_friend):
            raise Problem(400, "Failed to send messages")
        targets = [chat] if chat.hears(world.now()) else []
        _spend(world, people_in(targets))
        sent = _deliver(world, targets, body["messages"], "push", request_id)
        world.accepted["push"] += 1
        _keep_key(world, retry_key, request_id, sent)
        return {"sentMessages": sent}


def multicast(world: World, body: Json, retry_key: str | None, request_id: str) -> Json:
    """Send to many users; whoever cannot be reached is passed over."""
    with world.lock:
        refuse_known_key(world, retry_key)
        _refuse_bad(messages.MULTICAST, body)
        for index, target in enumerate(body["to"]):
            if not target.startswith("U") or len(target) != 33:
                where = f"to[{index}]"
                raise Problem(400, f"The property, {where}, in the request body is invalid (line: -, column: -)")
        known = [world.chats[target] for target in dict.fromkeys(body["to"]) if target in world.chats]
        return _send_to_all(world, known, body, "multicast", retry_key, request_id)


def broadcast(world: World, body: Json, retry_key: str | None, request_id: str) -> Json:
    """Send to all friends."""
    with world.lock:
        refuse_known_key(world, retry_key)
        _refuse_bad(messages.BROADCAST, body)
        friends = [chat for chat in world.chats.values() if chat.is_friend and not chat.is_group]
        return _send_to_all(world, friends, body, "broadcast", retry_key, request_id)


def refuse_known_key(world: World, retry_key: str | None) -> None:
    """409 for a key that stands for an accepted request; 400 for one that is no UUID."""
    if retry_key is None:
        return
    if not identifiers.is_retry_key(retry_key):
        raise Problem(400, "The value for the 'X-Line-Retry-Key' parameter is invalid")
    known = world.retry_keys.get(retry_key.lower())
    if known is None or known.forget_at <= world.now():
        return
    body: Json = {"message": "The retry key is already accepted"}
    if known.sent_messages is not None:
        body["sentMessages"] = known.sent_messages
    raise Problem(409, body, {"x-line-accepted-request-id": known.request_id})


def people_in(chats: Sequence[Chat]) -> int:
    """How many people a message to these chats reaches; the bot is not one of them."""
    return sum(len(chat.members) if chat.is_group else 1 for chat in chats)


def _refuse_bad(check: Check, body: Json) -> None:
    refuse_findings(find(check, body, ""))


def _send_to_all(
    world: World, chats: Sequence[Chat], body: Json, via: str, retry_key: str | None, request_id: str
) -> Json:
    targets = [chat for chat in chats if chat.hears(world.now())]
    _spend(world, people_in(targets))
    _deliver(world, targets, body["messages"], via, request_id)
    world.accepted[via] += 1
    _keep_key(world, retry_key, request_id, None)
    return {}


def _spend(world: World, people: int) -> None:
    month = world.month()
    if world.quota is not None and world.used[month] + max(people, 1) > world.quota:
        raise Problem(429, "You have reached your monthly limit.")
    world.used[month] += people
    world.touch()


def _keep_key(world: World, retry_key: str | None, request_id: str, sent: list[Json] | None) -> None:
    if retry_key is not None:
        world.retry_keys[retry_key.lower()] = Accepted(request_id, sent, world.now() + RETRY_KEY_LIFE)


def _deliver(world: World, targets: Sequence[Chat], said: Sequence[Json], via: str, request_id: str) -> list[Json]:
    sent: list[Json] = []
    for message in said:
        message_id = world.message_ids.next()
        receipt = {"id": message_id}
        if message["type"] in messages.QUOTABLE:
            receipt["quoteToken"] = identifiers.long_token()
        sent.append(receipt)
        for chat in targets:
            entry = Entry(0, "bot", "message", message, world.now(), message_id, via=via, request_id=request_id)
            world.write(chat, entry)
            world.count_told(chat, message)
    return sent
