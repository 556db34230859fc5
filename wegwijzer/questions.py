"""The at most three questions: which are open, how they look, and what typed words answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from wegwijzer import tables
from wegwijzer.normalise import fold
from wegwijzer.routing import World
from wegwijzer.topics import is_urgent, topics
from wegwijzer.turns import Heard, Memory, Message, Turn, say

MAX_QUESTIONS = 3
# Stands in `Memory.asked` once it was told that the school left.
TOLD_LEFT = "school_weg"
# An answer of more words than this may be a story of its own.
MAX_WORDS = 8
# So many schools fit below a question as buttons.
FEW = 5
# When fewer questions are left than are open, the first of these stay.
_MOST_NEEDED = ("safe", "school", "about", "preference")
_CHOICES = {
    "about": ("over.zelf", "over.ander", "vraag.overslaan"),
    "safe": ("veilig.ja", "veilig.nee", "veilig.weet_niet"),
    "preference": ("voorkeur.school", "voorkeur.buiten", "voorkeur.maakt_niet_uit"),
}


def next_question(memory: Memory, world: World) -> str | None:
    """Return the question to ask now, or None when it is time to point to people."""
    topic = topics().get(memory.topic or "")
    needed = {
        "safe": topic is not None and topic.urgency == "hoog" and not (memory.safe or memory.helped),
        "about": memory.about is None,
        "preference": memory.preference is None and not school_left(memory, world),
        "school": world.school is None and not memory.school_skipped,
    }
    left = [name for name, needs in needed.items() if needs and name not in memory.asked]
    budget = max(0, MAX_QUESTIONS - len(set(memory.asked) & {*needed, "confirm"}))
    keep = sorted(left, key=_MOST_NEEDED.index)[:budget]
    return next((name for name in left if name in keep), None)


def school_left(memory: Memory, world: World) -> bool:
    """Return whether the school of this conversation is no longer here, told already or not.

    Passing over the question for the school is something else: "op school" is then any adult there.
    """
    return world.school is None and (memory.school is not None or TOLD_LEFT in memory.asked)


def ask(question: str, memory: Memory, world: World) -> Message:
    """Return the bubble of a question with its choices."""
    about_other = memory.about not in {None, "zelf"}
    name = (
        f"utter_vraag_safe_{memory.about}"
        if question == "safe" and about_other
        else f"utter_vraag_{question}"
    )
    return Message(say(name, memory), choices=choices(question, memory, world))


def choices(question: str | None, memory: Memory, world: World) -> tuple[str, ...]:
    """Return the ids of the choices that belong to a question."""
    if question == "confirm":
        offered = tuple(f"thema.{label}" for label in memory.options)
        heavy = any(is_urgent(label) for label in memory.options)
        return (*offered, "vraag.iets_anders", *(("gesprek.hulp_nu",) if heavy else ()))
    if question == "school":
        few = world.schools if len(world.schools) <= FEW else ()
        return (*(f"school.{school}" for school in few), "vraag.overslaan")
    return _CHOICES.get(question or "", ())


def ask_which(text: str, memory: Memory, world: World) -> Turn | None:
    """Return the question for the school with those that `text` may mean; None when it names no school.

    The people of another school would be worse than one question more.
    """
    found = world.schools.meant(text, FEW).choices
    if memory.question != "school" or not found:
        return None
    offered = (*(f"school.{school.id}" for school in found), "vraag.overslaan")
    return Turn((Message(say("utter_welke_school", memory), choices=offered),), memory)


def skip(memory: Memory) -> Memory:
    """Return the memory after a question that stays open for good."""
    skipped = memory.school_skipped or memory.question == "school"
    return replace(memory, question=None, school_skipped=skipped)


def read_answer(heard: Heard, memory: Memory, world: World) -> str | None:
    """Return the choice that typed words stand for, given the open question, or None.

    With the people on screen a preference can still be said.
    """
    question = memory.question or "preference"
    if question == "school":
        meant = world.schools.meant(heard.text).school
        return f"school.{meant.id}" if meant else None
    if question == "confirm":
        return "vraag.iets_anders" if heard.intent == "nee" else None
    exact = _match(heard.text, _typed_answers()["antwoorden"].get(question, {}), whole=True)
    clause = _first_clause(heard.text)
    story = question == "preference" and re.search(tables.load("choices")["verhaal"], clause)
    if exact or story or len(clause.split()) > MAX_WORDS:
        return exact
    return _match(heard.text, _typed_answers()["begin"].get(question, {}), whole=False)


def _match(text: str, answers: Mapping[str, list[re.Pattern[str]]], *, whole: bool) -> str | None:
    """Return the answer whose pattern is the text, or starts it; only its first clause counts."""
    plain = _first_clause(text)
    for choice, patterns in answers.items():
        if any(pattern.fullmatch(plain) if whole else pattern.match(plain) for pattern in patterns):
            return choice
    return None


def _first_clause(text: str) -> str:
    """Return what is said before the first comma, without words that only soften it ("graag", "denk ik")."""
    first = re.split(r"[,.!?;]", fold(text).strip(" .!?,"))[0]
    return re.sub(r"\s+", " ", _softeners().sub(" ", first)).strip()


@cache
def _softeners() -> re.Pattern[str]:
    return re.compile(tables.load("choices")["verzachters"])


def read_yes(text: str) -> bool:
    """Return whether a few words say yes, or a little yes, to the gentle question."""
    plain = _first_clause(text)
    return len(plain.split()) <= MAX_WORDS and bool(re.match(tables.load("choices")["toch_wel"], plain))


def wipes_chat(text: str) -> bool:
    """Return whether the words ask to wipe and name this chat; who means themselves does not."""
    return bool(re.search(tables.load("choices")["wist_gesprek"], fold(text)))


def read_place(text: str) -> int | None:
    """Return which card "de eerste" or "2" picks, counted from 0, or None."""
    plain = _first_clause(text)
    rows = tables.load("choices")["plaatsen"]
    return next((place for place, row in enumerate(rows) if re.fullmatch(row, plain)), None)


def read_command(text: str, memory: Memory) -> str | None:
    """Return the choice that a typed command stands for at this step ("terug", "hulp nu"), or None."""
    said = (fold(text).strip(" .!?,"), _first_clause(text))
    for choice, steps, patterns in _commands():
        fits = any(pattern.fullmatch(words) for pattern in patterns for words in said)
        if fits and (not steps or memory.step in steps):
            return choice
    return None


@cache
def _commands() -> list[tuple[str, frozenset[str], list[re.Pattern[str]]]]:
    table = tables.load("choices")["opdrachten"]
    return [
        (choice, frozenset(row.get("bij", ())), [re.compile(pattern) for pattern in row["patronen"]])
        for choice, row in table.items()
    ]


@cache
def _typed_answers() -> dict[str, dict[str, dict[str, list[re.Pattern[str]]]]]:
    table = tables.load("choices")
    return {
        part: {
            question: {choice: [re.compile(row) for row in rows] for choice, rows in answers.items()}
            for question, answers in table[part].items()
        }
        for part in ("antwoorden", "begin")
    }
