"""A student at the chat API."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

Reply = dict[str, Any]


def wait_for(check: Callable[[], object], seconds: float = 10) -> float:
    """Wait until `check` holds; return how many seconds that took; an edit is live long before the end."""
    started = time.monotonic()
    while not check():
        assert time.monotonic() - started < seconds, "it never came"
        time.sleep(0.05)
    return time.monotonic() - started


class Student:
    """Holds one conversation; `reply` is the last answer."""

    def __init__(self, url: str, school: str | None) -> None:
        self.http = httpx.Client(base_url=url, timeout=20)
        begun = self.http.post("/api/sessions", json={"school": school})
        assert begun.status_code == 201, begun.text
        self.reply: Reply = begun.json()
        self.headers = {"Authorization": f"Bearer {self.reply['session']}"}

    def __enter__(self) -> Student:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.delete("/api/sessions", headers=self.headers)
        self.http.close()

    def post(self, body: Any) -> httpx.Response:
        return self.http.post("/api/messages", json=body, headers=self.headers)

    def says(self, text: str) -> Reply:
        return self._turn({"text": text})

    def picks(self, choice: str) -> Reply:
        return self._turn({"choice": choice})

    def _turn(self, body: Reply) -> Reply:
        answer = self.post(body)
        assert answer.status_code == 200, answer.text
        self.reply = answer.json()
        assert self.reply["messages"], "silence"
        return self.reply

    @property
    def state(self) -> Reply:
        return dict(self.reply["state"])

    @property
    def text(self) -> str:
        return "\n".join(message["text"] for message in self.reply["messages"])

    @property
    def cards(self) -> list[Reply]:
        return [card for message in self.reply["messages"] for card in message["cards"]]

    @property
    def card_ids(self) -> list[str]:
        return [card["id"] for card in self.cards]

    @property
    def choices(self) -> list[str]:
        return [choice["id"] for message in self.reply["messages"] for choice in message["choices"]]
