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
        also: topics that a clause of the message is about besides, surest first.
    """

    text: str
    intent: str
    candidates: Mapping[str, float] = field(default_factory=dict)
    choice: str | None = None
    about: tuple[About, float] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """What a conversation remembers: no text, only labels, ids and answers.

    Attributes:
        step: where the conversation is, as `state.step` of the chat API.
        question: the question that waits for an answer.
        asked: every question asked so far about this topic; none is asked twice. Also what was told once.
        options: the topics that were offered at `confirm`, or can be after "dat bedoel ik niet".
        avoid: roles and contacts the story may be about.
        seen: cards that were shown for this topic; `shown` those of the last time, `chosen` the one picked.
        later: topics that were named besides and can be offered; `rejected` those it was not about.
        route: the row of `tables/routes.yml` in use: the topic, or a special route.
        crisis: whether the last message got crisis help; `helped` the topic of the last that did.
        wiped: whether the last message had everything forgotten.
        gently: whether the last reply asked gently about a denied death wish.
        age: of the one who writes, when the text said it.
        channel: `web` or `telegram`; what is true about privacy differs.
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
    wiped: bool = False
    helped: str | None = None
    gently: bool = False
    shown: tuple[str, ...] = ()
    chosen: str | None = None
    later: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    age: int | None = None
    channel: str = "web"


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
    """Return the response to use: the one for this channel, and the `_u` version for parents and staff."""
    formal = "_u" if memory.audience != "leerling" else ""
    versions = (f"{name}_{memory.channel}{formal}", f"{name}{formal}", f"{name}_{memory.channel}")
    return next((version for version in versions if version in responses()), name)
