"""A customer with a phone, and an officer at the desk, as the journeys speak of them.

The phone goes through local LINE's control API, the officer through the desk's pages; nothing is looked up behind
their backs.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests

PATIENCE = 15.0
"""Seconds until a journey gives up waiting."""


def words(message: dict[str, Any]) -> str:
    """All that a message shows: its text, or every text in its cards."""
    if "text" in message and message.get("type") == "text":
        return str(message["text"])
    return "\n".join(_texts(message.get("contents", {}))) or str(message.get("altText", ""))


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [str(part["text"])] if part.get("type") == "text" else []
        return own + [text for value in part.values() for text in _texts(value)]
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    return []


def actions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Every action a message offers, quick replies and buttons alike."""
    found: list[dict[str, Any]] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("action"), dict):
                found.append(part["action"])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for one in part:
                walk(one)

    walk(message)
    return found


@dataclass
class Phone:
    """One customer's phone."""

    line_url: str
    id: str
    seen: int = 0
    offered: list[dict[str, Any]] = field(default_factory=list)
    last_sender: str | None = None

    @classmethod
    def of(cls, line_url: str, name: str, *, friend: bool = True, language: str = "th") -> Phone:
        """A new customer."""
        made = requests.post(
            f"{line_url}/simulator/api/customers",
            json={"name": name, "friend": friend, "language": language},
            timeout=10,
        )
        made.raise_for_status()
        return cls(line_url, made.json()["customers"][0]["id"])

    def do(self, what: str, **body: Any) -> dict[str, Any]:
        """Make the phone do something: text, media, sticker, location, postback, follow, block, unsend, …"""
        answer = requests.post(f"{self.line_url}/simulator/api/customers/{self.id}/{what}", json=body, timeout=30)
        assert answer.ok, answer.text
        return dict(answer.json())

    def says(self, *texts: str) -> None:
        """Type one text, or several in a burst."""
        self.do("text", **({"text": texts[0]} if len(texts) == 1 else {"texts": list(texts), "as": "burst"}))

    def taps(self, label: str) -> None:
        """Tap a button or quick reply among those offered last."""
        action = next((one for one in self.offered if one.get("label") == label), None)
        assert action is not None, f"no button {label!r}; there are {[one.get('label') for one in self.offered]}"
        if action["type"] == "message":
            self.says(str(action["text"]))
        else:
            self.do("postback", data=action["data"], display_text=action.get("displayText", ""))

    def hears(self, pattern: str) -> str:
        """Wait until the bot has said what matches ``pattern``; return all it has said since we last looked."""
        heard, until = "", time.monotonic() + PATIENCE
        while time.monotonic() < until:
            heard += self._listen(wait=2)
            if re.search(pattern, heard):
                return heard + self._listen(wait=0)
        raise AssertionError(f"waited for {pattern!r}, heard:\n{heard}")

    def hears_nothing_for(self, seconds: int) -> bool:
        """Whether the bot keeps silent that long."""
        return self._listen(wait=seconds) == ""

    def _listen(self, wait: int) -> str:
        answer = requests.get(
            f"{self.line_url}/simulator/api/customers/{self.id}/messages",
            params={"after": self.seen, "wait": wait, "from": "bot"}, timeout=wait + 10,
        )  # fmt: skip
        answer.raise_for_status()
        heard = []
        for line in answer.json()["messages"]:
            self.seen = max(self.seen, line["n"])
            self.offered = actions(line["message"])
            self.last_sender = line.get("sender")
            heard.append(words(line["message"]))
        return "\n".join([*heard, ""]) if heard else ""

    def transcript(self) -> list[dict[str, Any]]:
        """Everything both sides said."""
        answer = requests.get(f"{self.line_url}/simulator/api/customers/{self.id}/messages", timeout=10)
        return list(answer.json()["messages"])
