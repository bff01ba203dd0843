"""Is this webhook from LINE? The signature is over the raw bytes."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha256


def sign(secret: str, body: bytes) -> str:
    """The ``x-line-signature`` of ``body``: base64 of HMAC-SHA256 under the channel secret."""
    return base64.b64encode(hmac.digest(secret.encode(), body, sha256)).decode("ascii")


def is_genuine(secrets: Sequence[str], body: bytes, signature: str) -> bool:
    """Whether any of ``secrets`` signed ``body``. Two are accepted while a channel secret is being changed."""
    given = signature.encode("utf-8", "replace")
    return any(hmac.compare_digest(sign(secret, body).encode("ascii"), given) for secret in secrets)
