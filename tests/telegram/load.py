"""Many chats at once: `python -m tests.telegram.load [--chats 200]`. Timings are told, never judged.

Each chat takes five turns, the next as soon as the reply to the one before is whole. What every chat got is
compared, message by message, with what one chat alone got: nothing lost, nothing doubled, order kept.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from runner.system import System
from tests.conftest import MONDAY, free_port
from tests.telegram.bot_api import SENDING, BotApi, Call
from tests.telegram.conftest import Bot, environment
from tests.telegram.phone import Phone, buttons, said

# What is typed or pressed, and the button or word that the last message of the reply has.
TURNS = (
    ("/start voorbeeld-college", "gesprek.hulp_nu"),
    ("ik word gepest in de klas", "voorkeur.school"),
    (">voorkeur.school", "kaart.mentor"),
    (">kaart.mentor", "stap.doen"),
    (">stap.doen", "gesprek.wissen"),
)


@dataclass
class Chat:
    """One student who answers at once."""

    api: BotApi
    phone: Phone
    turn: int = 0
    began: float = 0.0
    got: list[str] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    answered: int = 0

    def go(self) -> None:
        """Take the next turn."""
        typed, _ = TURNS[self.turn]
        self.began = time.monotonic()
        if typed.startswith(">"):
            last = max(
                (row for row in self.phone.screen.values() if buttons(row)), key=lambda row: row["message_id"]
            )
            self.api.push_soon(self.phone.press(last, typed[1:]))
        else:
            self.api.push_soon({"message": self.phone.message(text=typed)})

    def hear(self, call: Call) -> bool:
        """Take in a message; return whether all turns are done."""
        now = time.monotonic() - self.began
        if self.answered == self.turn:
            self.first.append(now)
            self.answered += 1
        self.got.append(said(call.params))
        message = self.phone.screen[call.params["message_id"]]
        if TURNS[self.turn][1] in {row.get("callback_data") for row in buttons(message)}:
            self.whole.append(now)
            self.turn += 1
            if self.turn < len(TURNS):
                self.go()
        return self.turn == len(TURNS)


@dataclass
class Cry:
    """One student in danger in the middle of it; `after` is when help was on the screen."""

    phone: Phone
    began: float = 0.0
    after: float = 0.0

    def go(self) -> None:
        self.began = time.monotonic()
        self.phone.api.push_soon({"message": self.phone.message(text="ik wil dood")})

    def hear(self, call: Call) -> None:
        if not self.after and "Bel: 113" in said(call.params):
            self.after = time.monotonic() - self.began


def run(api: BotApi, chats: int, first_id: int, patience: float, cry: Cry | None = None) -> list[Chat]:
    """Let so many chats talk at once, until all are done."""
    talking = {number: Chat(api, Phone(api, number)) for number in range(first_id, first_id + chats)}
    left, done = set(talking), threading.Event()

    def listen(call: Call) -> None:
        if cry and call.chat == cry.phone.chat and call.method in SENDING:
            cry.hear(call)
        if call.method in SENDING and call.refused is None and call.chat in talking:
            if talking[call.chat].hear(call):
                left.discard(call.chat)
            if not left:
                done.set()

    api.listeners.append(listen)
    for chat in talking.values():
        api._loop.call_soon_threadsafe(chat.go)
    if cry:
        time.sleep(2)
        api._loop.call_soon_threadsafe(cry.go)
    done.wait(patience)
    time.sleep(1)  # whatever is doubled comes now
    api.listeners.remove(listen)
    return list(talking.values())


def report(api: BotApi, chats: list[Chat], alone: Chat, seconds: float, cry: Cry) -> str:
    """Return what was measured, and every chat that differs from the one alone."""
    wrong = [chat for chat in chats if chat.got != alone.got]
    firsts = sorted(value for chat in chats for value in chat.first)
    wholes = sorted(value for chat in chats for value in chat.whole)
    sent = sum(len(chat.got) for chat in chats)
    lines = [
        f"{len(chats)} chats, {len(TURNS)} turns each: {sent} messages in {seconds:.0f} s",
        f"lost, doubled or out of order: {len(wrong)} chats",
        f"refused by Telegram's limit (429): {sum(call.refused == 429 for call in api.calls)}",
        f"most messages within one second: {api.busiest_second()}",
    ]
    for name, rows in (("first message", firsts), ("whole reply", wholes)):
        p95 = rows[int(len(rows) * 0.95)]
        lines.append(
            f"{name}: median {statistics.median(rows):.2f} s, p95 {p95:.2f} s, most {rows[-1]:.2f} s"
        )
    lines.append(f"a cry for help in the middle of it: help after {cry.after:.2f} s")
    return "\n".join(lines)


def measure(system: System, folder: Path, chats: int, patience: float) -> tuple[str, bool]:
    """Return the report, and whether every chat got exactly what it should."""
    with BotApi() as api, Bot(folder / "load.log", **environment(api, system.rasa_port)) as bot:
        bot.wait_for("verbonden")
        [alone] = run(api, 1, 1, 30)
        api.calls.clear()
        began = time.monotonic()
        cry = Cry(Phone(api, 999))
        many = run(api, chats, 1000, patience, cry)
        seconds = time.monotonic() - began - 1
        right = bool(cry.after) and all(chat.got == alone.got for chat in many)
        return report(api, many, alone, seconds, cry), right


def main() -> int:
    """Start everything, measure, and print the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--chats", type=int, default=200)
    options = parser.parse_args()
    os.environ |= {"WEGWIJZER_LIMITS": "off", "WEGWIJZER_NOW": MONDAY}
    folder = Path(tempfile.mkdtemp())
    with System(free_port(), folder) as system:
        for _ in system.wait_until_ready():
            pass
        text, right = measure(system, folder, options.chats, 600)
    print(text)
    return 0 if right else 1


if __name__ == "__main__":
    raise SystemExit(main())
