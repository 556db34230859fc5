"""What the Telegram process says about itself, line by line."""

from __future__ import annotations

from pathlib import Path


class News:
    """New lines of a log that are meant for whoever runs the system."""

    def __init__(self, log: Path, mark: str = "Telegram: ") -> None:
        """Begin at the end of `log`; only lines that start with `mark` count."""
        self._log, self._mark = log, mark
        self._read = log.stat().st_size if log.exists() else 0

    def read(self) -> list[str]:
        """Return the lines since the last time."""
        if not self._log.exists():
            return []
        if self._log.stat().st_size < self._read:
            self._read = 0  # a new file took its place
        with self._log.open("rb") as file:
            file.seek(self._read)
            new = file.read()
        whole = new[: new.rfind(b"\n") + 1]
        self._read += len(whole)
        lines = whole.decode("utf-8", errors="replace").splitlines()
        return [line for line in lines if line.startswith(self._mark)]
