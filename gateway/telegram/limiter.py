"""Telegram's limits, kept by the library's limiter: what is urgent has a lane of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, BaseRateLimiter

logger = logging.getLogger(__name__)

URGENT = "urgent"
# A lane lets `burst` messages through at once and then `rate` a second. Telegram allows a bot 30 in any
# second, and so do both lanes together.
ORDINARY = {"burst": 4, "rate": 23}
RESERVED = {"burst": 2, "rate": 1}
RETRIES = 5

Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Limiter(BaseRateLimiter[str]):
    """Two lanes of `AIORateLimiter`; a chat that must wait does not hold up the others.

    The library's own way with "429, retry after" is to hold back every request of the bot. One student who
    types a lot would then silence all others, so each request waits for itself here. "Is typing" takes no
    place in a lane where messages wait.
    """

    def __init__(self) -> None:
        """Start with both lanes empty."""
        self._ordinary = _lane(**ORDINARY)
        self._reserved = _lane(**RESERVED)
        self._busy = 0

    async def initialize(self) -> None:
        """Do nothing: the lanes hold nothing that must be opened."""

    async def shutdown(self) -> None:
        """Do nothing: the lanes hold nothing that must be closed."""

    async def process_request(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: str | None,
    ) -> Answer:
        """Send a request when its lane allows, and again when Telegram asked to wait.

        Raises:
            RetryAfter: Telegram kept asking to wait.
        """
        typing = endpoint == "sendChatAction"
        crowded = self._busy >= ORDINARY["burst"]
        if typing and crowded:
            return True
        lane = self._reserved if crowded and rate_limit_args == URGENT else self._ordinary
        self._busy += 1
        try:
            for _ in range(0 if typing or "chat_id" not in data else RETRIES):
                try:
                    return await lane.process_request(callback, args, kwargs, endpoint, data, None)
                except RetryAfter as error:
                    logger.warning("Telegram asks to wait for %s s.", seconds(error))
                    await asyncio.sleep(seconds(error) + 0.1)
            return await lane.process_request(callback, args, kwargs, endpoint, data, None)
        finally:
            self._busy -= 1


def _lane(burst: int, rate: int) -> AIORateLimiter:
    # No count per group: it would keep the ids of groups, and we talk in none.
    return AIORateLimiter(burst, burst / rate, group_max_rate=0, group_time_period=0)


def seconds(error: RetryAfter) -> float:
    """Return how long Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
