"""Leave one panel out: every training line is read by a model that learned nothing from its panel."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from joblib import Parallel, delayed

from evaluation.data import Line, panels, without
from evaluation.measures import Share, confusions
from evaluation.model import Reader, Reading

JOBS = 2
FRACTIONS = (0.1, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Confusion:
    """A pair of labels that is mixed up, with training lines that show it."""

    truth: str
    guess: str
    times: int
    examples: tuple[str, ...]


def cross_validate(lines: Sequence[Line]) -> tuple[list[Line], list[Reading]]:
    """Return the lines, panel by panel, and how each was read."""
    order, tasks = [], []
    for panel in panels(lines):
        learn, held_out = without(lines, panel)
        order += held_out
        tasks.append(delayed(_read)(panel, learn, [line.text for line in held_out]))
    rows = Parallel(n_jobs=JOBS)(tasks)
    return order, [reading for row in rows for reading in row]


def _read(panel: str, learn: list[Line], texts: list[str]) -> list[Reading]:
    readings = Reader.trained(learn).read(texts)
    print(f"  without '{panel}': done", flush=True)
    return readings


def worst_confusions(lines: Sequence[Line], guesses: Sequence[str], number: int = 40) -> list[Confusion]:
    """Return the pairs most often mixed up, each with up to three of the shortest lines that were."""
    rows = []
    for truth, guess, times in confusions([line.label for line in lines], guesses)[:number]:
        texts = [
            line.text
            for line, taken in zip(lines, guesses, strict=True)
            if line.label == truth and taken == guess
        ]
        rows.append(Confusion(truth, guess, times, tuple(sorted(texts, key=len)[:3])))
    return rows


@dataclass(frozen=True)
class Step:
    """A point of the learning curve: lines learned from, and how the held-out panel was read."""

    lines: int
    right: Share
    top3: Share


def learning_curve(lines: Sequence[Line], panel: str) -> list[Step]:
    """Return how well `panel` is read after learning from ever more of the other panels' lines."""
    learn, held_out = without(lines, panel)
    random.Random(1).shuffle(learn)
    tasks = [delayed(_step)(learn[: int(len(learn) * part)], held_out) for part in FRACTIONS]
    return list(Parallel(n_jobs=JOBS)(tasks))


def _step(learn: list[Line], held_out: list[Line]) -> Step:
    readings = Reader.trained(learn).read(line.text for line in held_out)
    names = [[row["name"] for row in reading.ranking] for reading in readings]
    right = [line.label == row[0] for line, row in zip(held_out, names, strict=True)]
    top3 = [line.label in row[:3] for line, row in zip(held_out, names, strict=True)]
    return Step(len(learn), Share.of(right), Share.of(top3))
