"""`wegwijzer preview --web` as a program of its own, on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from wegwijzer import settings


class PreviewServer:
    """Runs until the end of the block; `url` is what it printed."""

    def __init__(self, file: Path, schools: Path, *arguments: str, now: str = "2026-11-23T13:30") -> None:
        command = [sys.executable, "-m", "runner.cli", "preview", str(file), "--web", *arguments]
        changed = {"WEGWIJZER_SCHOOLS": str(schools), "WEGWIJZER_NOW": now, "PYTHONUNBUFFERED": "1"}
        self._command, self._environment = command, os.environ | changed
        self.url = ""

    def __enter__(self) -> PreviewServer:
        self.process = subprocess.Popen(
            self._command,
            cwd=settings.ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, line + self.process.communicate()[1]
        self.url = line.split("browser: ")[1].strip()
        return self

    @property
    def origin(self) -> str:
        """The address without path and query."""
        return "/".join(self.url.split("/")[:3])

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C; return the exit status and what was said on the error stream."""
        self.process.send_signal(signal.SIGINT)
        _, errors = self.process.communicate(timeout=20)
        return self.process.returncode, errors

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()
