"""The crisis guard inside Rasa, after the fallback classifier: what it hears, no classifier can undo."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from rasa_plugins.ngram_classifier import CLAUSES, Ranking
from wegwijzer.crisis import denied, listen, tempered
from wegwijzer.topics import is_urgent

SHORT = 3  # words; too few to be urgent without a rule unless the classifier is rather sure
LONG = 25  # words; from here on one clause may hide behind the rest


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisGuard(GraphComponent):
    """Join the fixed rules of `wegwijzer.crisis` with the classifier's own opinion.

    A rule that matches decides. Without one, a message is urgent when the urgent topics together are
    likely enough, even if each alone, or the fallback, came first. A long story is also read clause by
    clause: its heaviest sentence often stands in the middle. After an expression, about school work, and in
    two or three words the classifier has to be surer; after a denial ("ik wil niet dood") much surer, and
    the conversation then asks gently. All thresholds come from data (docs/nlu.md).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return from which summed confidence urgent topics count, in each of those cases."""
        return {
            "urgent_threshold": 0.18,
            "clause_threshold": 0.65,
            "tempered_threshold": 0.6,
            "denied_threshold": 0.9,
            "short_threshold": 0.5,
        }

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the thresholds."""
        self._config = {**self.get_default_config(), **config}

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
            label = self._label(message.get(TEXT) or "", ranking, message.get(CLAUSES) or [])
            if label:
                top = {"name": label, "confidence": 1.0}
                rest = [row for row in ranking if row["name"] not in {label, "nlu_fallback"}]
                message.set("intent", top, add_to_output=True)
                message.set("intent_ranking", [top, *rest], add_to_output=True)
        return messages

    def _label(self, text: str, ranking: Ranking, clauses: list[Ranking]) -> str | None:
        alarm = listen(text)
        if alarm:
            return alarm.label
        if denied(text):
            return _urgent(ranking, self._config["denied_threshold"]) or _calmest(ranking)
        if tempered(text):
            return _urgent(ranking, self._config["tempered_threshold"]) or _calmest(ranking)
        words = len(text.split())
        whole = "short_threshold" if words <= SHORT else "urgent_threshold"
        read = clauses if words > LONG else []
        found = (_urgent(clause, self._config["clause_threshold"]) for clause in read)
        return _urgent(ranking, self._config[whole]) or next(filter(None, found), None)


def _urgent(ranking: Ranking, threshold: float) -> str | None:
    """Return the likeliest urgent topic, if all of them together reach the threshold."""
    urgent = [row for row in ranking if is_urgent(row["name"])]
    if sum(row["confidence"] for row in urgent) < threshold:
        return None
    return str(max(urgent, key=lambda row: row["confidence"])["name"])


def _calmest(ranking: Ranking) -> str | None:
    """Return the likeliest label that is not urgent, when an urgent one came first; else None."""
    if not ranking or not is_urgent(ranking[0]["name"]):
        return None
    return next((str(row["name"]) for row in ranking if not is_urgent(row["name"])), None)
