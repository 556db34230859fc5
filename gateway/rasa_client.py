"""Talk to Rasa over loopback. A typed text can never arrive there as a payload."""

from __future__ import annotations

import json
from typing import Any

import httpx

from wegwijzer.topics import topics


class RasaClient:
    """The gateway's channel in Rasa."""

    def __init__(self, base_url: str) -> None:
        """Talk to the Rasa server at `base_url`."""
        self._http = httpx.AsyncClient(base_url=f"{base_url}/webhooks/gateway")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send_text(self, sender: str, text: str, school: str | None) -> dict[str, Any]:
        """Send what a student typed.

        A leading slash would make Rasa read it as a command, so it goes.

        Raises:
            httpx.HTTPError: Rasa can't be reached, is too slow, or failed.
        """
        return await self._post(sender, text.lstrip("/\\ \t\r\n"), school)

    async def send_choice(self, sender: str, choice: str, school: str | None) -> dict[str, Any]:
        """Send a button of the closed vocabulary; raises as `send_text`."""
        kind, _, value = choice.partition(".")
        if kind == "thema" and value in topics():
            return await self._post(sender, f"/{value}", school)
        return await self._post(sender, "/keuze" + json.dumps({"keuze": choice}), school)

    async def forget(self, sender: str) -> None:
        """Empty the conversation; raises as `send_text`."""
        (await self._http.delete(f"/conversations/{sender}", timeout=5)).raise_for_status()

    async def is_ready(self) -> bool:
        """Return whether Rasa answers and has its model."""
        try:
            return bool((await self._http.get("/health", timeout=1)).json()["ready"])
        except (httpx.HTTPError, ValueError, KeyError):
            return False

    async def _post(self, sender: str, text: str, school: str | None) -> dict[str, Any]:
        body = {"sender": sender, "text": text, "metadata": {"school": school, "channel": "web"}}
        answer = await self._http.post("/message", json=body, timeout=5)
        answer.raise_for_status()
        reply: dict[str, Any] = answer.json()
        return reply
