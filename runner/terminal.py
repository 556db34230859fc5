"""Talk in the terminal: a client of the chat API like any other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx


def chat(url: str, school: str | None, read: Callable[[str], str], write: Callable[[str], None]) -> None:
    """Hold a conversation until the reader ends it (end of input, or an empty line twice).

    Args:
        url: the gateway's address.
        school: the school's id, or None.
        read: asks for a line, as `input` does.
        write: shows a line, as `print` does.
    """
    with httpx.Client(base_url=url, timeout=10) as client:
        answer = client.post("/api/sessions", json={"school": school}).json()
        if "session" not in answer:
            write(answer["error"]["message"])
            return
        headers = {"Authorization": f"Bearer {answer['session']}"}
        choices = _show(answer["messages"], write)
        try:
            while True:
                typed = read("> ").strip()
                body = {"choice": choices[typed]} if typed in choices else {"text": typed}
                answer = client.post("/api/messages", json=body, headers=headers).json()
                choices = _show(answer["messages"], write)
        except (EOFError, KeyboardInterrupt):
            client.delete("/api/sessions", headers=headers)
            write("")


def _show(messages: list[dict[str, Any]], write: Callable[[str], None]) -> dict[str, str]:
    """Write bubbles, cards and numbered choices; return the number -> choice id of the last ones."""
    choices: dict[str, str] = {}
    for message in messages:
        write(f"\n{message['text']}")
        for card in message["cards"]:
            open_now = {True: " (nu open)", False: " (nu dicht)", None: ""}[card["open_now"]]
            write(f"\n  {card['name']}, {card['role_title']}{open_now}")
            write(f"  {card['line']}")
            reach = [way["label"] for way in card["reach"]]
            write("  " + " · ".join(part for part in [card["hours"], *reach] if part))
            write(f"  {card['confidential']}")
        for choice in message["choices"]:
            number = str(len(choices) + 1)
            choices[number] = choice["id"]
            write(f"  [{number}] {choice['label']}")
    write("")
    return choices
