"""How a webhook travels: its bytes, its signature, one POST."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from bot.simulator.state import Json

TIMEOUT_SECONDS = 2.0

# Takes the address, the body, the headers and the seconds to wait; gives the status or raises DeliveryFailed.
Deliver = Callable[[str, bytes, Mapping[str, str], float], int]


class DeliveryFailed(Exception):
    """No answer came; the argument is LINE's word for the reason."""


def encode(body: Json) -> bytes:
    """JSON as LINE sends it: letters as they are, in UTF-8. A lone surrogate can only travel escaped."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body, separators=(",", ":")).encode()


def sign(secret: str, body: bytes) -> str:
    """LINE's signature over the exact bytes of a request."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def post(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> int:
    """POST over a connection of its own and give the status. Raises DeliveryFailed."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=timeout)
    try:
        connection.request("POST", parts.path or "/", body=body, headers=dict(headers))
        return connection.getresponse().status
    except TimeoutError as error:
        raise DeliveryFailed("request_timeout") from error
    except (OSError, HTTPException) as error:
        raise DeliveryFailed("could_not_connect") from error
    finally:
        connection.close()
