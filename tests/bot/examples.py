"""LINE's webhooks as examples: valid ones and hostile ones, with the exact bytes that are signed."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "fixtures" / "line" / "webhook-examples.json"
CONTENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
SECRET: str = CONTENT["about"]["channel_secret"]
BOT_ID: str = CONTENT["about"]["destination"]
CLOCK_ZERO_MS: int = CONTENT["about"]["clock_zero_ms"]
DOC_VECTOR: dict[str, str] = CONTENT["about"]["doc_test_vector"]


@dataclass(frozen=True)
class Example:
    """One request: its name, what a good bot does, its method, headers and bytes."""

    name: str
    expect: str
    method: str
    headers: dict[str, str]
    body: bytes

    @property
    def refused(self) -> bool:
        """Whether the request must be refused and nothing kept."""
        return self.expect.startswith(("HTTP 400", "HTTP 413", "HTTP 405", "REJECT"))


def _body(raw: dict[str, Any]) -> bytes:
    if "raw_body_base64" in raw:
        return base64.b64decode(raw["raw_body_base64"])
    if "recipe" in raw:
        recipe = raw["recipe"]
        tail = recipe["suffix"]
        repeated = recipe["unit"] * recipe["repeat"]
        closing = recipe.get("suffix_unit", "") * recipe.get("suffix_repeat", 0)
        return (recipe["prefix"] + repeated + closing + tail).encode()
    return str(raw.get("raw_body", "")).encode()


def _example(raw: dict[str, Any]) -> Example:
    headers = dict(raw.get("headers") or {})
    body = _body(raw)
    if "recipe" in raw:
        headers = {"content-type": "application/json", "x-line-signature": raw["recipe"]["x-line-signature"]}
    return Example(raw["name"], raw.get("expect", ""), raw.get("method", "POST"), headers, body)


VALID = [_example(raw) for raw in CONTENT["valid"]]
HOSTILE = [_example(raw) for raw in CONTENT["hostile"] if raw["name"] != "burst"]
BY_NAME = {example.name: example for example in [*VALID, *HOSTILE]}
