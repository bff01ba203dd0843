"""Every knob of the product, declared once and read once.

``Settings.from_env`` is the only reader of the environment below the trial runner. Missing and bad values are all
named in one error, so that a person who deploys fixes them in one go.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
"""In letters. The rule itself is with the accounts; here it makes a bad setting known before anything starts."""


class SettingsError(Exception):
    """Some settings are missing or bad; the message names each with what to do."""


def _text(value: str) -> str:
    return value


def flag(value: str) -> bool:
    """Read a switch.

    Raises:
        ValueError: it is neither on nor off.
    """
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("use 1 or 0")


def _port(value: str) -> int | None:
    if not value:
        return None
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


_ADDRESS = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+"
_SENDER = re.compile(rf"{_ADDRESS}|[A-Za-z0-9 ._-]+ <{_ADDRESS}>")


def _smtp_url(value: str) -> str:
    if value:
        try:
            parts = urlsplit(value)
            usable = (
                parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
            )  # reading the port checks it
        except ValueError:
            usable = False
        if not usable:
            raise ValueError("use smtp://user:password@host:587 or smtps://user:password@host:465")
    return value


def _mail_from(value: str) -> str:
    if value and not _SENDER.fullmatch(value):
        raise ValueError("use name@host or Some Name <name@host>, both in Latin letters")
    return value


def _secret(shortest: int) -> Callable[[str], str]:
    """A reader of what must be hard to guess; none at all is for whoever declares it optional."""

    def read(value: str) -> str:
        if value and len(value) < shortest:
            raise ValueError(f"use at least {shortest} characters that nobody can guess")
        return value

    return read


def _password(value: str) -> str:
    if value and not SHORTEST_PASSWORD <= len(value) <= LONGEST_PASSWORD:
        raise ValueError(f"use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    return value


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
    line_channel_secret_previous: str = _setting(
        "The old channel secret, accepted too while it is being changed", "", secret=True
    )
    secret_key: str = _setting(
        "Signs the desk's sessions and forms, 32 characters or more; by default it follows from the channel secret",
        "",
        read=_secret(32),
        secret=True,
    )
    line_api_host: str = _setting("Points the SDK at another host than LINE's own", "", read=_http_url)
    media_dir: str = _setting("Where customers' pictures and files are kept, outside any web root", "var/media")
    public_url: str = _setting(
        "Where people reach the desk and the public charter; only with `http://` do its cookies travel without TLS",
        "",
        read=_http_url,
    )
    smtp_url: str = _setting(
        "The mail server by which documents are sent to staff, `smtp://…` or `smtps://…`",
        "",
        read=_smtp_url,
        secret=True,
    )
    mail_from: str = _setting("Whom e-mails are from, as `name@host`; needed with SMTP_URL", "", read=_mail_from)
    host: str = _setting("The address a web process listens on", "0.0.0.0")  # noqa: S104 - a container needs it
    port: int | None = _setting("The port of a web process, instead of its own", "", read=_port)
    metrics_token: str = _setting(
        "What Prometheus sends as bearer token to read `/metrics`; without it nobody does",
        "",
        read=_secret(16),
        secret=True,
    )
    trial: bool = _setting("Local trial: trial accounts are made and every page says so", "0", read=flag)
    clock_file: str = _setting("Local trial: a file with the seconds by which the clock is moved", "")
    demo: bool = _setting("Load demo tickets, marked as demo on every page", "0", read=flag)
    trial_staff_password: str = _setting("The password of the trial accounts", "", read=_password, secret=True)
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
        faults += _contradictions(values)
        if faults:
            raise SettingsError(
                "These settings need your attention (see the table in README.md):\n" + "\n".join(faults)
            )
        values["secret_key"] = values["secret_key"] or _follows_from(values["line_channel_secret"])
        return cls(**values)

    @property
    def media_path(self) -> Path:
        """The media folder as a path."""
        return Path(self.media_dir)


def _follows_from(channel_secret: str) -> str:
    """A key that every process finds by itself and that gives nothing away of what it was made from."""
    return hmac.digest(channel_secret.encode(), b"the desk's sessions and forms", sha256).hex()


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """What cannot be together, as far as the values could be read."""
    return [*_of_mail(values), *_of_the_trial(values)]


def _of_mail(values: Mapping[str, Any]) -> list[str]:
    if values.get("smtp_url") and values.get("mail_from") == "":
        return ["  MAIL_FROM is missing: with SMTP_URL say whom e-mails are from, as name@host"]
    return []


def _of_the_trial(values: Mapping[str, Any]) -> list[str]:
    if "trial" not in values:
        return []
    if not values["trial"]:
        return [
            f"  {name.upper()} is not usable: use it with TRIAL=1 only, or take it out"
            for name in ("clock_file", "trial_staff_password")
            if values.get(name)
        ]
    if values.get("trial_staff_password", "not readable, which is told already"):
        return []
    return ["  TRIAL_STAFF_PASSWORD is missing: TRIAL=1 makes accounts, an administrator's among them"]
