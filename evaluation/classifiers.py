"""Other classifiers on the same features and split, with and without concepts and folded spelling."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from evaluation.data import Case, Line
from evaluation.measures import Share
from rasa_plugins.linear_model import DEFAULTS
from wegwijzer.concepts import concepts, found
from wegwijzer.normalise import fold

Array = npt.NDArray[Any]
TIMED = 100  # messages read one at a time for the milliseconds
ITERATIONS = 25  # of the logistic regression; more take long and bring little


@dataclass(frozen=True)
class Row:
    """How one classifier did on the held-out panel and the benchmark.

    Attributes:
        seconds: time to learn, the features included.
        milliseconds: median time to read one message.
    """

    name: str
    prepared: bool
    panel_right: Share
    panel_top3: Share
    benchmark_right: Share
    benchmark_top3: Share
    seconds: float
    milliseconds: float


class Model(Protocol):
    """What is compared."""

    def fit(self, features: csr_matrix, labels: Array) -> Any:
        """Learn."""

    def scores(self, features: csr_matrix) -> Array:
        """Return one row a message, one column a label in alphabetical order; higher is likelier."""


class Sklearn:
    """A scikit-learn classifier."""

    def __init__(self, model: Any, method: str) -> None:
        """Take the scores from `method`."""
        self._model, self._method = model, method

    def fit(self, features: csr_matrix, labels: Array) -> None:
        """Learn."""
        self._model.fit(features, labels)

    def scores(self, features: csr_matrix) -> Array:
        """Return the scores, per message with mean 0 and spread 1, so that models can be averaged."""
        scores = np.asarray(getattr(self._model, self._method)(features))
        centred = scores - scores.mean(axis=1, keepdims=True)
        return np.asarray(centred / scores.std(axis=1, keepdims=True))


class Average:
    """The mean of the scores of several models."""

    def __init__(self, *models: Sklearn) -> None:
        """Average these."""
        self._models = models

    def fit(self, features: csr_matrix, labels: Array) -> None:
        """Let each learn."""
        for model in self._models:
            model.fit(features, labels)

    def scores(self, features: csr_matrix) -> Array:
        """Return the mean scores."""
        return np.asarray(np.mean([model.scores(features) for model in self._models], axis=0))


def _svm() -> Sklearn:
    return Sklearn(LinearSVC(C=DEFAULTS["C"], class_weight="balanced", random_state=1), "decision_function")


def _bayes() -> Sklearn:
    return Sklearn(ComplementNB(alpha=0.3), "predict_log_proba")


def _logistic() -> Sklearn:
    model = LogisticRegression(C=10, class_weight="balanced", max_iter=ITERATIONS, random_state=1)
    return Sklearn(model, "decision_function")


def models() -> dict[str, Model]:
    """Return fresh models by name."""
    return {
        "linear SVM (ours)": _svm(),
        f"logistic regression, balanced, {ITERATIONS} iterations": _logistic(),
        "complement naive Bayes": _bayes(),
        "mean of SVM and naive Bayes": Average(_svm(), _bayes()),
    }


class Features:
    """The n-grams of the shipped model; `prepared` adds folded spelling and concepts."""

    def __init__(self, prepared: bool) -> None:
        """Make the vectorizers; nothing is learned yet."""
        self._prepared = prepared
        common = {"sublinear_tf": True, "min_df": 2, "dtype": np.float32, "lowercase": True}
        words, chars = tuple(DEFAULTS["word_ngrams"]), tuple(DEFAULTS["char_ngrams"])
        self._vectorizers = [
            TfidfVectorizer(token_pattern=r"(?u)\b\w+\b", ngram_range=words, **common),
            TfidfVectorizer(
                analyzer="char_wb", ngram_range=chars, max_features=DEFAULTS["max_features"], **common
            ),
        ]

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the vocabulary and return the features of `texts`."""
        rows = self._spelling(texts)
        return self._join([v.fit_transform(rows) for v in self._vectorizers], rows)

    def read(self, texts: Sequence[str]) -> csr_matrix:
        """Return the features of `texts`."""
        rows = self._spelling(texts)
        return self._join([v.transform(rows) for v in self._vectorizers], rows)

    def _spelling(self, texts: Sequence[str]) -> list[str]:
        return [fold(text) for text in texts] if self._prepared else list(texts)

    def _join(self, blocks: list[csr_matrix], folded: list[str]) -> csr_matrix:
        if self._prepared:
            block = np.zeros((len(folded), len(concepts())), dtype=np.float32)
            for row, text in enumerate(folded):
                block[row, found(text)] = DEFAULTS["concept_weight"]
            blocks = [*blocks, csr_matrix(block)]
        return hstack(blocks).tocsr()


def compare(learn: Sequence[Line], panel: Sequence[Case], bench: Sequence[Case]) -> list[Row]:
    """Train every model on the same lines and measure it on both sets, two processes at a time."""
    tasks = [delayed(_compare)(prepared, learn, panel, bench) for prepared in (True, False)]
    return [row for rows in Parallel(n_jobs=2)(tasks) for row in rows]


def _compare(
    prepared: bool, learn: Sequence[Line], panel: Sequence[Case], bench: Sequence[Case]
) -> list[Row]:
    labels = np.array([line.label for line in learn])
    started = time.process_time()
    features = Features(prepared)
    matrix = features.fit([line.text for line in learn])
    preparing = time.process_time() - started
    read = [features.read([case.text for case in cases]) for cases in (panel, bench)]
    rows = []
    for name, model in models().items():
        started = time.process_time()
        model.fit(matrix, labels)
        seconds = preparing + time.process_time() - started
        on_panel, on_bench = (
            _shares(cases, np.unique(labels), model.scores(seen))
            for cases, seen in zip((panel, bench), read, strict=True)
        )
        took = _milliseconds(features, model, panel)
        rows.append(Row(name, prepared, *on_panel, *on_bench, seconds, took))
        print(f"  {name}, {'with' if prepared else 'without'} concepts and folding: done", flush=True)
    return rows


def _shares(cases: Sequence[Case], labels: Array, scores: Array) -> tuple[Share, Share]:
    best = labels[np.argsort(-scores, axis=1)[:, :3]]
    pairs = list(zip(cases, best, strict=True))
    right = Share.of(row[0] in case.accepted for case, row in pairs)
    return right, Share.of(bool(case.accepted & set(row)) for case, row in pairs)


def _milliseconds(features: Features, model: Model, cases: Sequence[Case]) -> float:
    times = []
    for case in cases[:TIMED]:
        started = time.perf_counter()
        model.scores(features.read([case.text]))
        times.append((time.perf_counter() - started) * 1000)
    return float(np.median(times))
