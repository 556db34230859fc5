"""The labels that every part of the system shares: topics, dialogue labels and roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from wegwijzer import tables

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


def is_urgent(label: str | None) -> bool:
    """Return whether `label` is a topic with urgency spoed: help first, in the same reply."""
    topic = topics().get(label or "")
    return topic is not None and topic.urgency == "spoed"
