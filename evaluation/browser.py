"""A system and a Chromium to look at the widget with."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from runner.cli import train_if_needed
from runner.system import System

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# A school day in class hours: somebody is in and somebody is not.
MONDAY = "2026-11-23T13:30"


@contextmanager
def running_system() -> Iterator[System]:
    """Start the whole system on a free port, on a Monday afternoon, and stop it afterwards."""
    train_if_needed()
    os.environ.update(WEGWIJZER_NOW=MONDAY, WEGWIJZER_LIMITS="off")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as logs, System(port, Path(logs)) as system:
        for _ in system.wait_until_ready():
            pass
        yield system


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium.

    Raises:
        SystemExit: there is none.
    """
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        raise SystemExit("Chromium ontbreekt. Installeer het, op Debian zo: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
