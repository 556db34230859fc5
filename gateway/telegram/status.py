"""How it goes, for whoever runs it: one line per change, on standard output (.run/telegram.log)."""

from __future__ import annotations

import logging
import sys
from urllib.parse import urlsplit

from gateway.telegram.layout import words
from wegwijzer import settings


class Status:
    """Says what changed, once."""

    def __init__(self, config: settings.Telegram) -> None:
        """Know what the lines of the table are about."""
        self._params: dict[str, object] = {
            "server": urlsplit(config.api_url).netloc,
            "poort": config.webhook_port,
        }
        self._last = ""
        self.has_worked = False

    def name_bot(self, name: str) -> None:
        """Know the bot's name, so that its link can be told."""
        self._params["bot"] = name

    def say(self, name: str) -> None:
        """Say a line of the table, unless it was the last one said."""
        self.has_worked = self.has_worked or name == "verbonden"
        if name != self._last:
            self._last = name
            print(words()["beheer"][name].format(**self._params), flush=True)


class _Redacted(logging.Formatter):
    """Takes what is secret out of every line of the log, whoever wrote it."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


def set_up_logging(*secrets: str) -> None:
    """Log our own warnings, without `secrets`, and nothing of libraries that know addresses and updates."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Redacted(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for library in ("telegram", "httpx", "httpcore", "uvicorn", "asyncio"):
        logger = logging.getLogger(library)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
