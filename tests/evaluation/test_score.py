"""Scoring over the chat API, against a made-up system."""

from __future__ import annotations

import json

import httpx

from evaluation.model import Answer
from evaluation.score import ask


def test_each_message_gets_a_session_of_its_own_that_ends() -> None:
    seen: list[tuple[str, str, str | None]] = []

    def system(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.path, request.headers.get("authorization")))
        if request.method == "DELETE":
            return httpx.Response(204)
        if request.url.path == "/api/sessions":
            return httpx.Response(201, json={"session": "s1"})
        assert json.loads(request.content) == {"text": "ruzie thuis"}
        state = {"understood": "thuis", "candidates": ["thuis", "rouw"], "about": None, "crisis": False}
        return httpx.Response(200, json={"state": state})

    with httpx.Client(transport=httpx.MockTransport(system), base_url="http://school") as client:
        answer, milliseconds = ask(client, "ruzie thuis", "voorbeeld-college")
    assert answer == Answer("thuis", ("thuis", "rouw"), None, False)
    assert milliseconds >= 0
    assert seen == [
        ("POST", "/api/sessions", None),
        ("POST", "/api/messages", "Bearer s1"),
        ("DELETE", "/api/sessions", "Bearer s1"),
    ]
