"""The doors that others build on: the Procfile, make's commands, and the installer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from honcho.environ import parse_procfile

from bot.trial.choices import choose
from tests.processes import ROOT, free_port

COMMANDS = ("run", "test", "check", "bench", "lock", "help", "clean")


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_the_procfile_has_the_five_promised_lines() -> None:
    processes = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes
    assert set(processes) == {"release", "bot", "desk", "worker", "clock"}


def test_help_names_every_command() -> None:
    shown = make("help").stdout
    for command in COMMANDS:
        assert f"make {command} " in shown


@pytest.mark.parametrize(("answer", "shown"), [("echo Python 3.9.2", "Python 3.9.2"), ("exit 127", "not found")])
def test_an_old_python_is_named_with_what_to_do(tmp_path: Path, answer: str, shown: str) -> None:
    old = tmp_path / "python3"
    old.write_text(f'#!/bin/sh\n[ "$1" = --version ] || exit 1\n{answer}\n')
    old.chmod(0o755)
    refused = make("python", f"PYTHON={old}")
    assert refused.returncode != 0
    assert f"Python 3.11 or newer is needed; the command {old} here is: " in refused.stderr
    assert shown in refused.stderr
    assert "PYTHON=python3.12" in refused.stderr


def test_an_enough_new_python_is_accepted_without_a_word() -> None:
    accepted = make("python", f"PYTHON={sys.executable}")
    assert (accepted.returncode, accepted.stderr) == (0, "")


PIP = """
import pathlib, sys
print("pip is asked:", *sys.argv[1:])
sys.exit(pathlib.Path("no-network").exists())
"""


@pytest.fixture
def install(tmp_path: Path) -> Callable[[], subprocess.CompletedProcess[str]]:
    """Run the installer in a folder of its own, whose .venv has a pip that only says what it is asked."""
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / ".venv")], check=True)
    [packages] = tmp_path.glob(".venv/lib/python*/site-packages")
    (packages / "pip").mkdir()
    (packages / "pip" / "__main__.py").write_text(PIP)
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "bot.trial.install"]
    return lambda: subprocess.run(
        command, cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def test_a_second_start_installs_nothing(
    tmp_path: Path, install: Callable[[], subprocess.CompletedProcess[str]]
) -> None:
    first, second = install(), install()
    assert " -r requirements.txt" in first.stdout
    assert (second.returncode, second.stdout) == (0, "")

    (tmp_path / "requirements.txt").write_text("# something new\n")
    assert " -r requirements.txt" in install().stdout


def test_an_installation_that_failed_is_tried_again(
    tmp_path: Path, install: Callable[[], subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "no-network").touch()
    failed = install()
    assert failed.returncode == 1
    assert "run the same command again" in failed.stdout

    (tmp_path / "no-network").unlink()
    again = install()
    assert again.returncode == 0
    assert "pip is asked" in again.stdout


def serve(tmp_path: Path, port: int, **changes: str) -> subprocess.CompletedProcess[str]:
    """Start the bot by its Procfile line, where it is expected to refuse."""
    line = parse_procfile((ROOT / "Procfile").read_text(encoding="utf-8")).processes["bot"]
    environ = {**choose({"PATH": os.environ["PATH"]}, tmp_path).environ, "PORT": str(port), **changes}
    environ["PATH"] = f"{Path(sys.executable).parent}:{environ['PATH']}"
    return subprocess.run(["/bin/sh", "-c", line], cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_a_web_process_refuses_a_taken_port_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        refused = serve(tmp_path, port)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} on 127.0.0.1 is taken")
    assert len(refused.stderr.splitlines()) == 1


def test_a_web_process_names_all_missing_settings(tmp_path: Path) -> None:
    refused = serve(tmp_path, free_port(), DATABASE_URL="", REDIS_URL="")
    assert refused.returncode == 1
    assert "DATABASE_URL is missing" in refused.stderr
    assert "REDIS_URL is missing" in refused.stderr
    assert "Traceback" not in refused.stderr
