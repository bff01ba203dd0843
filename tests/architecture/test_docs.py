"""What the README promises is there."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

from backend.settings import Settings
from tests.architecture.test_imports import modules

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("knob", [field.name.upper() for field in fields(Settings)])
def test_every_setting_is_in_the_table(knob: str) -> None:
    assert f"| `{knob}` |" in README


def test_the_table_names_no_setting_that_is_not_there() -> None:
    knobs = {field.name.upper() for field in fields(Settings)}
    named = {line.split("`")[1] for line in README.splitlines() if line.startswith("| `")}

    assert named == knobs


@pytest.mark.parametrize("knob", [field.name for field in fields(Settings)])
def test_every_setting_is_read_by_somebody(knob: str) -> None:
    """Of ``settings``, or in a property of the settings themselves."""
    readers = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == knob
        and ast.unparse(node.value).split(".")[-1] == ("self" if name == "backend.settings" else "settings")
    }

    assert readers


def test_pictures_and_files_named_are_there() -> None:
    for part in README.split("](")[1:]:
        target = part.split(")")[0]
        assert target.startswith("http") or (ROOT / target).exists(), target


def test_every_pinned_package_has_a_word_why() -> None:
    for name in ("requirements.in", "requirements-dev.in"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r")):
                assert "  # " in line, line
                assert "==" in line, line
