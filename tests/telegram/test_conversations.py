"""What is kept in memory: no id of Telegram's, half an hour, and no more than so many."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram.error import RetryAfter

from gateway.telegram.conversations import Conversations
from gateway.telegram.limiter import Limiter

CHAT = 1234567890


def test_a_chat_is_known_by_a_hash_that_differs_per_process() -> None:
    first, second = Conversations(), Conversations()
    name = first.of(CHAT).id
    assert first.of(CHAT) is first.of(CHAT)
    assert len(name) == 64
    assert str(CHAT) not in name
    assert second.of(CHAT).id != name


def test_no_chat_id_stays_in_memory() -> None:
    chats = Conversations()
    conversation = chats.of(CHAT)
    assert str(CHAT) not in repr(vars(chats)) + repr(conversation)


def test_a_wiped_conversation_knows_nothing_more() -> None:
    chats = Conversations()
    conversation = chats.of(CHAT)
    conversation.school, conversation.told, conversation.has_topic = "vmbo-de-werf", True, True
    conversation.wipe()
    assert (conversation.school, conversation.told, conversation.has_topic) == (None, False, False)
    chats.forget(CHAT)
    assert len(chats) == 0


def test_a_double_tap_is_the_same_button_within_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = Conversations().of(CHAT)
    now = 100.0
    monkeypatch.setattr("gateway.telegram.conversations.time.monotonic", lambda: now)
    assert not conversation.is_double_tap(1, "veilig.ja")
    assert conversation.is_double_tap(1, "veilig.ja")
    assert not conversation.is_double_tap(1, "veilig.nee")
    assert not conversation.is_double_tap(2, "veilig.nee")
    now = 106.0
    assert not conversation.is_double_tap(2, "veilig.nee")


def test_a_chat_that_must_wait_holds_up_no_other() -> None:
    async def run() -> list[str]:
        limiter, done = Limiter(), []

        async def send(chat: int, fails: list[int]) -> bool:
            if fails:
                raise RetryAfter(fails.pop())
            done.append(f"chat {chat}")
            return True

        async def ask(chat: int, fails: list[int]) -> Any:
            data = {"chat_id": chat}
            return await limiter.process_request(send, (chat, fails), {}, "sendMessage", data, None)

        await asyncio.gather(ask(1, [1]), ask(2, []), ask(3, []))
        return done

    assert asyncio.run(run()) == ["chat 2", "chat 3", "chat 1"]
