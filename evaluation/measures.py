"""The arithmetic: shares with intervals, recall, confusion, calibration. Pure functions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

# Normal quantile of a two-sided 95% interval.
Z95 = 1.959963985


@dataclass(frozen=True)
class Share:
    """`hits` out of `total`, with its Wilson 95% interval."""

    hits: int
    total: int

    @classmethod
    def of(cls, hits: Iterable[bool]) -> Share:
        """Count a row of hits and misses."""
        row = [bool(hit) for hit in hits]
        return cls(sum(row), len(row))

    @property
    def value(self) -> float:
        """Return the share, from 0 to 1; NaN when there was nothing to count."""
        return self.hits / self.total if self.total else float("nan")

    @property
    def low(self) -> float:
        """Return the lower end of the interval."""
        return wilson(self.hits, self.total)[0]

    @property
    def high(self) -> float:
        """Return the upper end of the interval."""
        return wilson(self.hits, self.total)[1]


def wilson(hits: int, total: int, z: float = Z95) -> tuple[float, float]:
    """Return the Wilson score interval of a share, both ends from 0 to 1.

    Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference", JASA 22.
    """
    if not total:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True)
class LabelResult:
    """How one label did: of what belongs to it, and of what was taken for it."""

    label: str
    recall: Share
    precision: Share


def per_label(
    truths: Sequence[str], guesses: Sequence[str], right: Sequence[bool] | None = None
) -> list[LabelResult]:
    """Return recall and precision of every label in `truths`, worst recall first.

    Args:
        truths: the label each message belongs to.
        guesses: the label it was taken for.
        right: whether the guess counts as right, when more than one label does.
    """
    hits = [t == g for t, g in zip(truths, guesses, strict=True)] if right is None else list(right)
    belongs, taken = defaultdict(list), defaultdict(list)
    for truth, guess, hit in zip(truths, guesses, hits, strict=True):
        belongs[truth].append(hit)
        taken[guess].append(hit)
    rows = [LabelResult(label, Share.of(belongs[label]), Share.of(taken[label])) for label in sorted(belongs)]
    return sorted(rows, key=lambda row: row.recall.value)


def macro_recall(rows: Sequence[LabelResult]) -> float:
    """Return the mean recall, every label counting the same."""
    return float(np.mean([row.recall.value for row in rows]))


def confusions(truths: Sequence[str], guesses: Sequence[str]) -> list[tuple[str, str, int]]:
    """Return (belongs to, was taken for, how often), most often first, equal ones by name."""
    count = Counter((t, g) for t, g in zip(truths, guesses, strict=True) if t != g)
    return [(*pair, times) for pair, times in sorted(count.items(), key=lambda row: (-row[1], row[0]))]


@dataclass(frozen=True)
class Bin:
    """The messages whose confidence lies from `low` to `high`."""

    low: float
    high: float
    right: Share
    confidence: float


def bins(confidences: Sequence[float], right: Sequence[bool], number: int = 10) -> list[Bin]:
    """Return the filled bins of a reliability diagram, equally wide, lowest first."""
    sure, hits = np.asarray(confidences, dtype=float), np.asarray(right, dtype=bool)
    places = np.clip((sure * number).astype(int), 0, number - 1)
    rows = []
    for place in range(number):
        inside = places == place
        if inside.any():
            mean = float(sure[inside].mean())
            rows.append(Bin(place / number, (place + 1) / number, Share.of(hits[inside]), mean))
    return rows


def calibration_error(rows: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean gap between confidence and share right, by size of bin.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3.
    """
    total = sum(row.right.total for row in rows)
    return sum(row.right.total * abs(row.right.value - row.confidence) for row in rows) / total


@dataclass(frozen=True)
class Split:
    """What a fallback threshold does: who is routed at once, who is asked first, how often that is right."""

    threshold: float
    routed: Share
    routed_right: Share
    confirmed_right: Share
    confirmed_top3: Share


def split(
    threshold: float, confidences: Sequence[float], right: Sequence[bool], top3: Sequence[bool]
) -> Split:
    """Return what `threshold` does; a message is routed when its confidence is at least that."""
    routed = [sure >= threshold for sure in confidences]
    return Split(
        threshold,
        Share.of(routed),
        Share.of(hit for hit, yes in zip(right, routed, strict=True) if yes),
        Share.of(hit for hit, yes in zip(right, routed, strict=True) if not yes),
        Share.of(hit for hit, yes in zip(top3, routed, strict=True) if not yes),
    )
