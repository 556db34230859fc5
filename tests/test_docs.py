"""What the documents say is real: links lead somewhere, commands exist, examples load, staff can read it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml

from runner.cli import main
from tests.wegwijzer.test_texts import flesch_douma
from wegwijzer.school import Contact, SchoolFile
from wegwijzer.school_files import BOARDS, load_board, load_helplines, load_school
from wegwijzer.settings import ROOT

STAFF_PAGES = sorted((ROOT / "docs" / "school").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *STAFF_PAGES]
B1 = 65  # Flesch-Douma: "standaard" is 60-70, "vrij gemakkelijk" 70-80

SCHOOL = 'school: {naam: Proef, plaats: Proefdorp, website: "https://proef.example"}\n'
CONTACT = {"id": "een", "rol": "mentor", "naam": "je eigen mentor", "hoe": "Loop langs."}
CONTACTS = "contacten:\n  - {id: mentor, rol: mentor, naam: je eigen mentor, hoe: Loop langs.}\n"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def anchors(path: Path) -> set[str]:
    """Return the anchors of the headings of a page, as a git host makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def without_code(text: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)


def blocks(path: Path, language: str) -> list[str]:
    """Return the blocks of code in a page, without the indent of the list they stand in."""
    found = re.findall(
        rf"^( *)```{language}\n(.*?)^ *```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def commands(path: Path) -> set[str]:
    """Return every `wegwijzer <command> ...` that a page tells someone to type."""
    text = path.read_text(encoding="utf-8")
    return {line.strip() for line in re.findall(r"uv run wegwijzer ([a-z][^\n`]*)", text)}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", without_code(path.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def test_every_page_for_staff_is_in_the_table_of_contents() -> None:
    contents = (ROOT / "docs" / "school" / "README.md").read_text(encoding="utf-8")
    for path in STAFF_PAGES:
        assert path.name == "README.md" or f"({path.name})" in contents


@pytest.mark.parametrize("path", STAFF_PAGES, ids=name)
def test_every_command_exists_with_its_options(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^ {2,4}([a-z]+)", capsys.readouterr().out, re.MULTILINE))
    assert "check" in known
    for line in commands(path):
        command, *words = line.split()
        assert command in known, line
        with pytest.raises(SystemExit):
            main([command, "--help"])
        explained = capsys.readouterr().out
        for option in (word for word in words if word.startswith("--")):
            assert option in explained, line


def whole_file(example: str) -> str:
    """Return an example as a school file: whole as it is, a part with the least that must be around it."""
    example = dedent(example)
    data: Any = yaml.safe_load(example)
    known = {field.alias or key for key, field in SchoolFile.model_fields.items()}
    if data is None:  # a comment
        return SCHOOL + CONTACTS + example
    if isinstance(data, dict) and set(data) <= known:
        head = "" if "school" in data else SCHOOL
        people = "" if "contacten" in data else CONTACTS
        return f"{head}{example}\n{people}"
    if isinstance(data, list):
        return SCHOOL + "contacten:\n" + example
    own = {field.alias or key for key, field in Contact.model_fields.items()}
    assert set(data) <= own, f"no part of a school file: {sorted(set(data) - own)}"
    rest = "".join(f"    {key}: {value}\n" for key, value in CONTACT.items() if key not in data)
    indented = "".join(f"    {line}\n" for line in example.splitlines())
    return f"{SCHOOL}contacten:\n  -\n{rest}{indented}"


@pytest.mark.parametrize("path", STAFF_PAGES, ids=name)
def test_every_example_is_a_school_file_that_loads(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "schools"
    shutil.copytree(ROOT / "school_configs", folder)
    for number, example in enumerate(blocks(path, "yaml")):
        if re.search("^bestuur:", example, re.MULTILINE):
            (folder / BOARDS / "proef.yml").write_text(example, encoding="utf-8")
            assert load_board(folder, Path(BOARDS, "proef.yml"), load_helplines(folder))
            continue
        (folder / f"proef-{number}.yml").write_text(whole_file(example), encoding="utf-8")
        assert load_school(folder, f"proef-{number}", load_helplines(folder)).contacts


def test_a_part_of_a_file_is_made_whole(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "school_configs", tmp_path / "schools")
    folder = tmp_path / "schools"
    parts = (
        "vakanties: [{naam: kerst, van: 2026-12-19, tot: 2027-01-03}]",
        "- {id: a, rol: decaan, naam: Ada, hoe: Loop langs.}",
        "bereik: {telefoon: '030 000 00 01'}\naanwezig: {ma: 08:30-16:00}",
    )
    for part in parts:
        (folder / "proef.yml").write_text(whole_file(part), encoding="utf-8")
        assert load_school(folder, "proef", load_helplines(folder)).contacts
    with pytest.raises(AssertionError):
        whole_file("telefon: x")


def prose(path: Path) -> list[str]:
    """Return the paragraphs, list items and cells of a page that are sentences and long enough to measure."""
    text = without_code(path.read_text(encoding="utf-8"))
    text = re.sub(r"`[^`]*`", "x", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)|\||^#.*$", text, flags=re.MULTILINE)
    return [part.strip() for part in parts if len(part.split()) >= 10 and re.search(r"[.?!:]", part)]


@pytest.mark.parametrize("path", STAFF_PAGES, ids=name)
def test_staff_can_read_it(path: Path) -> None:
    measured = {part: flesch_douma(part) for part in prose(path)}
    assert sum(measured.values()) / len(measured) >= B1
    hardest = min(measured, key=lambda part: measured[part])
    assert measured[hardest] >= 50, (measured[hardest], hardest)
