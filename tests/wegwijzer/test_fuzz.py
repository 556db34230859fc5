"""Whatever stands in a school file: a School or `Refused`, within a second, and numbers stay as typed."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wegwijzer.school import Helpline, School
from wegwijzer.school_files import load_helplines, load_school
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import Problem, Refused

SCHOOLS = ROOT / "school_configs"
EXAMPLES = [path.read_text(encoding="utf-8") for path in sorted(SCHOOLS.glob("*.yml"))]
LIMIT = 1.0
ODD = "\t\n\r :-#[]{}&*!|>%@`'\"\\,?~0é\u00a0\u200b\ufeff\x00\U0001f600"
KEYS = [
    *("school", "contacten", "themas", "vakanties", "klachten", "naam", "plaats", "website", "id", "rol"),
    *("hoe", "bereik", "telefoon", "aanwezig", "ma", "niet_voor", "regie", "foto", "chat", "kleur"),
]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.sampled_from(KEYS),
    st.text(max_size=12),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), SCALARS), inner, max_size=6),
    ),
    max_leaves=25,
)
fuzz = settings(
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=120,
)


@pytest.fixture(scope="module")
def helplines() -> dict[str, Helpline]:
    return load_helplines(SCHOOLS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fuzz")
    shutil.copytree(SCHOOLS / "besturen", place / "besturen")
    return place


def load(folder: Path, source: bytes, helplines: dict[str, Helpline]) -> School | None:
    """Return the school, None when it is refused; anything else that is raised fails the test."""
    (folder / "test.yml").write_bytes(source)
    started = time.process_time()
    school, problems = outcome(folder, helplines)
    assert time.process_time() - started < LIMIT
    assert isinstance(school, School) or problems
    for problem in problems:
        assert problem.message
        assert problem.line >= 1
        assert problem.column >= 1
    return school


def outcome(folder: Path, helplines: dict[str, Helpline]) -> tuple[School | None, list[Problem]]:
    try:
        return load_school(folder, "test", helplines), []
    except Refused as refused:
        return None, refused.problems


def phones(school: School) -> list[str]:
    reach = [contact.reach for contact in school.contacts]
    numbers = [number for row in reach for number in (row.phone, row.phone_alt, row.whatsapp)]
    return [number for number in numbers if number]


@st.composite
def edited(draw: st.DrawFn) -> str:
    """An example file after the slips of someone who edits: lines and characters go, come twice, change."""
    rows = draw(st.sampled_from(EXAMPLES)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 5))):
        if not rows:
            break
        here, there = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows) - 1))
        kind = draw(st.sampled_from(["delete", "duplicate", "swap", "change", "insert", "indent"]))
        if kind == "delete":
            del rows[here]
        elif kind == "duplicate":
            rows.insert(there, rows[here])
        elif kind == "swap":
            rows[here], rows[there] = rows[there], rows[here]
        elif kind == "indent":
            rows[here] = " " * draw(st.integers(1, 5)) + rows[here]
        else:
            at = draw(st.integers(0, len(rows[here])))
            rest = rows[here][at + (kind == "change") :]
            rows[here] = rows[here][:at] + draw(st.sampled_from(ODD)) + rest
    return "".join(rows)


@fuzz
@given(source=st.binary(max_size=300))
def test_random_bytes(source: bytes, folder: Path, helplines: dict[str, Helpline]) -> None:
    load(folder, source, helplines)


@fuzz
@given(noise=st.binary(min_size=1, max_size=6), at=st.floats(0, 1), example=st.sampled_from(EXAMPLES))
def test_random_bytes_inside_an_example(
    noise: bytes, at: float, example: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    source = example.encode()
    place = int(at * len(source))
    load(folder, source[:place] + noise + source[place:], helplines)


@fuzz
@given(text=edited(), encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
def test_random_edits(text: str, encoding: str, folder: Path, helplines: dict[str, Helpline]) -> None:
    school = load(folder, text.encode(encoding, errors="replace"), helplines)
    if school:
        board = (folder / "besturen" / "stichting-rivieren.yml").read_text(encoding="utf-8")
        for number in phones(school):
            assert number in text or number in board


@fuzz
@given(tree=TREES)
def test_random_structures(tree: Any, folder: Path, helplines: dict[str, Helpline]) -> None:
    load(folder, yaml.safe_dump(tree, allow_unicode=True).encode(errors="replace"), helplines)


@fuzz
@given(tree=TREES, key=st.sampled_from(["school", "contacten", "themas", "vakanties", "klachten"]))
def test_a_random_structure_in_a_place_of_an_example(
    tree: Any, key: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    data = yaml.load(EXAMPLES[-2], Loader=yaml.BaseLoader) | {key: tree}
    load(folder, yaml.safe_dump(data, allow_unicode=True).encode(errors="replace"), helplines)


number = st.one_of(
    st.from_regex(
        r"(0[1-9][0-9]{8}|06-[0-9]{8}|0800-[0-9]{4}|\+31[0-9]{9}|0[1-9]{2} [0-9]{3} [0-9]{2} [0-9]{2})",
        fullmatch=True,
    ),
    st.text("0123456789 -+_.:ex", min_size=1, max_size=14),
    st.text("0123456789٠١٢³", min_size=1, max_size=12),
)


@fuzz
@given(typed=number, mark=st.sampled_from(["", '"', "'"]))
def test_an_accepted_phone_number_is_what_was_typed(
    typed: str, mark: str, folder: Path, helplines: dict[str, Helpline]
) -> None:
    source = (
        'school: {naam: T, plaats: P, website: "https://t.example"}\ncontacten:\n'
        f"  - id: vp\n    rol: mentor\n    naam: Ans\n    bereik:\n      telefoon: {mark}{typed}{mark}\n"
    )
    school = load(folder, source.encode(), helplines)
    if school:
        # Spaces around a bare value are not part of it in YAML; nothing inside it may change.
        assert phones(school) == [typed if mark else typed.strip(" ")]


def test_plain_numbers_are_accepted(folder: Path, helplines: dict[str, Helpline]) -> None:
    for typed in ("0611223344", "030 000 00 01", "+31612345678"):
        source = re.sub(r'telefoon: "[^"]+"', f"telefoon: {typed}", EXAMPLES[1])
        school = load(folder, source.encode(), helplines)
        assert school is not None
        assert typed in phones(school)
