"""What is done with each kind of update. Help first: whatever else a message is, a cry for help is heard."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from typing import Any

import httpx
from cachetools import TTLCache
from telegram import ChatMember, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    ExtBot,
    MessageHandler,
    filters,
)

from gateway.replies import Reply
from gateway.telegram.conversations import Conversation
from gateway.telegram.desk import Desk, Turn
from gateway.telegram.layout import Piece, help_now, pieces, text_pieces, with_buttons, words
from gateway.telegram.schools import Schools, notice
from wegwijzer.crisis import listen
from wegwijzer.questions import read_command
from wegwijzer.texts import render
from wegwijzer.turns import Memory, say

logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE

PRIVATE = filters.ChatType.PRIVATE
WORDS = filters.TEXT | filters.CAPTION
# Turns that Rasa gets at once: more wait here, where waiting costs no time-out. A cry for help never waits.
TURNS_AT_ONCE = 32
FORGET_SECONDS = 2
# Buttons that wait for no other message, and those that still help long after their question.
URGENT = frozenset({"gesprek.hulp_nu", "veilig.nee"})
ALWAYS = URGENT | {"gesprek.mens", "gesprek.wissen"}


class CryForHelp(filters.MessageFilter):
    """Messages in which the crisis guard hears something, or that ask for help at once."""

    def filter(self, message: Message) -> bool:
        """Return whether this message goes before everything else."""
        text = message.text or message.caption or ""
        return bool(listen(text)) or read_command(text, Memory()) == "gesprek.hulp_nu"


CRY_FOR_HELP = CryForHelp()


class Assistant:
    """Answers the updates of one bot."""

    def __init__(self, desk: Desk, bot: ExtBot[str]) -> None:
        """Answer through `bot`, a turn at a time at `desk`."""
        self._desk = desk
        self._bot = bot
        self._schools = Schools(desk.live, desk.chat)
        self._slots = asyncio.Semaphore(TURNS_AT_ONCE)
        self._refused: TTLCache[str, bool] = TTLCache(1000, 3600)

    def attach(self, app: App) -> None:
        """Let `app` call us; the first handler that fits takes an update."""
        app.add_handlers(
            [
                MessageHandler(PRIVATE & WORDS & CRY_FOR_HELP, self.on_words, block=False),
                CommandHandler("start", self.on_start, PRIVATE, block=False),
                CommandHandler("hulp", self.on_help, PRIVATE, block=False),
                CommandHandler("wis", self.on_wipe, PRIVATE, block=False),
                CommandHandler("privacy", self.on_privacy, PRIVATE, block=False),
                CommandHandler("school", self.on_school, PRIVATE, block=False),
                MessageHandler(PRIVATE & WORDS, self.on_words, block=False),
                MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, self.on_other, block=False),
                CallbackQueryHandler(self.on_press, block=False),
                MessageHandler(filters.ChatType.GROUPS, self.on_group, block=False),
                ChatMemberHandler(self.on_membership, block=False),
            ]
        )
        app.add_error_handler(self.on_error)

    async def on_words(self, update: Update, context: Context) -> None:
        """Answer what was typed, also below a photo and in a message that was changed afterwards."""
        message, conversation = self._open(update)
        text = message.text or message.caption or ""
        urgent = CRY_FOR_HELP.filter(message)
        conversation.album = message.media_group_id or conversation.album

        async def answer() -> list[Piece]:
            found = None if urgent else await self._schools.named(conversation, text)
            if found is None:
                async with self._slot(urgent):
                    reply = await self._desk.chat.text(conversation.session, text)
                found = self._schools.unknown(conversation, reply) or self._shown(conversation, reply)
                if reply["state"]["wiped"]:
                    await self._clear(message.chat.id, conversation)
            remarks = [words()["gewijzigd"]] if update.edited_message else []
            remarks += [words()["bijschrift"]] if message.caption else []
            return found if urgent else [*text_pieces(remarks), *found]

        await self._desk.take(Turn(message.chat.id, conversation, answer, urgent=urgent))

    async def on_start(self, update: Update, context: Context) -> None:
        """Begin: what this is and what Telegram keeps, then the school if the link did not tell it."""
        message, conversation = self._open(update)

        async def answer() -> list[Piece]:
            await self._forget(conversation)
            conversation.start_again()
            conversation.told = True
            return self._schools.welcome(conversation, " ".join(context.args or []))

        await self._desk.take(Turn(message.chat.id, conversation, answer))

    async def on_help(self, update: Update, context: Context) -> None:
        """Show the lines at once."""
        message, conversation = self._open(update)

        async def answer() -> list[Piece]:
            return await self._choose(message.chat.id, conversation, "gesprek.hulp_nu")

        await self._desk.take(Turn(message.chat.id, conversation, answer, urgent=True))

    async def on_wipe(self, update: Update, context: Context) -> None:
        """Forget the conversation and take it off the screen."""
        message, conversation = self._open(update)

        async def answer() -> list[Piece]:
            return await self._wipe(message.chat.id, conversation)

        await self._desk.take(Turn(message.chat.id, conversation, answer, wipes=True))

    async def on_privacy(self, update: Update, context: Context) -> None:
        """Say who reads along; an open question keeps its buttons."""
        message, conversation = self._open(update)

        async def answer() -> list[Piece]:
            return text_pieces([self._say("utter_privacy", conversation)])

        await self._desk.take(Turn(message.chat.id, conversation, answer, aside=True))

    async def on_school(self, update: Update, context: Context) -> None:
        """Ask for the school."""
        message, conversation = self._open(update)

        async def answer() -> list[Piece]:
            return self._schools.ask(conversation)

        await self._desk.take(Turn(message.chat.id, conversation, answer))

    async def on_other(self, update: Update, context: Context) -> None:
        """Say of what is no text that it can't be read, and what to do instead."""
        message, conversation = self._open(update)
        album, conversation.album = conversation.album, message.media_group_id
        # A location that is shared live changes all the time; the photos of one album are one message.
        if update.edited_message or (message.media_group_id and message.media_group_id == album):
            return

        async def answer() -> list[Piece]:
            line = f"{words()['soorten'][kind(message)]} {words()['typ']}"
            found = text_pieces([line, words()["lijnen"]])
            return found if conversation.buttons else with_buttons(found, help_now())

        await self._desk.take(Turn(message.chat.id, conversation, answer, aside=True))

    async def on_press(self, update: Update, context: Context) -> None:
        """Do what a button says."""
        query = update.callback_query
        if query is None or query.message is None or query.message.chat.type != "private":
            return
        pressed, choice = query.message, query.data or ""
        conversation = self._desk.conversations.of(pressed.chat.id)
        again = conversation.is_double_tap(pressed.message_id, choice)
        with suppress(TelegramError):
            await self._bot.answer_callback_query(query.id)
        if again:
            return

        async def answer() -> list[Piece]:
            if pressed.message_id == conversation.buttons or choice in ALWAYS:
                return await self._choose(pressed.chat.id, conversation, choice)
            turn.label, turn.aside = None, True  # an old button chooses nothing; the newer ones stay
            return self._old_button(conversation)

        label, wipes = _label(pressed, choice), choice == "gesprek.wissen"
        turn = Turn(pressed.chat.id, conversation, answer, pressed, label, choice in URGENT, wipes)
        await self._desk.take(turn)

    async def on_group(self, update: Update, context: Context) -> None:
        """Say politely, once an hour, that a group is no place to talk; then leave."""
        chat = update.effective_chat
        if chat is None:
            return
        name = self._desk.conversations.name(chat.id)
        if name not in self._refused:
            self._refused[name] = True
            url = f"https://t.me/{self._bot.username}?start"
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton(words()["groep_knop"], url=url)]])
            with suppress(TelegramError):
                await self._bot.send_message(chat.id, words()["groep"], reply_markup=keyboard)
        with suppress(TelegramError):
            await self._bot.leave_chat(chat.id)

    async def on_membership(self, update: Update, context: Context) -> None:
        """Forget who blocks the bot; leave every group and channel it is added to."""
        change = update.my_chat_member
        if change is None:
            return
        inside = change.new_chat_member.status in {ChatMember.MEMBER, ChatMember.ADMINISTRATOR}
        if change.chat.type == "private" and not inside:
            await self._forget(self._desk.conversations.of(change.chat.id))
            self._desk.conversations.forget(change.chat.id)
        elif change.chat.type == "channel" and inside:
            with suppress(TelegramError):
                await self._bot.leave_chat(change.chat.id)
        elif change.chat.type != "private" and inside:
            await self.on_group(update, context)

    async def on_error(self, update: object, context: Context) -> None:
        """Log what broke; never what was said or by whom."""
        logger.error("An update was not handled: %s", type(context.error).__name__)

    def _open(self, update: Update) -> tuple[Message, Conversation]:
        """Return the message and its conversation."""
        message = update.effective_message
        assert message is not None
        conversation = self._desk.conversations.of(message.chat.id)
        conversation.messages.append(message.message_id)
        return message, conversation

    def _slot(self, urgent: bool) -> AbstractAsyncContextManager[Any]:
        return nullcontext() if urgent else self._slots

    async def _choose(self, chat_id: int, conversation: Conversation, choice: str) -> list[Piece]:
        if choice == "gesprek.wissen":
            return await self._wipe(chat_id, conversation)
        found = await self._schools.chosen(conversation, choice)
        if found is not None:
            return found
        if not self._desk.chat.knows(choice):
            return self._old_button(conversation)
        async with self._slot(choice in URGENT):
            return self._shown(conversation, await self._desk.chat.choice(conversation.session, choice))

    def _shown(self, conversation: Conversation, reply: Reply) -> list[Piece]:
        """Return a reply as messages; who was not told yet what Telegram keeps, reads that first.

        Not before help: in danger one reads nothing else.
        """
        state = reply["state"]
        conversation.school = state["school"] or conversation.school
        conversation.audience, conversation.has_topic = state["audience"], state["topic"] is not None
        found = pieces(reply)
        if state["wiped"]:
            conversation.wipe()
        elif not (conversation.told or state["crisis"] or state["degraded"]):
            conversation.told = True
            return [*notice(self._desk.live.directory), *found]
        return found

    def _old_button(self, conversation: Conversation) -> list[Piece]:
        """Return what is said to a button of an earlier question, or of a conversation that is gone."""
        if conversation.told or conversation.has_topic:
            return text_pieces([words()["oude_knop"]])
        conversation.told = True
        again = with_buttons(text_pieces([words()["opnieuw"], render("utter_welkom_vraag")]), help_now())
        return [*notice(self._desk.live.directory), *again]

    async def _wipe(self, chat_id: int, conversation: Conversation) -> list[Piece]:
        forgotten = await self._forget(conversation)
        whole = self._say("utter_gegevens_wissen", conversation)
        conversation.wipe()
        await self._clear(chat_id, conversation)
        return text_pieces([whole if forgotten else words()["half_gewist"]])

    async def _clear(self, chat_id: int, conversation: Conversation) -> None:
        async with conversation.screen:
            await self._desk.screen.wipe(chat_id, conversation)

    async def _forget(self, conversation: Conversation) -> bool:
        """Empty the conversation in Rasa; return whether nothing of it is left there."""
        try:
            async with asyncio.timeout(FORGET_SECONDS):
                await self._desk.chat.forget(conversation.session)
        except httpx.ConnectError:
            return True  # Rasa is gone, and its memory with it
        except (httpx.HTTPError, TimeoutError) as error:
            logger.error("A conversation could not be emptied: %s", type(error).__name__)
            return False
        return True

    def _say(self, response: str, conversation: Conversation) -> str:
        memory = Memory(channel="telegram", audience=conversation.audience)
        return render(say(response, memory))


KINDS = {
    "spraak": ("voice", "audio", "video_note"),
    "sticker": ("sticker", "animation", "dice", "game"),
    "beeld": ("photo", "video", "story", "paid_media"),
    "bestand": ("document",),
    "plek": ("location", "venue"),
    "contact": ("contact",),
    "peiling": ("poll",),
}


def kind(message: Message) -> str:
    """Return what a message without words is: a key of `soorten`."""
    return next(
        (name for name, fields in KINDS.items() if any(getattr(message, field) for field in fields)), "anders"
    )


def _label(message: Any, choice: str) -> str | None:
    """Return what the button of `choice` says."""
    keyboard = message.reply_markup if isinstance(message, Message) else None
    rows = keyboard.inline_keyboard if keyboard else ()
    return next((button.text for row in rows for button in row if button.callback_data == choice), None)
