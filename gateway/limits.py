"""How much is too much. Buckets live in memory and hold no text."""

from __future__ import annotations

from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter


@dataclass(frozen=True)
class Limits:
    """The limits of the chat API; `docs/instellingen.md` explains each.

    Attributes:
        body_bytes: a larger request body is refused.
        read_characters: a longer text is cut to its start and end for the classifier.
        session_rate: messages per session.
        address_rate: requests per address; a whole school may share one.
    """

    body_bytes: int = 8_192
    read_characters: int = 1_000
    session_rate: str = "20/minute"
    address_rate: str = "300/minute"


class RateLimiter:
    """Count requests in moving windows; lets everything through when switched off."""

    def __init__(self, limits: Limits, enabled: bool) -> None:
        """Start with empty buckets."""
        self._enabled = enabled
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._session = parse(limits.session_rate)
        self._address = parse(limits.address_rate)

    async def allows_address(self, address: str) -> bool:
        """Count a request from `address`; False when that is one too many."""
        return await self._allows(self._address, address)

    async def allows_session(self, session_id: str) -> bool:
        """Count a message of a session; False when that is one too many."""
        return await self._allows(self._session, session_id)

    async def _allows(self, rate: RateLimitItem, key: str) -> bool:
        return not self._enabled or await self._limiter.hit(rate, key)
