"""What is measured on: training lines with their panel, and the benchmark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wegwijzer import settings

TRAINING = settings.ROOT / "data" / "nlu"
BENCHMARK = settings.ROOT / "tests" / "benchmark" / "messages.jsonl"
# The panel that is left out when one is enough: ordinary messages, no special circumstances.
HELD_OUT_PANEL = "gewone appjes, bovenbouw, 15-18"

_PANEL = re.compile(r"\s+# (?P<panel>[^;]+)")
_LABEL = re.compile(r"\s*- intent: (?P<label>\w+)")
_EXAMPLE = re.compile(r"\s{6,}- (?P<text>.*)")


@dataclass(frozen=True)
class Line:
    """One training line; `panel` is the group of imagined students that wrote it."""

    text: str
    label: str
    panel: str


@dataclass(frozen=True)
class Case:
    """One benchmark message; `accepted` holds its label and the others that count as right."""

    text: str
    label: str
    accepted: frozenset[str]
    about: str | None
    crisis: bool
    style: str


def training_lines(folder: Path = TRAINING) -> list[Line]:
    """Return every training line, file by file."""
    return [line for path in sorted(folder.glob("*.yml")) for line in _lines(path)]


def _lines(path: Path) -> Iterator[Line]:
    """Read one file by hand: a YAML parser drops the comments that name the panels."""
    panel = label = ""
    for row in path.read_text(encoding="utf-8").splitlines():
        if match := _EXAMPLE.match(row):
            yield Line(match["text"].strip(), label, panel)
        elif match := _PANEL.match(row):
            panel = match["panel"].strip()
        elif match := _LABEL.match(row):
            label = match["label"]


def panels(lines: Iterable[Line]) -> list[str]:
    """Return the names of the panels in `lines`, in alphabetical order."""
    return sorted({line.panel for line in lines})


def without(lines: Sequence[Line], panel: str) -> tuple[list[Line], list[Line]]:
    """Return the lines of all other panels, and those of `panel`."""
    return [row for row in lines if row.panel != panel], [row for row in lines if row.panel == panel]


def benchmark(path: Path = BENCHMARK) -> list[Case]:
    """Return the benchmark; lines that answer an earlier question are left out."""
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]
    return [_case(row) for row in rows if "question" not in row]


def _case(row: dict[str, object]) -> Case:
    also = row.get("also") or []
    assert isinstance(also, list)
    return Case(
        text=str(row["text"]),
        label=str(row["intent"]),
        accepted=frozenset([str(row["intent"]), *map(str, also)]),
        about=str(row["about"]) if row.get("about") else None,
        crisis=bool(row["crisis"]),
        style=str(row.get("style", "")),
    )


def as_cases(lines: Iterable[Line]) -> list[Case]:
    """Return training lines as cases of which only the own label is right."""
    return [Case(row.text, row.label, frozenset([row.label]), None, False, row.panel) for row in lines]
