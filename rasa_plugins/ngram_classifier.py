"""What a message is about: Rasa's intent, from our own linear model.

Rasa's LogisticRegressionClassifier scored lower and trains slower on the same features (docs/nlu.md).
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from rasa_plugins.linear_component import LinearComponent
from rasa_plugins.linear_model import DEFAULTS
from wegwijzer.crisis import clauses
from wegwijzer.normalise import fold
from wegwijzer.topics import topics

Ranking = list[dict[str, Any]]

# Where the rankings of the clauses of a message stand; for the crisis guard, not for output.
CLAUSES = "clause_rankings"


# "ik word gepest en thuis is er ruzie" names two things; "mijn vader en moeder" is one.
_AND = re.compile(
    r"\ben\b(?=\W+(?:ik|thuis|ook|verder|daarnaast|bovendien|op school|mijn|mn|m'n|me|nu|hij|ze|zij|we)\b)"
)


def clauses_to_read(text: str, words: int) -> list[str]:
    """Return the clauses of at least `words` words, or nothing when there are fewer than two."""
    parts = (part for clause in clauses(fold(text)) for part in _AND.split(clause))
    found = [part.strip() for part in parts if len(part.split()) >= words]
    return found if len(found) > 1 else []


def second_topics(main: str, rankings: list[Ranking], threshold: float) -> list[str]:
    """Return the topics, surest first, that some clause is surely about and the whole message is not."""
    best = [ranking[0] for ranking in rankings]
    sure = {row["name"]: row["confidence"] for row in best if row["confidence"] >= threshold}
    named = sorted(sure, key=lambda name: -float(sure[name]))
    return [name for name in named if name in topics() and name != main]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(LinearComponent):
    """Set `intent` and `intent_ranking` of a message."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings of the model, the labels a ranking keeps, and how clauses are read.

        `clause_words`: shorter clauses are not read. `second_threshold`: from this confidence a clause names
        a topic of its own (docs/nlu.md).
        """
        return {**DEFAULTS, "ranking_length": 10, "clause_words": 4, "second_threshold": 0.8}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        return self._learn([e.get(TEXT) for e in examples], [e.get(INTENT) for e in examples])

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the labels of each message and of its clauses; say which topics it names besides."""
        for message in messages:
            text = message.get(TEXT) or ""
            whole, *parts = self._rank([text, *clauses_to_read(text, self._config["clause_words"])])
            message.set("intent", whole[0], add_to_output=True)
            message.set("intent_ranking", whole, add_to_output=True)
            also = second_topics(whole[0]["name"], parts, self._config["second_threshold"])
            message.set("also", also, add_to_output=True)
            message.set(CLAUSES, parts)
        return messages

    def _rank(self, texts: list[str]) -> list[Ranking]:
        length = self._config["ranking_length"]
        return [
            [{"name": name, "confidence": confidence} for name, confidence in row[:length]]
            for row in self._model.rank(texts)
        ]
