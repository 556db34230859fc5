"""One turn in one chat: in order, within limits, and always with something on the screen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial

from telegram import MaybeInaccessibleMessage
from telegram.error import Forbidden

from gateway import replies
from gateway.chat import Chat
from gateway.limits import RateLimiter
from gateway.telegram.conversations import Conversation, Conversations
from gateway.telegram.layout import Piece, help_now, pieces, with_buttons
from gateway.telegram.screen import Screen
from wegwijzer.directory import Live

logger = logging.getLogger(__name__)

Answer = Callable[[], Awaitable[list[Piece]]]


@dataclass
class Turn:
    """One message or press, and what to do about it.

    Attributes:
        chat_id: where to answer; forgotten with the turn.
        answer: returns what to show.
        pressed: the message below which a button was pressed, and `label`: what that button says.
        urgent: waits for no other message of this chat.
        wipes: has a limit of its own, so that a full count keeps nobody from wiping.
        aside: the buttons of the question before stay.
    """

    chat_id: int
    conversation: Conversation
    answer: Answer
    pressed: MaybeInaccessibleMessage | None = None
    label: str | None = None
    urgent: bool = False
    wipes: bool = False
    aside: bool = False


@dataclass
class Desk:
    """Takes turns in all chats."""

    live: Live
    chat: Chat
    limiter: RateLimiter
    conversations: Conversations
    screen: Screen

    async def take(self, turn: Turn) -> None:
        """Take a turn: after those before it in its chat, beside those of other chats."""
        conversation = turn.conversation
        if not await self._allows(conversation, turn):
            if conversation.calmed and not turn.urgent:
                return
            conversation.calmed = True
            turn = replace(turn, answer=self._calm(conversation), pressed=None, aside=True)
        async with nullcontext() if turn.urgent else conversation.turns:
            async with self.screen.typing(turn.chat_id):
                found = await self._safely(turn)
            await self._show(turn, found)

    async def _allows(self, conversation: Conversation, turn: Turn) -> bool:
        """Count a message; what is urgent has a count of its own, so that no flood drowns it."""
        count = f"{conversation.id}:{turn.urgent}:{turn.wipes}"
        allowed = await self.limiter.allows_session(count)
        conversation.calmed = conversation.calmed and not allowed
        return allowed

    def _calm(self, conversation: Conversation) -> Answer:
        async def answer() -> list[Piece]:
            reply = replies.failure("utter_te_snel", self.live.directory, conversation.school)
            return with_buttons(pieces(reply), help_now())

        return answer

    async def _safely(self, turn: Turn) -> list[Piece]:
        try:
            return await turn.answer()
        except Exception as error:  # whatever broke, silence is worse
            logger.error("A turn failed: %s", type(error).__name__)
            return pieces(replies.failure("utter_storing", self.live.directory, turn.conversation.school))

    async def _show(self, turn: Turn, found: list[Piece]) -> None:
        conversation = turn.conversation
        photos = partial(self.live.directory.photo_file, conversation.school or "")
        # Help goes before an answer that is still being sent, or that Telegram refuses for the moment.
        async with nullcontext() if turn.urgent else conversation.screen:
            before = None if turn.aside else conversation.buttons
            if not turn.aside:
                conversation.buttons = None
            if turn.pressed and not turn.urgent:
                await self.screen.show_choice(turn.pressed, turn.label)
            try:
                await self.screen.show(turn.chat_id, conversation, found, photos, turn.urgent)
            except Forbidden:
                self.conversations.forget(turn.chat_id)
                return
            if turn.pressed and turn.urgent:  # first the help
                await self.screen.show_choice(turn.pressed, turn.label)
            if before is not None and not (turn.pressed and turn.pressed.message_id == before):
                await self.screen.take_buttons(turn.chat_id, before)
