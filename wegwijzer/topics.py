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

# How much two words must be alike to be offered for each other: below this, 'overlijden' is 'vrienden'.
_ALIKE = 0.78
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
    also = {_plain(word): topic for word, topic in tables.load("fields")["thema_ook_genoemd"].items()}
    near = [topic for word, topic in also.items() if word == wanted or word in words]
    near += [topic for topic, said in _descriptions().items() if words and words <= said]
    near += [topic for name, topic in names.items() if words & set(name.split())]
    near = near or [names[name] for name in get_close_matches(wanted, list(names), n=3, cutoff=_ALIKE)]
    offered = [f"'{topic}' ({topics()[topic].title})" for topic in dict.fromkeys(near)][:3]
    hint = f"Bedoel je {' of '.join(offered)}?" if offered else _choose(topics())
    raise ValueError(f"Het thema {quoted(text)} bestaat niet. {hint}")


def no_such_topic(text: str) -> str:
    """Return what to do about a word that is not the id of a topic, for a school file."""
    try:
        return f"Het thema {quoted(text)} bestaat niet. Bedoel je '{find_topic(text)}'?"
    except ValueError as error:
        return str(error)


def no_such_role(text: str) -> str:
    """Return what to do about a word that is not the id of a role, for a school file."""
    wanted, names = _plain(text), _role_names()
    near = names.get(wanted) or [role for word in wanted.split() for role in names.get(word, [])]
    close = get_close_matches(wanted, list(names), n=1, cutoff=_ALIKE)
    near = list(dict.fromkeys(near or (names[close[0]] if close else [])))
    offered = [f"'{role}'" + f" ({roles()[role].title})" * (len(near) > 1) for role in near]
    hint = f"Bedoel je {' of '.join(offered)}?" if offered else _choose(roles())
    return f"De rol {quoted(text)} bestaat niet. {hint}"


@cache
def _role_names() -> dict[str, list[str]]:
    """Return the roles that go by each word: id, title, what students call it, and what staff call it."""
    found: dict[str, list[str]] = {}
    also: dict[str, list[str]] = tables.load("fields")["rol_ook_genoemd"]
    for role in roles().values():
        for name in (role.id, role.title, *re.split(r" of |[(),]", role.title), *role.words):
            found.setdefault(_plain(name), [role.id])
    return found | {_plain(word): meant for word, meant in also.items()}


def _choose(known: dict[str, Topic] | dict[str, Role]) -> str:
    return f"Kies uit: {', '.join(known)}. Wat ze betekenen staat in docs/school/velden.md."


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text).replace("_", " ")))


def _descriptions() -> dict[str, set[str]]:
    rows = tables.load("topics")["topics"]
    return {row["id"]: set(_plain(f"{row['titel']} {row['omschrijving']}").split()) for row in rows}


def is_urgent(label: str | None) -> bool:
    """Return whether `label` is a topic with urgency spoed: help first, in the same reply."""
    topic = topics().get(label or "")
    return topic is not None and topic.urgency == "spoed"
