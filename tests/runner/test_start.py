"""`wegwijzer start` as an operator meets it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.conftest import free_port
from wegwijzer import settings


def run(command: str, port: int, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "runner.cli", command],
        cwd=settings.ROOT,
        env={**os.environ, "WEGWIJZER_PORT": str(port), **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], words: str, seconds: float = 90) -> str:
    """Read lines until one holds `words`."""
    assert process.stdout is not None
    seen = ""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        seen += line
        if words in line:
            return seen
        assert line, f"ended before {words!r}:\n{seen}"
    raise AssertionError(seen)


@pytest.mark.usefixtures("trained")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_says_one_address_and_stops_everything(number: signal.Signals) -> None:
    port = free_port()
    process = run("start", port)
    seen = read_until(process, "Stoppen: Ctrl-C")
    assert f"Wegwijzer staat klaar: http://127.0.0.1:{port}" in seen
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 4
    os.killpg(process.pid, number)
    process.send_signal(number)
    assert process.wait(timeout=30) == 0
    _, alive = psutil.wait_procs(family, timeout=5)
    assert alive == []


@pytest.mark.usefixtures("trained")
def test_a_dead_part_is_named_in_one_line_and_started_again() -> None:
    process = run("start", free_port())
    try:
        read_until(process, "Stoppen: Ctrl-C")
        time.sleep(1.5)
        gateway = next(
            child
            for child in psutil.Process(process.pid).children(recursive=True)
            if "gateway" in child.cmdline()
        )
        gateway.kill()
        read_until(process, "Het deel 'gateway' was gestopt en is opnieuw gestart.", 30)
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.usefixtures("trained")
def test_a_port_in_use_gives_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = run("start", port)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"Poort {port} is al in gebruik." in output
    assert "Traceback" not in output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEGWIJZER_PORT", "tachtig"),
        ("WEGWIJZER_PORT", "99999"),
        ("WEGWIJZER_LIMITS", "aan"),
        ("WEGWIJZER_URL", "chat.school.nl"),
    ],
)
def test_a_wrong_setting_gives_one_clear_line(name: str, value: str) -> None:
    process = run("start", free_port(), **{name: value})
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert f"{name} is '{value}'" in output
    assert "Traceback" not in output


def test_check_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "landelijk").mkdir()
    national = settings.ROOT / "school_configs" / "landelijk" / "hulplijnen.yml"
    (tmp_path / "landelijk" / "hulplijnen.yml").write_bytes(national.read_bytes())
    (tmp_path / "proef.yml").write_text("school:\n\tnaam: Proef\n", encoding="utf-8")
    process = run("check", 0, WEGWIJZER_SCHOOLS=str(tmp_path))
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "proef.yml, regel 2, kolom 1: Er staat een tab in deze regel." in output


def test_check_names_a_photo_that_is_missing(tmp_path: Path) -> None:
    shutil.copytree(settings.ROOT / "school_configs", tmp_path / "schools")
    (tmp_path / "schools" / "fotos" / "voorbeeld-college" / "jansen.jpg").unlink()
    process = run("check", 0, WEGWIJZER_SCHOOLS=str(tmp_path / "schools"))
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    place = "voorbeeld-college.yml, regel 22, kolom 5"
    assert f"{place}: Waarschuwing: De foto jansen.jpg van 'Samira Jansen' is er niet." in output


@pytest.mark.usefixtures("trained")
def test_chat_talks_in_the_terminal_and_leaves_nothing_running() -> None:
    process = run("chat", free_port())
    output, _ = process.communicate("ik wil niet meer leven\n", timeout=90)
    assert process.returncode == 0
    assert "Ik ben een computer" in output
    assert "113" in output
    assert "je eigen mentor" in output
