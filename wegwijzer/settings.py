"""Settings: environment variables, all optional."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]


def schools_folder() -> Path:
    """Return the folder with school files (`WEGWIJZER_SCHOOLS`, default `school_configs`)."""
    return Path(os.environ.get("WEGWIJZER_SCHOOLS", ROOT / "school_configs")).resolve()


def port() -> int:
    """Return the gateway's port (`WEGWIJZER_PORT`, default 8080).

    Raises:
        ValueError: it is no port number.
    """
    text = os.environ.get("WEGWIJZER_PORT", "8080")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"WEGWIJZER_PORT is '{text}'. Kies een getal van 1 tot 65535.")
    return int(text)
