"""Runs the command in this process, and a case to change."""

from __future__ import annotations

import io
import json
from typing import Any

from service_standards.__main__ import main

RECEIVED = {"at": "2026-04-10T10:00:00+07:00", "what": "received"}
CASE: dict[str, Any] = {
    "id": "one",
    "allowance": "3 working_days",
    "calendar": "office",
    "measure": "resolution",
    "pausable": True,
    "events": [
        RECEIVED,
        {"at": "2026-04-16T10:00:00+07:00", "what": "asked_customer", "ref": "message 7"},
        {"at": "2026-04-20T09:00:00+07:00", "what": "customer_replied"},
    ],
    "now": "2026-04-22T12:00:00+07:00",
}


def run(*argv: str, stdin: bytes = b"") -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = main(argv, io.BytesIO(stdin), out, err)
    return status, out.getvalue(), err.getvalue()


def read(*lines: object) -> tuple[int, list[Any]]:
    """Runs `read` over lines: bytes as they are, anything else as JSON."""
    written = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    status, out, _ = run("read", stdin=b"\n".join(written) + b"\n")
    return status, [json.loads(line) for line in out.splitlines()]


def changed(**changes: object) -> dict[str, Any]:
    return {key: value for key, value in {**CASE, **changes}.items() if value is not ...}
