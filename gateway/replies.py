"""What the gateway says by itself: the welcome, crisis help, and something for every failure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wegwijzer import conversation, settings
from wegwijzer.cards import helpline_card
from wegwijzer.directory import Directory
from wegwijzer.school_files import ALWAYS_SHOWN
from wegwijzer.speaker import read_speaker
from wegwijzer.state import Understanding, state
from wegwijzer.texts import render, show
from wegwijzer.turns import Heard, Memory, Message, say

# The lines on every failure: the fixed three of the design.
SAFETY_LINES = ALWAYS_SHOWN

Reply = dict[str, Any]


def bubbles(messages: Iterable[Message], directory: Directory) -> list[dict[str, Any]]:
    """Return messages as the chat API sends them."""
    return [
        {"text": render(message.response, message.params), **show(message, directory.schools)}
        for message in messages
    ]


def first_words(channel: str = "web") -> tuple[Message, ...]:
    """Return the first words of every conversation; what stays where differs per channel."""
    return (
        Message(say("utter_welkom", Memory(channel=channel)), choices=("gesprek.hulp_nu",)),
        Message("utter_welkom_vraag", choices=("vraag.keuzes",)),
    )


def welcome(directory: Directory, school: str | None, channel: str = "web") -> Reply:
    """Return the reply that begins every conversation."""
    messages = bubbles(first_words(channel), directory)
    return {"messages": messages, "state": _state(None, {"school": school})}


def crisis(label: str, text: str, directory: Directory, school: str | None) -> Reply:
    """Return crisis help without Rasa; the same words as `action_topic` says."""
    speaker = read_speaker(text)
    memory = Memory(about=speaker.about, audience=speaker.audience or "leerling", school=school)
    turn = conversation.crisis(Heard(text, label), memory, directory.world(school, settings.now()))
    slots = {
        "step": turn.memory.step,
        "topic": label,
        "about": turn.memory.about,
        "audience": turn.memory.audience,
        "school": school,
        "crisis": True,
    }
    reply: Reply = {"messages": bubbles(turn.messages, directory), "state": _state(label, slots)}
    reply["state"]["degraded"] = True
    return reply


def failure(response: str, directory: Directory, school: str | None = None) -> Reply:
    """Return a calm sentence with the fixed help lines."""
    now = settings.now()
    cards = tuple(helpline_card(directory.helplines[line], None, "zelf", now) for line in SAFETY_LINES)
    reply: Reply = {
        "messages": bubbles((Message(response, cards=cards),), directory),
        "state": _state(None, {"school": school}),
    }
    reply["state"]["degraded"] = True
    return reply


def long_message(reply: Reply, directory: Directory) -> Reply:
    """Return `reply` with a second bubble that says what was read."""
    formal = reply["state"]["audience"] != "leerling"
    name = "utter_lang_bericht_u" if formal else "utter_lang_bericht"
    return {
        **reply,
        "messages": [
            *reply["messages"][:1],
            *bubbles((Message(name),), directory),
            *reply["messages"][1:],
        ],
    }


def _state(label: str | None, slots: dict[str, Any]) -> dict[str, Any]:
    return state(Understanding(label, (label,) if label else ()), slots)
