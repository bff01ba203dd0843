"""What people do on their phones: each act is written into the chat and told to the bot by a webhook.

Acts raise NotPossible when a phone would not let them happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.simulator import events, identifiers
from bot.simulator.state import Chat, Entry, Json, Media, ReplyToken, World
from bot.simulator.webhooks import WebhookSender

Draft = Callable[[str], Json]  # a message, once it has its id


class NotPossible(Exception):
    """The phone would not do that; the message says why."""


@dataclass(frozen=True, slots=True)
class Act:
    """What came of an act: the event the bot is told of, and the line in the chat."""

    event: Json
    entry: Entry


class Phones:
    """Everybody's phone."""

    def __init__(self, world: World, sender: WebhookSender) -> None:
        self._world = world
        self._sender = sender
        self._swapped: dict[str, Sequence[Json] | None] = {}

    def reset(self) -> None:
        self._swapped.clear()

    def say(self, chat: Chat, drafts: Sequence[Draft], *, author: str | None = None, batch: bool = False) -> list[Act]:
        """Send messages; in one webhook when ``batch``, else in one each."""
        with self._world.lock:
            self._must_reach(chat)
            acts = [self._message(chat, draft, author) for draft in drafts]
            groups = [[act.event for act in acts]] if batch else [[act.event] for act in acts]
            for group in groups:
                self._send(chat, group)
            return acts

    def send_media(self, chat: Chat, draft: Draft, media: Media | None, *, author: str | None = None) -> Act:
        """Send a picture, film, sound or file, with the bytes the bot may fetch."""
        with self._world.lock:
            (act,) = self.say(chat, [draft], author=author)
            if media is not None:
                self._world.keep_media(str(act.entry.message_id), media)
            return act

    def tap(
        self,
        chat: Chat,
        data: str,
        *,
        shown: str | None = None,
        params: Json | None = None,
        author: str | None = None,
    ) -> Act:
        """Tap a button with postback data; ``shown`` stands in the chat as the customer's words."""
        with self._world.lock:
            self._must_reach(chat)
            own = {"postback": {"data": data, **({"params": params} if params else {})}}
            seen: Json = {"type": "text", "text": shown} if shown else {"type": "postback", "data": data}
            act = self._happen(chat, "postback", own, "postback", seen, author=author)
            self._send(chat, [act.event])
            return act

    def follow(self, chat: Chat) -> Act:
        """Add the bot as a friend, or unblock it."""
        with self._world.lock:
            was_blocked, chat.is_blocked, chat.is_friend = chat.is_blocked, False, True
            own = {"follow": {"isUnblocked": was_blocked}}
            act = self._happen(chat, "follow", own, "event", {"type": "follow", "isUnblocked": was_blocked})
            self._send(chat, [act.event])
            return act

    def block(self, chat: Chat) -> Act:
        """Block the bot. The rich menu linked to this user is lost, as at LINE."""
        with self._world.lock:
            if chat.is_blocked:
                raise NotPossible("the customer has blocked the bot already")
            chat.is_blocked, chat.rich_menu_id, chat.loading_until = True, None, None
            act = self._happen(chat, "unfollow", {}, "event", {"type": "unfollow"}, answerable=False)
            self._send(chat, [act.event])
            return act

    def unsend(self, chat: Chat, message_id: str) -> Act:
        """Take a message back: its words go, its bytes are gone, the bot is told."""
        with self._world.lock:
            entry = self._own_message(chat, message_id)
            entry.unsent, entry.message = True, {"type": entry.message["type"], "id": message_id}
            if message_id in self._world.media:
                self._world.media[message_id].gone = True
                self._world.media[message_id].data = b""
            event = self._event(chat, "unsend", {"unsend": {"messageId": message_id}}, entry.author, answerable=False)
            self._world.touch(chat, entry)
            self._send(chat, [event])
            return Act(event, entry)

    def edit(self, chat: Chat, message_id: str, words: str) -> Act:
        """Change a text; only groups have this."""
        with self._world.lock:
            if not chat.is_group:
                raise NotPossible("LINE lets people edit messages in groups only")
            entry = self._own_message(chat, message_id)
            if entry.message["type"] != "text":
                raise NotPossible("only a text can be edited")
            entry.message = events.edited_text(message_id, words)
            entry.edited = True
            event = self._event(chat, "messageEdited", {"message": entry.message}, entry.author)
            self._world.touch(chat, entry)
            self._send(chat, [event])
            return Act(event, entry)

    def join(self, group: Chat) -> Act:
        """Bring the bot into a group."""
        with self._world.lock:
            group.is_friend = True
            act = self._happen(group, "join", {}, "event", {"type": "join"})
            self._send(group, [act.event])
            return act

    def leave(self, group: Chat) -> Act:
        """Remove the bot from a group."""
        with self._world.lock:
            self._must_reach(group)
            group.is_friend = False
            act = self._happen(group, "leave", {}, "event", {"type": "leave"}, answerable=False)
            self._send(group, [act.event])
            return act

    def swap_next_two(self, chat: Chat) -> None:
        """Keep the next webhook back until one more is there, and send that one first."""
        with self._world.lock:
            self._swapped.setdefault(chat.id, None)

    def _message(self, chat: Chat, draft: Draft, author: str | None) -> Act:
        message = draft(self._world.message_ids.next())
        act = self._happen(chat, "message", {"message": message}, "message", message, author=author)
        self._world.read_tokens[message["markAsReadToken"]] = (chat.id, act.entry.number)
        return act

    def _happen(
        self,
        chat: Chat,
        event_kind: str,
        own: Json,
        kind: str,
        seen: Json,
        *,
        author: str | None = None,
        answerable: bool = True,
    ) -> Act:
        event = self._event(chat, event_kind, own, author, answerable=answerable)
        entry = Entry(
            0,
            "customer",
            kind,
            seen,
            datetime.fromtimestamp(event["timestamp"] / 1000, UTC),
            message_id=seen.get("id"),
            author=author or (None if chat.is_group else chat.id),
            event_id=event["webhookEventId"],
        )
        return Act(event, self._world.write(chat, entry))

    def _event(self, chat: Chat, kind: str, own: Json, author: str | None, *, answerable: bool = True) -> Json:
        at_ms = self._world.next_timestamp()
        token = identifiers.reply_token() if answerable else None
        event = events.envelope(kind, own, events.source_of(chat, author), at_ms, token)
        if token is not None:
            self._world.reply_tokens[token] = ReplyToken(chat.id, datetime.fromtimestamp(at_ms / 1000, UTC))
        self._world.remember_event(event, chat.id)
        return event

    def _send(self, chat: Chat, group: Sequence[Json]) -> None:
        if chat.id not in self._swapped:
            self._sender.send(chat.id, group)
        elif (first := self._swapped[chat.id]) is None:
            self._swapped[chat.id] = group
        else:
            del self._swapped[chat.id]
            self._sender.send(chat.id, group)
            self._sender.send(chat.id, first)

    def _must_reach(self, chat: Chat) -> None:
        if chat.is_blocked:
            raise NotPossible("the customer has blocked the bot")
        if chat.is_group and not chat.is_friend:
            raise NotPossible("the bot is not in this group")

    def _own_message(self, chat: Chat, message_id: str) -> Entry:
        for entry in reversed(chat.entries):
            if entry.message_id == message_id and entry.side == "customer" and not entry.unsent:
                return entry
        raise NotPossible("there is no such message of this customer")
