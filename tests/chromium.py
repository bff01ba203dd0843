"""Finds a Chromium for the browser tests, or installs Debian's where it may: ``python -m tests.chromium``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ADVICE = """\
No Chromium here, and no way to install it without a password.
  Install it:                apt-get install chromium   (as root)
  Or leave its tests out:    make test BROWSER=0
"""


def find() -> str | None:
    """The program, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def install() -> bool:
    """Install Debian's package as root or through a sudo that asks nothing. False where neither is possible."""
    apt = _privileged()
    if apt is None:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*apt, *step], stdin=subprocess.DEVNULL, env=environment, check=False)
        if done.returncode != 0 and step != ["update"]:  # an old list may still do
            return False
    return find() is not None


def _privileged() -> list[str] | None:
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = ["sudo", "--non-interactive"]
    if shutil.which("sudo") and subprocess.run([*sudo, "true"], capture_output=True, check=False).returncode == 0:
        return [*sudo, "apt-get"]
    return None


if __name__ == "__main__":
    if find() is None and not install():
        sys.exit(ADVICE)
