"""Settings: environment variables, all optional. `docs/instellingen.md` explains each."""

from __future__ import annotations

import os
import re
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
        origins: web origins, other than its own and those of the schools, that may call the API.
        url: the address people know it by; None means the address of each request.
    """

    schools: Path
    port: int
    rasa_url: str
    secret: str | None
    limits_on: bool
    origins: list[str]
    url: str | None = None


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


def public_url() -> str | None:
    """Return the public address without a slash at the end (`WEGWIJZER_URL`), None when it is not set.

    Raises:
        ValueError: it is no web address, or a path stands behind it.
    """
    text = os.environ.get("WEGWIJZER_URL", "").rstrip("/")
    if not text:
        return None
    local = re.match(r"http://(?:localhost|127\.0\.0\.1)(?::|$)", text)
    if not is_web_address(text) or not (text.startswith("https://") or local):
        raise ValueError(f"WEGWIJZER_URL is '{text}'. Schrijf het zo: https://chat.school.nl")
    return text


def is_web_address(text: str) -> bool:
    """Return whether `text` is a scheme and a host, and nothing that would be odd in a link or a code."""
    return bool(re.fullmatch(r"https?://[A-Za-z0-9][A-Za-z0-9.-]{0,200}(?::\d{1,5})?", text))


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
        url=public_url(),
    )
