"""Reads the JSON of a control call; what is missing or of the wrong kind is named in a 400."""

import base64
import binascii
import json
from collections.abc import Iterable
from typing import TypeVar

from flask import request

from bot.simulator.line import here
from bot.simulator.state import Chat, Json

T = TypeVar("T")
MOST_BYTES = 32_000_000


class ControlProblem(Exception):
    """A control call that cannot be done: a status and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class Fields:
    """The properties of a request's JSON object, by kind."""

    def __init__(self, values: Json) -> None:
        self._values = values

    def text(self, name: str, default: str | None = None) -> str:
        return self._required(name, str, self._values.get(name, default))

    def maybe_text(self, name: str) -> str | None:
        return self._maybe(name, str)

    def whole(self, name: str, default: int | None = None) -> int:
        return self._required(name, int, self._values.get(name, default))

    def maybe_whole(self, name: str) -> int | None:
        return self._maybe(name, int)

    def number(self, name: str, default: float | None = None) -> float:
        return float(self._required(name, (int, float), self._values.get(name, default)))

    def maybe_number(self, name: str) -> float | None:
        return float(self.number(name)) if name in self else None

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self._required(name, bool, self._values.get(name, default))

    def texts(self, name: str) -> list[str]:
        values = self._required(name, list, self._values.get(name))
        if not all(isinstance(value, str) for value in values):
            raise ControlProblem(400, f"{name} must be an array of strings")
        return values

    def record(self, name: str) -> Json | None:
        return self._maybe(name, dict)

    def bytes(self, name: str) -> bytes:
        try:
            return base64.b64decode(self.text(name), validate=True)
        except (binascii.Error, ValueError) as error:
            raise ControlProblem(400, f"{name} must be base64") from error

    def only(self, names: Iterable[str]) -> Json:
        """The values of these names that are given."""
        return {name: self._values[name] for name in names if name in self}

    def mentions(self, name: str) -> bool:
        """Whether the name is there, be it null."""
        return name in self._values

    def __contains__(self, name: str) -> bool:
        return self._values.get(name) is not None

    def _maybe(self, name: str, kind: type[T]) -> T | None:
        return self._required(name, kind, self._values[name]) if name in self else None

    def _required(self, name: str, kind: type[T] | tuple[type[T], ...], value: object) -> T:
        if value is None:
            raise ControlProblem(400, f"{name} is missing")
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise ControlProblem(400, f"{name} has the wrong type")
        return value


def read() -> Fields:
    """The body of this request; an absent body is an empty object."""
    raw = request.get_data()
    if not raw:
        return Fields({})
    if request.mimetype != "application/json":  # a form of another site could send anything else unasked
        raise ControlProblem(415, "the body must be application/json")
    try:
        body = json.loads(raw)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ControlProblem(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise ControlProblem(400, "the body must be a JSON object")
    return Fields(body)


def query_number(name: str, default: float = 0.0) -> float:
    raw = request.args.get(name)
    try:
        return default if raw is None else float(raw)
    except ValueError as error:
        raise ControlProblem(400, f"{name} must be a number") from error


def chat_or_404(chat_id: str) -> Chat:
    chat = here().world.chats.get(chat_id)
    if chat is None:
        raise ControlProblem(404, "there is no such customer or group")
    return chat
