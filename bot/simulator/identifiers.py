"""Identifiers in LINE's forms: ULIDs, 18-digit message ids, tokens."""

import hashlib
import re
import secrets
import threading
import time
import uuid

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RETRY_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def event_id(at_ms: int) -> str:
    """A ULID: 48 bits of time and 80 random ones in 26 letters."""
    value = (at_ms & (1 << 48) - 1) << 80 | secrets.randbits(80)
    return "".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5))


def reply_token() -> str:
    return secrets.token_hex(16)


def long_token() -> str:
    """A quote token or mark-as-read token."""
    return secrets.token_urlsafe(96)


def request_id() -> str:
    return str(uuid.uuid4())


def rich_menu_id() -> str:
    return f"richmenu-{secrets.token_hex(16)}"


def is_person_id(text: str) -> bool:
    return re.fullmatch(r"U[0-9a-f]{32}", text) is not None


def is_retry_key(text: str) -> bool:
    return _RETRY_KEY.fullmatch(text) is not None


def person_id(name: str) -> str:
    """The user id of a customer known by name: the same after every start, so that old tickets still find them."""
    return "U" + hashlib.sha256(f"local LINE customer {name}".encode()).hexdigest()[:32]


def random_person_id() -> str:
    return "U" + secrets.token_hex(16)


def random_group_id() -> str:
    return "C" + secrets.token_hex(16)


class MessageIds:
    """18-digit message ids that only rise, also from one start of local LINE to the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> str:
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 10)
            return str(self._last)
