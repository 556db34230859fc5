"""The process: connect, take updates in, answer them, and stop in order."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import socket
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from telegram import BotCommand, LinkPreviewOptions
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import Application, Defaults
from telegram.request import HTTPXRequest

from gateway.chat import Chat
from gateway.limits import Limits, RateLimiter
from gateway.rasa_client import RasaClient
from gateway.telegram.assistant import App, Assistant
from gateway.telegram.conversations import Conversations
from gateway.telegram.desk import Desk
from gateway.telegram.intake import KINDS, Intake, RawBot, poll, serve_webhook
from gateway.telegram.layout import words
from gateway.telegram.limiter import Limiter
from gateway.telegram.network import until_it_works
from gateway.telegram.screen import Screen
from gateway.telegram.status import Status
from watcher import Watcher
from wegwijzer import settings
from wegwijzer.directory import Live
from wegwijzer.settings import MISCONFIGURED

logger = logging.getLogger(__name__)

ENGINE_SECONDS = 90  # how long messages wait for Rasa to start
STOP_SECONDS = 6  # what is being answered gets this long


class Forgetful(Application[Any, Any, Any, Any, Any, Any]):
    """An application that keeps no list of chats: the library's own does, in case they must be stored."""

    __slots__ = ()

    def _mark_for_persistence_update(self, **_: object) -> None:
        """Note nothing."""


async def run(config: settings.Telegram, gateway: settings.Gateway) -> int:
    """Run until stopped; return the exit status.

    Raises:
        wegwijzer.strict_yaml.Refused: the national help file is broken.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    status = Status(config)
    rasa = RasaClient(gateway.rasa_url, "telegram")
    bot = make_bot(config)
    live = Live(gateway.schools, gateway.last_good)
    app = make_app(bot, rasa, gateway, live)
    working = asyncio.create_task(_work(config, app, bot, rasa, status))
    stopping = asyncio.create_task(stop.wait())
    with Watcher(live):
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    stopping.cancel()
    try:
        return await working
    except asyncio.CancelledError:
        return 0
    except InvalidToken:
        status.say("token_fout")
        return MISCONFIGURED
    finally:
        await _close(app, rasa)


def make_bot(config: settings.Telegram) -> RawBot:
    """Return the bot, not connected yet."""
    return RawBot(
        config.token,
        base_url=f"{config.api_url}/bot",
        request=HTTPXRequest(connection_pool_size=64, read_timeout=15, pool_timeout=15),
        get_updates_request=HTTPXRequest(connection_pool_size=2),
        defaults=Defaults(link_preview_options=LinkPreviewOptions(is_disabled=True)),
        rate_limiter=Limiter(),
    )


def make_app(bot: RawBot, rasa: RasaClient, gateway: settings.Gateway, live: Live) -> App:
    """Return the application with everything that answers attached to it."""
    app: App = Application.builder().bot(bot).updater(None).application_class(Forgetful).build()
    limits = Limits()
    desk = Desk(
        live,
        Chat(rasa, live, limits),
        RateLimiter(limits, gateway.limits_on),
        Conversations(),
        Screen(bot),
    )
    Assistant(desk, bot).attach(app)
    return app


async def _work(config: settings.Telegram, app: App, bot: RawBot, rasa: RasaClient, status: Status) -> int:
    await until_it_works(app.initialize, status)
    status.name_bot(bot.username)
    await _wait_for(rasa)
    await app.start()
    menu = asyncio.create_task(set_menu(bot))
    intake = Intake(bot, app.update_queue)
    try:
        if config.webhook_url:
            return await _by_webhook(config, config.webhook_url, bot, intake, status)
        await until_it_works(bot.delete_webhook, status)
        await poll(bot, intake, status)
        return 0
    finally:
        menu.cancel()


async def _by_webhook(
    config: settings.Telegram, url: str, bot: RawBot, intake: Intake, status: Status
) -> int:
    try:
        listener = socket.create_server(("127.0.0.1", config.webhook_port))
    except OSError:
        status.say("poort_bezet")
        return MISCONFIGURED
    secret = config.webhook_secret or secrets.token_urlsafe(32)
    serving = asyncio.create_task(serve_webhook(urlsplit(url).path, secret, intake, listener))
    tell = partial(bot.set_webhook, url, secret_token=secret, allowed_updates=KINDS)
    try:
        await until_it_works(tell, status, final=(BadRequest,))
        status.say("verbonden")
        await serving
    except BadRequest:
        status.say("webhook_fout")
        return MISCONFIGURED
    finally:
        serving.cancel()
    return 0


async def _wait_for(rasa: RasaClient) -> None:
    """Let messages wait at Telegram while Rasa starts, instead of answering them without it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(ENGINE_SECONDS):
            while not await rasa.is_ready():
                await asyncio.sleep(0.5)


async def set_menu(bot: RawBot) -> None:
    """Set the command menu and descriptions where they differ: Telegram allows few changes a day."""
    text = words()
    commands = tuple(BotCommand(name, label) for name, label in text["menu"].items())
    try:
        if await bot.get_my_commands() != commands:
            await bot.set_my_commands(commands)
        if (await bot.get_my_description()).description != text["beschrijving"]:
            await bot.set_my_description(text["beschrijving"])
        if (await bot.get_my_short_description()).short_description != text["kort"]:
            await bot.set_my_short_description(text["kort"])
    except TelegramError as error:
        logger.warning("The command menu could not be set: %s", type(error).__name__)


async def _close(app: App, rasa: RasaClient) -> None:
    """Finish what is being answered, then close every connection."""
    if app.running:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await app.stop()
    with suppress(RuntimeError):
        await app.shutdown()
    await rasa.close()
