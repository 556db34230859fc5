"""What an editor makes of a file with the JSON Schema, and what the loader makes of it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from pydantic import BaseModel

from wegwijzer import tables
from wegwijzer.fields import GROUPS, fields_of, role_texts
from wegwijzer.json_schema import json_schema
from wegwijzer.mistakes import mistake
from wegwijzer.school import BoardFile, SchoolFile
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import Refused
from wegwijzer.topics import roles, topics

SCHEMA = json_schema(SchoolFile)
SCHOOL = Draft7Validator(SCHEMA)
FOLDER = ROOT / "school_configs"
HELPLINES = load_helplines(FOLDER)
HEAD = """\
school: {naam: Het Testlyceum, plaats: Zierikzee, website: "https://testlyceum.example"%s}
contacten:
  - {id: a, rol: mentor, naam: A, %s}
%s
"""


class _Core(yaml.SafeLoader):
    """Reads scalars as editors do (YAML 1.2): no dates, no octal numbers, and `no` is a word."""


_Core.yaml_implicit_resolvers = {}
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:null|Null|NULL|~|)$"), ["~", "n", "N", ""]
)
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_Core.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)


def editor_accepts(text: str) -> bool:
    return SCHOOL.is_valid(yaml.load(text, Loader=_Core))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schools")
    for part in ("besturen", "landelijk"):
        shutil.copytree(FOLDER / part, path / part)
    return path


def loader_accepts(folder: Path, text: str) -> bool:
    (folder / "test.yml").write_text(text, encoding="utf-8")
    try:
        load_school(folder, "test", HELPLINES)
    except Refused:
        return False
    return True


def file_with(place: str, line: str) -> str:
    """Return a file that is right but for `line`, in the school, in a contact or at the end."""
    if place == "school":
        return HEAD % (f", {line}", "hoe: Loop langs.", "")
    if place == "bereik":
        return HEAD % ("", f"bereik: {{{line}}}", "")
    return HEAD % (
        ("", f"hoe: Loop langs., {line}", "") if place == "contact" else ("", "hoe: Loop langs.", line)
    )


# Where, a line, and whether it is right.
LINES = [
    *(("bereik", f'telefoon: "{number}"', True) for number in ("030 123 45 67", "06-12345678", "112", "113")),
    *(
        ("bereik", f'telefoon: "{number}"', True)
        for number in ("0800-0432", "0900 111 3 111", "+31 30 1234567")
    ),
    *(
        ("bereik", f'whatsapp: "{number}"', False)
        for number in ("12", "030 12", "00000000000", "06 1234 567a", "")
    ),
    *(
        ("bereik", f'telefoon: "{number}"', False)
        for number in ("030  123 45 67", "(030) 123 45 67", " 112", "١١٢")
    ),
    ("bereik", "telefoon: 030 123 45 67", True),
    *(("bereik", f"mail: {mail}", True) for mail in ("a@b.nl", "a.b+c@d-e.f.nl", '"1@2.nl"')),
    *(
        ("bereik", f'mail: "{mail}"', False)
        for mail in ("a@b", "a b@c.nl", "@b.nl", "é@b.nl", "a@b.nl,c@d.nl")
    ),
    *(
        ("bereik", f'website: "{url}"', True)
        for url in ("https://a.nl", "https://a.nl/b?c=d#e", "https://é.nl/ü")
    ),
    *(
        ("bereik", f'website: "{url}"', False)
        for url in ("http://a.nl", "a.nl", "https://a nl.nl", "https://a")
    ),
    ("bereik", f'website: "https://{"a" * 300}.nl"', False),
    ("bereik", "kamer: B1.12", True),
    ("bereik", 'kamer: "0.18"', True),
    ("bereik", 'kamer: ""', False),
    ("bereik", f"kamer: {'k' * 80}", True),
    ("bereik", f"kamer: {'k' * 81}", False),
    ("bereik", 'telefon: "112"', False),
    *(
        ("contact", f"regie: {word}", True)
        for word in ("true", "True", "ja", "JA", "Waar", "nee", "onwaar", '"ja"')
    ),
    *(("contact", f"regie: {word}", False) for word in ("yes", "misschien", '""', "j", "jaa")),
    ("contact", "gecontroleerd_op: 2026-10-01", True),
    ("contact", 'gecontroleerd_op: "2026-10-01"', True),
    *(
        ("contact", f'gecontroleerd_op: "{day}"', False)
        for day in ("1 oktober", "01-10-2026", "2026-13-1", "20261001", "2026-W40-4", "2026-1-1", "")
    ),
    *(
        ("contact", f"aanwezig: {{ma: {hours}}}", True)
        for hours in (
            "08:30-16:00",
            "8.30-12:00",
            '"8:30 tot 16:00"',
            '"08:30-12:00, 13:00-16:00"',
            "08:30 – 9:00",
        )
    ),
    *(
        ("contact", f'aanwezig: {{ma: "{hours}"}}', False)
        for hours in (
            "8-16",
            "24:30-25:00",
            "08:60-09:00",
            "08:30",
            "",
            "hele dag",
            "08:30-12:00,",
            "٠٨:٣٠-16:00",
        )
    ),
    ("contact", "aanwezig: altijd", True),
    ("contact", "aanwezig: {}", True),
    ("contact", "aanwezig: soms", False),
    ("contact", 'aanwezig: {maandag: "08:30-16:00"}', False),
    ("contact", "aanwezig: {ma: 08:30-12:00, 13:00-16:00}", False),
    ("contact", "foto: jansen.jpg", True),
    ("contact", "foto: jansén-2_x.webp", True),
    *(
        ("contact", f'foto: "{name}"', False)
        for name in ("jansen.gif", "../x.jpg", "a b.jpg", ".jpg", "x.JPG")
    ),
    ("contact", "themas: [pesten, angst]", True),
    ("contact", "themas: [pestn]", False),
    ("contact", "themas: pesten", False),
    ("contact", "niet_voor: []", True),
    ("contact", "over_mij: Ik luister: altijd", False),
    ("contact", 'over_mij: "Ik luister: altijd"', True),
    ("school", 'chat: {kleur: "#14507A"}', True),
    *(
        ("school", f'chat: {{kleur: "{colour}"}}', False)
        for colour in ("14507a", "#14507", "rood", "#14507g")
    ),
    ("school", f'chat: {{naam: "{"n" * 31}"}}', False),
    ("school", "bestuur: stichting-rivieren", True),
    *(("school", f'bestuur: "{name}"', False) for name in ("Stichting", "a b", "-a", "a--b", "a" * 41)),
    ("school", "zoeknamen: [a, b]", True),
    ("school", "zoeknamen: a", False),
    ("einde", "themas: {pesten: {eerst: [a]}}", True),
    ("einde", "themas: {pestn: {eerst: [a]}}", False),
    ("einde", 'themas: {pesten: {links: [{naam: N, url: "https://a.nl"}]}}', True),
    ("einde", "themas: {pesten: {links: [{naam: N}]}}", False),
    ("einde", "vakanties: [{naam: n, van: 2026-12-19, tot: 2027-01-03}]", True),
    ("einde", "vakanties: [{naam: n, van: 2026-12-19}]", False),
    ("einde", 'klachten: {regeling: "https://a.nl", commissie: onderwijsgeschillen-lkc}', True),
    ("einde", "klachten: {}", False),
    ("einde", "hulplijnen: []", False),
]
# Right to an editor, wrong to the loader: what a pattern can't know.
ONLY_THE_LOADER_KNOWS = [
    ("contact", "gecontroleerd_op: 2026-02-30"),
    ("contact", 'aanwezig: {ma: "16:00-08:30"}'),
    ("contact", "foto: jan+sen.jpg"),
    ("contact", 'over_mij: "   "'),
    ("bereik", ""),
    ("einde", "themas: {pesten: {eerst: [weg]}}"),
    ("einde", "vakanties: [{naam: n, van: 2027-01-03, tot: 2026-12-19}]"),
    ("school", "bestuur: bestaat-niet"),
]


@pytest.mark.parametrize(("place", "line", "right"), LINES)
def test_an_editor_and_the_loader_agree(folder: Path, place: str, line: str, right: bool) -> None:
    text = file_with(place, line)
    try:
        editor = editor_accepts(text)
    except yaml.YAMLError:
        editor = False
    assert (editor, loader_accepts(folder, text)) == (right, right)


@pytest.mark.parametrize(("place", "line"), ONLY_THE_LOADER_KNOWS)
def test_what_only_the_loader_knows(folder: Path, place: str, line: str) -> None:
    text = file_with(place, line)
    assert (editor_accepts(text), loader_accepts(folder, text)) == (True, False)


@pytest.mark.parametrize(
    ("place", "line"),
    [("bereik", "telefoon: 0611223344"), ("bereik", "kamer: 0.10"), ("school", "zoeknamen: [2026]")],
)
def test_a_number_without_quotes_is_underlined_with_the_remedy(folder: Path, place: str, line: str) -> None:
    """The loader reads it as typed; every other program that opens the file would lose the zero."""
    text = file_with(place, line)
    assert loader_accepts(folder, text)
    errors = list(SCHOOL.iter_errors(yaml.load(text, Loader=_Core)))
    assert [error.validator for error in errors] == ["type"]
    assert "aanhalingstekens" in errors[0].schema["errorMessage"]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.name)
def test_the_example_schools_have_no_line_under_them(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./school.schema.json\n")
    assert editor_accepts(text)


@pytest.mark.parametrize("path", sorted((FOLDER / "besturen").glob("*.yml")), ids=lambda path: path.name)
def test_the_example_bestuur_has_no_line_under_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=./bestuur.schema.json\n")
    data = yaml.load(text, Loader=_Core)
    assert not list(Draft7Validator(json_schema(BoardFile)).iter_errors(data))
    assert not SCHOOL.is_valid(data)


def parts(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, inner in value.items():
            yield from parts(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from parts(inner, f"{path}/{number}")


@pytest.mark.parametrize("model", [SchoolFile, BoardFile])
def test_every_key_is_explained_and_nothing_is_english(model: type[BaseModel]) -> None:
    schema = json_schema(model)
    Draft7Validator.check_schema(schema)
    for path, part in parts(schema):
        for key, row in (part.get("properties") or {}).items():
            if isinstance(row, dict) and not path.endswith("/anyOf/1"):
                assert row.get("description"), f"{path}/{key}"
        assert "title" not in part
        assert "default" not in part
        assert part.get("type") != "null"
    assert not re.search(r"[A-Z]\w+Info|Contact\b|Reach|Holiday|Attributes:|\bNone\b", str(schema))


def test_the_roles_and_topics_have_their_titles() -> None:
    role = SCHEMA["definitions"]["contact"]["properties"]["rol"]
    assert dict(zip(role["enum"], role["enumDescriptions"], strict=True)) == {
        row.id: row.title for row in roles().values()
    }
    topic = SCHEMA["definitions"]["contact"]["properties"]["themas"]["items"]
    assert dict(zip(topic["enum"], topic["enumDescriptions"], strict=True)) == {
        row.id: row.title for row in topics().values()
    }
    assert {key: row["description"] for key, row in SCHEMA["properties"]["themas"]["properties"].items()} == {
        row.id: row.title for row in topics().values()
    }


def test_the_table_explains_exactly_what_there_is() -> None:
    texts = tables.load("fields")["velden"]
    keys: dict[str, set[str]] = {}
    for model, group in GROUPS.items():
        keys.setdefault(group, set()).update(row.alias or name for name, row in model.model_fields.items())
    assert {group: set(rows) for group, rows in texts.items()} == keys
    assert set(role_texts()) == set(roles())


@pytest.mark.parametrize("model", GROUPS, ids=lambda model: model.__name__)
def test_every_example_is_right(model: type[BaseModel]) -> None:
    for key, row in fields_of(model).items():
        if row.example is not None:
            assert mistake(model, key, _as_text(row.example)) is None, key


def _as_text(value: Any) -> Any:
    """Return a value as a file holds it: text, lists and mappings."""
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return "true" if value is True else value


def test_the_new_contact_of_the_snippet_is_right(folder: Path) -> None:
    body = SCHEMA["definitions"]["contact"]["defaultSnippets"][0]["body"]
    text = yaml.safe_dump(body, sort_keys=False, width=1000)
    filled = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    school = file_with("einde", "") + "".join(f"    {line}\n" for line in filled.splitlines())
    # The snippet begins where a dash and a space were typed.
    school = school.rstrip("\n").replace("\n\n    id:", "\n  - id:")
    assert loader_accepts(folder, school), school
    assert editor_accepts(school)
