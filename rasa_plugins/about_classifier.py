"""Whom a message is about (zelf, ander, kind, leerling), from the metadata of the training data."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.linear_model import DEFAULTS, LinearModel


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AboutClassifier(GraphComponent):
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

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep the settings; nothing is learned or loaded yet."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._model = LinearModel(self._config)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AboutClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples whose block says whom they are about."""
        tagged = [
            (e.get(TEXT), _about(e)) for e in training_data.intent_examples if e.get(TEXT) and _about(e)
        ]
        self._model.fit([text for text, _ in tagged], [about for _, about in tagged])
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Say of each message whom it is most likely about."""
        for message in messages:
            name, confidence = self._model.rank(message.get(TEXT) or "")[0]
            message.set("about", {"name": name, "confidence": confidence}, add_to_output=True)
        return messages

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AboutClassifier:
        """Load a trained classifier."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = LinearModel.load(folder, component._config)
        return component


def _about(example: Message) -> str:
    """Return the tag of the example's block in `data/nlu/`, or nothing."""
    return str((example.get("metadata") or {}).get("intent", {}).get("about", ""))
