"""Talk to Rasa over loopback. A typed text can never arrive there as a payload."""

from __future__ import annotations

import json
from typing import Any

import httpx

from gateway.sessions import Session
from wegwijzer.topics import topics


class RasaClient:
    """The gateway's channel in Rasa."""

    def __init__(self, base_url: str, channel: str = "web") -> None:
        """Talk to the Rasa server at `base_url` for students on `channel` (`web` or `telegram`)."""
        self._channel = channel
        self._http = httpx.AsyncClient(base_url=f"{base_url}/webhooks/gateway")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send_text(self, session: Session, text: str) -> dict[str, Any]:
        """Send what a student typed.

        A leading slash would make Rasa read it as a command, so it goes.

        Raises:
            httpx.HTTPError: Rasa can't be reached, is too slow, or failed.
        """
        return await self._post(session, text.lstrip("/\\ \t\r\n"))

    async def send_choice(self, session: Session, choice: str) -> dict[str, Any]:
        """Send a button of the closed vocabulary; raises as `send_text`."""
        kind, _, value = choice.partition(".")
        if kind == "thema" and value in topics():
            return await self._post(session, f"/{value}")
        return await self._post(session, "/keuze" + json.dumps({"keuze": choice}))

    async def forget(self, sender: str) -> None:
        """Empty the conversation; raises as `send_text`."""
        (await self._http.delete(f"/conversations/{sender}", timeout=5)).raise_for_status()

    async def is_ready(self) -> bool:
        """Return whether Rasa answers and has its model."""
        try:
            return bool((await self._http.get("/health", timeout=1)).json()["ready"])
        except (httpx.HTTPError, ValueError, KeyError):
            return False

    async def _post(self, session: Session, text: str) -> dict[str, Any]:
        metadata = {
            "school": session.school,
            "school_skipped": session.school_skipped,
            "channel": self._channel,
        }
        body = {"sender": session.id, "text": text, "metadata": metadata}
        answer = await self._http.post("/message", json=body, timeout=5)
        answer.raise_for_status()
        reply: dict[str, Any] = answer.json()
        return reply
