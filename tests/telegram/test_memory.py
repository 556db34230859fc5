"""After a conversation the process holds no chat id, no name and no word of it, wherever one looks."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest

from gateway.rasa_client import RasaClient
from gateway.telegram.intake import Intake
from gateway.telegram.service import make_app, make_bot
from tests.telegram.bot_api import BotApi
from tests.telegram.phone import Phone
from wegwijzer import settings

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
    app = make_app(bot, rasa, settings.gateway())
    await app.initialize()
    await app.start()
    intake = Intake(bot, app.update_queue)
    phone = Phone(api, int(CHAT))
    for number, text in enumerate(SAID):
        await intake.take({"update_id": number, "message": phone.message(text=text)})
        await asyncio.sleep(0.3)
    sent = len(api.made("sendMessage"))
    assert sent >= len(SAID)
    del phone
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


def test_nothing_that_tells_who_wrote_what_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApi() as api:
        assert asyncio.run(talk(api)) == set()
