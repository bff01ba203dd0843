"""Webhook events in LINE's words. Pure: what happened goes in, JSON comes out."""

from collections.abc import Sequence

from bot.simulator import identifiers
from bot.simulator.counting import utf16_units
from bot.simulator.state import Chat, Json


def source_of(chat: Chat, author: str | None) -> Json:
    """Who did it, and where."""
    if not chat.is_group:
        return {"type": "user", "userId": chat.id}
    return {"type": "group", "groupId": chat.id, **({"userId": author} if author else {})}


def envelope(kind: str, own: Json, source: Json, at_ms: int, reply_token: str | None) -> Json:
    """A whole event; ``own`` holds the properties of its kind."""
    return {
        "type": kind,
        **own,
        "webhookEventId": identifiers.event_id(at_ms),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": at_ms,
        "source": source,
        **({"replyToken": reply_token} if reply_token else {}),
        "mode": "active",
    }


def text(message_id: str, words: str, *, mention: Json | None = None, quoted: str | None = None) -> Json:
    return {
        "type": "text",
        "id": message_id,
        "quoteToken": identifiers.long_token(),
        "markAsReadToken": identifiers.long_token(),
        "text": words,
        **({"mention": mention} if mention else {}),
        **({"quotedMessageId": quoted} if quoted else {}),
    }


def edited_text(message_id: str, words: str) -> Json:
    return {"type": "text", "id": message_id, "quoteToken": identifiers.long_token(), "text": words}


def mention_bot(words: str, name: str, bot_user_id: str) -> tuple[str, Json]:
    """The text with ``@name`` before it, and what LINE says about the mention."""
    tag = f"@{name}"
    mentionee = {"index": 0, "length": utf16_units(tag), "type": "user", "userId": bot_user_id, "isSelf": True}
    return f"{tag} {words}", {"mentionees": [mentionee]}


def sticker(
    message_id: str, package_id: str, sticker_id: str, resource_type: str, keywords: Sequence[str], words: str | None
) -> Json:
    return {
        "type": "sticker",
        "id": message_id,
        "quoteToken": identifiers.long_token(),
        "markAsReadToken": identifiers.long_token(),
        "stickerId": sticker_id,
        "packageId": package_id,
        "stickerResourceType": resource_type,
        **({"keywords": list(keywords)} if keywords else {}),
        **({"text": words} if words else {}),
    }


def media(message_id: str, kind: str, *, duration: int | None = None, external_url: str | None = None) -> Json:
    """An image, video or audio."""
    provider: Json = {"type": "line"}
    if external_url is not None:
        provider = {"type": "external", "originalContentUrl": external_url, "previewImageUrl": external_url}
    return {
        "type": kind,
        "id": message_id,
        **({} if kind == "audio" else {"quoteToken": identifiers.long_token()}),
        "markAsReadToken": identifiers.long_token(),
        **({"duration": duration} if duration is not None else {}),
        "contentProvider": provider,
    }


def file(message_id: str, name: str, size: int) -> Json:
    return {
        "type": "file",
        "id": message_id,
        "markAsReadToken": identifiers.long_token(),
        "fileName": name,
        "fileSize": size,
    }


def location(message_id: str, latitude: float, longitude: float, title: str | None, address: str | None) -> Json:
    return {
        "type": "location",
        "id": message_id,
        "markAsReadToken": identifiers.long_token(),
        **({"title": title} if title else {}),
        **({"address": address} if address else {}),
        "latitude": latitude,
        "longitude": longitude,
    }
