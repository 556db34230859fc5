"""What a message is about: Rasa's intent, from our own linear model.

Rasa's LogisticRegressionClassifier scored lower and trains slower on the same features (docs/nlu.md).
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.linear_component import LinearComponent
from rasa_plugins.linear_model import DEFAULTS

# Where the rankings of the parts of a long message stand; for the crisis guard, not for output.
WINDOWS = "window_rankings"


def windows(text: str, size: int) -> list[str]:
    """Return the overlapping parts, of `size` words each, of a text that is clearly longer than one."""
    words = text.split()
    if len(words) <= size * 5 // 4:
        return []
    return [" ".join(words[i : i + size]) for i in range(0, len(words) - size // 2, size // 2)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(LinearComponent):
    """Set `intent` and `intent_ranking` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings of the model, the labels the ranking keeps, and the words in a window."""
        return {**DEFAULTS, "ranking_length": 10, "window": 20}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        return self._learn([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the labels of each message, and of each part of a long one for the crisis guard."""
        for message in messages:
            text = message.get(TEXT) or ""
            ranking = self._ranking(text)
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(WINDOWS, [self._ranking(part) for part in windows(text, self._config["window"])])
        return messages

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        best = self._model.rank(text)[: self._config["ranking_length"]]
        return [{"name": name, "confidence": confidence} for name, confidence in best]
