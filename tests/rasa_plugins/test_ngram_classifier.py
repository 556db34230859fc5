"""The classifier: trains, survives saving and loading, and is calibrated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.linear_model import fit_temperature
from rasa_plugins.ngram_classifier import NgramClassifier

LINES = {
    "pesten": ["ze lachen me uit", "niemand wil naast me zitten", "ze schelden me uit", "weer uitgelachen"],
    "prestatiedruk": ["ik heb toetsweek", "bang voor mijn examen", "te veel toetsen", "stress voor de toets"],
    "groet": ["hoi", "hallo", "hee hoi", "goedemiddag hallo"],
}


@pytest.fixture
def trained(tmp_path: Path) -> tuple[NgramClassifier, NgramClassifier]:
    storage = LocalModelStorage.create(tmp_path)
    resource, context = Resource("classifier"), ExecutionContext(GraphSchema({}))
    config = {**NgramClassifier.get_default_config()}
    messages = [Message(data={"text": t, "intent": label}) for label, rows in LINES.items() for t in rows]
    first = NgramClassifier.create(config, storage, resource, context)
    first.train(TrainingData(messages))
    return first, NgramClassifier.load(config, storage, resource, context)


def test_it_ranks_the_right_label_first(trained: tuple[NgramClassifier, NgramClassifier]) -> None:
    message = Message(data={"text": "ze LACHEN me uiiiit"})
    trained[1].process([message])
    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0]
    assert ranking[0]["name"] == "pesten"
    assert sum(row["confidence"] for row in ranking) == pytest.approx(1)


def test_loading_gives_the_same_answer(trained: tuple[NgramClassifier, NgramClassifier]) -> None:
    answers = []
    for classifier in trained:
        message = Message(data={"text": "morgen weer een toets"})
        classifier.process([message])
        answers.append([row["confidence"] for row in message.get("intent_ranking")])
    assert answers[0] == pytest.approx(answers[1], abs=0.01)


@pytest.mark.parametrize("text", ["", "😭", "хочу", "a" * 8000])
def test_any_text_gets_a_ranking(trained: tuple[NgramClassifier, NgramClassifier], text: str) -> None:
    message = Message(data={"text": text})
    trained[1].process([message])
    assert len(message.get("intent_ranking")) == 3


def test_the_temperature_makes_sure_margins_less_sure_when_they_are_often_wrong() -> None:
    margins = np.array([[1.0, 0.0]] * 10)
    right, often_wrong = np.zeros(10, dtype=int), np.array([0, 1] * 5)
    assert fit_temperature(margins, right) < 0.1
    assert fit_temperature(margins, often_wrong) > 1.5
