"""Lines that look alike: benchmark lines in the training data, and one training line under two labels.

`python -m evaluation.leak` lists training lines that look like a benchmark line, and says nothing of it
but the place, so that nobody learns the benchmark by heart.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from evaluation.data import benchmark, training_lines

SIZE = 4  # characters in a gram
SHORTEST = 12  # characters; shorter lines are bound to look alike
LEAK = 0.5  # similarity from which a training line looks like a benchmark line
BLOCK = 500  # texts compared at a time
DUPLICATE = 0.75  # similarity from which two training lines are the same line twice


def grams(text: str) -> frozenset[str]:
    """Return the 4-grams of the text, with case, punctuation and white space folded."""
    folded = re.sub(r"\W+", " ", text.lower()).strip()
    return frozenset(folded[i : i + SIZE] for i in range(max(1, len(folded) - SIZE + 1)))


@dataclass(frozen=True)
class Pair:
    """Two lines that look alike: their places in the two lists, and how much.

    `likeness` is the Jaccard similarity of their grams: what both have out of what either has.
    """

    first: int
    second: int
    likeness: float


def alike(texts: Sequence[str], others: Sequence[str], limit: float) -> list[Pair]:
    """Return every pair of a text and an other that are at least `limit` alike, both long enough.

    Counts shared grams with a product of two 0/1 matrices, a few hundred texts at a time.
    """
    left = [i for i, text in enumerate(texts) if len(text) >= SHORTEST]
    right = [i for i, text in enumerate(others) if len(text) >= SHORTEST]
    if not left or not right:
        return []
    vectorizer = CountVectorizer(analyzer=grams, binary=True, dtype=np.int32)
    columns = vectorizer.fit_transform(others[i] for i in right)
    rows = vectorizer.transform(texts[i] for i in left)
    sizes = np.array([len(grams(texts[i])) for i in left])
    widths = columns.getnnz(axis=1)
    found = []
    for start in range(0, len(left), BLOCK):
        shared = (rows[start : start + BLOCK] @ columns.T).tocoo()
        whole = sizes[start + shared.row] + widths[shared.col] - shared.data
        for k in np.flatnonzero(shared.data >= limit * whole):
            place = left[start + shared.row[k]], right[shared.col[k]]
            found.append(Pair(*place, float(shared.data[k] / whole[k])))
    return sorted(found, key=lambda pair: (pair.first, pair.second))


def leaks(training: Sequence[str], held_out: Sequence[str], limit: float = LEAK) -> list[Pair]:
    """Return the training lines that look like a held-out line."""
    return alike(training, held_out, limit)


def duplicates(texts: Sequence[str], limit: float = DUPLICATE) -> list[Pair]:
    """Return pairs of lines that are nearly the same, each pair once."""
    return [pair for pair in alike(texts, texts, limit) if pair.first < pair.second]


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
