"""A student says which school it is: as an answer, or before anything else. No topic, and never a crisis."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from wegwijzer import tables
from wegwijzer.crisis import listen
from wegwijzer.normalise import fold
from wegwijzer.pointing import advance, topic_choices
from wegwijzer.questions import ask_which, skip
from wegwijzer.routing import World
from wegwijzer.school import School
from wegwijzer.topics import is_urgent
from wegwijzer.turns import Heard, Memory, Message, Turn, say

# Labels of words that mean nothing here, such as the name of a school that is not here.
NO_MEANING = frozenset({"nlu_fallback", "buiten_bereik", "groet", "loopbaan"})
NAME_WORDS = 4


def names_school(text: str, *, asked: bool = False) -> bool:
    """Return whether a message says which school it is, and nothing else: "ik zit op het vmbo in Ede".

    Args:
        asked: whether the school was asked for; then "vmbo" or "het lyceum in Ede" is enough.
    """
    plain = re.sub(r"\s+", " ", fold(text)).strip(" .!?,")
    rows = ("zegt_school", "antwoord_school") if asked else ("zegt_school",)
    return any(_pattern(row).fullmatch(plain) for row in rows)


@cache
def _pattern(row: str) -> re.Pattern[str]:
    table = tables.load("school_words")
    name = table["naam_vooraan"].replace("{SOORT}", "|".join(table["soorten"]))
    return re.compile(table[row].replace("{NAAM}", name))


def found(school: School, memory: Memory) -> Message:
    """Return the bubble that names the school that was understood, so that a wrong one is seen."""
    return Message(say("utter_school_gevonden", memory), {"school": f"{school.name} in {school.place}"})


def hear_school(heard: Heard, memory: Memory, world: World) -> Turn | None:
    """Return the turn for a message that only says which school it is; None for any other message."""
    alarm = listen(heard.text)
    if alarm and alarm.urgent:
        return None
    if memory.question == "school":
        if is_urgent(heard.intent) and not names_school(heard.text, asked=True):
            return None
        return ask_which(heard.text, memory, world) or _not_here(heard, memory, world)
    if not names_school(heard.text):
        return None
    if world.school or memory.school_skipped:
        return _go_on(memory, world)
    meant = world.schools.meant(heard.text)
    if meant.school:
        there = replace(world, school=meant.school)
        return _go_on(replace(memory, school=meant.school.id), there, found(meant.school, memory))
    if meant.choices:
        asking = replace(memory, step="school", question="school", asked=(*memory.asked, "school"))
        return ask_which(heard.text, asking, world)
    return _go_on(memory, world)


def _go_on(memory: Memory, world: World, opening: Message | None = None) -> Turn:
    """Take up the talk where it was; without a topic, ask for it."""
    if memory.route is not None:
        return advance(skip(memory), world, opening)
    tell = Message(say("utter_vertel_maar", memory), choices=topic_choices())
    return Turn((opening, tell) if opening else (tell,), memory)


def _not_here(heard: Heard, memory: Memory, world: World) -> Turn | None:
    """The answer is a school that is not here: ask once whether the name is right, then go on without."""
    short = heard.intent in NO_MEANING and len(heard.text.split()) <= NAME_WORDS
    if not short and not names_school(heard.text, asked=True):
        return None
    if "school_onbekend" in memory.asked:
        return advance(skip(memory), world, Message(say("utter_zonder_school", memory)))
    after = replace(memory, asked=(*memory.asked, "school_onbekend"))
    again = Message(say("utter_school_niet_gevonden", memory), choices=("vraag.overslaan",))
    return Turn((again,), after)
