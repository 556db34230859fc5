from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from wegwijzer.settings import ROOT

MODULES = sorted((ROOT / "wegwijzer").rglob("*.py"))
QUOTING = "urllib.parse"  # the one part of urllib that opens nothing
ALLOWED = {*sys.stdlib_module_names, QUOTING, "pydantic", "yaml", "dateutil", "rapidfuzz", "wegwijzer"}
# What would make the pure core reach outside: the network, processes, chance.
NOT_PURE = {
    "socket",
    "http",
    "urllib",
    "asyncio",
    "subprocess",
    "threading",
    "multiprocessing",
    "random",
    "secrets",
}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names.add(
                "wegwijzer" if node.level else module if module == QUOTING else module.partition(".")[0]
            )
    return names


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_imports_only_what_the_design_allows(path: Path) -> None:
    assert imported(path) <= ALLOWED


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_stays_pure(path: Path) -> None:
    assert not imported(path) & NOT_PURE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_imported_or_run_by_name(path: Path) -> None:
    called = {
        node.func.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"__import__", "eval", "exec"}


def test_relative_and_nested_imports_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_text("from . import a\ndef f():\n    import rasa.core\n    from fastapi.x import y\n", "utf-8")
    assert imported(path) == {"wegwijzer", "rasa", "fastapi"}
