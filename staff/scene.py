"""What staff want to see beforehand, and what a student would then see: for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from gateway.replies import first_words
from staff.reading import Reading
from wegwijzer import tables
from wegwijzer.cards import Card
from wegwijzer.coverage import cover
from wegwijzer.rehearsal import Line, Situation, follow, rehearse
from wegwijzer.routing import Preference, World
from wegwijzer.school import School
from wegwijzer.texts import choice_label, render
from wegwijzer.topics import About, Audience, find_topic, topics
from wegwijzer.turns import Message
from wegwijzer.when import read_moment

State = Literal["open", "dicht", "onbekend"]
# What can be chosen, with what counts when nothing is: field -> values, the usual one first.
CHOICES: dict[str, tuple[str, ...]] = {
    "voor": ("leerling", "ouder", "medewerker"),
    "over": ("zelf", "ander"),
    "voorkeur": ("maakt_niet_uit", "school", "buiten"),
    "veilig": ("ja", "nee", "weet_niet"),
}
# A parent speaks about a child, a member of staff about a student.
_ABOUT: dict[str, About] = {"ouder": "kind", "medewerker": "leerling"}


@dataclass(frozen=True)
class Wish:
    """What someone wants to see.

    Attributes:
        topic: None for an overview of all topics.
        moment: with a time zone.
        fields: voor, over, voorkeur, veilig.
    """

    topic: str | None
    moment: datetime
    fields: Mapping[str, str]

    def situation(self, topic: str) -> Situation:
        """Return the situation to rehearse for a topic."""
        audience = self.fields["voor"]
        return Situation(
            topic,
            _ABOUT.get(audience, cast(About, self.fields["over"])),
            cast(Audience, audience),
            cast(Preference, self.fields["voorkeur"]),
            cast(Literal["ja", "nee", "weet_niet"], self.fields["veilig"]),
        )


def read_wish(typed: Mapping[str, str], now: datetime) -> tuple[Wish, list[str]]:
    """Return what was asked for and what of it was wrong; the usual value then stands in its place.

    Args:
        typed: thema, tijd and the fields of `CHOICES`, each as typed and each optional.
        now: with a time zone.
    """
    wrong, topic, moment = [], None, now
    try:
        topic = find_topic(typed["thema"]) if typed.get("thema", "").strip() else None
    except ValueError as error:
        wrong.append(str(error))
    try:
        moment = read_moment(typed.get("tijd", ""), now)
    except ValueError as error:
        wrong.append(str(error))
    fields = {}
    for name, values in CHOICES.items():
        value = typed.get(name) or values[0]
        if value not in values:
            wrong.append(f"'{value[:40]}' kan niet bij '{name}'. Kies uit: {', '.join(values)}.")
        fields[name] = value if value in values else values[0]
    return Wish(topic, moment, fields), wrong


@dataclass(frozen=True)
class Button:
    """One choice below a bubble; `pressed` is the one the rehearsal goes on with."""

    label: str
    pressed: bool = False


@dataclass(frozen=True)
class Bubble:
    """One thing that Wegwijzer says."""

    text: str
    cards: tuple[Card, ...]
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Part:
    """What a student chose (None at the start) and what they then read."""

    said: str | None
    bubbles: tuple[Bubble, ...]


@dataclass(frozen=True)
class Scene:
    """A school at a moment, and someone who asks."""

    school: School
    world: World
    wish: Wish

    @classmethod
    def of(cls, reading: Reading, school: School, wish: Wish) -> Scene:
        """Return the scene of a school as it was read."""
        return cls(school, World(school, reading.helplines, wish.moment), wish)

    def welcome(self) -> Part:
        """Return how every conversation begins."""
        return Part(None, tuple(self._bubble(message, None) for message in first_words()))

    def cards(self, topic: str) -> tuple[Card, ...]:
        """Return the cards for a topic, in the order in which they are shown."""
        return rehearse(self.wish.situation(topic), self.world).cards

    def conversation(self, topic: str) -> list[Part]:
        """Return the conversation about a topic, from its first words to the cards."""
        return self._parts(topics()[topic].title, rehearse(self.wish.situation(topic), self.world).lines)

    def steps(self, topic: str) -> list[tuple[Card, list[Part]]]:
        """Return for each card what is said when it is chosen, and when the step is taken up."""
        rehearsal = rehearse(self.wish.situation(topic), self.world)
        kies = str(tables.load("widget_nl")["kies"])
        return [
            (card, self._parts(kies.format(naam=card.name), follow(card, rehearsal, self.world)))
            for card in rehearsal.cards
        ]

    def missing(self) -> frozenset[str]:
        """Return the topics for which nobody of the school is there."""
        return frozenset(cell.topic for cell in cover(self.school).unserved())

    def _parts(self, first: str, lines: Iterable[Line]) -> list[Part]:
        rows = list(lines)
        pressed = [row.choice for row in rows[1:]] + [None]
        said = [first, *(self._label(choice) for choice in pressed if choice)]
        return [
            Part(words, tuple(self._bubble(message, choice) for message in row.messages))
            for words, row, choice in zip(said, rows, pressed, strict=True)
        ]

    def _bubble(self, message: Message, pressed: str | None) -> Bubble:
        """Return a message as the chat shows it: what stands on a card is no button below it."""
        on_cards = {f"kaart.{card.id}" for card in message.cards}
        loose = [choice for choice in message.choices if choice not in on_cards]
        buttons = tuple(Button(self._label(choice), choice == pressed) for choice in loose)
        return Bubble(render(message.response, message.params), message.cards, buttons)

    def _label(self, choice: str) -> str:
        return choice_label(choice, {}, {self.school.id: self.school})


def state_of(card: Card) -> State:
    """Return whether someone can be reached at the moment of the scene."""
    if card.open_now is None:
        return "onbekend"
    return "open" if card.open_now else "dicht"
