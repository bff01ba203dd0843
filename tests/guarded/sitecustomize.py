"""Python imports this by itself where this folder is on its path: so the processes under test are guarded too."""

import runpy
from pathlib import Path

runpy.run_path(str(Path(__file__).resolve().parent.parent / "network_guard.py"))["install"]()
