"""One turn: the crisis guard first, then Rasa, and always something to show within three seconds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import httpx

from gateway import replies
from gateway.limits import Limits
from gateway.rasa_client import RasaClient
from gateway.replies import Reply
from gateway.sessions import Session
from wegwijzer import tables
from wegwijzer.crisis import listen
from wegwijzer.directory import Live
from wegwijzer.questions import MAX_WORDS, wipes_chat
from wegwijzer.school_files import is_file_id
from wegwijzer.topics import is_urgent, topics

logger = logging.getLogger(__name__)

TURN_SECONDS = 2.5  # help must be on screen within 3
CRISIS_SECONDS = 0.8  # after this a crisis message gets the gateway's own help
FORGET_SECONDS = 2.5  # leaving answers within 3
WIPE_SECONDS = 0.4  # on top of the turn that said so
EMPTY_TRIES = 300  # of at most 6 seconds: as long as a conversation is remembered

Answer = TypeVar("Answer")


class Chat:
    """Answer messages; holds nothing of them."""

    def __init__(self, rasa: RasaClient, live: Live, limits: Limits) -> None:
        """Answer with `rasa`, and without it from what is live in the folder alone."""
        self._rasa = rasa
        self._live = live
        self._limits = limits
        self._going_on: set[asyncio.Task[Any]] = set()
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def text(self, session: Session, text: str) -> Reply:
        """Return the reply to what was typed."""
        alarm = listen(text)
        read = self._readable(text)
        call = partial(self._rasa.send_text, session, read)
        if alarm and alarm.urgent:
            # Late or not, Rasa must hear it: else the next message is taken as if there had been no crisis.
            reply = await self._within(
                CRISIS_SECONDS, asyncio.shield(self._begun(self._in_order(session, call)))
            )
            if not (reply and reply["messages"] and reply["state"]["crisis"]):
                reply = replies.crisis(alarm.label, text, self._live.directory, session.school)
        else:
            reply = await self._within(TURN_SECONDS, self._in_order(session, call))
            if _is_silent(reply) and _wipes(text, reply):
                return await self._wipe(session, reply)
            reply = self._or_fallback(reply, text, session)
        if reply["state"]["wiped"]:
            await self._forget(session)
        return replies.long_message(reply, self._live.directory) if read != text else reply

    async def choice(self, session: Session, choice: str) -> Reply:
        """Return the reply to a button."""
        call = partial(self._rasa.send_choice, session, choice)
        reply = await self._within(TURN_SECONDS, self._in_order(session, call))
        if choice == "gesprek.wissen":
            if _is_silent(reply):
                return await self._wipe(session, reply)
            await self._forget(session)
        return self._or_fallback(reply, "", session)

    def knows(self, choice: str) -> bool:
        """Return whether `choice` is in the closed vocabulary.

        A card or school may have left, also before this process began: the conversation then says so.
        """
        kind, _, value = choice.partition(".")
        if kind == "thema":
            return value in topics()
        if kind in {"school", "kaart"}:
            return is_file_id(value)  # contacts have ids of the same form
        return choice in tables.load("choices")["keuzes"]

    def _readable(self, text: str) -> str:
        """Return the part of a long text that the classifier reads: its start and its end."""
        limit = self._limits.read_characters
        return text if len(text) <= limit else f"{text[: limit // 2]} {text[-limit // 2 + 1 :]}"

    async def _in_order(self, session: Session, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Let two quick taps of one student wait here: Rasa's own lock looks only once a second."""
        lock = self._locks.setdefault(session.id, asyncio.Lock())
        async with lock:
            return await call()

    def _begun(self, call: Coroutine[Any, Any, Answer]) -> asyncio.Task[Answer]:
        """Start a call that goes on when nobody waits for it any more."""
        task = asyncio.create_task(call)
        self._going_on.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._going_on.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("Rasa gave no answer: %s", type(task.exception()).__name__)

    async def _within(self, seconds: float, call: Awaitable[Reply]) -> Reply | None:
        try:
            async with asyncio.timeout(seconds):
                return await call
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            logger.error("Rasa gave no answer: %s", type(error).__name__)
            return None

    def _or_fallback(self, reply: Reply | None, text: str, session: Session) -> Reply:
        """Return `reply` if it says something, else the best help without it."""
        if reply and not _is_silent(reply):
            return reply
        understood = reply["state"]["understood"] if reply else None
        if is_urgent(understood):
            return replies.crisis(str(understood), text, self._live.directory, session.school)
        return replies.failure("utter_storing", self._live.directory, session.school)

    async def _wipe(self, session: Session, reply: Reply | None) -> Reply:
        """Forget a conversation without a word from Rasa, and say whether that is done yet."""
        done = await self._forget(session, late=reply is None)
        name = "utter_storing_gewist" if done else "utter_storing_wissen"
        told = replies.failure(name, self._live.directory, session.school)
        told["state"]["wiped"] = True  # what is on the screen goes at once
        return told

    async def _forget(self, session: Session, *, late: bool = False) -> bool:
        """Empty the conversation after a turn that said so; what takes long goes on by itself.

        Returns:
            Whether nothing is remembered any more.
        """
        try:
            await self._emptied(session, WIPE_SECONDS, late=late)
        except httpx.ConnectError:
            return True  # Rasa is gone, and its memory with it
        except (httpx.HTTPError, TimeoutError) as error:
            logger.error("A conversation is not empty yet: %s", type(error).__name__)
            return False
        return True

    async def forget(self, session: Session) -> None:
        """Empty the conversation of `session`, after what was still on its way to Rasa.

        When Rasa hangs, it is emptied as soon as it wakes up, although nobody waits for that here.

        Raises:
            httpx.HTTPError: Rasa could not be reached. A dead Rasa has lost all conversations anyway.
            TimeoutError: it is not empty yet.
        """
        await self._emptied(session, FORGET_SECONDS)

    async def _emptied(self, session: Session, seconds: float, *, late: bool = False) -> None:
        async with asyncio.timeout(seconds):
            empty = partial(self._empty, session, hung=late)
            await asyncio.shield(self._begun(self._in_order(session, empty)))

    async def _empty(self, session: Session, *, hung: bool) -> None:
        """Empty the conversation in Rasa, however long that takes.

        Args:
            hung: whether Rasa may still have to take up what was sent before.
        """
        for _ in range(EMPTY_TRIES):
            try:
                await self._rasa.forget(session.id)
            except httpx.ConnectError:
                raise
            except httpx.HTTPError:
                hung = True
                await asyncio.sleep(1)
            else:
                break
        if hung:  # what was sent before it hung can be taken up after the first time it was emptied
            await asyncio.sleep(TURN_SECONDS)
            await self._rasa.forget(session.id)


def _is_silent(reply: Reply | None) -> bool:
    return not (reply and reply["messages"])


def _wipes(text: str, reply: Reply | None) -> bool:
    """Return whether `text` asks to wipe this chat; what nobody understood only when it says little else."""
    understood = reply is not None and reply["state"]["understood"] == "gegevens_wissen"
    return wipes_chat(text) and (understood or len(text.split()) <= MAX_WORDS)
