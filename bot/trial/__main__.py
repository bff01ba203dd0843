"""``python -m bot.trial``: everything on this machine, with one command. ``make run`` installs and comes here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bot.trial.runner import run

if __name__ == "__main__":
    sys.exit(run(Path.cwd(), os.environ))
