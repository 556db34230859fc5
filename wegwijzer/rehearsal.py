"""What someone gets to see for a topic, played through the conversation itself: for staff, beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wegwijzer import conversation
from wegwijzer.cards import Card
from wegwijzer.routing import Preference, World
from wegwijzer.topics import About, Audience
from wegwijzer.turns import Heard, Memory, Message, Turn


@dataclass(frozen=True)
class Situation:
    """Who asks what, and what they would answer to each question.

    Attributes:
        about: `zelf` or `ander` for a student, `kind` for a parent, `leerling` for a member of staff.
        safe: the answer to "ben je nu veilig?", only asked for some topics.
    """

    topic: str
    about: About = "zelf"
    audience: Audience = "leerling"
    preference: Preference = "maakt_niet_uit"
    safe: Literal["ja", "nee", "weet_niet"] = "ja"


@dataclass(frozen=True)
class Line:
    """One part of a conversation: the choice that was pressed (None for the first words) and the reply."""

    choice: str | None
    messages: tuple[Message, ...]


@dataclass(frozen=True)
class Rehearsal:
    """A conversation from its topic to its cards.

    Attributes:
        memory: what is remembered when the cards are on screen.
    """

    lines: tuple[Line, ...]
    memory: Memory

    @property
    def cards(self) -> tuple[Card, ...]:
        """Return the cards that are shown at the end, in their order."""
        return tuple(card for message in self.lines[-1].messages for card in message.cards)


def rehearse(situation: Situation, world: World) -> Rehearsal:
    """Return the conversation of someone in this situation at the school and the time of `world`."""
    known = None if situation.audience == "leerling" else situation.about
    school = world.school.id if world.school else None
    memory = Memory(school=school, school_skipped=school is None, about=known, audience=situation.audience)
    heard = Heard("", situation.topic, {situation.topic: 1.0})
    turn = conversation.on_topic(heard, memory, world)
    lines = [Line(None, turn.messages)]
    while turn.memory.question:
        choice = _answer(turn.memory.question, situation)
        turn = press(choice, turn.memory, world)
        lines.append(Line(choice, turn.messages))
    return Rehearsal(tuple(lines), turn.memory)


def first_steps(rehearsal: Rehearsal, world: World) -> Iterator[tuple[Card, tuple[Message, ...]]]:
    """Yield each card with what is said when it is picked."""
    for card in rehearsal.cards:
        yield card, press(f"kaart.{card.id}", rehearsal.memory, world).messages


def follow(card: Card, rehearsal: Rehearsal, world: World) -> tuple[Line, ...]:
    """Return what is said when a card is picked, and when the step is taken up."""
    lines, memory = [], rehearsal.memory
    for choice in (f"kaart.{card.id}", "stap.doen"):
        turn = press(choice, memory, world)
        lines.append(Line(choice, turn.messages))
        memory = turn.memory
    return tuple(lines)


def press(choice: str, memory: Memory, world: World) -> Turn:
    """Return the turn after a button was pressed."""
    return conversation.on_answer(Heard("", "keuze", choice=choice), memory, world)


def _answer(question: str, situation: Situation) -> str:
    answers = {
        "about": "over.zelf" if situation.about == "zelf" else "over.ander",
        "safe": f"veilig.{situation.safe}",
        "preference": f"voorkeur.{situation.preference}",
    }
    return answers[question]
