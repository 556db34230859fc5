"""What is on the phone: send messages, take buttons away, show that an answer is coming."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ExtBot

from gateway.telegram.conversations import Conversation
from gateway.telegram.layout import CAPTION_LIMIT, TEXT_LIMIT, Piece, length, plain, words
from gateway.telegram.limiter import URGENT

logger = logging.getLogger(__name__)

# Seconds before each new attempt when the network fails: a doubled sentence is better than a lost one.
ATTEMPTS = (0.5, 1, 2, 4, 8, 15, 30)
TYPING_AFTER = 0.4  # most answers are there before this
TYPING_LASTS = 4.5  # Telegram shows it for five seconds
DELETE_AT_ONCE = 100
DELETE_TRIES = 3

Way = Callable[[], Awaitable[Message]]
FindPhoto = Callable[[str], Path | None]


class Screen:
    """One bot's chats. Whoever shows something holds `conversation.screen`."""

    def __init__(self, bot: ExtBot[str]) -> None:
        """Send through `bot`."""
        self._bot = bot

    async def show(
        self,
        chat_id: int,
        conversation: Conversation,
        pieces: Iterable[Piece],
        photos: FindPhoto,
        urgent: bool,
    ) -> None:
        """Send pieces in order; only the first makes a sound.

        Args:
            photos: returns the file of a photo of the student's school, by its name.

        Raises:
            Forbidden: the student blocked the bot.
        """
        for number, piece in enumerate(pieces):
            sent = await self._send(chat_id, piece, photos, silent=number > 0, urgent=urgent)
            if sent is None:
                continue
            conversation.messages.append(sent.message_id)
            if piece.buttons:
                conversation.buttons = sent.message_id

    async def _send(
        self, chat_id: int, piece: Piece, photos: FindPhoto, silent: bool, urgent: bool
    ) -> Message | None:
        """Send one piece; whatever Telegram refuses of it, the words arrive."""
        common: dict[str, Any] = {
            "disable_notification": silent,
            "rate_limit_args": URGENT if urgent else None,
        }
        dressed = common | {
            "reply_markup": _keyboard(piece),
            "parse_mode": ParseMode.HTML if piece.html else None,
        }
        send = self._bot.send_message
        ways: list[Way] = [
            partial(send, chat_id, piece.text, **dressed),
            partial(send, chat_id, plain(piece), **common),
        ]
        if photo := _readable_photo(photos, piece):
            ways.insert(0, partial(self._bot.send_photo, chat_id, photo, caption=piece.text, **dressed))
        for way in ways:
            try:
                return await _persistently(way)
            except Forbidden:
                raise
            except (TelegramError, OSError) as error:
                logger.error("A message could not be sent: %s", type(error).__name__)
        return None

    async def take_buttons(self, chat_id: int, number: int) -> None:
        """Take away the buttons of a message: they no longer count."""
        with suppress(TelegramError):
            await self._bot.edit_message_reply_markup(chat_id, number)

    async def show_choice(self, message: MaybeInaccessibleMessage, label: str | None) -> None:
        """Show a pressed choice as text in place of the buttons it came from."""
        with suppress(TelegramError):
            text = message.text if isinstance(message, Message) else None
            chosen = words()["gekozen"].format(keuze=label)
            if text and label and length(f"{text}\n\n{chosen}") <= TEXT_LIMIT:
                await self._bot.edit_message_text(f"{text}\n\n{chosen}", message.chat.id, message.message_id)
            else:
                await self._bot.edit_message_reply_markup(message.chat.id, message.message_id)

    async def wipe(self, chat_id: int, conversation: Conversation) -> None:
        """Take every message of this conversation off the screen, as far as Telegram allows."""
        conversation.buttons = None
        for _ in range(DELETE_TRIES):
            numbers = list(conversation.messages)
            for start in range(0, len(numbers), DELETE_AT_ONCE):
                batch = numbers[start : start + DELETE_AT_ONCE]
                with suppress(TelegramError):
                    await self._bot.delete_messages(chat_id, batch)
                    for number in batch:
                        conversation.messages.remove(number)
            if not conversation.messages:
                return
            await asyncio.sleep(ATTEMPTS[0])

    @asynccontextmanager
    async def typing(self, chat_id: int) -> AsyncIterator[None]:
        """Show that an answer is coming, when it takes a moment."""
        task = asyncio.create_task(self._type(chat_id))
        try:
            yield
        finally:
            task.cancel()

    async def _type(self, chat_id: int) -> None:
        await asyncio.sleep(TYPING_AFTER)
        while True:
            with suppress(TelegramError):
                await self._bot.send_chat_action(chat_id, ChatAction.TYPING)
            await asyncio.sleep(TYPING_LASTS)


async def _persistently(send: Way) -> Message:
    for wait in ATTEMPTS:
        try:
            return await send()
        except BadRequest:
            raise
        except NetworkError:
            await asyncio.sleep(wait)
    return await send()


def _readable_photo(photos: FindPhoto, piece: Piece) -> Path | None:
    """Return the photo of a piece, when it is there and its text fits below it."""
    fits = piece.photo is not None and length(piece.text) <= CAPTION_LIMIT
    return photos(piece.photo) if fits and piece.photo else None


def _keyboard(piece: Piece) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(link.label, url=link.url)] for link in piece.links]
    rows += [[InlineKeyboardButton(row.label, callback_data=row.choice)] for row in piece.buttons]
    return InlineKeyboardMarkup(rows) if rows else None
