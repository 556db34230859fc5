"""The labels that every part of the system shares: topics, dialogue labels and roles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from wegwijzer import tables
from wegwijzer.hours import quoted
from wegwijzer.normalise import fold

Urgency = Literal["spoed", "hoog", "gewoon"]
About = Literal["zelf", "ander", "kind", "leerling"]
Audience = Literal["leerling", "ouder", "medewerker"]


@dataclass(frozen=True)
class Topic:
    """A topic a student can bring up; `urgency` decides what comes before anything else."""

    id: str
    title: str
    urgency: Urgency


@dataclass(frozen=True)
class Role:
    """A role a contact can have; `words` are the names students use for it."""

    id: str
    title: str
    duty: str
    words: tuple[str, ...]


@cache
def topics() -> dict[str, Topic]:
    """Return all topics by id, in the order of the table."""
    rows = tables.load("topics")["topics"]
    return {row["id"]: Topic(row["id"], row["titel"], row["urgency"]) for row in rows}


@cache
def dialogue_labels() -> tuple[str, ...]:
    """Return the ids of the labels that are no topic (greeting, yes, privacy question ...)."""
    return tuple(row["id"] for row in tables.load("topics")["dialogue"])


@cache
def labels() -> frozenset[str]:
    """Return every label a message can be understood as."""
    return frozenset(topics()) | frozenset(dialogue_labels())


@cache
def roles() -> dict[str, Role]:
    """Return all roles by id."""
    rows = tables.load("roles")["roles"]
    return {row["id"]: Role(row["id"], row["titel"], row["duty"], tuple(row["woorden"])) for row in rows}


def find_topic(text: str) -> str:
    """Return the topic that someone means: by id or title, whatever the case, spaces or accents.

    Raises:
        ValueError: there is no such topic; the Dutch sentence names what comes near.
    """
    wanted = _plain(text)
    names = {_plain(name): topic.id for topic in topics().values() for name in (topic.id, topic.title)}
    if wanted in names:
        return names[wanted]
    words = {word for word in wanted.split() if len(word) > 3}
    near = [topic for topic, said in _descriptions().items() if words and words <= said]
    near += [topic for name, topic in names.items() if words & set(name.split())]
    near += [names[name] for name in get_close_matches(wanted, list(names), n=3, cutoff=0.6)]
    offered = [f"'{topic}' ({topics()[topic].title})" for topic in dict.fromkeys(near)][:3]
    hint = f"Bedoel je {' of '.join(offered)}?" if offered else f"Kies uit: {', '.join(topics())}."
    raise ValueError(f"Het thema {quoted(text)} bestaat niet. {hint}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).replace("_", " ")))


def _descriptions() -> dict[str, set[str]]:
    rows = tables.load("topics")["topics"]
    return {row["id"]: set(_plain(f"{row['titel']} {row['omschrijving']}").split()) for row in rows}


def is_urgent(label: str | None) -> bool:
    """Return whether `label` is a topic with urgency spoed: help first, in the same reply."""
    topic = topics().get(label or "")
    return topic is not None and topic.urgency == "spoed"
