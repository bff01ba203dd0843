"""The systemd units and the container file start what the Procfile starts, and their commands work."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from configparser import RawConfigParser
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from backend.serve import SECONDS_TO_FINISH
from tests.processes import ROOT, get
from tests.production.conftest import Settings, quoted
from tests.servers import Child

FOLDER = ROOT / "docs" / "production"
UNITS = {path.stem.removeprefix("nikhom-").rstrip("@"): path for path in sorted(FOLDER.glob("*.service"))}
KEPT = sorted(UNITS.keys() - {"release"})
PROCFILE = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes


def unit(path: Path) -> RawConfigParser:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def command(name: str) -> list[str]:
    return shlex.split(unit(UNITS[name])["Service"]["ExecStart"])


def of_procfile(name: str) -> list[str]:
    """What follows ``exec python`` on its line, or ``exec nice -n 5 python``, which systemd says in its own way."""
    before, _, after = PROCFILE[name].partition("python ")
    assert before == ("exec nice -n 5 " if "Nice" in unit(UNITS[name])["Service"] else "exec ")
    return shlex.split(after)


def test_each_process_has_a_unit_that_starts_what_the_procfile_starts() -> None:
    assert set(UNITS) == set(PROCFILE)
    for name in UNITS:
        python, *rest = command(name)
        assert python == "/opt/nikhom-desk/.venv/bin/python"
        assert rest == of_procfile(name), name


@pytest.mark.parametrize("name", KEPT)
def test_a_process_is_started_again_without_end_and_has_the_time_it_needs_to_stop(name: str) -> None:
    found = unit(UNITS[name])

    assert found["Unit"]["StartLimitIntervalSec"] == "0"
    assert found["Service"]["Restart"] == "always"
    assert int(found["Service"]["TimeoutStopSec"]) > SECONDS_TO_FINISH


@pytest.mark.parametrize("name", ["bot", "desk"])
def test_the_command_of_a_web_process_serves_and_stops_when_asked(
    name: str, settings: Settings, started: Callable[..., Child]
) -> None:
    child = started(quoted(command(name)), settings)
    url = f"http://127.0.0.1:{settings['PORT']}/healthz"

    child.wait_for(lambda: get(url)[0] == 200)

    assert json.loads(get(url)[1])["database"] == "ok"
    assert child.stop(patience=SECONDS_TO_FINISH) == 0


def test_the_command_of_the_clock_runs_and_stops_when_asked(settings: Settings, started: Callable[..., Child]) -> None:
    child = started(quoted(command("clock")), settings)

    child.wait_for(lambda: "clock_ready" in child.last_words())

    assert child.stop() == 0


def test_the_ports_are_those_of_the_readme() -> None:
    ports = {name: words[words.index("--port") + 1] for name in ("bot", "desk") for words in [command(name)]}

    assert ports == {"bot": "8081", "desk": "8082"}
    assert "| `bot` 8081, `desk` 8082 |" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_image_is_the_webhook_and_its_comment_tells_how_to_start_the_others() -> None:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8")
    lines = dict(line.split(" ", 1) for line in text.splitlines() if line.startswith(("ENTRYPOINT", "CMD")))
    told = [line.rpartition("nikhom-desk ")[2] for line in text.splitlines() if line.startswith("#   podman")][1:]

    assert ["python", *of_procfile("bot")] == json.loads(lines["ENTRYPOINT"]) + json.loads(lines["CMD"])
    assert sorted(told) == sorted(" ".join(of_procfile(name)[1:]) for name in PROCFILE if name != "bot")
