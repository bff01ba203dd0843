"""What local LINE is told when it starts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

DEFAULT_BOT_USER_ID = "U7c1e0b94d2a83f56c0e1d4b7a9f28365"
DEFAULT_PORT = 8083


class ConfigError(Exception):
    """The settings cannot work; the message names every one that is missing or wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorConfig:
    """One channel: its secrets, where its bot listens, and the people already on it."""

    channel_secret: str = field(repr=False)
    channel_access_token: str = field(repr=False)
    webhook_url: str
    bot_user_id: str = DEFAULT_BOT_USER_ID
    bot_name: str = "นิคมเดสก์ (ทดลอง)"
    customers: tuple[tuple[str, str], ...] = ()  # name and language of the app
    monthly_quota: int | None = 20_000
    clock_file: str = ""  # the seconds by which the clock is moved, for the product to move along

    def __post_init__(self) -> None:
        wrong = [
            *(["LINE_CHANNEL_SECRET is empty"] if not self.channel_secret else []),
            *(["LINE_CHANNEL_ACCESS_TOKEN is empty"] if not self.channel_access_token else []),
            *([] if re.match(r"https?://[^/]", self.webhook_url) else ["WEBHOOK_URL must be an http(s) address"]),
            *([] if re.fullmatch(r"U[0-9a-f]{32}", self.bot_user_id) else ["BOT_USER_ID must be U and 32 hex digits"]),
        ]
        if wrong:
            raise ConfigError("; ".join(wrong))

    @classmethod
    def from_environ(cls, environ: Mapping[str, str], customers: tuple[tuple[str, str], ...] = ()) -> "SimulatorConfig":
        return cls(
            channel_secret=environ.get("LINE_CHANNEL_SECRET", ""),
            channel_access_token=environ.get("LINE_CHANNEL_ACCESS_TOKEN", ""),
            webhook_url=environ.get("WEBHOOK_URL", ""),
            bot_user_id=environ.get("BOT_USER_ID", DEFAULT_BOT_USER_ID),
            customers=customers,
            clock_file=environ.get("CLOCK_FILE", ""),
        )


def port_from(environ: Mapping[str, str]) -> int:
    """The port to listen on. Raises ConfigError."""
    raw = environ.get("PORT", str(DEFAULT_PORT))
    if not raw.isdecimal() or int(raw) > 65535:
        raise ConfigError(f"PORT must be a number up to 65535, not {raw!r}")
    return int(raw)
