"""Crisis guard and classifier on lines by behaviour: what must get help at once, and what must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evaluation.measures import Share
from evaluation.model import Reader, Reading, answers, heard_by_classifier, heard_by_rules, pipeline
from wegwijzer import settings

FOLDER = settings.ROOT / "tests" / "wegwijzer" / "crisis"
THRESHOLDS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class Behaviour:
    """One class of lines; `kind` is crisis, geen_crisis or thema (to be understood as that topic)."""

    name: str
    kind: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """Which share of a class got help at once, from the rules, the classifier, and both."""

    name: str
    kind: str
    rules: Share
    classifier: Share
    together: Share
    understood: Share | None


@dataclass(frozen=True)
class Setting:
    """Recall and false alarms over all classes for one `urgent_threshold`."""

    threshold: float
    recall: dict[str, Share]
    false_alarms: dict[str, Share]


def behaviours(folder: Path = FOLDER) -> list[Behaviour]:
    """Return the classes that have a file; none when the folder is not there."""
    if not (folder / "classes.yml").exists():
        return []
    kinds = yaml.safe_load((folder / "classes.yml").read_text(encoding="utf-8"))
    named = {name: kind for kind, names in kinds.items() for name in names}
    paths = [folder / f"{name}.txt" for name in named]
    return [Behaviour(p.stem, named[p.stem], _texts(p)) for p in paths if p.exists()]


def _texts(path: Path) -> tuple[str, ...]:
    rows = path.read_text(encoding="utf-8").splitlines()
    return tuple(row.strip() for row in rows if row.strip() and not row.startswith("#"))


def hear(classes: Sequence[Behaviour], reader: Reader) -> tuple[list[Heard], list[Setting]]:
    """Return the figures per class as configured, and over all classes per threshold."""
    config = pipeline()["CrisisGuard"]
    readings = {row.name: reader.read(row.texts) for row in classes}
    heard = [_heard(row, readings[row.name], config) for row in classes]
    by_kind: dict[str, list[Reading]] = {"crisis": [], "geen_crisis": []}
    for row in classes:
        by_kind.get(row.kind, []).extend(readings[row.name])
    return heard, [_setting(threshold, by_kind, config) for threshold in THRESHOLDS]


def _heard(row: Behaviour, readings: Sequence[Reading], config: dict[str, Any]) -> Heard:
    shares = _shares(readings, config)
    understood = None
    if row.kind == "thema":
        understood = Share.of(answer.understood == row.name for answer in answers(readings))
    return Heard(row.name, row.kind, shares["rules"], shares["classifier"], shares["together"], understood)


def _shares(readings: Sequence[Reading], config: dict[str, Any]) -> dict[str, Share]:
    rules = [heard_by_rules(reading.text) for reading in readings]
    classifier = [heard_by_classifier(reading, config) for reading in readings]
    together = [one or other for one, other in zip(rules, classifier, strict=True)]
    return {"rules": Share.of(rules), "classifier": Share.of(classifier), "together": Share.of(together)}


def _setting(threshold: float, by_kind: dict[str, list[Reading]], config: dict[str, Any]) -> Setting:
    changed = {**config, "urgent_threshold": threshold}
    return Setting(threshold, _shares(by_kind["crisis"], changed), _shares(by_kind["geen_crisis"], changed))
