"""Through every fault that can pass: no network, Telegram down, another program with the same token."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from gateway.telegram.limiter import seconds
from gateway.telegram.status import Status

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0

Result = TypeVar("Result")


async def until_it_works(
    call: Callable[[], Awaitable[Result]],
    status: Status,
    final: tuple[type[TelegramError], ...] = (),
) -> Result:
    """Return what `call` returns once it works; a second failure in a row is told.

    Args:
        final: errors that are raised instead. So is a wrong token, as long as it never worked.
    """
    wait = FIRST_WAIT
    while True:
        try:
            return await call()
        except final:
            raise
        except TelegramError as error:
            if isinstance(error, InvalidToken) and not status.has_worked:
                raise
            if wait > FIRST_WAIT:
                status.say(_name(error))
            wait = max(wait, seconds(error)) if isinstance(error, RetryAfter) else wait
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 1.5)


def _name(error: TelegramError) -> str:
    if isinstance(error, InvalidToken):
        return "token_fout"
    return "ander_programma" if isinstance(error, Conflict) else "geen_verbinding"
