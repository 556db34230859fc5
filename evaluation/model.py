"""Our model without a running system: what the classifiers say of a text, and what the pipeline does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from evaluation.data import Line
from rasa_plugins.about_classifier import AboutClassifier
from rasa_plugins.crisis_guard import CrisisGuard
from rasa_plugins.ngram_classifier import CLAUSES, NgramClassifier
from wegwijzer import settings
from wegwijzer.crisis import listen
from wegwijzer.speaker import understand_speaker
from wegwijzer.state import Understanding
from wegwijzer.topics import About, is_urgent, topics

_CONTEXT = ExecutionContext(GraphSchema({}))


@dataclass(frozen=True)
class Reading:
    """What the classifiers say of a text, before fallback and guard.

    Attributes:
        ranking: labels with their confidence, likeliest first.
        parts: the rankings of the parts of a long text.
        about: whom it is about, with its confidence; None when that was not asked.
    """

    text: str
    ranking: tuple[dict[str, Any], ...]
    parts: tuple[list[dict[str, Any]], ...]
    about: tuple[About, float] | None = None

    @property
    def confidence(self) -> float:
        """Return the confidence of the likeliest label."""
        return float(self.ranking[0]["confidence"])


@dataclass(frozen=True)
class Answer:
    """What a client of the chat API would see of a first message."""

    understood: str | None
    candidates: tuple[str, ...]
    about: str | None
    crisis: bool


def pipeline() -> dict[str, dict[str, Any]]:
    """Return the settings of each component in `config.yml`, by the last part of its name."""
    rows = yaml.safe_load((settings.ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return {row["name"].rsplit(".", 1)[-1]: {k: v for k, v in row.items() if k != "name"} for row in rows}


class Reader:
    """The classifiers, loaded from the trained model or trained on some lines."""

    def __init__(self, classifier: NgramClassifier, about: AboutClassifier | None = None) -> None:
        """Read with these."""
        self._classifier = classifier
        self._about = about

    @classmethod
    def shipped(cls, archive: Path) -> Reader:
        """Load both classifiers from the model that `make train` wrote."""
        with tempfile.TemporaryDirectory() as temporary:
            storage, _ = LocalModelStorage.from_model_archive(Path(temporary), archive)
            loaded = []
            for component in (NgramClassifier, AboutClassifier):
                name = f"{component.__module__}.{component.__name__}"
                resource = Resource(f"train_{name}{_position(component.__name__)}")
                config = {**component.get_default_config(), **pipeline()[component.__name__]}
                loaded.append(component.load(config, storage, resource, _CONTEXT))
        return cls(*loaded)

    @classmethod
    def trained(cls, lines: Iterable[Line]) -> Reader:
        """Train the topic classifier on `lines`, in a temporary folder."""
        messages = [Message(data={"text": line.text, "intent": line.label}) for line in lines]
        config = {**NgramClassifier.get_default_config(), **pipeline()["NgramClassifier"]}
        with tempfile.TemporaryDirectory() as temporary:
            storage = LocalModelStorage.create(Path(temporary))
            classifier = NgramClassifier.create(config, storage, Resource("classifier"), _CONTEXT)
            classifier.train(TrainingData(messages))
        return cls(classifier)

    def read(self, texts: Iterable[str]) -> list[Reading]:
        """Return what the classifiers say of each text."""
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Reading:
        message = Message(data={"text": text})
        self._classifier.process([message])
        about = None
        if self._about:
            self._about.process([message])
            guess = message.get("about")
            about = (cast(About, guess["name"]), float(guess["confidence"]))
        return Reading(text, tuple(message.get("intent_ranking")), tuple(message.get(CLAUSES) or []), about)


def _position(component: str) -> int:
    return list(pipeline()).index(component)


def heard_by_rules(text: str) -> bool:
    """Return whether a fixed rule of the guard finds the text urgent."""
    alarm = listen(text)
    return alarm is not None and alarm.urgent


def heard_by_classifier(reading: Reading, config: dict[str, Any]) -> bool:
    """Return whether the text is urgent to the classifier and the thresholds alone, without a fixed rule."""
    return is_urgent(_guarded(reading, "", config)[0])


def _guarded(reading: Reading, text: str, config: dict[str, Any]) -> tuple[str, list[str]]:
    """Return intent and ranking after the guard, which reads `text`; with no text, no rule can match."""
    ranking = list(reading.ranking)
    data = {"text": text, "intent": ranking[0], "intent_ranking": ranking, CLAUSES: list(reading.parts)}
    message = Message(data=data)
    CrisisGuard(config).process([message])
    return message.get("intent")["name"], [row["name"] for row in message.get("intent_ranking")]


def answer(reading: Reading, config: dict[str, dict[str, Any]]) -> Answer:
    """Return what a client sees: classifier, fallback, guard, and who the message is about."""
    intent, ranking = _guarded(reading, reading.text, config["CrisisGuard"])
    understanding = Understanding.of(intent, ranking)
    unsure = reading.confidence < config["FallbackClassifier"]["threshold"] and not is_urgent(intent)
    about = _about(reading, "nlu_fallback" if unsure else intent)
    return Answer(understanding.label, understanding.candidates, about, is_urgent(understanding.label))


def _about(reading: Reading, intent: str) -> str | None:
    """Return whom a first message is about, as `wegwijzer.conversation` would remember it."""
    speaker = understand_speaker(reading.text, reading.about)
    if speaker.audience == "ouder":
        return "kind"
    if speaker.audience == "medewerker":
        return "leerling"
    about = speaker.about if intent in topics() else None
    return about or ("zelf" if is_urgent(intent) else None)


def answers(readings: Sequence[Reading]) -> list[Answer]:
    """Return the answers with the thresholds of `config.yml`."""
    config = pipeline()
    return [answer(reading, config) for reading in readings]
