"""Concepts: what words of Dutch teenagers mean (`moeder`, `toets`, `doodswens_verhuld`), as features.

The lists stand in `tables/concepts/`. An entry is a word or a short expression in folded spelling; a
trailing `*` makes it a prefix.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

import yaml

from wegwijzer.normalise import fold


@cache
def concepts() -> dict[str, re.Pattern[str]]:
    """Return the pattern of every concept, in a fixed order."""
    words: dict[str, list[str]] = {}
    folder = resources.files("wegwijzer.tables").joinpath("concepts")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yml"):
            words.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return {name: _pattern(entries) for name, entries in sorted(words.items())}


def found(folded: str) -> list[int]:
    """Return the positions, in `concepts()`, of the concepts that stand in folded text."""
    return [i for i, pattern in enumerate(concepts().values()) if pattern.search(folded)]


def _pattern(entries: list[str]) -> re.Pattern[str]:
    longest_first = sorted((fold(str(entry)) for entry in entries), key=len, reverse=True)
    choices = (
        re.escape(entry[:-1]) + r"\w*" if entry.endswith("*") else re.escape(entry) for entry in longest_first
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(choices)})(?!\w)")
