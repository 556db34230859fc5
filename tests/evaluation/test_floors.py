"""What the trained model has to reach on the benchmark. Read offline: everything but server and gateway."""

from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.data import benchmark
from evaluation.score import offline
from evaluation.totals import FLOORS, Totals, totals


@pytest.fixture(scope="module")
def figures(trained: Path) -> Totals:
    cases = benchmark()
    return totals(cases, offline(cases, trained))


def test_right(figures: Totals) -> None:
    assert figures.shares["right"].value >= 0.85


def test_top_three(figures: Totals) -> None:
    assert figures.shares["top three"].value >= 0.94


def test_worst_topic(figures: Totals) -> None:
    assert figures.worst.recall.value >= FLOORS["worst topic"], figures.worst.label
