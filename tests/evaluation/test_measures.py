"""The arithmetic of the evaluation, against values worked out elsewhere or by hand."""

from __future__ import annotations

import pytest

from evaluation.measures import (
    Share,
    bins,
    calibration_error,
    confusions,
    macro_recall,
    per_label,
    split,
    wilson,
)


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),  # statsmodels proportion_confint(method="wilson")
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, Statistics in Medicine 17, table I
        (0, 0, 0.0, 1.0),
    ],
)
def test_wilson(hits: int, total: int, low: float, high: float) -> None:
    assert wilson(hits, total) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_no_number() -> None:
    assert Share.of([]).value != Share.of([]).value
    assert Share.of([True, False, True, True]).value == 0.75


def test_calibration_error_is_the_gap_weighted_by_size() -> None:
    rows = bins([0.95, 0.95, 0.95, 0.15], [True, True, False, False])
    assert [(row.low, row.right.hits, row.right.total) for row in rows] == [(0.1, 0, 1), (0.9, 2, 3)]
    assert calibration_error(rows) == pytest.approx((3 * abs(2 / 3 - 0.95) + 0.15) / 4)


def test_full_confidence_falls_into_the_last_bin() -> None:
    assert bins([1.0], [True])[0].high == 1.0


def test_perfect_confidence_has_no_error() -> None:
    assert calibration_error(bins([0.5] * 10, [True, False] * 5)) == pytest.approx(0)


def test_confusions_are_counted_most_often_first() -> None:
    truths = ["thuis", "thuis", "thuis", "rouw", "angst"]
    guesses = ["rouw", "rouw", "thuis", "thuis", "thuis"]
    assert confusions(truths, guesses) == [("thuis", "rouw", 2), ("angst", "thuis", 1), ("rouw", "thuis", 1)]


def test_recall_and_precision_per_label() -> None:
    rows = per_label(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    found = {row.label: (row.recall.value, row.precision.value) for row in rows}
    assert found == {"a": (0.5, 1.0), "b": (1.0, pytest.approx(2 / 3))}
    assert rows[0].label == "a"
    assert macro_recall(rows) == 0.75


def test_a_label_that_was_accepted_counts_as_right() -> None:
    assert per_label(["a"], ["b"], [True])[0].recall == Share(1, 1)


def test_a_threshold_splits_messages_into_routed_and_confirmed() -> None:
    row = split(0.5, [0.9, 0.5, 0.2, 0.1], [True, False, False, True], [True, True, True, True])
    assert (row.routed, row.routed_right) == (Share(2, 4), Share(1, 2))
    assert (row.confirmed_right, row.confirmed_top3) == (Share(1, 2), Share(2, 2))
