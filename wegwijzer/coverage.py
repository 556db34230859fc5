"""Who is there for each topic at a school, and why: for staff, who want to see what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from wegwijzer.routing import OUTSIDE_ROLES, Request, Why, order_for, suited
from wegwijzer.school import Contact, Helpline, School
from wegwijzer.topics import topics

Level = Literal["keuze", "rol", "themas", "vangnet", "niemand"]

LEVELS: tuple[Level, ...] = ("keuze", "rol", "themas", "vangnet", "niemand")
_LEVEL_OF: dict[Why, Level] = {
    Why.OWN_CHOICE: "keuze",
    Why.ROLE: "rol",
    Why.OWN_TOPICS: "themas",
    Why.FALLBACK: "vangnet",
    Why.NOBODY_ELSE: "vangnet",
}


@dataclass(frozen=True)
class Person:
    """A contact who is shown for a topic, and how that came about."""

    contact: Contact
    why: Why

    @property
    def level(self) -> Level:
        """Return how this person comes to be shown, as staff name it."""
        return _LEVEL_OF[self.why]

    @property
    def outside(self) -> bool:
        """Return whether this person is employed elsewhere."""
        return self.contact.role in OUTSIDE_ROLES


@dataclass(frozen=True)
class Cell:
    """One topic at one school.

    Attributes:
        people: whom a student can be shown, best first.
    """

    topic: str
    people: tuple[Person, ...]

    @property
    def level(self) -> Level:
        """Return how the topic is covered.

        `vangnet`: somebody steps in who is not there for this topic. `niemand`: nobody of the school is left,
        so that a student is told to go to any adult they trust.
        """
        if all(person.outside for person in self.people):
            return "niemand"
        return self.people[0].level

    @property
    def served(self) -> bool:
        """Return whether anyone is there for this topic, as `advice.topics_without_anyone` sees it."""
        return any(person.why.serves for person in self.people)


@dataclass(frozen=True)
class Coverage:
    """All topics at one school."""

    school: School
    cells: Mapping[str, Cell]

    def unserved(self) -> list[Cell]:
        """Return the topics for which nobody is there, the worst first."""
        found = [cell for cell in self.cells.values() if not cell.served or cell.level == "niemand"]
        return sorted(found, key=lambda cell: -LEVELS.index(cell.level))

    def totals(self) -> dict[Level, int]:
        """Return for how many topics each level holds."""
        levels = [cell.level for cell in self.cells.values()]
        return {level: levels.count(level) for level in LEVELS}


def cover(school: School) -> Coverage:
    """Return who is there for each topic, for a student who asks for themselves."""
    return Coverage(school, {topic: _cell(topic, school) for topic in topics()})


def _cell(topic: str, school: School) -> Cell:
    return Cell(topic, tuple(Person(contact, why) for contact, why in suited(Request(topic), school)))


def short_of(topic: str, schools: Iterable[Coverage]) -> list[Coverage]:
    """Return the schools where nobody is there for `topic`."""
    return [row for row in schools if topic in {cell.topic for cell in row.unserved()}]


def outside_lines(topic: str, helplines: Mapping[str, Helpline]) -> list[Helpline]:
    """Return the help lines that come along, as the table orders them; the hour may change the order."""
    return [helplines[line] for line in order_for(Request(topic)).outside if line in helplines]
