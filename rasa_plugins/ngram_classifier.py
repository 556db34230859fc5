"""The topic classifier: word and character n-grams, concepts, a linear SVM, calibrated confidences.

Rasa's LogisticRegressionClassifier scored lower and trains slower on the same features (docs/nlu.md).
An SVM gives margins, not probabilities; their softmax is scaled by one temperature, fitted on margins for
lines the model was not trained on, so that a confidence of 0.7 means right seven times out of ten.
Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from wegwijzer.concepts import concepts, found
from wegwijzer.normalise import fold

Array = npt.NDArray[Any]

_MODEL = "ngram_classifier.npz"
_VOCABULARY = "ngram_classifier.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramClassifier(GraphComponent):
    """Set `intent` and `intent_ranking` of a message from its folded text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: n-gram ranges, the weight of a concept, the SVM's C, labels in the ranking."""
        return {
            "word_ngrams": [1, 2],
            "char_ngrams": [1, 5],
            "max_features": 150_000,
            "concept_weight": 0.25,
            "C": 0.5,
            "folds": 4,
            "ranking_length": 10,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep the settings; nothing is learned or loaded yet."""
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers = self._new_vectorizers()
        self._labels: Array = np.array([])
        self._weights: Array = np.empty((0, 0), dtype=np.float32)
        self._intercept: Array = np.array([])
        self._temperature = 1.0

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    def _new_vectorizers(self) -> list[TfidfVectorizer]:
        common = {"sublinear_tf": True, "min_df": 2, "dtype": np.float32, "lowercase": False}
        words = TfidfVectorizer(
            analyzer="word",
            token_pattern=r"(?u)\b\w+\b",
            ngram_range=tuple(self._config["word_ngrams"]),
            **common,
        )
        chars = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=tuple(self._config["char_ngrams"]),
            max_features=self._config["max_features"],
            **common,
        )
        return [words, chars]

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the n-grams, the SVM and the temperature on the intent examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT)]
        texts = [fold(example.get(TEXT)) for example in examples]
        labels = np.array([example.get(INTENT) for example in examples])
        for vectorizer in self._vectorizers:
            vectorizer.fit(texts)
        features = self._features(texts)
        model = LinearSVC(C=self._config["C"], class_weight="balanced", random_state=1)
        folds = StratifiedKFold(self._config["folds"], shuffle=True, random_state=1)
        margins = cross_val_predict(model, features, labels, cv=folds, method="decision_function")
        model.fit(features, labels)
        self._labels = model.classes_
        self._weights = model.coef_.T.astype(np.float32)
        self._intercept = model.intercept_
        self._temperature = fit_temperature(margins, np.searchsorted(self._labels, labels))
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the labels of each message by confidence."""
        for message in messages:
            confidences = self._confidences(fold(message.get(TEXT) or ""))
            best = np.argsort(-confidences)[: self._config["ranking_length"]]
            ranking = [{"name": str(self._labels[i]), "confidence": float(confidences[i])} for i in best]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _confidences(self, text: str) -> Array:
        margins = self._features([text]) @ self._weights + self._intercept
        return np.asarray(softmax(margins[0] / self._temperature))

    def _features(self, texts: list[str]) -> csr_matrix:
        """Return one row a text: the n-grams, then the concepts."""
        hits = [found(text) for text in texts]
        columns = [column for row in hits for column in row]
        starts = np.cumsum([0, *(len(row) for row in hits)])
        values = np.full(len(columns), self._config["concept_weight"], dtype=np.float32)
        shape = (len(texts), len(concepts()))
        block = csr_matrix((values, columns, starts), shape=shape)
        return hstack([*(v.transform(texts) for v in self._vectorizers), block]).tocsr()

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / _MODEL,
                labels=self._labels.astype(str),
                weights=self._weights.astype(np.float16),
                intercept=self._intercept,
                temperature=self._temperature,
                **{f"idf{i}": v.idf_ for i, v in enumerate(self._vectorizers)},
            )
            words = [v.get_feature_names_out().tolist() for v in self._vectorizers]
            Path(folder / _VOCABULARY).write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramClassifier:
        """Load a trained classifier; numbers and text only, no pickled code."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = np.load(folder / _MODEL, allow_pickle=False)
            words = json.loads(Path(folder / _VOCABULARY).read_text(encoding="utf-8"))
            component._labels = stored["labels"]
            component._weights = stored["weights"].astype(np.float32)
            component._intercept = stored["intercept"]
            component._temperature = float(stored["temperature"])
            for i, vectorizer in enumerate(component._vectorizers):
                vectorizer.vocabulary_ = {word: n for n, word in enumerate(words[i])}
                vectorizer.idf_ = stored[f"idf{i}"]
        return component


def fit_temperature(margins: Array, truth: Array) -> float:
    """Return the temperature that makes softmax(margins / t) least surprised by the truth.

    Args:
        margins: one row a message, one column a label, for messages not trained on.
        truth: the column of the right label, one a message.
    """

    def loss(temperature: float) -> float:
        likelihood = log_softmax(margins / temperature, axis=1)
        return float(-likelihood[np.arange(len(truth)), truth].mean())

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)
