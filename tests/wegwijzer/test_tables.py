"""The tables and the Rasa files name the same things."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.actions import HANDLERS
from staff.schema import written
from wegwijzer import settings, tables
from wegwijzer.crisis import listen, rules
from wegwijzer.school_files import load_helplines
from wegwijzer.texts import responses
from wegwijzer.topics import dialogue_labels, labels, roles, topics
from wegwijzer.turns import Memory

HELPLINES = load_helplines(settings.ROOT / "school_configs")
ROUTES = tables.load("routes")


def read(path: str) -> Any:
    return yaml.safe_load((settings.ROOT / path).read_text(encoding="utf-8"))


def intents() -> set[str]:
    names = [
        row if isinstance(row, str) else next(iter(row)) for row in read("domain/_shared.yml")["intents"]
    ]
    return set(names) - {"keuze", "nlu_fallback"}


def test_there_are_36_topics_23_dialogue_labels_and_27_roles() -> None:
    assert (len(topics()), len(dialogue_labels()), len(roles())) == (36, 23, 27)


def test_a_title_with_a_comma_is_whole() -> None:
    keys = {"id", "titel", "urgency", "omschrijving", "grens"}
    assert all(set(row) == keys for row in tables.load("topics")["topics"])
    assert topics()["liefde_en_seks"].title == "Liefde, relaties en seks"


def without_value(value: object, path: str) -> list[str]:
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [row for key, below in rows for row in without_value(below, f"{path} > {key}")]
    return [path] if value is None else found


@pytest.mark.parametrize(
    "path", sorted((settings.ROOT / "wegwijzer" / "tables").rglob("*.yml")), ids=lambda path: path.stem
)
def test_no_comma_cuts_a_text_off(path: Path) -> None:
    assert without_value(yaml.safe_load(path.read_text(encoding="utf-8")), path.stem) == []


def test_every_label_is_an_intent_with_a_file_and_a_rule() -> None:
    assert intents() == labels()
    assert {path.stem for path in (settings.ROOT / "data" / "nlu").glob("*.yml")} == labels()
    steps = [
        step
        for path in (settings.ROOT / "data" / "rules").glob("*.yml")
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
        for step in rule["steps"]
    ]
    assert {step["intent"] for step in steps if "intent" in step} == labels() | {"keuze", "nlu_fallback"}
    assert {step["action"] for step in steps if "action" in step} == set(HANDLERS)


def test_every_slot_is_a_field_of_memory() -> None:
    assert set(read("domain/_shared.yml")["slots"]) == {row.name for row in fields(Memory)}


def test_every_response_that_code_names_exists() -> None:
    for folder in ("wegwijzer", "gateway"):
        for path in (settings.ROOT / folder).rglob("*.py"):
            for name in re.findall(r'"(utter_[a-z_]+[a-z])"', path.read_text(encoding="utf-8")):
                assert name in responses(), (path.name, name)


def test_no_response_is_left_unused() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("wegwijzer", "gateway")
        for path in (settings.ROOT / folder).rglob("*.py")
    )
    spoken = (
        {f"utter_{label}" for label in labels()}
        | {f"utter_vraag_{question}" for question in ("safe", "about", "preference", "school", "confirm")}
        | {f"utter_vraag_safe_{about}" for about in ("ander", "kind", "leerling")}
    )
    for name in responses():
        if not name.startswith("utter_erkenning_"):
            plain = name.removesuffix("_u").removesuffix("_telegram")
            assert f'"{plain}"' in code or plain in spoken, name


@pytest.mark.parametrize("topic", topics())
def test_every_route_names_known_roles_and_lines(topic: str) -> None:
    rows = [ROUTES["onderwerpen"][topic]]
    rows += [
        ROUTES[who]["onderwerpen"][topic]
        for who in ("ouder", "medewerker")
        if topic in ROUTES[who]["onderwerpen"]
    ]
    for row in rows:
        assert set(row["school"]) <= set(roles())
        assert set(row["buiten"]) <= set(HELPLINES)
        assert row["school"]
        assert row["buiten"]


@pytest.mark.parametrize(
    ("who", "audience"), [("onderwerpen", "leerling"), ("ouder", "ouder"), ("medewerker", "medewerker")]
)
def test_the_lines_are_meant_for_the_reader(who: str, audience: str) -> None:
    table = ROUTES[who] if who == "onderwerpen" else ROUTES[who]["onderwerpen"]
    for topic, row in table.items():
        # Chat met Fier is for students; for others it stands first for coercion, beside Veilig Thuis.
        lines = [line for line in row["buiten"] if line != "chat-met-fier"]
        for line in lines:
            assert audience in HELPLINES[line].audience, (topic, line)


def test_the_one_who_did_it_gets_someone_else_than_the_one_it_was_done_to() -> None:
    did = ROUTES["onderwerpen"]["zelf_iets_gedaan"]["school"][0]
    for topic in ("seksueel_grensoverschrijdend", "geweld_en_bedreiging", "sexting", "pesten"):
        assert ROUTES["onderwerpen"][topic]["school"][0] != did


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_of_the_guard_matches_its_own_example(rule: Any) -> None:
    alarm = listen(rule.example)
    assert alarm is not None
    assert alarm.label == rule.label


def test_every_number_has_a_source_and_a_date() -> None:
    for line in HELPLINES.values():
        for key in line.reach.model_dump(exclude_none=True, by_alias=True):
            assert line.sources[key].seen_at
            assert line.sources[key].date


@pytest.mark.parametrize(("path", "text"), written().items(), ids=lambda value: getattr(value, "name", ""))
def test_what_is_made_from_the_model_is_current(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text


def test_every_choice_is_at_most_60_bytes() -> None:
    for choice in tables.load("choices")["keuzes"]:
        assert len(choice.encode()) <= 60
