"""The guard in Rasa's pipeline: what it hears stands on top, whatever was there before."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from rasa_plugins.crisis_guard import CrisisGuard
from rasa_plugins.ngram_classifier import WINDOWS, windows


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


def test_one_heavy_part_of_a_long_story_counts_when_it_is_sure() -> None:
    for confidence, expected in ((0.9, "huiselijk_geweld"), (0.5, "thuis")):
        rows = [{"name": "thuis", "confidence": 0.9}]
        part = [{"name": "huiselijk_geweld", "confidence": confidence}]
        message = Message(data={"text": "een lang verhaal", "intent": rows[0], "intent_ranking": rows})
        message.set(WINDOWS, [rows, part])
        CrisisGuard({}).process([message])
        assert message.get("intent")["name"] == expected


def test_a_long_text_is_read_in_parts_that_overlap() -> None:
    text = " ".join(str(number) for number in range(50))
    parts = [part.split() for part in windows(text, 20)]
    assert [part[0] for part in parts] == ["0", "10", "20", "30"]
    assert parts[-1][-1] == "49"
    assert windows("een kort bericht", 20) == []


def test_a_denial_is_believed_unless_the_classifier_is_sure() -> None:
    text = "ik wil niet dood, ik wil gewoon rust"
    intent, _ = heard(text, ("suicidaliteit", 0.6), ("somberheid", 0.3))
    assert intent["name"] == "somberheid"
    intent, _ = heard(text, ("suicidaliteit", 0.9), ("somberheid", 0.1))
    assert intent["name"] == "suicidaliteit"
