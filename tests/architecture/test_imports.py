"""The drawing of the house in the README, held against the imports. A new module needs a place here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "backend", "intents", "service_standards")
CORE = {"intents", "service_standards"}
TABLES = {"backend.models", "backend.errors", "backend.notices"}
BELOW_BOT = {"backend.services", "backend.models", "backend.work", "backend.settings", "backend.errors", "backend.logs",
             "backend.files", *CORE}  # fmt: skip

# Owner of modules → owners it may import. Read from top to bottom: no arrow turns back.
ARROWS: dict[str, set[str]] = {
    "bot.trial": {"backend.settings", "backend.serve"},
    "bot.simulator": set(),
    "bot.release": {"bot.process", "backend.schema", "backend.readiness", "backend.logs", "backend.work",
                    "backend.settings", "backend.services", "backend.errors", *CORE},
    "bot.catalogue_files": {"bot.process", "backend.readiness", "backend.services", "backend.work", *TABLES, *CORE},
    "bot.trainer": {"bot.process", "backend.readiness", "backend.logs", "backend.work", "backend.services", *CORE},
    "bot.worker": {"bot.pump", "bot.serving", "bot.drain", "bot.deliver", "bot.media", "bot.wording", "bot.doorbell",
                   "bot.line_client", "bot.process", "backend.services", "backend.files", "backend.work", *CORE},
    "bot.clock": {"bot.process", "bot.preparing", "bot.doorbell", "bot.conversation", "backend.health", *BELOW_BOT},
    "bot.preparing": {"bot.doorbell", *BELOW_BOT},
    "bot.serving": {"bot.answering", *BELOW_BOT},
    "bot.mail": {"bot.process", "backend.logs", "backend.work", "backend.services"},
    "bot.reporter": {"bot.process", "backend.desk", "backend.queries", "backend.papers", *BELOW_BOT},
    "bot.regroup": {"bot.process", *BELOW_BOT},
    "bot.self_audit": {"bot.process", "backend.queries", *BELOW_BOT},
    "bot.sealing": {"bot.process", "backend.queries", *BELOW_BOT},
    "bot.verify_reports": {"bot.process", "backend.queries", "backend.whole_numbers", *BELOW_BOT},
    "bot.rich_menu": {"bot.process", "bot.line_client", "bot.conversation"},
    "bot.wsgi": {"bot.process", "bot.webhook", "bot.inbox_writer", "backend.web"},
    "bot.desk": {"bot.process", "bot.preview", "backend.app", "intents"},
    "bot.preview": {"bot.answering", "bot.wording", "bot.conversation", "bot.messages", "bot.words", "backend.desk",
                    *CORE},
    "bot.process": {"bot.doorbell", "backend.readiness", "backend.logs", "backend.settings", "backend.work",
                    "intents"},
    "bot.webhook": {"bot.inbox_writer", "bot.signature", "bot.events"},
    "bot.inbox_writer": {"backend.models", "backend.work"},
    "bot.pump": {"bot.drain", "bot.deliver", "bot.media", "bot.doorbell", "bot.line_client", *BELOW_BOT},
    "bot.drain": {"bot.performing", "bot.sending", "bot.wording", "bot.conversation", "bot.events", *BELOW_BOT},
    "bot.performing": {"bot.wording", "bot.ledger_card", "bot.promises", "bot.answering", "bot.conversation",
                       "bot.messages", "bot.words", *BELOW_BOT},
    "bot.ledger_card": {"bot.messages", "bot.words", *BELOW_BOT},
    "bot.deliver": {"bot.sending", "bot.wording", "bot.line_client", *BELOW_BOT},
    "bot.sending": {"bot.line_client", "backend.models"},
    "bot.media": {"bot.line_client", *BELOW_BOT},
    "bot.wording": {"bot.moved_dues", "bot.answering", "bot.conversation", "bot.messages", "bot.words",
                    "backend.notices", *BELOW_BOT},
    "bot.moved_dues": {"bot.messages", "bot.words", "backend.notices", *BELOW_BOT},
    "bot.promises": {"bot.messages", "bot.words", *CORE},
    "bot.answering": {"bot.conversation", "bot.messages", "bot.words", *CORE},
    "bot.line_client": set(),
    "bot.doorbell": set(),
    "bot.conversation": {"bot.words", "intents"},
    "bot.messages": set(),
    "bot.words": set(),
    "bot.events": set(),
    "bot.signature": set(),
    "backend.app": {"backend.desk", "backend.web", "backend.health", "backend.work", "backend.settings",
                    "backend.queries", *TABLES},
    "backend.serve": {"backend.settings"},
    "backend.desk": {"backend.web", "backend.queries", "backend.services", "backend.health", "backend.logs",
                     "backend.files", "backend.papers", "backend.work", "backend.settings", "backend.visible",
                     "backend.whole_numbers", *TABLES, *CORE},
    "backend.web": {"backend.health", "backend.logs", "backend.work"},
    "backend.queries": {"backend.services", "backend.papers", "backend.work", *TABLES, *CORE},
    "backend.health": {"backend.work", "backend.models"},
    "backend.services": {"backend.files", "backend.papers", "backend.work", "backend.visible", "backend.whole_numbers",
                         *TABLES, *CORE},
    "backend.papers": {"service_standards"},
    "backend.schema": set(),
    "backend.readiness": set(),
    "backend.notices": set(),
    "backend.models": {"service_standards"},
    "backend.files": set(),
    "backend.work": set(),
    "backend.settings": set(),
    "backend.logs": set(),
    "backend.errors": set(),
    "backend.visible": set(),
    "backend.whole_numbers": set(),
    "intents": set(),
    "service_standards": set(),
}  # fmt: skip

NEVER_IN_THE_CORE = {"flask", "sqlalchemy", "redis", "rq", "linebot", "requests", "urllib3", "socket", "subprocess"}
PURE = {*CORE, "bot.conversation"}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the four packages, by name. Migrations are run, never imported."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if not name.startswith("backend.migrations"):
                found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def owner(module: str) -> str | None:
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in ARROWS), None)


def test_the_arrows_only_go_down() -> None:
    order = list(ARROWS)
    for name, targets in ARROWS.items():
        assert all(order.index(target) > order.index(name) for target in targets), name


@pytest.mark.parametrize("module", [name for name in modules() if "." in name])
def test_every_module_imports_only_what_its_owner_may(module: str) -> None:
    own = owner(module)
    assert own is not None, f"give {module} a place in ARROWS"
    for imported in imports(modules()[module]):
        if imported.split(".")[0] in PACKAGES and imported not in PACKAGES:
            target = owner(imported)
            assert target in {own, *ARROWS[own]}, f"{module} may not import {imported}"


@pytest.mark.parametrize("package", sorted(PURE))
def test_the_core_is_pure(package: str) -> None:
    for name, tree in modules().items():
        if name == package or name.startswith(f"{package}."):
            used = {imported.split(".")[0] for imported in imports(tree)}
            assert not used & NEVER_IN_THE_CORE, name


def test_package_doors_build_nothing() -> None:
    for name, tree in modules().items():
        path = ROOT / Path(*name.split(".")) / "__init__.py"
        if path.exists():
            assert all(isinstance(node, ast.Expr) for node in tree.body), name


def calls(tree: ast.Module, *names: str) -> bool:
    return any(
        isinstance(node, ast.Attribute) and f"{ast.unparse(node.value)}.{node.attr}" in names for node in ast.walk(tree)
    )


def test_the_clock_is_read_in_one_place() -> None:
    readers = {
        name
        for name, tree in modules().items()
        if calls(tree, "datetime.now", "datetime.utcnow", "date.today", "time.time")
        and not name.startswith("bot.simulator")
    }

    assert {owner(name) for name in readers} <= {"backend.work", "service_standards", "bot.trial"}
    assert {name for name in readers if name.startswith("service_standards")} <= {"service_standards.__main__"}


def test_the_environment_is_read_at_the_edges_only() -> None:
    readers = {name for name, tree in modules().items() if calls(tree, "os.environ", "os.getenv")}

    assert {owner(name) for name in readers} <= {
        "bot.process",
        "bot.trial",
        "bot.simulator",
        "backend.serve",
    }


def test_transactions_are_committed_in_one_place() -> None:
    committers = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    }

    assert committers <= {"backend.work"}
