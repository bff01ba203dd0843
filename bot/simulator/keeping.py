"""Keeps local LINE over a restart: chats, pictures, rich menus, quota and clock, in one JSON file.

Tokens, waiting webhooks and faults are not kept: they are about minutes. The file is written beside the old one and put
in its place, so a process killed at any moment leaves a whole file.
"""

import base64
import json
import os
import threading
from collections import deque
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.simulator.line import Line
from bot.simulator.menus import Menu
from bot.simulator.state import MAX_ENTRIES, Chat, Entry, Json, Media

VERSION = 1
PAUSE_SECONDS = 2.0


class Keeper:
    """Writes the file whenever something changed, and once more at the end."""

    def __init__(self, line: Line, path: Path) -> None:
        self._line = line
        self._path = path
        self._written = -1
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Take up what was kept, if anything, and keep from now on. Raises ValueError for a file that is not ours."""
        if self._path.exists():
            restore(self._line, json.loads(self._path.read_text()))
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._write()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            self._write()

    def _write(self) -> None:
        if self._line.world.revision == self._written:
            return
        self._written = self._line.world.revision
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(snapshot(self._line), ensure_ascii=True))
        os.replace(draft, self._path)


def snapshot(line: Line) -> Json:
    """Everything worth keeping, as JSON."""
    world, menus = line.world, line.menus
    with world.lock:
        return {
            "version": VERSION,
            "offset_seconds": world.offset.total_seconds(),
            "quota": world.quota,
            "used": dict(world.used),
            "chats": [_plain(chat) for chat in world.chats.values()],
            "media": {message_id: _plain(media) for message_id, media in world.media.items()},
            "menus": [_plain(menu) for menu in menus.listing()],
            "default_menu": menus.default_id,
            "aliases": menus.aliases(),
        }


def restore(line: Line, saved: Json) -> None:
    """Put back what a snapshot holds. Raises ValueError for another kind of file."""
    if not isinstance(saved, dict) or saved.get("version") != VERSION:
        raise ValueError("not a file of this local LINE")
    world = line.world
    with world.lock:
        world.move_clock(timedelta(seconds=saved["offset_seconds"]))
        world.quota = saved["quota"]
        world.used.update(saved["used"])
        for chat in saved["chats"]:
            world.add_chat(_chat(chat))
        for message_id, media in saved["media"].items():
            world.media[message_id] = Media(**{**media, "data": base64.b64decode(media["data"])})
        line.menus.put_back([_menu(menu) for menu in saved["menus"]], saved["default_menu"], saved["aliases"])


def _plain(thing: Any) -> Json:
    """The fields of a dataclass in JSON's kinds; messages are taken as they are, since they are never changed."""
    return {field.name: _plain_value(getattr(thing, field.name)) for field in fields(thing)}


def _plain_value(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case deque():
            return [_plain(entry) for entry in value]
        case _:
            return value


def _chat(saved: Json) -> Chat:
    entries = deque((_entry(entry) for entry in saved["entries"]), maxlen=MAX_ENTRIES)
    return Chat(**{**saved, "entries": entries, "last_wrote": _moment(saved["last_wrote"]), "loading_until": None})


def _entry(saved: Json) -> Entry:
    return Entry(**{**saved, "at": datetime.fromisoformat(saved["at"]), "revision": 0})


def _menu(saved: Json) -> Menu:
    picture = saved["picture"]
    return Menu(**{**saved, "picture": None if picture is None else base64.b64decode(picture)})


def _moment(saved: str | None) -> datetime | None:
    return None if saved is None else datetime.fromisoformat(saved)
