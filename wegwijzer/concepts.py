"""Concepts: what words of Dutch teenagers mean (`moeder`, `toets`, `doodswens_verhuld`), as features.

The lists stand in `tables/concepts/`. An entry is a word or a short expression in folded spelling; a
trailing `*` makes it a prefix.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from wegwijzer.normalise import fold

_WORD = re.compile(r"(?<!\w)(?:\w+|\S)")


@dataclass(frozen=True)
class Entry:
    """One word or expression, and the position of its concept in `concepts()`."""

    text: str
    prefix: bool
    concept: int

    def stands_at(self, folded: str, start: int) -> bool:
        """Return whether the entry stands at `start`, as a whole word unless it is a prefix."""
        if not folded.startswith(self.text, start):
            return False
        after = folded[start + len(self.text) : start + len(self.text) + 1]
        return self.prefix or not (after.isalnum() or after == "_")


@cache
def concepts() -> tuple[str, ...]:
    """Return the names of all concepts, in a fixed order."""
    return tuple(_lists())


def found(folded: str) -> list[int]:
    """Return the positions, in `concepts()`, of the concepts that stand in folded text."""
    whole, stems = _index()
    hits: set[int] = set()
    for match in _WORD.finditer(folded):
        word, start = match.group(), match.start()
        hits.update(entry.concept for entry in whole.get(word, ()) if entry.stands_at(folded, start))
        hits.update(*(stems.get(word[:end], ()) for end in range(1, len(word) + 1)))
    return sorted(hits)


@cache
def _lists() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    folder = resources.files("wegwijzer.tables").joinpath("concepts")
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yml"):
            words.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return dict(sorted(words.items()))


@cache
def _index() -> tuple[dict[str, list[Entry]], dict[str, list[int]]]:
    """Return the entries by first word, and one-word prefixes. A regex per concept is seven times slower."""
    whole: dict[str, list[Entry]] = defaultdict(list)
    stems: dict[str, list[int]] = defaultdict(list)
    for concept, entries in enumerate(_lists().values()):
        for text in {fold(str(entry)) for entry in entries}:
            entry = Entry(text.removesuffix("*"), text.endswith("*"), concept)
            first = _WORD.match(entry.text)
            assert first, text
            if entry.prefix and first.group() == entry.text:
                stems[entry.text].append(concept)
            else:
                whole[first.group()].append(entry)
    return dict(whole), dict(stems)
