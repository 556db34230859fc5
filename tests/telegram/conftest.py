"""The real Telegram process, against a stand-in of Telegram's servers, with the real Rasa behind it."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.model import quiet_environment
from runner.system import System
from tests.telegram.bot_api import BotApi
from tests.telegram.phone import Phone
from wegwijzer import settings

CHATS = itertools.count(90_010_001, 7)


class Bot:
    """The process; its output is in `log`."""

    def __init__(self, log: Path, **environment: str) -> None:
        self.log, self.environment = log, environment

    def __enter__(self) -> Bot:
        self._output = self.log.open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway.telegram"],
            cwd=settings.ROOT,
            env={**quiet_environment(), **self.environment},
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.status = self.process.wait(timeout=15)
        self._output.close()

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = 20) -> Bot:
        deadline = time.monotonic() + seconds
        while words not in self.output:
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)
        return self

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def environment(api: BotApi, rasa_port: int, **more: str) -> dict[str, str]:
    """What the process gets to know."""
    return {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "WEGWIJZER_RASA_PORT": str(rasa_port),
        **more,
    }


@pytest.fixture(scope="session")
def api() -> Iterator[BotApi]:
    """Telegram's servers."""
    with BotApi() as running:
        yield running


@pytest.fixture(scope="session")
def bot(api: BotApi, system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The process, by long polling."""
    log = tmp_path_factory.mktemp("telegram") / "telegram.log"
    with Bot(log, **environment(api, system.rasa_port)) as running:
        yield running.wait_for("verbonden")


@pytest.fixture
def phone(api: BotApi, bot: Bot) -> Phone:
    """A student who never wrote before."""
    return Phone(api, next(CHATS))
