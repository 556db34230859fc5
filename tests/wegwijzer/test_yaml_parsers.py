"""libyaml and PyYAML's own parser read every file the same; where they might not, the second decides."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.wegwijzer.test_fuzz import EXAMPLES, TREES, edited, fuzz
from wegwijzer import strict_yaml
from wegwijzer.settings import ROOT
from wegwijzer.strict_yaml import MAX_BYTES, Refused, read

BROKEN = sorted((Path(__file__).parent / "broken").rglob("*.yml"))
OURS = sorted((ROOT / "school_configs").rglob("*.yml"))
# Pieces of YAML that mean something, so that chance finds the corners where parsers differ.
PIECES = [
    *(
        "a",
        "b: ",
        "a:",
        "- ",
        "-",
        "? ",
        "?",
        ": ",
        ":",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ",",
        "#",
        " # c",
        "'",
        '"',
    ),
    *(
        "\n",
        "\n  ",
        "\n    ",
        "\n ",
        "\n- ",
        "\n\n",
        "|\n",
        "|",
        "> ",
        ">\n",
        "|-\n",
        ">+\n",
        "|2\n",
        " ",
        "\r",
    ),
    *(
        "\r\n",
        "x y",
        "0123",
        "~",
        "!",
        "&a",
        "*a",
        "@",
        "`",
        "%",
        "---",
        "...",
        "\\",
        "\t",
        "é",
        "😀",
        "\u00a0",
    ),
    *("no", "\ufeff", "a?", "?b", "[a]", "{a: b}", "  b: c\n", "a: b\n", "''", '""', '"x\n y"', "'x\n\n y'"),
]


def outcome(source: bytes) -> Any:
    """Return everything that a reader of this file could notice."""
    try:
        document = read(source, "x.yml")
    except Refused as refused:
        return refused.problems
    return document.data, document.places, document.split, document.problems


def both(source: bytes) -> tuple[Any, Any]:
    """Return what is read with libyaml, and what without it."""
    with pytest.MonkeyPatch.context() as patch:
        quick = outcome(source)
        patch.setattr(strict_yaml, "_FAST", None)
        return quick, outcome(source)


@pytest.fixture
def only_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail when PyYAML's own parser is needed."""
    monkeypatch.setattr(strict_yaml, "_read_exactly", lambda *_: pytest.fail("read with the slow parser"))


def test_libyaml_is_here() -> None:
    assert strict_yaml._FAST is yaml.CSafeLoader


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
@pytest.mark.usefixtures("only_libyaml")
def test_right_files_are_read_with_libyaml(path: Path) -> None:
    assert read(path.read_bytes(), path.name).data


@pytest.mark.parametrize("path", [*OURS, *BROKEN], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_file_we_have_is_read_the_same(path: Path) -> None:
    quick, exact = both(path.read_bytes())
    assert quick == exact


@pytest.mark.parametrize(
    "text",
    [
        "a: 😀 b\nc: {d: 😀, e: f}\n",
        "a: 1\r\nb:\r\n  - c\r\n",
        "\ufeffa: 1\n",
        "a:\n- b\n- c: d\n  e:\nf:\n",
        "a: >\n  b\n  c\nd: |\n  e\n",
        "a: 'b\n  c'\nd: [e,\n  f]\n",
        "tijd: 08:30\ntelefoon: 0611223344\nnee: no\ndatum: 2026-10-01\n",
        "{a: b, 'c': \"d\"}",
        "a: b",
    ],
    ids=["emoji", "crlf", "mark", "empty", "blocks", "lines", "as typed", "flow", "no end"],
)
@pytest.mark.usefixtures("only_libyaml")
def test_what_libyaml_reads_is_what_pyyaml_reads(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = read(text.encode(), "x.yml")
    monkeypatch.undo()
    monkeypatch.setattr(strict_yaml, "_FAST", None)
    assert quick == read(text.encode(), "x.yml")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: {b: echt?}\n", None),
        ("a: {? : b}\n", {"a": {"": "b"}}),
        ("a: |#\n  b\n", None),
        ("a:\tb\n", None),
        ('a: "b\\/c"\n', {"a": "b/c"}),
    ],
)
def test_where_they_differ_pyyaml_decides(text: str, data: Any) -> None:
    quick, exact = both(text.encode())
    assert quick == exact
    assert (quick[0] if isinstance(quick, tuple) else None) == data


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b]\n", "verwijzing"),
        (b"[" * 20_000, "te diep"),
        (b"{a: " * 20_000, "te diep"),
        (b"- " * 20_000, "te diep"),
        (b"? " * 20_000, "te diep"),
        (b"a: !!python/object/apply:os.system [ls]\n", "uitroepteken"),
        (b"a: 1\n---\nb: 2\n", "tweede deel"),
        (b"|" * MAX_BYTES, "niet te lezen"),
    ],
    ids=["aliases", "lists", "mappings", "dashes", "keys", "tag", "documents", "bars"],
)
def test_what_blows_up_is_refused_the_same_with_and_without_libyaml(source: bytes, words: str) -> None:
    quick, exact = both(source)
    assert quick == exact
    assert words in quick[0].message


@fuzz
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14), mark=st.booleans())
def test_random_pieces_are_read_the_same(pieces: list[str], mark: bool) -> None:
    quick, exact = both((codecs.BOM_UTF8 if mark else b"") + "".join(pieces).encode())
    assert quick == exact


@fuzz
@given(text=edited(), rows=st.integers(0, 40))
def test_random_edits_are_read_the_same(text: str, rows: int) -> None:
    quick, exact = both("".join(text.splitlines(keepends=True)[rows:][:25]).encode())
    assert quick == exact


@fuzz
@given(tree=TREES, flow=st.sampled_from([True, False, None]))
def test_random_structures_are_read_the_same(tree: Any, flow: bool | None) -> None:
    quick, exact = both(
        yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow).encode(errors="replace")
    )
    assert quick == exact


@fuzz
@given(example=st.sampled_from(EXAMPLES), piece=st.sampled_from(PIECES), at=st.floats(0, 1))
def test_a_piece_inside_an_example_is_read_the_same(example: str, piece: str, at: float) -> None:
    place = int(at * len(example))
    quick, exact = both((example[:place] + piece + example[place:]).encode())
    assert quick == exact
