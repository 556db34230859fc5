"""A student's phone: sends what a Telegram app sends, and shows what it would show."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.telegram.bot_api import BotApi, Json

QUIET = 0.2  # seconds without anything new: the reply is whole
PATIENCE = 15.0


class Phone:
    """One private chat with the bot. `new` is what the last turn brought."""

    def __init__(self, api: BotApi, chat: int, *, quiet: float = QUIET) -> None:
        self.api, self.chat, self.quiet = api, chat, quiet
        self.screen = api.chats[chat]
        self.new: list[Json] = []

    # Sending.

    def start(self, school: str = "") -> Phone:
        return self.says(f"/start {school}".strip())

    def says(self, text: str, times: int = 1) -> Phone:
        return self._turn({"message": self.message(text=text)}, times)

    def sends(self, times: int = 1, **content: Any) -> Phone:
        return self._turn({"message": self.message(**content)}, times)

    def changes(self, number: int, **content: Any) -> Phone:
        message = self.message(**content) | {"message_id": number, "edit_date": int(time.time())}
        return self._turn({"edited_message": message})

    def presses(self, label: str, times: int = 1) -> Phone:
        """Press the lowest button with this label, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for message in reversed(list(self.screen.values())):
                for button in buttons(message):
                    if button["text"] == label and "callback_data" in button:
                        return self._turn(self.press(message, button["callback_data"]), times)
            time.sleep(0.05)
        raise AssertionError(f"no button {label!r} in {self.labels}")

    def press(self, message: Json, data: str) -> Json:
        query = {
            "id": self.api.query(),
            "from": self._me,
            "chat_instance": "1",
            "data": data,
            "message": dict(message),
        }
        return {"callback_query": query}

    def message(self, **content: Any) -> Json:
        text = content.get("text", "")
        if text.startswith("/"):
            word = text.split()[0]
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": len(word)}]
        number = self.api.number()
        message = {
            "message_id": number,
            "from": self._me,
            "chat": {"id": self.chat, "type": "private", "first_name": "Zwaluw", "username": "zwaluwnaam"},
            "date": int(time.time()),
            **content,
        }
        self.screen[number] = message
        return message

    @property
    def _me(self) -> Json:
        return {
            "id": self.chat,
            "is_bot": False,
            "first_name": "Zwaluw",
            "last_name": "Staart",
            "username": "zwaluwnaam",
            "language_code": "nl",
        }

    # Reading.

    def _turn(self, update: Json, times: int = 1) -> Phone:
        before = len(self._shown())
        self.api.push(update, times)
        self.wait(before, doubles=times > 1)
        return self

    def wait(self, before: int, least: int = 1, doubles: bool = True) -> None:
        """Wait for at least so many new messages, and until nothing more comes.

        Choices stand below the last message of a reply, so with those it is whole; `doubles` come after.
        """
        deadline = time.monotonic() + PATIENCE
        with self.api.changed:
            while len(self._shown()) < before + least and time.monotonic() < deadline:
                self.api.changed.wait(0.1)
            while doubles or not self._is_whole():
                if not self.api.changed.wait(self.quiet) or time.monotonic() > deadline:
                    break
        self.new = [self.screen[number] for number in self._shown()[before:] if number in self.screen]

    def _is_whole(self) -> bool:
        last = self.screen.get(self._shown()[-1] if self._shown() else 0, {})
        return any("callback_data" in button for button in buttons(last))

    def soon(self, what: Callable[[], bool]) -> bool:
        """Return whether something becomes true in a moment."""
        deadline = time.monotonic() + PATIENCE
        while not what() and time.monotonic() < deadline:
            time.sleep(0.02)
        return what()

    def _shown(self) -> list[int]:
        """Return the numbers of everything the bot ever sent here."""
        sent = self.api.made("sendMessage", "sendPhoto", chat=self.chat)
        return [call.params["message_id"] for call in sent]

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def texts(self) -> list[str]:
        """What each new message says; that of a photo is its caption."""
        return [said(row) for row in self.new]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.new for button in buttons(row)]

    @property
    def choices(self) -> list[str]:
        rows = [button for row in self.new for button in buttons(row)]
        return [button["callback_data"] for button in rows if "callback_data" in button]


def said(message: Json) -> str:
    """Return the words of a message, or below its photo."""
    words: str = message.get("text") or message.get("caption", "")
    return words


def buttons(message: Json) -> list[Json]:
    """Return the buttons below a message, top to bottom."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def drawn(messages: list[Json]) -> str:
    """Return messages as a student would see them."""
    lines = []
    for message in messages:
        who = "Wegwijzer" if message["from"]["is_bot"] else "leerling"
        if "photo" in message and message["from"]["is_bot"]:
            lines.append(f"{who}: [foto]")
        text = message.get("text") or message.get("caption") or "[iets zonder tekst]"
        lines += [f"{who:>10} | {line}" for line in text.split("\n")]
        lines += [
            f"{'':>10} | [ {row['text']} ]" + (f" -> {row['url']}" if "url" in row else "")
            for row in buttons(message)
        ]
        lines.append("")
    return "\n".join(lines)
