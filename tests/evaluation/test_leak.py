"""The leak check: on made-up lines, and on the real training data."""

from __future__ import annotations

import pytest

from evaluation.data import Line, benchmark, training_lines
from evaluation.leak import duplicates, grams, leaks


@pytest.fixture(scope="module")
def lines() -> list[Line]:
    return training_lines()


def test_grams_fold_case_punctuation_and_space() -> None:
    assert grams("De  hond!") == grams("de hond") == {"de h", "e ho", " hon", "hond"}


def test_a_reworded_line_is_found_and_another_is_not() -> None:
    held_out = ["mijn fiets is gestolen bij de kantine", "ik heb morgen een toets"]
    training = ["iets heel anders dan dat", "Mijn fiets is gestolen, bij de kantine van school"]
    found = leaks(training, held_out)
    assert [(pair.first, pair.second) for pair in found] == [(1, 0)]
    assert 0.5 <= found[0].likeness < 1


def test_short_lines_are_left_out() -> None:
    assert leaks(["hoi hoi"], ["hoi hoi"]) == []


def test_a_pair_of_duplicates_is_listed_once() -> None:
    texts = ["ze lachen me altijd uit op school", "mijn hond is dood", "ze lachen me altijd uit op school!!"]
    assert [(pair.first, pair.second, pair.likeness) for pair in duplicates(texts)] == [(0, 2, 1.0)]


def test_no_training_line_looks_like_a_benchmark_line(lines: list[Line]) -> None:
    found = leaks([line.text for line in lines], [case.text for case in benchmark()])
    assert [(lines[pair.first].label, lines[pair.first].text) for pair in found] == []


def test_no_training_line_stands_there_nearly_twice(lines: list[Line]) -> None:
    found = duplicates([line.text for line in lines])
    assert [(lines[pair.first], lines[pair.second]) for pair in found] == []
