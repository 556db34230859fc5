"""Saying which school it is: understood, never a topic or a crisis; and never the other way round."""

from __future__ import annotations

from datetime import datetime

import pytest

from wegwijzer import conversation
from wegwijzer.directory import Directory
from wegwijzer.hours import AMSTERDAM
from wegwijzer.own_school import names_school
from wegwijzer.routing import World
from wegwijzer.settings import ROOT
from wegwijzer.turns import Heard, Memory, Turn

DIRECTORY = Directory.open(ROOT / "school_configs")
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=AMSTERDAM)

SAYS_IT = """\
ik zit op het vmbo
ik zit op de mavo
ik zit op het Dalton
ik zit op het vmbo in Ede
ik zit op het montessori lyceum in Zeist
ik zit op het Sint Joris in Eindhoven
ze zit op het Dalton in Voorburg
ik zit op het voorbeeld college
ik zit op het lyceum aan de lek
ik zit op het stedelijk lyceum in zwolle
ik zit op het isendoorn college in warnsveld
ik zit op de nieuwe school
ik zit op het gymnasium
hoi, ik zit op 3 havo
mijn dochter zit op het Pleincollege
mijn school heet Goois Lyceum
ik ga naar het praktijkonderwijs
Ik zit op het Willem de Zwijger College."""
SAYS_MORE = """\
ik zit op het dak van school
ik zit op het dak van mijn school
ik zit op het dak van het lyceum
ik zit op de wc van school
ik zit op school op het dak
ik zit op het balkon
ik zit op school en ik word gepest
ik zit op school en wil dood
ik zit op het spoor
ik zit op een wc
ik zit op school te huilen
ik zit op het vmbo te huilen
ik zit op het gymnasium in de wc opgesloten
ik zit op school in de wc en ik bloed
ik ga naar school met een mes
ik zit op de trap van school
ik zit op school met pijn
ik ga naar school maar ik wil niet meer leven
ik zit op school alleen
ik ga niet naar school
ik zit op het schoolplein
ik zit op school opgesloten
ik ga naar de havo met een mes"""


def world(school: str | None = None) -> World:
    return DIRECTORY.world(school, NOW)


def hear(text: str, memory: Memory | None = None, school: str | None = None, intent: str = "") -> Turn:
    """Hear a text as the classifier does that takes every school for danger."""
    label = intent or "direct_gevaar"
    return conversation.on_topic(
        Heard(text, label, {label: 0.9}), memory or Memory(school=school), world(school)
    )


def said(turn: Turn) -> list[str]:
    return [message.response for message in turn.messages]


@pytest.mark.parametrize("text", SAYS_IT.splitlines())
def test_only_a_school_is_no_crisis(text: str) -> None:
    assert names_school(text)
    for school in (None, "vmbo-de-werf"):
        turn = hear(text, school=school)
        assert not turn.memory.crisis
        assert turn.memory.topic is None


@pytest.mark.parametrize("text", SAYS_MORE.splitlines())
def test_more_than_a_school_is_left_to_the_classifier_and_the_guard(text: str) -> None:
    assert not names_school(text)
    assert hear(text).memory.crisis


def test_a_school_that_is_here_is_taken_up_and_named() -> None:
    turn = hear("ik zit op het Voorbeeld College in Utrecht")
    assert turn.memory.school == "voorbeeld-college"
    assert said(turn) == ["utter_school_gevonden", "utter_vertel_maar"]
    assert turn.messages[0].params == {"school": "Voorbeeld College in Utrecht"}


def test_in_the_middle_of_a_topic_the_talk_goes_on() -> None:
    asked = hear("ik word gepest", intent="pesten")
    turn = hear("ik zit op het Voorbeeld College in Utrecht", asked.memory)
    assert (turn.memory.topic, turn.memory.school) == ("pesten", "voorbeeld-college")


ASKED = Memory(topic="pesten", route="pesten", about="zelf", preference="school", step="school")
ASKED_SCHOOL = Memory(**{**ASKED.__dict__, "question": "school", "asked": ("school",)})


@pytest.mark.parametrize(
    "text", ["vmbo", "Christelijk Lyceum Veenendaal", "Pleincollege Nuenen", "ik zit op het gymnasium"]
)
def test_an_unknown_school_is_asked_once_more_and_the_topic_stays(text: str) -> None:
    turn = hear(text, ASKED_SCHOOL, intent="loopbaan")
    assert said(turn) == ["utter_school_niet_gevonden"]
    assert (turn.memory.topic, turn.memory.question) == ("pesten", "school")
    again = hear(text, turn.memory, intent="loopbaan")
    assert said(again)[0] == "utter_zonder_school"
    assert again.memory.step == "route"


def test_a_name_without_meaning_is_an_unknown_school() -> None:
    assert said(hear("De Meerwaarde", ASKED_SCHOOL, intent="buiten_bereik")) == ["utter_school_niet_gevonden"]


@pytest.mark.parametrize("text", ["weet ik niet", "nee"])
def test_who_does_not_say_is_not_asked_again(text: str) -> None:
    turn = conversation.on_answer(Heard(text, "weet_niet", {"weet_niet": 0.9}), ASKED_SCHOOL, world())
    assert turn.memory.step == "route"


def test_a_typed_school_is_named_before_its_people() -> None:
    turn = hear("voorbeeld college", ASKED_SCHOOL, intent="loopbaan")
    assert said(turn)[0] == "utter_school_gevonden"
    assert turn.memory.school == "voorbeeld-college"
    assert turn.memory.step == "route"


def test_a_cry_for_help_as_an_answer_is_heard() -> None:
    assert hear("ik wil dood", ASKED_SCHOOL, intent="suicidaliteit").memory.crisis
    assert hear("ik zit op het dak", ASKED_SCHOOL).memory.crisis
    # Words that could be a school, in something that is no answer.
    assert hear("er loopt iemand met een mes bij de werf", ASKED_SCHOOL).memory.crisis
    assert hear("ik heb net heel veel geslikt bij voorbeeld", ASKED_SCHOOL).memory.crisis
