"""What the trial chooses for whoever has chosen nothing: a database file, a Redis, a LINE, secrets and ports.

Everything can be chosen in the environment or in ``.env`` instead, one by one; the environment wins.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from honcho import environ as dotenv

from backend.settings import flag
from bot.trial import redis_server

DEFAULT_PORTS = {"BOT_PORT": 8081, "DESK_PORT": 8082, "LINE_PORT": 8083}
CREDENTIALS = ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_ACCESS_TOKEN")
EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""For a password that is read from one screen and typed into another: nothing that looks like something else."""


class CannotStart(Exception):
    """The trial cannot start as things are; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen. ``environ`` goes to every process; each web process gets its ``PORT`` on top."""

    environ: Mapping[str, str]
    host: str
    bot_port: int
    desk_port: int
    line_port: int
    starts_redis: bool
    starts_line: bool
    staff_password: str | None
    """The trial accounts' password; None where none are made."""

    @property
    def ports(self) -> dict[str, int]:
        """Each setting of a port that will be listened on, with its number."""
        ports = {"BOT_PORT": self.bot_port, "DESK_PORT": self.desk_port}
        return {**ports, "LINE_PORT": self.line_port} if self.starts_line else ports

    def address(self, port: int) -> str:
        """Where a person on this machine reaches a port."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def read_environ(root: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment, with ``.env`` beneath it; what is set to nothing counts as not set."""
    file = root / ".env"
    written = dotenv.parse(file.read_text(encoding="utf-8")) if file.exists() else {}
    return {name: value for source in (written, environ) for name, value in source.items() if value}


def choose(environ: Mapping[str, str], var: Path) -> Choices:
    """Complete ``environ`` with the trial's own choices; what has to be kept is kept in the folder ``var``.

    Raises:
        CannotStart: naming every setting that cannot be used.
    """
    ports = _ports(environ)
    own_database, own_redis = "DATABASE_URL" not in environ, "REDIS_URL" not in environ
    own_line = not any(name in environ for name in (*CREDENTIALS, "LINE_API_HOST"))
    # Nobody's own database gets accounts that it did not ask for, nor instants of a clock that somebody has moved.
    trial = environ.get("TRIAL", "1" if own_database else "0")
    is_trial = _is_on(trial)
    kept = _kept_secrets(var / "trial.json")
    chosen = {
        "HOST": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{var / 'nikhom.db'}",
        "REDIS_URL": redis_server.url(redis_server.socket_path(var)),
        "MEDIA_DIR": str(var / "media"),
        "LOG_LEVEL": "WARNING",
        "TRIAL": trial,
        "SECRET_KEY": kept["secret_key"],
        **({"TRIAL_STAFF_PASSWORD": kept["staff"]["password"]} if is_trial else {}),
        **environ,
    }
    result = Choices(
        environ=chosen,
        host=chosen["HOST"],
        bot_port=ports["BOT_PORT"],
        desk_port=ports["DESK_PORT"],
        line_port=ports["LINE_PORT"],
        starts_redis=own_redis,
        starts_line=own_line,
        staff_password=chosen["TRIAL_STAFF_PASSWORD"] if is_trial else None,
    )
    chosen.setdefault("PUBLIC_URL", result.address(result.desk_port))
    if own_line:
        chosen |= {name: kept[name.lower()] for name in CREDENTIALS}
        chosen["LINE_API_HOST"] = result.address(result.line_port)
        chosen["WEBHOOK_URL"] = result.address(result.bot_port) + "/line/webhook"
        if is_trial:
            chosen.setdefault("CLOCK_FILE", str(var / "clock"))
        chosen.setdefault("LOCAL_LINE_FILE", str(var / "local-line.json"))
    return result


def _is_on(switch: str) -> bool:
    try:
        return flag(switch)
    except ValueError:
        return False  # the release step names it


def _ports(environ: Mapping[str, str]) -> dict[str, int]:
    faults: list[str] = []
    ports: dict[str, int] = {}
    for name, default in DEFAULT_PORTS.items():
        given = environ.get(name, str(default))
        if given.isdecimal() and 0 < int(given) < 65536:
            ports[name] = int(given)
        else:
            faults.append(f"{name} ต้องเป็นเลข 1–65535 ไม่ใช่ {given!r} · must be a number from 1 to 65535")
    half = [name for name in CREDENTIALS if name not in environ]
    if len(half) == 1:
        faults.append(f"{half[0]} ยังไม่ได้กำหนด ทั้งที่กำหนดอีกค่าหนึ่งแล้ว · is missing, while its companion is set")
    if len(set(ports.values())) < len(ports):
        faults.append("พอร์ตซ้ำกัน · two of BOT_PORT, DESK_PORT and LINE_PORT are the same")
    if faults:
        raise CannotStart("\n".join(["โปรดแก้ค่าต่อไปนี้ · please correct these settings:", *faults]))
    return ports


def _kept_secrets(file: Path) -> dict[str, Any]:
    """The secrets of this trial, made at its first start and readable by their owner alone."""
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="ascii") as out:
            json.dump(_new_secrets(), out, indent=2)
    try:
        kept: dict[str, Any] = json.loads(file.read_text(encoding="ascii"))
    except ValueError:
        raise CannotStart(f"{file} เสียหาย ให้ลบทิ้งแล้วเริ่มใหม่ · is damaged: delete it and start again") from None
    return kept


def _new_secrets() -> dict[str, Any]:
    password = "-".join("".join(secrets.choice(EASY_LETTERS) for _ in range(4)) for _ in range(3))
    return {
        "line_channel_secret": secrets.token_hex(16),
        "line_channel_access_token": secrets.token_urlsafe(64),
        "secret_key": secrets.token_urlsafe(48),
        "staff": {"password": password},
    }
