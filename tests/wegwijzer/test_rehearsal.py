"""What staff are shown beforehand is what the conversation does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from wegwijzer.directory import Directory
from wegwijzer.pointing import request_of
from wegwijzer.rehearsal import Situation, first_steps, rehearse
from wegwijzer.routing import World, route
from wegwijzer.settings import ROOT
from wegwijzer.topics import topics

DIRECTORY = Directory.open(ROOT / "school_configs")
NOW = datetime(2026, 11, 23, 13, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


def world(school: str | None) -> World:
    return World(DIRECTORY.schools.get(school or ""), DIRECTORY.helplines, NOW)


@pytest.mark.parametrize("topic", topics())
@pytest.mark.parametrize("school", [*DIRECTORY.schools, None])
def test_every_topic_ends_with_people_and_a_first_step(topic: str, school: str | None) -> None:
    rehearsal = rehearse(Situation(topic), world(school))
    assert rehearsal.cards
    steps = list(first_steps(rehearsal, world(school)))
    assert [card.id for card, _ in steps] == [card.id for card in rehearsal.cards]
    assert all(messages for _, messages in steps)


def test_an_ordinary_topic_asks_and_ends_with_the_cards_of_the_route() -> None:
    rehearsal = rehearse(Situation("pesten"), world("voorbeeld-college"))
    assert [line.choice for line in rehearsal.lines] == [None, "over.zelf", "voorkeur.maakt_niet_uit"]
    request = request_of(replace(rehearsal.memory, seen=()))
    assert list(rehearsal.cards) == route(request, world("voorbeeld-college"))


def test_an_urgent_topic_asks_nothing() -> None:
    rehearsal = rehearse(Situation("suicidaliteit"), world("voorbeeld-college"))
    assert len(rehearsal.lines) == 1
    assert {"113", "112"} <= {card.id for card in rehearsal.cards}


def test_who_is_not_safe_gets_help_at_once() -> None:
    rehearsal = rehearse(Situation("zelfbeschadiging", safe="nee"), world("voorbeeld-college"))
    assert "112" in {card.id for card in rehearsal.cards}


@pytest.mark.parametrize(("audience", "about"), [("ouder", "kind"), ("medewerker", "leerling")])
def test_a_parent_and_a_colleague_are_not_asked_whom_it_is_about(audience: str, about: str) -> None:
    situation = Situation("pesten", about, audience)  # type: ignore[arg-type]
    choices = [line.choice for line in rehearse(situation, world("voorbeeld-college")).lines]
    assert "over.ander" not in choices
