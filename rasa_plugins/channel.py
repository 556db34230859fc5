"""Rasa's only channel: the gateway posts a message and gets bubbles plus what was understood."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from wegwijzer.state import Understanding, state

logger = logging.getLogger(__name__)

# Under the gateway's own limit, so that a hung action ends here and frees the conversation.
TURN_SECONDS = 2.0


class Bubbles(CollectingOutputChannel):
    """Collect each message of an action as one bubble: its text with its choices and cards."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep `message` as a bubble."""
        self.messages.append({"text": message.get("text") or "", **(message.get("custom") or {})})


class GatewayInput(InputChannel):
    """`POST .../gateway/message` and `DELETE .../gateway/conversations/<sender>`, for loopback only."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name in its address."""
        return "gateway"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the two endpoints."""
        blueprint = Blueprint("gateway_input", inspect.getmodule(self).__name__)  # type: ignore[union-attr]

        @blueprint.route("/health", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent: Agent = request.app.ctx.agent
            return response.json({"ready": agent.is_ready(), "model": agent.model_id})

        @blueprint.route("/message", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await _answer(request.app.ctx.agent, on_new_message, request.json)

        @blueprint.route("/conversations/<sender>", methods=["DELETE"])
        async def forget(request: Request, sender: str) -> HTTPResponse:
            agent: Agent = request.app.ctx.agent
            async with agent.lock_store.lock(sender):
                _store(agent).forget(sender)
            return response.empty()

        return blueprint


async def _answer(
    agent: Agent,
    on_new_message: Callable[[UserMessage], Awaitable[Any]],
    body: dict[str, Any],
) -> HTTPResponse:
    """Understand first, then act: what was understood survives an action server that is dead."""
    bubbles = Bubbles()
    parsed = await agent.parse_message(body["text"])
    understanding = _understanding(parsed)
    message = UserMessage(body["text"], bubbles, body["sender"], parse_data=parsed, metadata=body["metadata"])
    try:
        await asyncio.wait_for(on_new_message(message), TURN_SECONDS)
    except TimeoutError:
        logger.error("A turn took longer than %s s and was given up.", TURN_SECONDS)
        bubbles.messages.clear()
    except Exception as error:  # whatever broke, the gateway still has something to say
        logger.error("A turn failed: %s", type(error).__name__)
        bubbles.messages.clear()
    tracker = await agent.tracker_store.retrieve(body["sender"])
    slots = tracker.current_slot_values() if tracker else {}
    return response.json(
        {"messages": bubbles.messages, "state": state(understanding, slots, acted=bool(bubbles.messages))}
    )


def _understanding(parsed: dict[str, Any]) -> Understanding:
    ranking = [row["name"] for row in parsed.get("intent_ranking") or [parsed["intent"]]]
    return Understanding.of(parsed["intent"]["name"], ranking)


def _store(agent: Agent) -> Any:
    """Return our own store; Rasa wraps it in one that falls back to memory when a store fails."""
    return getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
