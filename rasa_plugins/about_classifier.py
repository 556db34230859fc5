"""Whom a message is about (zelf, ander, kind, leerling), from the metadata of the training data."""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.linear_component import LinearComponent
from rasa_plugins.linear_model import DEFAULTS


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AboutClassifier(LinearComponent):
    """Set `about` of a message: a name and a confidence; the core decides from which confidence it counts."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings of the model: longer word n-grams, no single characters, no concepts."""
        return {
            **DEFAULTS,
            "word_ngrams": [1, 3],
            "char_ngrams": [2, 5],
            "max_features": 80_000,
            "concept_weight": 0.0,
            "C": 0.3,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples whose block says whom they are about."""
        tagged = [
            (e.get(TEXT), _about(e)) for e in training_data.intent_examples if e.get(TEXT) and _about(e)
        ]
        return self._learn([text for text, _ in tagged], [about for _, about in tagged])

    def process(self, messages: list[Message]) -> list[Message]:
        """Say of each message whom it is most likely about."""
        for message in messages:
            name, confidence = self._model.rank([message.get(TEXT) or ""])[0][0]
            message.set("about", {"name": name, "confidence": confidence}, add_to_output=True)
        return messages


def _about(example: Message) -> str:
    """Return the tag of the example's block in `data/nlu/`, or nothing."""
    return str((example.get("metadata") or {}).get("intent", {}).get("about", ""))
