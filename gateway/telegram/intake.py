"""Updates come in here, by long polling or by webhook; each is passed on once."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from typing import Any

import uvicorn
from cachetools import TTLCache
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.constants import UpdateType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from gateway.telegram.network import until_it_works
from gateway.telegram.status import Status

logger = logging.getLogger(__name__)

KINDS = [
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
]
BARE_MESSAGE = frozenset({"message_id", "date", "chat", "text", "caption", "media_group_id"})
REMEMBER_SECONDS = 24 * 3600  # as long as Telegram keeps trying
REMEMBER_MOST = 50_000
POLL_SECONDS = 20
CONFIRM_SECONDS = 2
BODY_BYTES = 256 * 1024
SECRET_HEADER = "x-telegram-bot-api-secret-token"


class RawBot(ExtBot[str]):
    """A bot that hands over updates as they came.

    The library's own reader writes an update that it can't read to its log, with everything in it.
    """

    async def raw_updates(self, offset: int | None, wait: int) -> list[dict[str, Any]]:
        """Return waiting updates, or wait for one; `offset` confirms all before it.

        Raises:
            TelegramError: Telegram can't be reached, or refused.
        """
        asked = {"offset": offset, "timeout": wait, "allowed_updates": [str(kind) for kind in KINDS]}
        found = await self._post("getUpdates", asked, read_timeout=wait + 5)
        return found if isinstance(found, list) else []


class Intake:
    """Passes each update on once, whatever Telegram sends again."""

    def __init__(self, bot: ExtBot[str], queue: asyncio.Queue[object]) -> None:
        """Pass updates of `bot` on to `queue`."""
        self._bot = bot
        self._queue = queue
        self._seen: TTLCache[int, bool] = TTLCache(REMEMBER_MOST, REMEMBER_SECONDS)

    async def take(self, raw: Any) -> None:
        """Pass on one update, unless it came before or can't be read."""
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(number, int) or number in self._seen:
            return
        self._seen[number] = True
        for readable in (raw, bare(raw)):
            try:
                await self._queue.put(Update.de_json(readable, self._bot))
                return
            except Exception as error:  # one strange update must not stop the others
                logger.error("An update could not be read: %s", type(error).__name__)


def bare(raw: dict[str, Any]) -> dict[str, Any]:
    """Return an update with only what it is known by and its words: what is new in it may be unreadable."""
    kept = {"update_id": raw["update_id"]}
    for kind in ("message", "edited_message"):
        if isinstance(raw.get(kind), dict):
            kept[kind] = {key: value for key, value in raw[kind].items() if key in BARE_MESSAGE}
    return kept


async def poll(bot: RawBot, intake: Intake, status: Status) -> None:
    """Ask Telegram for updates until cancelled.

    Raises:
        InvalidToken: the token never was right.
    """
    offset, wait = None, 0  # the first answer comes at once, and tells that it works
    try:
        while True:
            raw = await until_it_works(partial(bot.raw_updates, offset, wait), status)
            status.say("verbonden")
            wait = POLL_SECONDS
            for update in raw:
                await intake.take(update)
                offset = int(update["update_id"]) + 1
    finally:
        if offset is not None:  # so that the next start does not get these again
            with suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(CONFIRM_SECONDS):
                    await bot.raw_updates(offset, 0)


class _Server(uvicorn.Server):
    """A server that leaves signals to the process it runs in."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve_webhook(path: str, secret: str, intake: Intake, listener: socket.socket) -> None:
    """Take in what Telegram posts to `path`, until cancelled."""

    async def receive(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        await intake.take(raw)
        return Response()

    app = Starlette(routes=[Route(path, receive, methods=["POST"])])
    config = uvicorn.Config(
        app, access_log=False, log_level="critical", server_header=False, ws="none", lifespan="off"
    )
    server = _Server(config)
    try:
        await server.serve(sockets=[listener])
    finally:
        server.should_exit = True
