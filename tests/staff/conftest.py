"""A copy of the example schools, and the command line as staff type it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from runner import cli
from wegwijzer import settings

WERF = "vmbo-de-werf.yml"
# Status, what was printed, and what was printed as an error.
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with schools, from whose parent the commands are typed."""
    shutil.copytree(settings.ROOT / "school_configs", tmp_path / "schools")
    monkeypatch.setenv("WEGWIJZER_SCHOOLS", str(tmp_path / "schools"))
    monkeypatch.setenv("WEGWIJZER_NOW", "2026-11-22T10:00")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "schools"


@pytest.fixture
def run(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run the command that the module names in `COMMAND`."""
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)

    def type_(*arguments: str) -> tuple[int, str, str]:
        try:
            status = cli.main([request.module.COMMAND, *arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return type_


def edit(path: Path, old: str, new: str) -> None:
    """Change the first `old` in a file, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
