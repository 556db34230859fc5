"""A command as staff can copy it to their own terminal."""

from __future__ import annotations

import shlex
from pathlib import Path

# Works without an environment of Python being switched on first.
PROGRAM = ("uv", "run", "wegwijzer")


def to_copy(*words: str | Path) -> str:
    """Return the line that runs a command of Wegwijzer; what has a space in it stands between quotes."""
    return shlex.join([*PROGRAM, *map(str, words)])
