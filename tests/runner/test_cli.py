"""The command line in a shell: broken off, read for a part, on a full disk, in an old terminal."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wegwijzer import settings

EXAMPLE = "voorbeeld-college.yml"
MANY = 300
# Every command that staff may send through a pipe, and that prints something for the example schools.
PRINTING = (
    ("preview", EXAMPLE),
    ("coverage", EXAMPLE),
    ("check",),
    ("check", "--format", "json"),
    ("diff", "oud.yml", EXAMPLE),
    ("check", "--help"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with schools, of which one had another name before."""
    folder = tmp_path / "schools"
    shutil.copytree(settings.ROOT / "school_configs", folder)
    old = (folder / EXAMPLE).read_text(encoding="utf-8").replace("naam: Chidi Okafor", "naam: Noor de Wit")
    (folder / "oud.yml").write_text(old, encoding="utf-8")
    return folder


def started(folder: Path, *arguments: str, out: int, **environment: str) -> subprocess.Popen[str]:
    ours = {"WEGWIJZER_SCHOOLS": str(folder), "WEGWIJZER_NOW": "2026-11-23T13:30", "PYTHONUNBUFFERED": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "runner.cli", *arguments],
        cwd=folder,
        env=os.environ | ours | {"PYTHONPATH": str(settings.ROOT)} | environment,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, err = process.communicate(timeout=60)
    return process.returncode, err


def wait_until_it_listens(process: subprocess.Popen[str]) -> None:
    """Wait until SIGTERM comes to our own handler."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
        caught = next(line.split()[1] for line in lines if line.startswith("SigCgt"))
        if int(caught, 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.01)
    raise AssertionError("it never listened")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_broken_off_is_never_right(folder: Path, number: signal.Signals) -> None:
    for row in range(MANY):
        shutil.copy(folder / EXAMPLE, folder / f"school-{row}.yml")
    process = started(folder, "check", out=subprocess.PIPE)
    wait_until_it_listens(process)
    process.send_signal(number)
    assert ended(process) == (130, "\nAfgebroken: dit is niet af.\n")


@contextmanager
def read_no_more() -> Iterator[int]:
    """Give the end of a pipe of which the reader has left, as after `| head`."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
def test_a_reader_that_has_seen_enough(folder: Path, arguments: tuple[str, ...]) -> None:
    with read_no_more() as out:
        status, err = ended(started(folder, *arguments, out=out))
    assert (status, "Traceback" in err, "BrokenPipe" in err) == (141, False, False), err


def test_a_full_disk_is_said(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        status, err = ended(started(folder, "preview", EXAMPLE, out=full.fileno()))
    assert (status, err) == (2, "Lezen of schrijven lukt niet: de schijf is vol.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("links", "--bot", "proef_bot", "--map", "/proc/x"),
            "/proc/x kan ik niet lezen of schrijven: dat bestaat niet.\n",
        ),
        (
            ("links", "--bot", "proef_bot", "--map", EXAMPLE),
            f"{EXAMPLE} kan ik niet lezen of schrijven: dat bestaat al.\n",
        ),
        (
            ("coverage", "--html", "weg/d.html"),
            "Ik kan weg/d.html niet schrijven (dat bestaat niet). "
            "Kijk of de map er is, of kies een andere.\n",
        ),
        (
            ("coverage", "--html", "."),
            "Na --html staat '.'. De naam van de pagina eindigt op .html, "
            "bijvoorbeeld: --html dekking.html\n",
        ),
    ],
)
def test_a_place_where_nothing_can_be_written(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    (folder / "oud.yml").unlink()
    assert ended(started(folder, *arguments, out=subprocess.PIPE)) == (2, said)


OLD = [{"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}]


@pytest.mark.parametrize("environment", OLD, ids=["cp1252", "ascii"])
def test_a_file_or_a_pipe_has_every_character(folder: Path, environment: dict[str, str]) -> None:
    process = started(folder, "preview", EXAMPLE, out=subprocess.PIPE, **environment)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "● nu bereikbaar" in out


@pytest.mark.parametrize("environment", OLD, ids=["cp1252", "ascii"])
def test_a_terminal_without_our_characters_shows_the_rest(folder: Path, environment: dict[str, str]) -> None:
    master, slave = pty.openpty()
    process = started(folder, "preview", EXAMPLE, "--thema", "pesten", out=slave, **environment)
    os.close(slave)
    seen = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # the other side is closed
            break
        seen += part
    os.close(master)
    assert ended(process) == (0, "")
    assert b"? nu bereikbaar" in seen
    assert b"Kindertelefoon" in seen
