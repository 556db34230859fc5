"""Settings: environment variables, all optional. `docs/instellingen.md` explains each."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wegwijzer.hours import AMSTERDAM

ROOT = Path(__file__).parents[1]
# The exit status of a program whose settings are wrong: starting it again will not help (EX_CONFIG).
MISCONFIGURED = 78
TELEGRAM_API = "https://api.telegram.org"


@dataclass(frozen=True)
class Gateway:
    """What the gateway needs to know.

    Attributes:
        secret: signs sessions; None means a random one per start.
        origins: web origins, other than its own and those of the schools, that may call the API.
        url: the address people know it by; None means the address of each request.
        last_good: where the last good version of each school file is kept; None keeps none.
    """

    schools: Path
    port: int
    rasa_url: str
    secret: str | None
    limits_on: bool
    origins: list[str]
    url: str | None = None
    last_good: Path | None = None


@dataclass(frozen=True)
class Telegram:
    """What the Telegram process needs to know.

    Attributes:
        api_url: the Bot API server, without a slash at the end.
        webhook_url: where Telegram posts updates; None means long polling.
        webhook_secret: what Telegram must send along; None means a random one per start.
        webhook_port: the port on 127.0.0.1 that `webhook_url` leads to.
    """

    token: str = field(repr=False)
    api_url: str = TELEGRAM_API
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    webhook_port: int = 8081


def schools_folder() -> Path:
    """Return the folder with school files (`WEGWIJZER_SCHOOLS`, default `school_configs`).

    A link in its path stays a link: a deploy that puts another folder behind it is seen.
    """
    return Path(os.environ.get("WEGWIJZER_SCHOOLS", ROOT / "school_configs")).absolute()


def last_good_folder() -> Path:
    """Return where the last good version of each school file is kept: in `WEGWIJZER_STATE` (default `.run`).

    Each folder with school files has its own, so that another one never shows the schools of this one.
    """
    state = Path(os.environ.get("WEGWIJZER_STATE", ROOT / ".run")).absolute()
    return state / "laatste-goede" / hashlib.sha256(str(schools_folder()).encode()).hexdigest()[:16]


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
    return _port("WEGWIJZER_PORT", "8080")


def _port(name: str, default: str) -> int:
    text = os.environ.get(name) or default
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError(f"{name} is '{text}'. Kies een getal van 1 tot 65535.")
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
        last_good=last_good_folder(),
    )


def telegram() -> Telegram | None:
    """Return Telegram's settings, or None when there is no token.

    Raises:
        ValueError: a variable has a value that can't be used. The message holds no token and no secret.
    """
    token = os.environ.get("TELEGRAM_TOKEN", "").strip()
    if not token:
        return None
    if not re.fullmatch(r"\d+:[\w-]{20,}", token, re.ASCII):
        raise ValueError("TELEGRAM_TOKEN is geen token van @BotFather. Kopieer het nog een keer, helemaal.")
    api_url = os.environ.get("TELEGRAM_API_URL", "").strip().rstrip("/") or TELEGRAM_API
    if not re.fullmatch(r"https?://[^\s/@]+(?:/[^\s@]*)?", api_url):
        raise ValueError("TELEGRAM_API_URL is geen webadres. Schrijf het zo: http://127.0.0.1:8082")
    webhook = os.environ.get("TELEGRAM_WEBHOOK_URL", "").strip() or None
    # Telegram itself wants https; a Bot API server of one's own may reach us without.
    wanted = "https" if api_url == TELEGRAM_API else "https?"
    if webhook and not re.fullmatch(rf"{wanted}://[^\s/@?#]+/[^\s?#]+", webhook):
        raise ValueError(
            "TELEGRAM_WEBHOOK_URL kan zo niet. Schrijf een heel adres: https://chat.school.nl/telegram"
        )
    secret = os.environ.get("TELEGRAM_WEBHOOK_SECRET", "").strip() or None
    if secret and not re.fullmatch(r"[\w-]{16,256}", secret, re.ASCII):
        raise ValueError(
            "TELEGRAM_WEBHOOK_SECRET kan zo niet. Neem 16 tot 256 letters, cijfers, streepjes of _."
        )
    return Telegram(token, api_url, webhook, secret, _port("TELEGRAM_WEBHOOK_PORT", "8081"))
