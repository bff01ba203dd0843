"""Finds Debian's programs for tests, or installs them where it may: ``python -m tests.programs browser office``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """A program by any of its names, Debian's package with it, and for which tests."""

    names: Sequence[str]
    package: str
    tests: str
    """The marker of the tests, and in capitals the switch of ``make test`` that leaves them out."""

    def find(self) -> str | None:
        """Where it is, or None."""
        return next(filter(None, map(shutil.which, self.names)), None)

    @property
    def advice(self) -> str:
        """What to do where it is missing and cannot be installed."""
        return (
            f"No {self.names[0]} here, and no way to install it without a password.\n"
            f"  Install it:                apt-get install {self.package}   (as root)\n"
            f"  Or leave its tests out:    make test {self.tests.upper()}=0\n"
        )


CHROMIUM = Program(("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"), "chromium", "browser")
PDFTOTEXT = Program(("pdftotext",), "poppler-utils", "office")
SOFFICE = Program(("soffice", "libreoffice"), "libreoffice-calc-nogui", "office")
ALL = (CHROMIUM, PDFTOTEXT, SOFFICE)


def install(programs: Sequence[Program]) -> None:
    """Install Debian's packages as root or through a sudo that asks nothing; nothing where neither is possible."""
    apt = _privileged()
    if apt is None:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    packages = [program.package for program in programs]
    for step in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):  # an old list may still do
        subprocess.run([*apt, *step], stdin=subprocess.DEVNULL, env=environment, check=False)


def _privileged() -> list[str] | None:
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = ["sudo", "--non-interactive"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return [*sudo, "apt-get"]
    return None


def main(kinds: Sequence[str]) -> str:
    """Have the programs for these tests; what to do about those that are missing still."""
    wanted = [program for program in ALL if program.tests in kinds]
    if missing := [program for program in wanted if program.find() is None]:
        install(missing)
    return "".join(program.advice for program in wanted if program.find() is None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) or 0)
