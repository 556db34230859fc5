"""A linear SVM over n-grams and concepts with calibrated confidences, and how to keep it on disk.

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
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from wegwijzer.concepts import concepts, found
from wegwijzer.normalise import fold

Array = npt.NDArray[Any]

DEFAULTS: dict[str, Any] = {
    "word_ngrams": [1, 2],
    "char_ngrams": [1, 5],
    "max_features": 150_000,
    "concept_weight": 0.25,
    "C": 0.5,
    "held_out": 0.1,
}


class LinearModel:
    """Text in, a confidence per label out."""

    def __init__(self, config: dict[str, Any]) -> None:
        """Keep the settings of `DEFAULTS`; nothing is learned or loaded yet."""
        self._config = {**DEFAULTS, **config}
        common = {"sublinear_tf": True, "min_df": 2, "dtype": np.float32, "lowercase": False}
        words = TfidfVectorizer(
            token_pattern=r"(?u)\b\w+\b", ngram_range=tuple(self._config["word_ngrams"]), **common
        )
        chars = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=tuple(self._config["char_ngrams"]),
            max_features=self._config["max_features"],
            **common,
        )
        self._vectorizers = [words, chars]
        self.labels: Array = np.array([])
        self._weights: Array = np.empty((0, 0), dtype=np.float32)
        self._intercept: Array = np.array([])
        self._temperature = 1.0

    def fit(self, texts: list[str], labels: list[str]) -> None:
        """Fit the n-grams, the temperature on margins of a tenth that is held out, and the SVM on all."""
        folded, truth = [fold(text) for text in texts], np.array(labels)
        for vectorizer in self._vectorizers:
            vectorizer.fit(folded)
        features = self._features(folded)
        model = LinearSVC(C=self._config["C"], class_weight="balanced", tol=0.01, random_state=1)
        size = max(len(set(labels)), round(self._config["held_out"] * len(labels)))  # at least one of each
        learn, check = train_test_split(np.arange(len(truth)), test_size=size, stratify=truth, random_state=1)
        margins = model.fit(features[learn], truth[learn]).decision_function(features[check])
        self._temperature = fit_temperature(margins, np.searchsorted(model.classes_, truth[check]))
        model.fit(features, truth)
        self.labels = model.classes_
        self._weights = model.coef_.T.astype(np.float32)
        self._intercept = model.intercept_

    def rank(self, texts: list[str]) -> list[list[tuple[str, float]]]:
        """Return for each text the labels with their confidence, likeliest first; they sum to 1."""
        margins = self._features([fold(text) for text in texts]) @ self._weights + self._intercept
        confidences = softmax(margins / self._temperature, axis=1)
        return [[(str(self.labels[i]), float(row[i])) for i in np.argsort(-row)] for row in confidences]

    def _features(self, folded: list[str]) -> csr_matrix:
        """Return one row a text: the n-grams, then the concepts if they weigh anything."""
        ngrams = [v.transform(folded) for v in self._vectorizers]
        if not self._config["concept_weight"]:
            return hstack(ngrams, dtype=np.float32).tocsr()
        hits = [found(text) for text in folded]
        columns = [column for row in hits for column in row]
        starts = np.cumsum([0, *(len(row) for row in hits)])
        values = np.full(len(columns), self._config["concept_weight"], dtype=np.float32)
        block = csr_matrix((values, columns, starts), shape=(len(folded), len(concepts())))
        # one 64-bit column would make every product copy all weights: five times slower a message
        return hstack([*ngrams, block], dtype=np.float32).tocsr()

    def save(self, folder: Path) -> None:
        """Write numbers and words to `folder`; no pickled code."""
        np.savez_compressed(
            folder / "model.npz",
            labels=self.labels.astype(str),
            weights=self._weights.astype(np.float16),
            intercept=self._intercept,
            temperature=self._temperature,
            **{f"idf{i}": v.idf_ for i, v in enumerate(self._vectorizers)},
        )
        words = [v.get_feature_names_out().tolist() for v in self._vectorizers]
        (folder / "words.json").write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, config: dict[str, Any]) -> LinearModel:
        """Read what `save` wrote."""
        model = cls(config)
        stored = np.load(folder / "model.npz", allow_pickle=False)
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        model.labels = stored["labels"]
        model._weights = stored["weights"].astype(np.float32)
        model._intercept = stored["intercept"]
        model._temperature = float(stored["temperature"])
        for i, vectorizer in enumerate(model._vectorizers):
            vectorizer.vocabulary_ = {word: n for n, word in enumerate(words[i])}
            vectorizer.idf_ = stored[f"idf{i}"].astype(np.float32)
        return model


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
