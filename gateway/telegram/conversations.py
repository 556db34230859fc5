"""What is remembered per chat: in memory only, half an hour, under a keyed hash instead of the chat's id."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections import deque
from dataclasses import dataclass, field

from cachetools import TTLCache

from gateway.sessions import Session
from wegwijzer.topics import Audience

IDLE_SECONDS = 30 * 60  # as long as Rasa remembers the conversation
TAP_SECONDS = 5
MOST_CHATS = 5000
MOST_MESSAGES = 1000  # per chat, for /wis


@dataclass(eq=False)
class Conversation:
    """One chat. No text, no name, no id of Telegram's, except the numbers of the messages in this chat.

    Attributes:
        id: the keyed hash of the chat's id; it names the conversation to Rasa.
        school_skipped: whether the student passed over the question for the school.
        audience: who writes, as the last reply had it.
        has_topic: whether the conversation is about something already.
        told: whether this student was told what Telegram keeps.
        asked_school: whether the next words may be the name of a school.
        school_missed: whether that was asked again already.
        buttons: the message whose buttons count.
        pressed: the last press: its message, its choice and when it was.
        album: the last group of photos; it gets one answer.
        calmed: whether "wait a minute" was said.
        messages: the numbers of the messages in this chat, so that /wis can take them away.
        turns: one message after another; `screen`: one reply after another.
    """

    id: str
    school: str | None = None
    school_skipped: bool = False
    audience: Audience = "leerling"
    has_topic: bool = False
    told: bool = False
    asked_school: bool = False
    school_missed: bool = False
    buttons: int | None = None
    pressed: tuple[int, str, float] | None = None
    album: str | None = None
    calmed: bool = False
    messages: deque[int] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))
    turns: asyncio.Lock = field(default_factory=asyncio.Lock)
    screen: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def session(self) -> Session:
        """Return the conversation as the chat knows it."""
        return Session(self.id, self.school, self.school_skipped)

    def is_double_tap(self, number: int, choice: str) -> bool:
        """Return whether this press is the one before once more, and remember it."""
        before, self.pressed = self.pressed, (number, choice, time.monotonic())
        return (
            before is not None
            and before[:2] == (number, choice)
            and before[2] > time.monotonic() - TAP_SECONDS
        )

    def start_again(self) -> None:
        """Forget what was said; the school stays."""
        self.has_topic = self.asked_school = self.school_missed = False
        self.audience = "leerling"

    def wipe(self) -> None:
        """Forget everything; only the numbers of the messages stay, for who takes those away."""
        self.start_again()
        self.school, self.school_skipped, self.told, self.album = None, False, False, None


class Conversations:
    """All chats of the last half hour."""

    def __init__(self) -> None:
        """Start empty, with a key that ends with this process."""
        self._key = secrets.token_bytes(32)
        self._chats: TTLCache[str, Conversation] = TTLCache(MOST_CHATS, IDLE_SECONDS)

    def of(self, chat_id: int) -> Conversation:
        """Return the conversation in a chat, new when there was none, and start its idle time again."""
        name = self.name(chat_id)
        found: Conversation = self._chats.get(name) or Conversation(name)
        self._chats[name] = found
        return found

    def forget(self, chat_id: int) -> None:
        """Forget a chat."""
        self._chats.pop(self.name(chat_id), None)

    def __len__(self) -> int:
        """Return the number of chats that are remembered."""
        self._chats.expire()
        return len(self._chats)

    def name(self, chat_id: int) -> str:
        """Return what a chat is called here: it tells nothing without the key."""
        return hmac.digest(self._key, str(chat_id).encode(), "sha256").hex()
