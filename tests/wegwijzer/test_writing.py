"""What is written is what a reader gives back: our own strict one, and that of any other program."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wegwijzer.mistakes import mistake
from wegwijzer.school import Contact, SchoolInfo
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import parse
from wegwijzer.writing import flow, scalar, school_text

BITING = [
    "no", "Null", "~", "true", "y", "N", "on", "0611223344", "0x1F", "1e3", "12:30", "08:30-16:00", ".5", "-",
    "- a", "* ster", "&anker", "!tag", "%procent", "@jan", "`x`", "a: b", "a:b", "a #b", "#a", "'s ochtends",
    '"De Brug"', "'\"", "\\", "a\\nb", "{a}", "[a]", "a, b", "a,b", "? vraag", "| blok", "> vouw", "=", "<<",
    "2026-10-01", "2026-13-99", "Yılmaz", "Łukasz", "😀 team", "a  b", "Jansen-de Vries", "O’Neill",
    "A?", "B!", "---", "...", "null", "Off", "NaN", ".inf", "1_000", "0o17", "+31 30", "a:", ":a", "x'y",
    "é", "١٢", "a\u00a0b", "ﬁ",
]  # fmt: skip
NAMES = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=80).filter(
    lambda text: text == text.strip() and mistake(SchoolInfo, "naam", text) is None
)
HELPLINES = load_helplines(ROOT / "school_configs")


@pytest.mark.parametrize("text", BITING)
def test_a_value_is_read_back_as_it_was(text: str) -> None:
    for written in (f"a: {scalar(text)}\n", f"a: {{b: {scalar(text)}, c: [{scalar(text)}]}}\n"):
        strict = parse(written.encode(), "x").data["a"]
        assert strict in (text, {"b": text, "c": [text]})
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        assert yaml.safe_load(f"[{scalar(text)}]") == [text]


@settings(deadline=None)
@given(NAMES)
def test_any_name_is_read_back_as_it_was(text: str) -> None:
    assert parse(f"{{a: {scalar(text)}}}".encode(), "x").data == {"a": text}


def test_a_list_and_a_mapping_stand_on_one_line() -> None:
    assert flow({"ma": "08:30-16:00", "di": ["a", "b: c"]}) == '{ma: "08:30-16:00", di: [a, "b: c"]}'
    assert flow(True) == "true"


MENTOR = {"id": "mentor", "rol": "mentor", "naam": "je eigen mentor", "hoe": "Loop langs."}
FULL: dict[str, Any] = {
    "id": "vp-x",
    "rol": "interne_vertrouwenspersoon",
    "naam": "X",
    "bereik": {"telefoon": "030 000 00 01", "kamer": "12"},
    "aanwezig": {"ma": "08:30-16:00"},
    "regie": True,
}


def school(name: str = "X", **more: Any) -> dict[str, Any]:
    return {"naam": name, "plaats": "Y", "website": "https://x.example", **more}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schools")
    for part in ("besturen", "landelijk"):
        shutil.copytree(ROOT / "school_configs" / part, path / part)
    return path


def data_of(text: str) -> Any:
    return parse(text.encode(), "x").data


def as_read(value: Any) -> Any:
    """Return a value as the strict reader gives it: yes is text too."""
    if isinstance(value, dict):
        return {key: as_read(part) for key, part in value.items()}
    if isinstance(value, list):
        return [as_read(part) for part in value]
    return "true" if value is True else value


@settings(max_examples=60, deadline=None)
@given(NAMES, NAMES, st.lists(NAMES, max_size=3))
def test_a_whole_file_says_what_was_told(name: str, person: str, nicknames: list[str]) -> None:
    data = {"school": school(name), "contacten": [MENTOR, {**FULL, "naam": person}]}
    if nicknames:
        data["school"]["zoeknamen"] = nicknames
    text = school_text(data, "./school.schema.json")
    assert data_of(text) == as_read(data)


@pytest.mark.parametrize(
    "contacts", [[], [FULL], [{**FULL, "bereik": {"mail": "a@b.nl"}}, {**FULL, "id": "b"}]]
)
def test_every_suggestion_is_right_without_its_hash(folder: Path, contacts: list[dict[str, Any]]) -> None:
    rows = [{key: value for key, value in row.items() if key != "regie"} for row in contacts]
    data = {"school": school(), "contacten": [MENTOR, *rows]}
    text = school_text(data, "./school.schema.json")
    for version in (text, re.sub(r"(?m)^( *)#(?=\S)", r"\1", text)):
        (folder / "test.yml").write_text(version, encoding="utf-8")
        load_school(folder, "test", HELPLINES)
    found = data_of(version)
    assert {"bestuur", "zoeknamen", "chat"} <= found["school"].keys()
    assert set(found) == {"school", "contacten", "themas", "vakanties", "klachten"}
    seen = set().union(*(row.keys() for row in found["contacten"]))
    assert seen == {row.alias or name for name, row in Contact.model_fields.items()}


def test_each_key_is_explained_once_and_what_can_be_added_stays_in_sight() -> None:
    data = {"school": school(), "contacten": [MENTOR, FULL, {**FULL, "id": "b", "bereik": {"kamer": "1"}}]}
    text = school_text(data, "../school.schema.json", skip=["bestuur"])
    assert text.startswith("# yaml-language-server: $schema=../school.schema.json\n")
    assert text.count("# Het lokaal of de plek.") == 1
    assert "#bestuur" not in text
    assert text.count("      #mail: ") == 2
    assert max(map(len, text.splitlines())) <= 110
