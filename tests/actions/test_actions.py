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
