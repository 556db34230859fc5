"""The guard in Rasa's pipeline: what it hears stands on top, whatever was there before."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from rasa_plugins.crisis_guard import CrisisGuard
from rasa_plugins.ngram_classifier import CLAUSES, clauses_to_read, second_topics


def heard(text: str, *ranking: tuple[str, float]) -> tuple[dict[str, Any], list[str]]:
    rows = [{"name": name, "confidence": confidence} for name, confidence in ranking]
    message = Message(data={"text": text, "intent": rows[0], "intent_ranking": rows})
    CrisisGuard({"urgent_threshold": 0.5}).process([message])
    return message.get("intent"), [row["name"] for row in message.get("intent_ranking")]


def test_a_rule_goes_before_the_classifier_and_the_fallback() -> None:
    intent, ranking = heard("ik wil dood", ("nlu_fallback", 0.35), ("groet", 0.3), ("suicidaliteit", 0.1))
    assert intent == {"name": "suicidaliteit", "confidence": 1.0}
    assert ranking == ["suicidaliteit", "groet"]


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(0.3, 0.25, "huiselijk_geweld"), (0.2, 0.2, "thuis")]
)
def test_urgent_topics_that_are_likely_together_count(first: float, second: float, expected: str) -> None:
    intent, _ = heard(
        "er is iets thuis", ("thuis", 0.4), ("huiselijk_geweld", first), ("direct_gevaar", second)
    )
    assert intent["name"] == expected


def test_an_ordinary_message_stays_as_it_was() -> None:
    intent, ranking = heard("ik heb stress", ("prestatiedruk", 0.9), ("angst", 0.05))
    assert intent["name"] == "prestatiedruk"
    assert ranking == ["prestatiedruk", "angst"]


def test_one_heavy_clause_of_a_long_story_counts_when_it_is_sure() -> None:
    story = "een lang verhaal over school " * 6
    for text, confidence, expected in (
        (story, 0.9, "huiselijk_geweld"),
        (story, 0.5, "thuis"),
        ("kort", 0.9, "thuis"),
    ):
        rows = [{"name": "thuis", "confidence": 0.9}]
        clause = [{"name": "huiselijk_geweld", "confidence": confidence}]
        message = Message(data={"text": text, "intent": rows[0], "intent_ranking": rows})
        message.set(CLAUSES, [rows, clause])
        CrisisGuard({}).process([message])
        assert message.get("intent")["name"] == expected


def test_clauses_are_read_when_there_are_two_that_say_something() -> None:
    assert clauses_to_read("Ik word gepest op school, en thuis is altijd ruzie.", 4) == [
        "ik word gepest op school",
        "thuis is altijd ruzie",
    ]
    assert clauses_to_read("ik word gepest op school, pff", 4) == []


def test_a_clause_names_a_second_topic_when_it_is_sure_of_another() -> None:
    rankings = [
        [{"name": name, "confidence": sure}]
        for name, sure in (("pesten", 0.9), ("thuis", 0.8), ("angst", 0.5), ("groet", 0.9), ("rouw", 0.95))
    ]
    assert second_topics("pesten", rankings, 0.7) == ["rouw", "thuis"]


@pytest.mark.parametrize(
    "text", ["mijn moeder vermoordt me als ik een 3 haal", "werkstuk over uithuwelijken"]
)
def test_an_expression_or_school_work_needs_a_surer_classifier(text: str) -> None:
    intent, _ = heard(text, ("huiselijk_geweld", 0.55), ("prestatiedruk", 0.3))
    assert intent["name"] == "prestatiedruk"
    intent, _ = heard(text, ("huiselijk_geweld", 0.8), ("prestatiedruk", 0.1))
    assert intent["name"] == "huiselijk_geweld"


def test_a_denial_is_believed_unless_the_classifier_is_sure() -> None:
    text = "ik wil niet dood, ik wil gewoon rust"
    intent, _ = heard(text, ("suicidaliteit", 0.6), ("somberheid", 0.3))
    assert intent["name"] == "somberheid"
    intent, _ = heard(text, ("suicidaliteit", 0.95), ("somberheid", 0.05))
    assert intent["name"] == "suicidaliteit"
