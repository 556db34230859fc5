"""What goes into a turn of the conversation and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wegwijzer.cards import Card
from wegwijzer.routing import Preference
from wegwijzer.texts import responses
from wegwijzer.topics import About, Audience


@dataclass(frozen=True)
class Heard:
    """One message as Rasa understood it.

    Attributes:
        text: what was typed; empty for a choice.
        intent: the label, `nlu_fallback` when unsure, or `keuze` for a button.
        candidates: likely labels with their confidence, likeliest first, without `nlu_fallback`.
        choice: the id of the button, for `keuze`.
        about: whom the classifier takes it to be about, with its confidence.
    """

    text: str
    intent: str
    candidates: Mapping[str, float] = field(default_factory=dict)
    choice: str | None = None
    about: tuple[About, float] | None = None


@dataclass(frozen=True)
class Memory:
    """What a conversation remembers: no text, only labels, ids and answers.

    Attributes:
        step: where the conversation is, as `state.step` of the chat API.
        question: the question that waits for an answer.
        asked: every question asked so far about this topic; none is asked twice.
        options: the topics that were offered at `confirm`.
        avoid: roles and contacts the story may be about.
        seen: cards that were shown.
        route: the row of `tables/routes.yml` in use: the topic, or a special route.
        crisis: whether the last message got crisis help.
    """

    topic: str | None = None
    about: About | None = None
    audience: Audience = "leerling"
    safe: str | None = None
    preference: Preference | None = None
    school: str | None = None
    school_skipped: bool = False
    step: str = "topic"
    question: str | None = None
    asked: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    route: str | None = None
    crisis: bool = False


@dataclass(frozen=True)
class Message:
    """One bubble: the name of a response, what fills it in, the ids of choices, and cards."""

    response: str
    params: Mapping[str, str] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What is said, and what is remembered afterwards."""

    messages: tuple[Message, ...]
    memory: Memory


def say(name: str, memory: Memory) -> str:
    """Return the response to use: parents and staff get the `_u` version where there is one."""
    formal = f"{name}_u"
    return formal if memory.audience != "leerling" and formal in responses() else name
