"""Settings: environment variables, all optional. `docs/instellingen.md` explains each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wegwijzer.hours import AMSTERDAM

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Gateway:
    """What the gateway needs to know.

    Attributes:
        secret: signs sessions; None means a random one per start.
        origins: web origins, other than its own, that may call the API.
    """

    schools: Path
    port: int
    rasa_url: str
    secret: str | None
    limits_on: bool
    origins: list[str]


def schools_folder() -> Path:
    """Return the folder with school files (`WEGWIJZER_SCHOOLS`, default `school_configs`)."""
    return Path(os.environ.get("WEGWIJZER_SCHOOLS", ROOT / "school_configs")).resolve()


def now() -> datetime:
    """Return the time in Amsterdam; `WEGWIJZER_NOW` (`2026-11-23T10:00`) sets it, for tests and demos.

    Raises:
        ValueError: it is no date and time.
    """
    text = os.environ.get("WEGWIJZER_NOW")
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM) if text else datetime.now(AMSTERDAM)


def port() -> int:
    """Return the gateway's port (`WEGWIJZER_PORT`, default 8080).

    Raises:
        ValueError: it is no port number.
    """
    text = os.environ.get("WEGWIJZER_PORT", "8080")
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError(f"WEGWIJZER_PORT is '{text}'. Kies een getal van 1 tot 65535.")
    return int(text)


def gateway() -> Gateway:
    """Return the gateway's settings.

    Raises:
        ValueError: a variable has a value that can't be used.
    """
    limits = os.environ.get("WEGWIJZER_LIMITS", "on")
    if limits not in {"on", "off"}:
        raise ValueError(f"WEGWIJZER_LIMITS is '{limits}'. Kies on of off.")
    return Gateway(
        schools=schools_folder(),
        port=port(),
        rasa_url=f"http://127.0.0.1:{os.environ.get('WEGWIJZER_RASA_PORT', '5005')}",
        secret=os.environ.get("WEGWIJZER_SECRET") or None,
        limits_on=limits == "on",
        origins=os.environ.get("WEGWIJZER_ORIGINS", "").replace(",", " ").split(),
    )
