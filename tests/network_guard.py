"""Tests reach this machine and nothing else.

An audit hook sees every connection and look-up that Python makes, whoever makes it, and nothing has to be patched.
A hook cannot be taken back, which is what we want of it.
"""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

LOCAL_NAMES = {"", "localhost"}
EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


class LeavesThisMachine(BaseException):
    """Something tried to reach another machine. Not an Exception: nobody may swallow it as a failed connection."""


def install() -> None:
    """Watch every connection from here to the end of the process."""
    sys.addaudithook(_watch)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in EVENTS:
        return
    target = arguments[1] if event in {"socket.connect", "socket.sendto"} else arguments[0]
    host = target[0] if isinstance(target, tuple) else target
    if event in {"socket.connect", "socket.sendto"} and not isinstance(target, tuple):
        return  # a unix socket's path
    if not is_local(host):
        raise LeavesThisMachine(f"{event}: {host}")


def is_local(host: str | bytes | None) -> bool:
    """True for loopback addresses and the names that mean this machine."""
    name = host.decode() if isinstance(host, bytes) else host or ""
    if name in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False
