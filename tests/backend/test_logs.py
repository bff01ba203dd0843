"""Logs: one JSON object a line whoever logs, and of a failure its class and place, never its message."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from backend.logs import fault, where
from tests.processes import ROOT

SAID = "โทร 081-234-5678"
PROCESS = f"""
import logging
import structlog
from backend.logs import set_up_logs

set_up_logs("INFO")
ours, library = structlog.get_logger(), logging.getLogger("library")
ours.debug("too quiet")
ours.info("ready", number=1)
library.info("too quiet")
library.warning("of %s", "theirs")
try:
    raise ValueError("{SAID}")
except ValueError as caught:
    ours.error("ours_failed", exc_info=True)
    ours.error("ours_failed", exc_info=caught)
    library.exception("theirs failed")
    library.error("theirs failed\\nTraceback (most recent call last):\\nValueError: %s", "{SAID}", stack_info=True)
raise RuntimeError("{SAID}")
"""


def test_every_line_is_json_and_no_message_of_an_exception_is_in_it() -> None:
    ended = subprocess.run([sys.executable, "-c", PROCESS], cwd=ROOT, capture_output=True, text=True, check=False)
    lines: list[dict[str, Any]] = [json.loads(line) for line in ended.stdout.splitlines()]

    assert [line["event"] for line in lines] == [
        *("ready", "of theirs", "ours_failed", "ours_failed", "theirs failed", "theirs failed", "process_failed")
    ]
    assert [line.get("error") for line in lines] == [
        *(None, None, "ValueError", "ValueError", "ValueError", None, "RuntimeError")
    ]
    assert all({"level", "timestamp"} <= line.keys() for line in lines)
    assert lines[1]["logger"] == "library"
    assert SAID not in str(lines)
    assert "081" not in ended.stdout
    assert (ended.returncode, ended.stderr) == (1, "")


def test_a_fault_is_told_by_its_class_the_drivers_class_and_our_innermost_line() -> None:
    class Wrapped(Exception):
        orig = KeyError(SAID)

    def ours() -> None:
        try:
            json.loads(SAID)
        except ValueError as problem:
            raise Wrapped(SAID) from problem

    try:
        ours()
    except Wrapped as problem:
        told = fault(problem)
    try:
        json.loads(SAID)
    except ValueError as problem:
        place = where(problem)

    assert told["error"] == "Wrapped (KeyError)"
    assert told["where"].startswith("test_logs.py:")
    assert told["way"].count("test_logs.py:") == 2
    assert told["way"].endswith(told["where"])
    assert place.startswith("test_logs.py:")
    assert SAID not in str(told)


def test_a_fault_that_was_never_raised_has_no_place() -> None:
    assert where(ValueError(SAID)) == "?"
