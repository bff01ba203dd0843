"""Makes ``.venv`` and installs the pinned requirements into it, once: ``python3 -m bot.trial.install [--dev]``.

Runs before anything is installed, so it uses the standard library alone.
"""

# ruff: noqa: S603 - starting programs is what the trial is for; none of their names comes from outside

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed"


def main(arguments: list[str]) -> int:
    """Install what is missing and return the exit code. Takes milliseconds when nothing is."""
    wanted = Path("requirements-dev.txt" if "--dev" in arguments else "requirements.txt")
    if _mark(wanted) in _installed():
        return 0
    if not _venv_works() and not _make_venv():
        return 1
    if not _install(wanted):
        return 1
    if "--dev" in arguments:
        _compile()
    covered = [Path("requirements.txt"), wanted]  # the dev file holds the same pins and more
    STAMP.write_text("\n".join(map(_mark, covered)), encoding="ascii")
    return 0


def _mark(requirements: Path) -> str:
    return f"{requirements.name} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"


def _installed() -> list[str]:
    if not STAMP.exists() or not _venv_works():
        return []
    return STAMP.read_text(encoding="ascii").splitlines()


def _venv_works() -> bool:
    """False where there is none, or where the Python it was made from has gone or the folder has moved."""
    if not PYTHON.exists():
        return False
    asked = [str(PYTHON), "-c", "import sys; print(sys.prefix)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and Path(answer.stdout.strip()).resolve() == VENV.resolve()


def _make_venv() -> bool:
    _say(f"สร้าง .venv ด้วย Python {sys.version.split()[0]} · making .venv with it")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode == 0:
        return True
    _say(
        "",
        "สร้าง .venv ไม่สำเร็จ บน Debian และ Ubuntu ให้ติดตั้งแพ็กเกจ python3-venv ก่อน แล้วสั่งใหม่",
        "Could not make .venv. On Debian and Ubuntu install it first: apt install python3-venv",
    )
    return False


def _install(wanted: Path) -> bool:
    packages = sum("==" in line and not line.startswith((" ", "#")) for line in wanted.read_text().splitlines())
    _say(f"ติดตั้ง {packages} แพ็กเกจ (ครั้งแรกครั้งเดียว ไม่กี่นาที) · installing {packages} packages, this once, a few minutes")
    # The pins name everything, so there is nothing to resolve; most modules are never imported, so Python compiles
    # those that are when they are. Together that halves the wait.
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install"]
    pip += ["--require-hashes", "--no-deps", "--no-compile", "-r", str(wanted)]
    if subprocess.run(pip, check=False).returncode == 0:
        return True
    _say(
        "",
        "ติดตั้งไม่สำเร็จ โปรดอ่านข้อความของ pip ข้างบน ตรวจอินเทอร์เน็ตหรือพร็อกซี แล้วสั่งใหม่ ระบบจะทำต่อจากเดิม",
        "The installation failed: see pip's message above, check the network or proxy, and run the same command again.",
    )
    return False


def _compile() -> None:
    """Compile all that is installed: where warnings are errors, another's old syntax must not fail its first import."""
    quietly = [str(PYTHON), "-W", "ignore", "-m", "compileall", "-qq", "-j", "0", str(VENV / "lib")]
    subprocess.run(quietly, check=False)


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
