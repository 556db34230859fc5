"""After a conversation the process holds no chat id, no name and no word of it, wherever one looks."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Iterator

from gateway.rasa_client import RasaClient
from gateway.telegram.intake import Intake
from gateway.telegram.service import make_app, make_bot
from tests.telegram.bot_api import BotApi
from tests.telegram.phone import Phone
from wegwijzer import settings
from wegwijzer.directory import Live

CHAT = "8812345678901"  # as text, so that the test itself holds no such number
SAID = ("/start", "ik wil dood zwaluwstaartje", "hoi zwaluwstaartje", "/privacy", "/wis")


def kept() -> Iterator[object]:
    """Everything that some container in this process holds."""
    gc.collect()
    for found in gc.get_objects():
        if isinstance(found, dict):
            yield from list(found.items())
        elif isinstance(found, (set, frozenset)):
            yield from ((row, row) for row in list(found))


async def talk(api: BotApi) -> set[str]:
    """Talk without Rasa; return what is still held afterwards."""
    rasa = RasaClient("http://127.0.0.1:9", "telegram")
    bot = make_bot(settings.Telegram(api.token, api.url))
    app = make_app(bot, rasa, settings.gateway(), Live(settings.schools_folder()))
    await app.initialize()
    await app.start()
    intake = Intake(bot, app.update_queue)
    phone = Phone(api, int(CHAT))
    for number, text in enumerate(SAID):
        await intake.take({"update_id": number, "message": phone.message(text=text)})
        await asyncio.sleep(0.3)
    sent = len(api.made("sendMessage"))
    assert sent >= len(SAID)
    del phone, text
    api.calls.clear()
    api.chats.clear()
    held = {
        repr(row)[:300]
        for pair in kept()
        for row in pair
        if (type(row) is int and str(row) == CHAT)
        or (type(row) is str and row not in {CHAT, *SAID} and any(word in row for word in ("zwaluw", CHAT)))
    }
    await app.stop()
    await app.shutdown()
    await rasa.close()
    return held


def test_nothing_that_tells_who_wrote_what_stays_in_memory() -> None:
    """In a process of its own: this one holds the chats of other tests."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.telegram.test_memory"]
    environment = os.environ | {"PTB_TIMEDELTA": "true"}
    done = subprocess.run(
        command, cwd=settings.ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "set()"


if __name__ == "__main__":
    with BotApi() as api:
        print(asyncio.run(talk(api)))
