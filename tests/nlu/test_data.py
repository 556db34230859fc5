"""The training data: enough of it, no line twice, nothing that Rasa would read as markup."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
import yaml

from wegwijzer import settings
from wegwijzer.normalise import fold
from wegwijzer.topics import labels, topics

FOLDER = settings.ROOT / "data" / "nlu"


def blocks(label: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{label}.yml").read_text(encoding="utf-8"))["nlu"]
    return rows


def examples(label: str) -> list[str]:
    return [line[2:] for block in blocks(label) for line in block["examples"].splitlines()]


ALL = {label: examples(label) for label in sorted(labels())}


@pytest.mark.parametrize("label", ALL)
def test_there_are_enough_examples(label: str) -> None:
    assert len(ALL[label]) >= (250 if label in topics() else 120)


@pytest.mark.parametrize("label", ALL)
def test_every_block_is_of_its_own_label(label: str) -> None:
    assert {block["intent"] for block in blocks(label)} == {label}
    for block in blocks(label):
        assert block.get("metadata", {}).get("about") in {None, "zelf", "ander", "kind", "leerling"}


def test_no_line_stands_twice_also_not_under_another_label() -> None:
    count = Counter(re.sub(r"\W+", " ", fold(text)).strip() or text for rows in ALL.values() for text in rows)
    assert [text for text, times in count.items() if times > 1] == []


def test_no_line_holds_entity_markup() -> None:
    assert [text for rows in ALL.values() for text in rows if re.search(r"[\[\]]", text)] == []


@pytest.mark.parametrize("topic", topics())
def test_lengths_vary(topic: str) -> None:
    words = [len(text.split()) for text in ALL[topic]]
    assert min(words) <= 5
    assert max(words) >= 40


def opening(text: str, words: int) -> str:
    return " ".join(re.findall(r"\w+", fold(text))[:words])


@pytest.mark.parametrize("label", ALL)
def test_no_run_is_written_from_a_template(label: str) -> None:
    for block in blocks(label):
        lines = [line[2:] for line in block["examples"].splitlines() if len(line.split()) > 7]
        times = Counter(opening(line, 4) for line in lines)
        assert [start for start, count in times.items() if count > 3] == []
    times = Counter(opening(text, 5) for text in ALL[label] if len(text.split()) >= 8)
    assert [start for start, count in times.items() if count > 5] == []
