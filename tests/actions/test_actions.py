"""Actions: read the tracker, call the core, speak, remember."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import actions
from actions.actions import HANDLERS, ActionAnswer, ActionTopic


def tracker(intent: str, text: str = "", choice: str | None = None, **slots: Any) -> Tracker:
    entities = [{"entity": "keuze", "value": choice}] if choice else []
    latest = {
        "intent": {"name": intent, "confidence": 0.9},
        "intent_ranking": [{"name": intent, "confidence": 0.9}],
        "text": text,
        "entities": entities,
        "metadata": {"school": "voorbeeld-college"},
    }
    return Tracker("a", slots, latest, [], False, None, {}, "action_listen")


def test_every_handler_has_an_action_that_rasa_finds() -> None:
    executor = ActionExecutor()
    executor.register_package(actions)
    assert set(executor.actions) == set(HANDLERS)


def test_a_topic_is_spoken_and_remembered() -> None:
    dispatcher = CollectingDispatcher()
    events = ActionTopic().run(dispatcher, tracker("pesten", "ze lachen me uit"), {})
    slots = {event["name"]: event["value"] for event in events}
    assert slots["topic"] == "pesten"
    assert slots["about"] == "zelf"
    assert slots["school"] == "voorbeeld-college"
    assert dispatcher.messages[0]["response"] == "utter_erkenning_pesten_zelf"
    assert dispatcher.messages[1]["custom"]["choices"][0] == {"id": "voorkeur.school", "label": "Op school"}


@pytest.mark.parametrize("asked", [[], ["about"], None])
def test_a_button_goes_on_where_the_slots_stopped(asked: list[str] | None) -> None:
    dispatcher = CollectingDispatcher()
    at = tracker(
        "keuze",
        '/keuze{"keuze":"voorkeur.school"}',
        "voorkeur.school",
        topic="pesten",
        route="pesten",
        about="zelf",
        asked=asked,
        question="preference",
    )
    events = ActionAnswer().run(dispatcher, at, {})
    assert {"event": "slot", "timestamp": None, "name": "step", "value": "route"} in events
    assert dispatcher.messages[-1]["custom"]["cards"][0]["id"] == "pesten-okafor"


def spoken(at: Tracker) -> tuple[list[str], dict[str, Any]]:
    """Take a turn; return what was said and what is remembered."""
    dispatcher = CollectingDispatcher()
    events = ActionTopic().run(dispatcher, at, {})
    said = [message["response"] for message in dispatcher.messages]
    return said, {event["name"]: event["value"] for event in events}


def at_a_school_that_left(intent: str, text: str, **slots: Any) -> Tracker:
    at = tracker(intent, text, **slots)
    at.latest_message["metadata"] = {"school": "was-hier"}
    return at


def test_a_school_that_left_is_told_once_and_not_asked_for() -> None:
    said, slots = spoken(at_a_school_that_left("pesten", "ik word gepest"))
    assert said[0] == "utter_school_weg"
    assert slots["school"] is None
    known = {name: value for name, value in slots.items() if value is not None}
    again, slots = spoken(at_a_school_that_left("thuis", "ruzie met mijn moeder", **known))
    assert "utter_school_weg" not in again
    assert slots["question"] != "school"


def test_a_crisis_goes_before_telling_that_a_school_left() -> None:
    said, slots = spoken(at_a_school_that_left("suicidaliteit", "ik wil dood"))
    assert said[0].startswith("utter_erkenning_suicidaliteit")
    assert "utter_school_weg" not in said
    known = {name: value for name, value in slots.items() if value is not None}
    said, _ = spoken(at_a_school_that_left("pesten", "ik word gepest", **known))
    assert said[0] == "utter_school_weg"


def test_a_parent_is_told_formally() -> None:
    said, _ = spoken(at_a_school_that_left("pesten", "mijn zoon wordt gepest", audience="ouder"))
    assert said[0] == "utter_school_weg_u"


def test_a_school_that_came_back_counts_again() -> None:
    at = tracker("pesten", "ik word gepest", school_skipped=True)
    _, slots = spoken(at)
    assert slots["school"] == "voorbeeld-college"
