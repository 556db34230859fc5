"""The wording of everything a student can read: banned words, reading level, length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from wegwijzer import settings, tables
from wegwijzer.school_files import load_helplines
from wegwijzer.texts import render, responses
from wegwijzer.topics import roles, topics

ABOUTS = ("zelf", "ander", "kind", "leerling")
# Wording rules: facts on words for suicide, self-harm, promises and judgement (docs/teksten.md).
BANNED = re.compile(
    r"zelfmoord(?!preventie)|pleg\w+|gelukt|mislukt|geslaagd|automutilatie|geheim\b|100%|anoniem\b(?! en)"
    r"|komt (?:allemaal )?goed|niemand hoort|beloof|aandacht vragen|je bent depressief|mishandeling"
    r"|stel je niet aan|gewoon doen|error|fallback",
    re.IGNORECASE,
)
ALLOWED = {"112"}  # its card says that a call is not anonymous
# What staff must work by is called so, and they look it up under that name.
OFFICIAL = "Meldcode huiselijk geweld en kindermishandeling"


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def student_texts() -> dict[str, str]:
    """Every sentence a student, parent or member of staff can see, by where it stands."""
    found = dict(responses())
    for table in (
        "openers",
        "role_texts",
        "role_texts_u",
        "card_texts",
        "page_texts",
        "widget_nl",
        "preview_texts",
        "coverage_texts",
        "sheet_texts",
    ):
        for number, text in enumerate(strings(tables.load(table))):
            found[f"{table}-{number}"] = text
    telegram = tables.load("telegram_nl")
    seen = {key: value for key, value in telegram.items() if key not in {"patronen", "beheer"}}
    for number, text in enumerate(strings(seen)):
        found[f"telegram-{number}"] = text
    groups = tables.load("page_groups")
    for row in [*groups["mensen"], *groups["lijnen"], groups["overig"]]:
        found[f"page_groups-{row['id']}"] = row["titel"]
    for line in load_helplines(settings.ROOT / "school_configs").values():
        found[f"hulplijn-{line.id}"] = line.line
        if line.id not in ALLOWED:
            found[f"vertrouwelijk-{line.id}"] = line.confidential
    return found


TEXTS = student_texts()


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?!:]+(?:\s|$)", text) if re.search(r"\w", part)]


def flesch_douma(text: str) -> float:
    """Reading ease: 206.8 - 0.77 x syllables per 100 words - 0.93 x words per sentence (Douma 1960)."""
    words = re.findall(r"[\w'-]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouyáéíóúëïöü]+", word.lower()))) for word in words)
    return 206.8 - 77 * syllables / len(words) - 0.93 * len(words) / len(sentences(text))


@pytest.mark.parametrize("name", TEXTS)
def test_no_banned_word(name: str) -> None:
    assert not BANNED.search(TEXTS[name].replace(OFFICIAL, "")), TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_sentences_are_short(name: str) -> None:
    for sentence in sentences(TEXTS[name]):
        assert len(sentence.split()) <= 18, sentence


def test_the_reading_level_is_easy() -> None:
    measured = {name: flesch_douma(text) for name, text in TEXTS.items() if len(text.split()) >= 15}
    assert sum(measured.values()) / len(measured) >= 70
    hardest = min(measured, key=lambda name: measured[name])
    assert measured[hardest] >= 55, TEXTS[hardest]


@pytest.mark.parametrize("topic", topics())
def test_every_topic_has_its_words(topic: str) -> None:
    for about in ABOUTS:
        assert render(f"utter_erkenning_{topic}_{about}")
        assert tables.load("openers")[topic][about]


@pytest.mark.parametrize("topic", [topic.id for topic in topics().values() if topic.urgency == "spoed"])
def test_a_crisis_is_acknowledged_in_one_sentence_without_a_question(topic: str) -> None:
    for about in ABOUTS:
        text = render(f"utter_erkenning_{topic}_{about}")
        assert len(sentences(text)) == 1
        assert "?" not in text


@pytest.mark.parametrize("role", roles())
def test_every_role_is_explained(role: str) -> None:
    parts = {"regel", "vertrouwelijk", "gesprek", "vervolg", "omdat"}
    assert set(tables.load("role_texts")[role]) == set(tables.load("role_texts_u")[role]) == parts


def test_formal_texts_say_u_and_the_others_je() -> None:
    for name, text in responses().items():
        formal = name.endswith(("_u", "_kind", "_leerling")) or name.startswith("utter_ik_ben_")
        if formal:
            assert not re.search(r"\b(?:je|jij|jou|jouw)\b", text.lower()), text
        else:
            assert not re.search(r"\b(?:u|uw)\b", text.lower()), text


def test_roles_are_explained_formally_too() -> None:
    for text in strings(tables.load("role_texts_u")):
        assert not re.search(r"\b(?:je|jij|jou|jouw)\b", text.lower()), text


def test_numbers_in_sentences_are_those_of_the_national_file() -> None:
    lines = load_helplines(settings.ROOT / "school_configs").values()
    known = {line.reach.phone for line in lines} | {line.reach.phone_alt for line in lines}
    for text in (*responses().values(), *strings([tables.load("telegram_nl"), tables.load("sheet_texts")])):
        for number in re.findall(r"\b(?:1\d\d|0[89]00[\d -]+\d)\b", text):
            assert number in known
