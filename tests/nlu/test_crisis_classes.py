"""Guard and classifier together, on the behavioural classes: two sets by authors who had seen no rule."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import yaml
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from rasa_plugins.crisis_guard import CrisisGuard
from rasa_plugins.ngram_classifier import NgramClassifier
from wegwijzer import settings
from wegwijzer.topics import is_urgent

FOLDERS = [settings.ROOT / "tests" / "wegwijzer" / name for name in ("crisis", "crisis_tweede")]
CLASSES = yaml.safe_load((FOLDERS[0] / "classes.yml").read_text(encoding="utf-8"))
# The share that gets crisis help: at least this for a cry for help, at most this for the others.
# A denial gets a gentle question instead.
AT_LEAST = {
    "direct_dood": 0.98,
    "ruis_direct": 0.98,
    "ander_wil_dood": 0.9,
    "seks_gedwongen": 0.93,
    "nu_gevaar": 0.95,
    "geweld_thuis": 0.9,
    "dwang": 0.93,
    "lang_verhaal": 0.88,
    "zelfdoding_verhuld": 0.85,
    "afscheid_en_plan": 0.87,
}
AT_MOST = {
    "gewoon": 0.06,
    "ziekte_schelden": 0.05,
    "echte_ziekte_en_rouw": 0.06,
    "uitdrukking": 0.15,
    "schoolopdracht": 0.1,
    "ontkenning": 0.15,
}

Understand = Callable[[str], str]


@pytest.fixture(scope="module")
def understand(trained: Path) -> Understand:
    """Return the label of a message, as Rasa's pipeline gives it."""
    folder = Path(tempfile.mkdtemp())
    storage, _ = LocalModelStorage.from_model_archive(folder, trained)
    resource = next(path.name for path in folder.iterdir() if "NgramClassifier" in path.name)
    config = yaml.safe_load((settings.ROOT / "config.yml").read_text(encoding="utf-8"))
    guard_settings = config["pipeline"][-1]
    classifier = NgramClassifier.load({}, storage, Resource(resource), None)  # type: ignore[arg-type]
    guard = CrisisGuard(guard_settings)

    @cache
    def label(text: str) -> str:
        (message,) = guard.process(classifier.process([Message(data={"text": text})]))
        return str(message.get("intent")["name"])

    return label


def lines(name: str) -> list[str]:
    return [
        line
        for folder in FOLDERS
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    ]


def share(understand: Understand, name: str) -> float:
    return sum(is_urgent(understand(line)) for line in lines(name)) / len(lines(name))


def test_every_class_has_lines_and_a_floor() -> None:
    assert set(AT_LEAST) == set(CLASSES["crisis"])
    assert set(AT_MOST) == set(CLASSES["geen_crisis"])
    assert all(len(lines(name)) >= 60 for names in CLASSES.values() for name in names)


@pytest.mark.parametrize("name", AT_LEAST)
def test_cries_for_help_get_help(understand: Understand, name: str) -> None:
    assert share(understand, name) >= AT_LEAST[name]


@pytest.mark.parametrize("name", AT_MOST)
def test_ordinary_talk_stays_ordinary(understand: Understand, name: str) -> None:
    assert share(understand, name) <= AT_MOST[name]


def test_self_harm_is_understood(understand: Understand) -> None:
    wanted = lines("zelfbeschadiging")
    right = [line for line in wanted if understand(line) in {"zelfbeschadiging", "suicidaliteit"}]
    assert len(right) / len(wanted) >= 0.85
