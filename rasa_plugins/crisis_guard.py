"""The crisis guard inside Rasa, after the fallback classifier: what it hears, no classifier can undo."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from wegwijzer.crisis import listen
from wegwijzer.topics import is_urgent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisGuard(GraphComponent):
    """Join the fixed rules of `wegwijzer.crisis` with the classifier's own opinion.

    A rule that matches decides. Without one, a message is urgent when the urgent topics together are
    likely enough, even if each alone, or the fallback, came first.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the default: from which summed confidence urgent topics count."""
        return {"urgent_threshold": 0.5}

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the threshold."""
        self._threshold = float({**self.get_default_config(), **config}["urgent_threshold"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisGuard:
        """Create the component; its rules are read from the core's table."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the label that was heard on top of the ranking."""
        for message in messages:
            ranking = message.get("intent_ranking") or []
            label = self._label(message.get(TEXT) or "", ranking)
            if label:
                top = {"name": label, "confidence": 1.0}
                rest = [row for row in ranking if row["name"] not in {label, "nlu_fallback"}]
                message.set("intent", top, add_to_output=True)
                message.set("intent_ranking", [top, *rest], add_to_output=True)
        return messages

    def _label(self, text: str, ranking: list[dict[str, Any]]) -> str | None:
        alarm = listen(text)
        if alarm:
            return alarm.label
        urgent = [row for row in ranking if is_urgent(row["name"])]
        if sum(row["confidence"] for row in urgent) >= self._threshold:
            return str(max(urgent, key=lambda row: row["confidence"])["name"])
        return None
