"""Every knob of the product, declared once and read once.

``Settings.from_env`` is the only reader of the environment below the trial runner. Missing and bad values are all
named in one error, so that a person who deploys fixes them in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class SettingsError(Exception):
    """Some settings are missing or bad; the message names each with what to do."""


def _text(value: str) -> str:
    return value


def _flag(value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("use 1 or 0")


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise ValueError("use a number from 1 to 65535")
    return int(value)


def _database_url(value: str) -> str:
    """Accept the URL forms that hosts hand out; SQLAlchemy wants the driver's name in it."""
    for short in ("postgres://", "postgresql://"):
        if value.startswith(short):
            return "postgresql+psycopg://" + value.removeprefix(short)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("use sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return value


def _redis_url(value: str) -> str:
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("use redis://host:6379/0, rediss://… or unix:///path/to.sock")
    return value


def _http_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise ValueError("use a URL that starts with http:// or https://")
    return value.rstrip("/")


def _log_level(value: str) -> str:
    if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("use DEBUG, INFO, WARNING or ERROR")
    return value.upper()


_REQUIRED = object()


def _setting(
    meaning: str, default: object = _REQUIRED, *, read: Callable[[str], Any] = _text, secret: bool = False
) -> Any:
    return field(repr=not secret, metadata={"meaning": meaning, "default": default, "read": read})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process. Names in the environment are the field names in capitals."""

    database_url: str = _setting(
        "The store of record: `sqlite:///…` or `postgresql://…`", read=_database_url, secret=True
    )
    redis_url: str = _setting("The doorbell; losing it loses nothing", read=_redis_url, secret=True)
    line_channel_secret: str = _setting("Checks that a webhook came from LINE", secret=True)
    line_channel_access_token: str = _setting("Lets us answer on LINE", secret=True)
    secret_key: str = _setting("Signs the desk's sessions and forms", secret=True)
    line_channel_secret_previous: str = _setting(
        "The old channel secret, accepted too while it is being changed", "", secret=True
    )
    line_api_host: str = _setting("Points the SDK at another host than LINE's own", "", read=_http_url)
    media_dir: str = _setting("Where customers' pictures and files are kept, outside any web root", "var/media")
    public_url: str = _setting("Where people reach the desk, for links in messages", "", read=_http_url)
    port: int = _setting("The port of a web process", "8081", read=_port)
    trial: bool = _setting("Local trial: trial accounts are made and every page says so", "0", read=_flag)
    clock_file: str = _setting("Local trial: a file with the seconds by which the clock is moved", "")
    demo: bool = _setting("Load demo tickets, marked as demo on every page", "0", read=_flag)
    trial_staff_password: str = _setting("The password of the trial accounts", "", secret=True)
    log_level: str = _setting("How much the logs tell", "INFO", read=_log_level)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read all settings.

        Raises:
            SettingsError: naming every missing or bad setting, with its meaning, in one message.
        """
        values: dict[str, Any] = {}
        faults: list[str] = []
        for knob in fields(cls):
            name, default = knob.name.upper(), knob.metadata["default"]
            given = environ.get(name, "").strip()
            if not given and default is _REQUIRED:
                faults.append(f"  {name} is missing: {knob.metadata['meaning']}")
                continue
            try:
                values[knob.name] = knob.metadata["read"](given or default)
            except ValueError as problem:
                faults.append(f"  {name} is not usable: {problem}")
        if faults:
            raise SettingsError(
                "These settings need your attention (see the table in README.md):\n" + "\n".join(faults)
            )
        return cls(**values)

    @property
    def media_path(self) -> Path:
        """The media folder as a path."""
        return Path(self.media_dir)
