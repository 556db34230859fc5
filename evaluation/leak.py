"""Lines that look alike: benchmark lines in the training data, and one training line under two labels.

`python -m evaluation.leak` lists training lines that look like a benchmark line, and says nothing of it
but the place, so that nobody learns the benchmark by heart.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.data import benchmark, training_lines

SIZE = 4  # characters in a gram
SHORTEST = 12  # characters; shorter lines are bound to look alike
LEAK = 0.5  # similarity from which a training line looks like a benchmark line
DUPLICATE = 0.75  # similarity from which two training lines are the same line twice


def grams(text: str) -> frozenset[str]:
    """Return the 4-grams of the text, with case, punctuation and white space folded."""
    folded = re.sub(r"\W+", " ", text.lower()).strip()
    return frozenset(folded[i : i + SIZE] for i in range(max(1, len(folded) - SIZE + 1)))


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity: what both have out of what either has (Jaccard 1901)."""
    return len(one & other) / len(one | other) if one or other else 0.0


@dataclass(frozen=True)
class Pair:
    """Two lines that look alike: their places in the two lists, and how much."""

    first: int
    second: int
    likeness: float


class Index:
    """Lines by their rarest grams, so that a line is compared only with those that share one.

    Two sets can be at least `limit` alike only if they share one of their rarest grams: the share 1 - `limit`
    of them, and one more. Source: Bayardo et al. 2007, "Scaling up all pairs similarity search" (prefix filter).
    """

    def __init__(self, texts: Sequence[str], limit: float) -> None:
        """Index every text of at least 12 characters."""
        self._limit = limit
        self._grams = {i: grams(text) for i, text in enumerate(texts) if len(text) >= SHORTEST}
        self._count = Counter(gram for row in self._grams.values() for gram in row)
        self._places: dict[str, list[int]] = defaultdict(list)
        for i, row in self._grams.items():
            for gram in self._rarest(row):
                self._places[gram].append(i)

    def _rarest(self, row: frozenset[str]) -> list[str]:
        number = int(len(row) * (1 - self._limit) + 1e-9) + 1
        return sorted(row, key=lambda gram: (self._count[gram], gram))[:number]

    def like(self, text: str) -> list[tuple[int, float]]:
        """Return place and likeness of every indexed text that is enough like `text`."""
        if len(text) < SHORTEST:
            return []
        mine = grams(text)
        places = {place for gram in self._rarest(mine) for place in self._places.get(gram, ())}
        likeness = [(place, similarity(mine, self._grams[place])) for place in sorted(places)]
        return [row for row in likeness if row[1] >= self._limit]


def leaks(training: Sequence[str], held_out: Sequence[str], limit: float = LEAK) -> list[Pair]:
    """Return the training lines that look like a held-out line, both at least 12 characters long."""
    index = Index(held_out, limit)
    return [Pair(i, j, x) for i, text in enumerate(training) for j, x in index.like(text)]


def duplicates(texts: Sequence[str], limit: float = DUPLICATE) -> list[Pair]:
    """Return pairs of lines that are nearly the same, each pair once; short lines are left out."""
    index = Index(texts, limit)
    return [Pair(i, j, x) for i, text in enumerate(texts) for j, x in index.like(text) if j > i]


def main() -> int:
    """List places only; return 1 when anything is listed."""
    lines, cases = training_lines(), benchmark()
    found = leaks([line.text for line in lines], [case.text for case in cases])
    for pair in found:
        line = lines[pair.first]
        print(f"data/nlu/{line.label}.yml, panel '{line.panel}': {line.text!r} ({pair.likeness:.2f})")
    labels = Counter(lines[pair.first].label for pair in found)
    print(f"{len(found)} training lines look like a benchmark line{': ' if labels else '.'}", end="")
    print(", ".join(f"{label} {times}" for label, times in labels.most_common()))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
