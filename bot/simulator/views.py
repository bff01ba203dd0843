"""The world as the control API shows it."""

from datetime import datetime

from bot.simulator.line import Line
from bot.simulator.phones import Act
from bot.simulator.state import THAI_TIME, Chat, Entry, Json


def entry_json(entry: Entry) -> Json:
    """One line of a transcript."""
    sender = entry.message.get("sender") or {}
    return {
        "n": entry.number,
        "from": entry.side,
        "kind": entry.kind,
        "via": entry.via,
        "at": local(entry.at),
        "message_id": entry.message_id,
        "message": entry.message,
        "sender": sender.get("name"),
        "author": entry.author,
        "event_id": entry.event_id,
        "request_id": entry.request_id,
        "read": entry.read,
        "edited": entry.edited,
        "unsent": entry.unsent,
    }


def chat_json(line: Line, chat: Chat) -> Json:
    """A customer or group, without its messages."""
    now = line.world.now()
    left = (chat.loading_until - now).total_seconds() if chat.loading_until else 0.0
    menu = None if chat.is_group else line.menus.shown(chat.rich_menu_id)
    return {
        "id": chat.id,
        "name": chat.name,
        "language": chat.language,
        "group": chat.is_group,
        "members": chat.members,
        "friend": chat.is_friend,
        "blocked": chat.is_blocked,
        "count": chat.count,
        "loading_seconds_left": max(0.0, round(left, 2)),
        "rich_menu": menu.as_json() if menu is not None and chat.is_friend and not chat.is_blocked else None,
        "revision": chat.revision,
    }


def act_json(act: Act) -> Json:
    return {
        "event_id": act.event["webhookEventId"],
        "message_id": act.entry.message_id,
        "n": act.entry.number,
        "timestamp": act.event["timestamp"],
    }


def clock_json(line: Line) -> Json:
    return {"offset_seconds": line.world.offset.total_seconds(), "now": local(line.world.now())}


def quota_json(line: Line) -> Json:
    world = line.world
    return {"limit": world.quota, "used": world.used[world.month()], "month": world.month()}


def statistics_json(line: Line) -> Json:
    """What was accepted, what arrived twice, and how every call ended."""
    world = line.world
    with world.lock:
        answers: dict[str, dict[str, int]] = {}
        for (endpoint, status), count in sorted(world.answers.items()):
            answers.setdefault(endpoint, {})[status] = count
        twice = [
            {"chat": key[0], "times": world.told[key], "message": message} for key, message in world.repeated.items()
        ]
        return {
            "accepted": dict(world.accepted),
            "shown": sum(world.told.values()),
            "duplicates": twice,
            "answers": answers,
            "webhooks": dict(world.webhook_results),
            "chats": len(world.chats),
        }


def local(moment: datetime) -> str:
    return moment.astimezone(THAI_TIME).isoformat(timespec="milliseconds")
